#!/bin/sh
# zarf-pack --definition, --lint and --schema: what they print and refuse.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$work" || exit 1
head='kind: ZarfPackageConfig
metadata:
  name: test
  architecture: amd64
components:'

# define DIR COMPONENTS: a definition of these components.
define() {
    mkdir -p "$1"
    printf '%s\n%s\n' "$head" "$2" >"$1/zarf.yaml"
}

define site "- name: web
  description: ###ZARF_PKG_TMPL_TEXT###
  only: {flavor: blue}
  import: {path: ../base}
- name: arm
  only: {cluster: {architecture: arm64}}"
sed -i 's/###.*###/"&"/' site/zarf.yaml
define base "- name: web
  files:
  - {source: motd, target: out/motd}
  images: [nginx:1]"

is "imports are merged, templates filled, components filtered" "$head
- name: web
  description: hello
  only:
    flavor: blue
  files:
  - source: ../base/motd
    target: out/motd
  images:
  - nginx:1" "$(zarf-pack site --definition --set text=hello --flavor blue)"
is "--set takes several" "hello" "$(zarf-pack site --definition --set OTHER=x,text=hello --flavor blue | sed -n "s/^  description: //p")"
is "-a chooses the architecture" arm "$(zarf-pack site --definition -a arm64 | sed -n 's/^- name: //p')"
is "nothing but the definition is printed" "" "$(zarf-pack site --definition --set text=x --flavor blue 2>&1 >/dev/null)"
fails_with "a template without a value" 64 'no value for template ###ZARF_PKG_TMPL_TEXT###' \
    zarf-pack site --definition --flavor blue
fails_with "no component fits" 3 'error: read .*no component fits' zarf-pack site --definition -a riscv
fails_with "the hint says how to give the template" 64 'hint: give one with --set TEXT=VALUE' \
    zarf-pack site --definition --flavor blue
if command -v script >/dev/null 2>&1; then
    # Answers wait in the terminal until they are read.
    script -qec 'zarf-pack site --definition --flavor blue >asked' screen >/dev/null <<'EOT'
typed text
EOT
    is "at a terminal one is asked for it" "  description: typed text" "$(grep description asked)"
    like "by its name" '^TEXT: ' "$(cat screen)"
    script -qec 'zarf-pack site --definition --flavor blue --confirm >asked' screen >/dev/null </dev/null
    like "but not with --confirm" 'no value for template' "$(cat screen)"
    rm asked screen
fi
fails_with "the flavors that there are are told" 3 'hint: choose a flavor with --flavor: blue' \
    zarf-pack site/zarf.yaml --definition -a riscv --flavor red --set text=x
fails_with "a full device is noticed" 1 'error: ' sh -c 'zarf-pack base --definition >/dev/full'

define typo "- name: web
  chart: []"
fails_with "an unknown key has a place" 3 'read typo/zarf.yaml:7:3: component "web": unknown key "chart"' \
    zarf-pack typo --definition
fails_with "and the right one is suggested" 3 'hint: did you mean "charts"\?' zarf-pack typo --definition
define typos "- name: web
  chart: []
  imags: []
  required: yes"
is "everything wrong is told at once" 'zarf-pack: error: read typos/zarf.yaml:7:3: component "web": unknown key "chart"
zarf-pack: hint: did you mean "charts"?
zarf-pack: error: read typos/zarf.yaml:8:3: component "web": unknown key "imags"
zarf-pack: hint: did you mean "images"?
zarf-pack: error: read typos/zarf.yaml:9:13: component "web": "required" must be true or false, found text' \
    "$(zarf-pack typos --definition 2>&1)"
define loop "- name: web
  import: {path: ../loop2}"
define loop2 "- name: web
  import: {path: ../loop}"
fails_with "imports in a cycle" 3 'imported in a cycle' zarf-pack loop --definition
define bell "- name: \"a\\ab\""
fails_with "control characters are shown harmlessly" 3 'found "a\?b"' zarf-pack bell --definition

like "-a takes any, but says so" 'warning: architecture "amd46" is neither amd64 nor arm64' \
    "$(zarf-pack base --definition -a amd46 2>&1)"
is "findings are printed" "warning: .components.[0].images.[0]: image without a digest: nginx:1
warning: .components.[0].images.[0]: image reference without a registry: nginx:1" "$(zarf-pack base --lint)"
ok "warnings are no failure" zarf-pack base --lint
like "problems with the schema are findings" '^error: .components.\[0\]: typo/zarf.yaml:7:3: component "web": unknown key "chart"$' \
    "$(zarf-pack typo --lint)"
fails_with "and make the answer no" 2 '' zarf-pack typo --lint
is "the schema is JSON" "object" "$(zarf-pack --schema | sed -n 's/^  "type": "\(.*\)",$/\1/p')"
is "nothing is left behind" "" "$(find . -type f ! -name zarf.yaml)"

fixtures=$tap_root/Tests/Fixtures/definitions
for form in alpha beta; do
    zarf-pack "$fixtures/$form" --definition --flavor vanilla --set 'WHO=the "author" of it' >"$form.yaml" 2>"$form.err"
    same "every field of $form is printed as upstream prints it" "$fixtures/$form/resolved.yaml" "$form.yaml"
done
# Left out are what create writes, and imports, which would need another definition.
written=' aggregateChecksum build differential differentialMissing differentialPackageVersion import migrations provenanceFiles
 reason registryOverrides signed terminal timestamp user versionRequirements '
is "no field of the schema is forgotten there" "" "$(
    zarf-pack --schema | jq -r '.. | .properties? // empty | keys[]' | sort -u | while IFS= read -r key; do
        case $written in *[[:space:]]"$key"[[:space:]]*) continue ;; esac
        grep -Eq "(^|[{ ])$key:" "$fixtures"/*/zarf.yaml || echo "$key"
    done
)"
definitions=$shared/rig/packages/definitions
if [ -d "$definitions" ]; then
    recorded=$shared/rig/packages/recorded/everything-1.2.3.inspect-definition.txt
    sed '1d; /^build:/,/^components:/{/^components:/!d;}; /aggregateChecksum/d' "$recorded" >expected
    zarf-pack "$definitions/everything" --definition >actual
    same "the definition is what upstream printed" expected actual
fi
done_testing
