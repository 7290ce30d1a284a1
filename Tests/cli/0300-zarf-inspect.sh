#!/bin/sh
# zarf-inspect on packages that real Zarf v0.84 made, against what its own inspect printed.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

made=$shared/rig/packages/made-by-zarf-0.84
recorded=$shared/rig/packages/recorded
[ -d "$made" ] || skip_all "shared/rig is not here"
everything=$made/zarf-package-everything-amd64-1.2.3.tar.zst

# definition: Zarf prints an empty line first.
sed 1d "$recorded/everything-1.2.3.inspect-definition.txt" >"$work/definition"
zarf-inspect "$everything" definition >"$work/got"
same "definition is what Zarf prints" "$work/definition" "$work/got"
zarf-inspect "$everything" images >"$work/got"
same "images are what Zarf prints" "$recorded/everything-1.2.3.inspect-images.txt" "$work/got"
zarf-inspect "$everything" values-files >"$work/got"
same "values-files are what Zarf prints" "$recorded/everything-1.2.3.inspect-values-files.txt" "$work/got"
zarf-inspect "$everything" manifests >"$work/got"
same "manifests are what Zarf prints" "$recorded/everything-1.2.3.inspect-manifests.txt" "$work/got"
like "--kube-version reaches the charts" 'hello' "$(zarf-inspect "$everything" manifests --kube-version 1.30)"
fails_with "a Kubernetes version that is none" 1 'render chart "hello": .*could not parse' \
    zarf-inspect "$everything" manifests --kube-version nonsense
like "a chosen variable is filled in" 'greeting: "hi there"' \
    "$(zarf-inspect "$everything" manifests --set-variables GREETING='hi there' 2>/dev/null)"

# The same from the definition alone: neither images nor repositories are fetched, and no action is run.
definition=$shared/rig/packages/definitions/everything
for what in manifests values-files; do
    zarf-dev-inspect $what "$definition" >"$work/got"
    same "zarf-dev-inspect $what: what Zarf prints of the package" "$recorded/everything-1.2.3.inspect-$what.txt" "$work/got"
done
like "zarf-dev-inspect: a chosen variable is filled in" 'greeting: "hi there"' \
    "$(zarf-dev-inspect manifests "$definition" --deploy-set-variables GREETING='hi there' 2>/dev/null)"
mkdir "$work/bare"
printf 'kind: ZarfPackageConfig\nmetadata: {name: bare}\ncomponents: [{name: a, images: [127.0.0.1:1/x:1]}]\n' >"$work/bare/zarf.yaml"
fails_with "zarf-dev-inspect: nothing to apply" 1 '0 manifests found' zarf-dev-inspect manifests "$work/bare"

# Package values reach charts and Go templates: the package's own, then files, then single ones.
mkdir -p "$work/values/chart/templates"
cat >"$work/values/zarf.yaml" <<'EOT'
kind: ZarfPackageConfig
metadata: {name: valued, version: 1.0.0}
values: {files: [values.yaml], schema: schema.json}
variables: [{name: COLOR, default: red, pattern: '^[a-z]+$'}]
components:
- name: app
  required: true
  charts:
  - {name: c, version: 1.0.0, localPath: chart, namespace: n, values: [{sourcePath: .app, targetPath: .settings}]}
- name: other
  required: true
  manifests:
  - {name: m, namespace: n, template: true, files: [m.yaml]}
EOT
printf 'app: {replicas: 1, name: web}\n' >"$work/values/values.yaml"
printf '%s\n' '{"properties": {"app": {"properties": {"replicas": {"type": "integer"}}, "required": ["later"]}}}' \
    >"$work/values/schema.json"
printf 'apiVersion: v2\nname: c\nversion: 1.0.0\n' >"$work/values/chart/Chart.yaml"
printf 'settings: {{ toJson .Values.settings }}\n' >"$work/values/chart/templates/t.yaml"
printf 'color: {{ .Variables.COLOR }}\nname: {{ .Values.app.name }}\n' >"$work/values/m.yaml"
zarf-pack "$work/values" -o "$work/valued.tar.zst" >/dev/null
printf 'app: {name: file, more: 5}\n' >"$work/given.yaml"
shown() { "$@" 2>/dev/null | grep -E 'settings: \{|^(color|name): ' | tr '\n' ' '; }
is "package values reach charts and manifests" 'settings: {"name": "web", "replicas": 1} color: red name: web ' \
    "$(shown zarf-inspect "$work/valued.tar.zst" manifests)"
is "--values stands over them, --set-values over both" \
    'settings: {"more": 6, "name": "file", "replicas": 1} color: blue name: file ' \
    "$(shown zarf-inspect "$work/valued.tar.zst" manifests --set-values app.more=6 --values "$work/given.yaml" --set-variables COLOR=blue)"
is "zarf-dev-inspect passes them on" 'settings: {"more": 5, "name": "a b", "replicas": 1} color: red name: a b ' \
    "$(shown zarf-dev-inspect manifests "$work/values" --values="$work/given.yaml" --set-values 'app.name=a b')"
is "zarf-dev-inspect: a value of two lines" 'settings: {"name": "a\nb --x", "replicas": 1} color: red name: a ' \
    "$(shown zarf-dev-inspect manifests "$work/values" --set-values "app.name=a
b --x")"
fails_with "zarf-dev-inspect: a definition that is none has its status" 3 'no package definition found' \
    zarf-dev-inspect manifests /dev/null
is "--components chooses" 'color: red name: web ' \
    "$(shown zarf-inspect "$work/valued.tar.zst" manifests --components other)"
like "values-files shows what the chart is given" 'replicas: 7' \
    "$(zarf-inspect "$work/valued.tar.zst" values-files --set-values app.replicas=7)"
fails_with "values that the schema forbids" 1 'check the values of valued: .*replicas' \
    zarf-inspect "$work/valued.tar.zst" manifests --set-values app.replicas=many
like "--skip-values-schema-validation lets them through" 'replicas: many' "$(zarf-inspect "$work/valued.tar.zst" \
    values-files --set-values app.replicas=many --skip-values-schema-validation)"
fails_with "a value against its pattern" 1 'set variable COLOR' \
    zarf-inspect "$work/valued.tar.zst" manifests --set-variables COLOR=7
fails_with "a component that is not there" 64 'no component matches "othr"' \
    zarf-inspect "$work/valued.tar.zst" manifests --components othr

is "charts" "app	hello	0.3.1	hello	chart" "$(zarf-inspect "$everything" charts)"
is "repos" "app	git://127.0.0.1/acme/sample.git
app	git://127.0.0.1/acme/sample.git@v1.0.0" "$(zarf-inspect "$everything" repos)"
is "files, with sizes as packed" "host-files	out/greet.sh	68 B	files/greet.sh
host-files	out/blob.bin	4.1 kB	files/blob.bin
host-files	out/dir	4 B	files/dir
optional-thing	out/optional.bin	4.1 kB	files/blob.bin" "$(zarf-inspect "$everything" files)"
is "documentation" "README.md	7 B" "$(zarf-inspect "$everything" documentation)"
is "documentation is written where asked" "$work/docs/README.md" \
    "$(zarf-inspect "$everything" documentation --output "$work/docs")"
same "and is the file" "$shared/rig/packages/definitions/everything/docs/README.md" "$work/docs/README.md"

# sizes: a layer that both images use counts once.
total=$(tar --zstd -tvf "$everything" | awk '{ total += $3 } END { print total }')
is "sizes add up to the content" "$total" "$(zarf-inspect "$everything" sizes --json | jq .bytes)"
is "the shared layer is seen" 2 "$(zarf-inspect "$everything" sizes --json |
    jq '[.parts[] | select(.kind == "image") | .blobs[] | select(.bytes == 6354)] | .[0].images')"

for subject in definition images charts manifests values-files files repos documentation sizes check; do
    ok "$subject --json is one JSON document" sh -c "zarf-inspect '$everything' $subject --json 2>/dev/null | jq -e . "
done
is "definition --json holds what the text holds" '"hello"' \
    "$(zarf-inspect "$everything" definition --json | jq '.components[0].charts[0].name')"

for package in "$made"/*.tar.zst "$made"/*.tar "$made"/*.part000; do
    ok "check accepts ${package##*/}" zarf-inspect "$package" check
done
ok "a package comes on standard input" sh -c "cat '$everything' | zarf-inspect - check"
like "a v1beta1 package shows its v1alpha1 document" '^kind: ZarfPackageConfig$' \
    "$(zarf-inspect "$made/zarf-package-beta-amd64-0.2.0.tar.zst" definition)"

# Bad input: message, status, nothing left behind.
cd "$work" || exit 1
mkdir empty && cd empty || exit 1
fails_with "no package" 1 'error: read nothing.tar.zst: no such file' zarf-inspect nothing.tar.zst images
fails_with "not a package" 3 'not a package' zarf-inspect "$recorded/everything-1.2.3.inspect-digest.txt" images
head -c 6000 "$everything" >"$work/short.tar.zst"
fails_with "a truncated package" 3 'error: .*short.tar.zst' zarf-inspect "$work/short.tar.zst" definition
fails_with "an unknown subject" 64 "it is one of definition, images," zarf-inspect "$everything" everything
fails_with "no subject" 64 'error: ' zarf-inspect "$everything"
fails_with "a full disk" 1 'standard output: no space left' sh -c "zarf-inspect '$everything' definition >/dev/full"
is "nothing was left behind" "" "$(ls -A)"
like "--help tells the exit statuses" '^ +3 +input cannot be trusted' "$(zarf-inspect --help)"
done_testing
