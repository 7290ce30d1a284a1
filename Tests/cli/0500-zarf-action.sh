#!/bin/sh
# zarf-action: lists of actions, and files in their places.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/package.sh
. "$(dirname "$0")/package.sh"
cd "$work" || exit 1

cat >zarf.yaml <<'EOT'
kind: ZarfPackageConfig
metadata:
  name: acts
  version: 1.0.0
  architecture: amd64
  aggregateChecksum: X
build: {architecture: amd64, version: v0.84.0, timestamp: "Mon, 02 Jan 2006 15:04:05 -0700"}
components:
  - name: one
    files:
      - {source: a, target: out/text}
      - {source: b, target: out/tool, executable: true, symlinks: [out/link, deep/er/link]}
      - {source: c, target: "###ZARF_TEMP###/bin", shasum: 55ac27e56b53ee3e24bfaaf7a5e2c2b1d2fe97f0e8e5a9a6bb0d5d7bd0a1c9bd}
      - {source: d, target: ~/home/folder}
    actions:
      onDeploy:
        defaults: {env: [FROM=defaults]}
        before:
          - cmd: echo hello; echo "  $ZARF_VAR_NAME from $FROM " >&2
          - {cmd: "printf ' one\\n two \\n'", mute: true, setVariables: [{name: RESULT, sensitive: true}]}
        after: [{cmd: "echo before >>steps"}, {cmd: "exit 3", description: Fail}, {cmd: "echo never >>steps"}]
        onSuccess: [{cmd: "sleep 60", maxTotalSeconds: 1}]
        onFailure: [{cmd: "echo {{ .Values.a }}", template: true}]
      onRemove:
        before: [{cmd: "./zarf version >version"}]
        after: [{wait: {cluster: {kind: pod, name: x}}}]
EOT
mkdir -p components/one/files/0 components/one/files/1 components/one/files/2 components/one/files/3/folder/sub
printf 'name: ###ZARF_VAR_NAME###' >components/one/files/0/text
printf '#!/bin/sh\necho tool\n' >components/one/files/1/tool
printf '\000\001###ZARF_VAR_NAME###' >components/one/files/2/bin
printf 'deep ###ZARF_VAR_NAME###\n' >components/one/files/3/folder/sub/file
ln -s sub/file components/one/files/3/folder/link
chmod 600 components/one/files/0/text components/one/files/2/bin components/one/files/3/folder/sub/file
chmod 700 components/one/files/1/tool components/one/files/3/folder
chmod 750 components/one/files/3/folder/sub
bin_sum=$(sha256sum <components/one/files/2/bin | cut -d' ' -f1)
sed -i "s/55ac27[0-9a-f]*/$bin_sum/" zarf.yaml
make_package acts.tar
echo '{"variables": {"NAME": "World"}}' >variables.json

out=$(zarf-action run zarf.yaml one/onDeploy/before --variables variables.json 2>err)
is "nothing of the actions goes to stdout" "" "$out"
is "what they print goes to stderr, a line each" "  World from defaults 
hello" "$(sort err)"
like "a variable is set, sensitive" '"RESULT"' "$(cat variables.json)"
like "its value is trimmed" '"one\\n two"' "$(cat variables.json)"
is "the variables file is for its owner" 600 "$(stat -c %a variables.json)"
fails_with "a failing action ends the list" 1 'error: run action "Fail": exited with status 3' \
    zarf-action run acts.tar one/onDeploy/after
is "what came before was done, what comes after not" before "$(cat steps)"
fails_with "time runs out" 4 'timed out after 1 s' zarf-action run zarf.yaml one/onDeploy/onSuccess
fails_with "a Go template without its values" 1 'map has no entry for key "a"' \
    zarf-action run zarf.yaml one/onDeploy/onFailure
fails_with "waiting for a cluster that is not there" 1 'find a cluster: no kubeconfig' env KUBECONFIG=none zarf-action run zarf.yaml one/onRemove/after
printf '#!/bin/sh\necho "front door $*"\n' >"$work/zarf" && chmod +x "$work/zarf"
if [ -x "$(dirname "$(command -v zarf-action)")/zarf" ]; then
    ok "./zarf is the front door" zarf-action run zarf.yaml one/onRemove/before
    like "and it answered" '^[0-9.]+$' "$(cat version)"
fi
cat >long.yaml <<'EOT'
kind: ZarfPackageConfig
metadata: {name: long}
components: [{name: one, actions: {onDeploy: {before: [{cmd: "sh -c 'echo $$ >pid; exec sleep 60'"}]}}}]
EOT
zarf-action run long.yaml one/onDeploy/before >/dev/null 2>&1 &
stopped=$!
wait_for "the long action" test -s pid
kill -TERM "$stopped"
wait "$stopped" 2>/dev/null
is "told to stop, it dies of the signal" 143 $?
wait_for "the end of what it started" sh -c '! grep -q "(sleep) [RSD]" "/proc/$(cat pid)/stat"'
fails_with "a missing component" 64 'hint: did you mean "one"' zarf-action run zarf.yaml onee/onDeploy/before
fails_with "a senseless list" 64 '"one/onDeploy/during" names no list of actions' \
    zarf-action run zarf.yaml one/onDeploy/during
fails_with "a missing definition" 1 'read none: no such file' zarf-action run none one/onDeploy/before
fails_with "no command" 64 'say what to do' zarf-action

HOME=$work/home_of_user
export HOME
mkdir here && cd here || exit 1
out=$(zarf-action files ../acts.tar one --variables ../variables.json --temporary "$work/temp")
is "what was placed is printed" "out/text
out/tool
out/link
deep/er/link
$work/temp/bin
$HOME/home/folder" "$out"
is "text gets its variables and a newline" "name: World
." "$(cat out/text; printf .)"
is "an executable runs, also by its links" "tool tool tool" "$(out/tool) $(out/link) $(deep/er/link)"
ok "what is not text stays as it is" cmp "$work/temp/bin" ../components/one/files/2/bin
is "a folder comes whole" "deep World" "$(cat "$HOME/home/folder/link")"
is "modes are the package's" "600 700 600 750 700" \
    "$(stat -c %a out/text out/tool "$HOME/home/folder/sub/file" "$HOME/home/folder/sub" out | tr '\n' ' ' | sed 's/ $//')"
is "links are links" "symbolic link" "$(stat -c %F out/link)"

echo old >out/text
rm out/link && mkdir -p out/link/with && ln -sf /etc/passwd out/tool
echo mine >"$HOME/home/folder/own"
chmod 755 "$HOME/home/folder"
: >out/.zarf-partial-0123456789abcdef
ok "it can be done again over other things" zarf-action files ../acts.tar one --variables ../variables.json
is "files are replaced" "name: World" "$(cat out/text)"
is "a link in the place of a file is replaced, not followed" "regular file" "$(stat -c %F out/tool)"
is "even a folder makes way for a link" "symbolic link" "$(stat -c %F out/link)"
is "folders are merged, and keep their mode" "mine 755" \
    "$(cat "$HOME/home/folder/own") $(stat -c %a "$HOME/home/folder")"

cd "$work" || exit 1
mkdir cold && cd cold || exit 1
sed "s/$bin_sum/$(printf 'f%063d' 0)/" ../zarf.yaml >zarf.yaml
cp -r ../components . && make_package bad.tar
fails_with "a wrong shasum" 3 'expected sha256:f000' zarf-action files bad.tar one
ok "is found before anything is written" test ! -e out
cp ../zarf.yaml .
ln -s ../../../../../etc components/one/files/3/folder/out
make_package escape.tar
fails_with "a link that leads out of its folder" 3 'leads outside its folder' zarf-action files escape.tar one
rm components/one/files/3/folder/out components/one/files/0/text
make_package less.tar
fails_with "a file that is not in the package" 3 'does not hold out/text' zarf-action files less.tar one
offset=$(grep -abo 'echo tool' ../acts.tar | head -n 1 | cut -d: -f1)
cp ../acts.tar damaged.tar
printf X | dd of=damaged.tar bs=1 seek="$offset" conv=notrunc 2>/dev/null
fails_with "a damaged component" 3 'acts|damaged' zarf-action files damaged.tar one
is "of all these nothing is left behind" "bad.tar components damaged.tar escape.tar less.tar zarf.yaml" \
    "$(echo *)"
if [ "$(id -u)" -ne 0 ] || unshare -m true 2>/dev/null; then
    mkdir small
    cat >full.sh <<'EOT'
mount -t tmpfs -o size=8k none small && cd small && ! zarf-action files ../../acts.tar one --temporary "$PWD/t" 2>../full.err
status=$?
find . -type f -name '.zarf*' >../left
exit $status
EOT
    ok "a full disk is an error" unshare -m sh ./full.sh
    like "that says so" 'no space left on device' "$(cat full.err)"
    is "and leaves no temporary" "" "$(cat left)"
fi
done_testing
