#!/bin/sh
# The scripts under dash and busybox: from a definition to deployed files and gone again; and scripts/setup without root.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$work" || exit 1
export SOURCE_DATE_EPOCH=1700000000
HOME=$work/home
export HOME
unset XDG_STATE_HOME
scripts=$tap_root/scripts
mkdir home "a b" "a b/files"
printf 'hello ###ZARF_VAR_NAME###\n' >"a b/files/greeting"
cat >"a b/zarf.yaml" <<'END'
kind: ZarfPackageConfig
metadata: {name: site, version: "###ZARF_PKG_TMPL_VERSION###", architecture: amd64}
variables: [{name: NAME, default: nobody}]
components:
- name: files
  required: true
  files: [{source: files/greeting, target: out/greeting}]
  actions:
    onDeploy: {after: [{cmd: 'echo "after $ZARF_VAR_NAME" >>out/log'}]}
    onRemove: {after: [{cmd: rm -r out}]}
- name: slow
  actions: {onDeploy: {before: [{cmd: sleep 9, maxTotalSeconds: 1}]}}
- name: extra
  actions: {onDeploy: {before: [{cmd: echo extra >>extra}]}}
END
for shell in dash 'busybox sh'; do
    mkdir "in $shell" && cd "in $shell" || exit 1
    # The shell may be two words.
    # shellcheck disable=SC2086
    run() { $shell "$@"; }
    is "$shell: zarf-create" "$work/in $shell/zarf-package-site-amd64-1.2.3.tar.zst" \
        "$(run "$scripts/zarf-create" "$work/a b" --set=VERSION=1.2.3 -o "$work/in $shell" 2>err)"
    package=zarf-package-site-amd64-1.2.3.tar.zst
    like "$shell: zarf-deploy --plan" '^component files' "$(run "$scripts/zarf-deploy" "$package" --plan)"
    fails_with "$shell: unconfirmed" 1 'not confirmed' run "$scripts/zarf-deploy" "$package" </dev/null
    is "$shell: zarf-deploy" "deployed site 1.2.3" \
        "$(run "$scripts/zarf-deploy" "$package" --confirm --components=extra --set-variables NAME='w o' 2>err)"
    is "$shell: what is there then" "hello w o/after w o/extra" "$(cat out/greeting out/log extra | tr '\n' '/' | sed 's,/$,,')"
    is "$shell: by the front door" "deployed site 1.2.3" \
        "$(run "$scripts/zarf" package deploy "./$package" --confirm --set-variables=NAME=x 2>err)"
    fails_with "$shell: a failing step's status comes through" 4 'timed out after 1 s' \
        run "$scripts/zarf" package deploy "$package" --confirm --components=slow --journal journal
    is "$shell: zarf-remove" "removed site 1.2.3" "$(run "$scripts/zarf-remove" "$package" --confirm 2>err)"
    ok "$shell: nothing is left of it" test ! -e out
    is "$shell: nor of its journal" "" "$(find "$HOME/.local" -type f)"
    fails_with "$shell: a wrong option" 64 'unknown option --nonsense' run "$scripts/zarf-create" --nonsense
    fails_with "$shell: an option without its value" 64 '--output needs a value' run "$scripts/zarf-create" --output
    cd ..
done
ok "both shells make the same package" cmp "in dash/zarf-package-site-amd64-1.2.3.tar.zst" "in busybox sh/zarf-package-site-amd64-1.2.3.tar.zst"
for script in "$scripts"/* "$tap_root/.ci/run"; do
    name=${script#"$tap_root"/}
    ok "$name: at most 150 lines" test "$(wc -l <"$script")" -le 150
    case $(head -n 1 "$script") in
        '#!/usr/bin/env python3') continue ;;
    esac
    ok "$name: dash can read it" dash -n "$script"
    ok "$name: busybox can read it" busybox sh -n "$script"
done

# setup: a machine where jq and git are missing, and a user who is not root. Nothing here may really be installed.
mkdir fake
cat >fake/dpkg-query <<'END'
#!/bin/sh
for word; do :; done
case $word in git | jq) exit 1 ;; esac
echo 'install ok installed'
END
printf '#!/bin/sh\necho 1000\n' >fake/id
printf '#!/bin/sh\nprintf "%%s\\n" "$*" >>%s\n' "$work/installed" >fake/apt-get
printf '#!/bin/sh\n' >fake/swift
chmod +x fake/*
mkdir -p cache/zarf/python
sed -n "s/^python_packages='\(.*\)'/\1/p" "$scripts/setup" | tr ' ' '\n' >python
while IFS= read -r package; do : >"cache/zarf/python/$package.installed"; done <python
setup() { env PATH="$work/fake:$PATH" XDG_CACHE_HOME="$work/cache" "$scripts/setup" "$@"; }
fails_with "setup without root" 1 'error: install packages: not root' setup
like "tells the exact command" \
    "^setup: hint: run: sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends git jq'\$" "$(setup 2>&1)"
fails_with "setup without root, for the build alone" 1 'no-install-recommends git.$' setup --build-only
ok "and installs nothing" test ! -e installed
is "setup --list lists" "git jq" "$(setup --list | tr '\n' ' ' | sed 's/ $//')"
printf '#!/bin/sh\necho 0\n' >fake/id
ok "setup as root" setup --build-only
is "installs what is missing" "update -qq/install -y -qq --no-install-recommends git" "$(tr '\n' '/' <installed | sed 's,/$,,')"
printf '#!/bin/sh\necho "install ok installed"\n' >fake/dpkg-query
is "setup when all is there" "setup: everything is here" "$(setup --build-only)"
fails_with "setup with a wrong option" 64 'usage: scripts/setup' setup --nonsense
rm fake/swift
fails_with "setup without Swift" 1 'error: find swift' env PATH="$work/fake" "$scripts/setup"
done_testing
