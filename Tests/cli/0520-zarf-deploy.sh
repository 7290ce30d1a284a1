#!/bin/sh
# zarf-deploy and zarf-remove: plan, make, journal, resume, secrets, on a package made by GNU tar and on real Zarf's.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/package.sh
. "$(dirname "$0")/package.sh"
cd "$work" || exit 1
XDG_STATE_HOME=$work/state
export XDG_STATE_HOME
unset ZARF_PACKAGE_DEPLOY_SET ZARF_PACKAGE_DEPLOY_COMPONENTS
KUBECONFIG=$work/no-kubeconfig
export KUBECONFIG

cat >zarf.yaml <<'EOT'
kind: ZarfPackageConfig
metadata:
  name: walk
  version: 0.3.0
  architecture: amd64
  aggregateChecksum: X
build: {architecture: amd64, version: v0.84.0, timestamp: "Mon, 02 Jan 2006 15:04:05 -0700"}
variables:
  - {name: GREETING, default: hello, pattern: "^[a-z ]+$"}
  - {name: TOKEN, sensitive: true, default: d3fault}
constants: [{name: SITE, value: north}]
components:
  - name: one
    required: true
    files:
      - {source: a, target: out/config}
      - {source: b, target: out/big, symlinks: [out/link]}
    actions:
      onDeploy:
        before:
          - {cmd: "sleep ${PAUSE:-0}; echo from-one", mute: true, setVariables: [{name: STAGE}]}
          - {cmd: "sleep ${PAUSE:-0}; printf 'made-%s' \"$ZARF_VAR_TOKEN\"", mute: true, setVariables: [{name: MADE, sensitive: true}]}
        after:
          - cmd: sleep ${PAUSE:-0}; mkdir -p out; printf '%s\n' "$ZARF_VAR_STAGE" "$ZARF_VAR_MADE" >out/after
  - name: two
    default: true
    files: [{source: c, target: out/two}]
    actions:
      onDeploy:
        before: [{cmd: "sleep ${PAUSE:-0}; test ! -e break", description: Break}]
        onSuccess: [{cmd: "echo well >>out/end"}]
        onFailure: [{cmd: "echo failed >>failures"}]
      onRemove:
        before: [{cmd: "echo two >>removed; test -z \"${ZARF_VAR_TOKEN:-}\""}]
  - name: three
    actions:
      onDeploy:
        before: [{cmd: "sleep 60", maxTotalSeconds: 1}]
  - name: cluster
    images: [docker.io/library/nginx:1.0]
    actions: {onDeploy: {before: [{cmd: "touch touched"}]}}
EOT
mkdir -p components/one/files/0 components/one/files/1 components/two/files/0
printf 'greeting=###ZARF_VAR_GREETING###\ntoken=###ZARF_VAR_TOKEN###\nsite=###ZARF_CONST_SITE###\nstage=###ZARF_VAR_STAGE###\n' \
    >components/one/files/0/config
head -c 3000000 /dev/urandom >components/one/files/1/big
printf 'made=###ZARF_VAR_MADE###' >components/two/files/0/two
chmod 600 components/*/files/*/*
make_package walk.tar

# deploy [OPTION]...: in a directory of its own, without asking.
deploy() { zarf-deploy ../walk.tar --confirm "$@"; }
# state: everything that a deployment in the working directory has made.
state() { find out -type f -exec sha256sum {} + -o -type l -print | sort; }

mkdir whole && cd whole || exit 1
secret=hunter2-hunter2
# Whoever looks at the processes while it runs must not see the secret.
printf '%s\n' "$secret" >../pattern
watch() {
    until [ -e over ]; do
        for process in /proc/[0-9]*/cmdline; do
            { tr '\0' ' ' <"$process" && echo; } 2>/dev/null
        done
    done
}
watch | grep -v 'zarf-deploy ../walk.tar' | grep -c -f ../pattern >seen &
watcher=$!
out=$(PAUSE=0.1 deploy --set-variables "TOKEN=$secret" --set-variables='GREETING=good day' 2>log)
is "it succeeds, and says what it did" "deployed walk 0.3.0" "$out"
touch over && wait "$watcher"
is "no child was given the secret as an argument" 0 "$(cat seen)"
is "files have the values, those of actions too" "greeting=good day
token=$secret
site=north
stage=from-one" "$(cat out/config)"
is "and so has the next component" "made=made-$secret" "$(cat out/two)"
is "actions see them" "from-one
made-$secret" "$(cat out/after)"
is "nothing that is printed holds the secret" "" "$(grep -- "$secret" log)"
like "the plan is shown" '^component one' "$(cat log)"
like "and the commands, as one would type them" '^zarf-action run .*/zarf.yaml two/onDeploy/before --variables [^ ]*$' "$(cat log)"
is "optional components stay out" "" "$(grep -E 'component (three|cluster)' log)"
is "the journal is gone" "deployed-walk.json" "$(find "$XDG_STATE_HOME" -type f -printf '%f\n')"
is "nothing that stays holds the secret" "" "$(grep -r -- "$secret" "$XDG_STATE_HOME")"
rm -f over seen log
state >../whole.state
# --- again, unchanged: nothing is done ---
again() { deploy --set-variables "TOKEN=$secret" --set-variables='GREETING=good day' "$@" 2>log; }
touch -r out/config stamp
is "deploying again says that there is nothing to do" "unchanged walk 0.3.0" "$(again)"
is "and does nothing" "" "$(find out -newer stamp -name config)$(grep '^zarf-action' log)"
is "actions do not run" well "$(cat out/end)"
rm out/two
is "a file that is gone" "deployed walk 0.3.0" "$(again)"
is "is put there again" "made=made-$secret" "$(cat out/two)"
like "and told, as is what it needs" "^zarf-deploy: component two: $PWD/out/two is gone$" "$(cat log)"
like "of components that set variables" 'component one: its actions set what later components may use' "$(cat log)"
rm out/link
is "a link that is gone" "deployed walk 0.3.0" "$(again)"
is "brings back its component alone" "two: unchanged" "$(sed -n 's/.*component \(two: .*\)/\1/p' log)"
echo changed >>out/config
is "a file that was changed" "deployed walk 0.3.0" "$(again)"
is "is as it should be" 4 "$(grep -c . out/config)"
chmod 640 out/two
is "or has another mode" "deployed walk 0.3.0 600" "$(again) $(stat -c %a out/two)"
is "other values" "deployed walk 0.3.0" "$(deploy --set-variables "TOKEN=$secret" 2>log)"
is "are other files" "greeting=hello" "$(head -n 1 out/config)"
is "and back" "deployed walk 0.3.0" "$(again)"
is "--force does all of it again" "deployed walk 0.3.0" "$(again --force)"
is "then there is nothing to do" "unchanged walk 0.3.0" "$(again --journal ../kept)"
ok "a journal that is kept says that it is done" test -e ../kept/deployed
is "in another directory there is" "deployed walk 0.3.0" \
    "$(mkdir ../other && cd ../other && deploy --set-variables "TOKEN=$secret" --set-variables='GREETING=good day' 2>/dev/null)"
zarf-remove ../walk.tar --confirm >/dev/null 2>&1
is "what was removed is deployed again" "deployed walk 0.3.0" "$(again)"
rm -rf ../other ../kept stamp removed log
echo well >out/end
is "the end is the same" "$(cat ../whole.state)" "$(state)"
cd ..

mkdir asked && cd asked || exit 1
zarf-deploy ../walk.tar --plan --set-variables "TOKEN=$secret" >plan 2>err
like "--plan shows it" '^  TOKEN \(sensitive\)$' "$(cat plan)"
is "without the secret" "" "$(grep -- "$secret" plan err)"
is "and touches nothing" "err plan" "$(echo *)"
fails_with "without a terminal and --confirm nothing is done" 1 'not confirmed' zarf-deploy ../walk.tar </dev/null
fails_with "components that need a cluster are refused where there is none" 1 'find a cluster: no kubeconfig' \
    zarf-deploy ../walk.tar --components cluster --confirm
is "before anything is touched" "err plan" "$(echo *)"
ok "or left out, if asked for" zarf-deploy ../walk.tar --components cluster --without-cluster --confirm
fails_with "a misspelled component" 64 'did you mean "three"' zarf-deploy ../walk.tar --components thre --confirm
fails_with "a value against its pattern" 1 'GREETING: the value does not match the pattern "\^\[a-z \]\+\$"' \
    zarf-deploy ../walk.tar --set-variables GREETING=SHOUT-s3cr3t --confirm
is "is not repeated" "" "$(zarf-deploy ../walk.tar --set-variables GREETING=SHOUT-s3cr3t --confirm 2>&1 | grep s3cr3t)"
fails_with "a setting without a value" 64 'not of the form NAME=value' zarf-deploy ../walk.tar --set-variables TOKEN --confirm
fails_with "no package" 64 'no package named' zarf-deploy
fails_with "a wrong option" 64 'unknown option --confrim' zarf-deploy ../walk.tar --confrim
fails_with "what comes later" 64 'not supported yet' zarf-deploy ../walk.tar --key x
fails_with "a missing package" 1 'read gone.tar: no such file' zarf-deploy gone.tar --confirm
like "an undeclared variable is warned of" 'declares no variable TOKN' \
    "$(zarf-deploy ../walk.tar --plan --set-variables TOKN=x 2>&1)"
is "the environment sets variables" "  GREETING = via json" \
    "$(ZARF_PACKAGE_DEPLOY_SET='{"greeting": "via json"}' zarf-deploy ../walk.tar --plan | grep GREETING)"
is "the command line wins over it" "  GREETING = one two" \
    "$(ZARF_PACKAGE_DEPLOY_SET=GREETING=env zarf-deploy ../walk.tar --plan --set-variables 'GREETING=one two,TOKEN=a=b' | grep GREETING)"
cd ..

mkdir failing && cd failing || exit 1
touch break
fails_with "a failing component fails the deployment" 1 'run action "Break": exited with status 1' deploy --journal j
is "and runs its onFailure" failed "$(cat failures)"
is "the journal is for its owner" "700 600 600" "$(stat -c %a j j/variables.json j/given.json | tr '\n' ' ' | sed 's/ $//')"
fails_with "other values do not go on with it" 1 'begun with other values of TOKEN' deploy --journal j --set-variables TOKEN=x
fails_with "nor other components" 1 'another plan was begun there' deploy --journal j --components=-two
rm break out/config
is "the same command goes on" "deployed walk 0.3.0" "$(deploy --journal j 2>on.log)"
is "and speaks of nothing that is done" "" "$(grep 'Nothing to be done' on.log)"
is "with what is left only" "two link" "$(cd out && echo two link)"
ok "what was done is not done again" test ! -e out/config
ok "a finished journal makes room for a new deployment" deploy --journal j
ok "which does all of it" test -e out/config
fails_with "a timeout is status 4" 4 'timed out after 1 s' deploy --components three
fails_with "a directory with other files is no journal" 1 'a directory with other files' deploy --journal out
fails_with "make could not name this journal" 64 'make cannot name files' deploy --journal 'a b'
ok "removing runs onRemove, without variables" zarf-remove ../walk.tar --components two --confirm
is "of the components asked for" two "$(cat removed)"
cd ..

mkdir undone && cd undone || exit 1
touch break
fails_with "one that failed" 1 'run action "Break"' deploy
ok "and was removed" zarf-remove ../walk.tar --components one,two --confirm
rm -rf break out
ok "is deployed from its beginning" deploy
is "all of it" "after big config end link two" "$(find out -type f -printf '%f\n' -o -type l -printf '%f\n' | sort | tr '\n' ' ' | sed 's/ $//')"
cd ..

mkdir "odd \$name 'x'" && cd "odd \$name 'x'" || exit 1
cp ../walk.tar "pack age \$HOME # 'x'.tar"
ok "odd paths of package and directory" zarf-deploy "pack age \$HOME # 'x'.tar" --confirm --set-variables "TOKEN=$secret"
ok "leave the files where they belong" test -f out/config
cd ..

# Killed at many moments, each time gone on with: the end is the same.
# shellcheck disable=SC2317
converge() {
    rm -rf kill && mkdir kill && cd kill || return 1
    for moment in 0.05 0.1 0.15 0.2 0.25 0.3 0.35 0.4 0.45 0.5 0.55 0.6 0.7 0.8 0.9; do
        PAUSE=0.05 setsid "$work/run" >/dev/null 2>&1 &
        leader=$!
        sleep "$moment"
        kill -9 -"$leader" 2>/dev/null
        wait "$leader" 2>/dev/null
    done
    "$work/run" >/dev/null 2>../kill.log || { cat ../kill.log; return 1; }
    state >../kill.state
    cd .. || return 1
    # Once more or less often, onSuccess may have run again.
    sed '/out\/end/d' whole.state >want
    sed '/out\/end/d' kill.state >got
    diff want got && [ -z "$(find kill "$XDG_STATE_HOME" -name '*partial*')" ]
}
cat >run <<EOT
#!/bin/sh
exec zarf-deploy ../walk.tar --confirm --set-variables "TOKEN=$secret" --set-variables 'GREETING=good day'
EOT
chmod +x run
ok "killed fifteen times, it comes to the same end" converge
ok "and once more" converge

# Only make is killed: what it left running and the repetition do not get in each other's way.
mkdir orphan && cd orphan || exit 1
XDG_STATE_HOME=$work/state-of-orphan
PAUSE=1 "$work/run" >/dev/null 2>log &
wait_for "the first step" sh -c 'find "$XDG_STATE_HOME" -name .one.lock | grep -q .'
# Ours alone: another run of this test may be under way.
victim=$(ps -eo pid=,args= | awk -v journal="$XDG_STATE_HOME/" '$2 == "make" && index($0, journal) { print $1 }' | tail -n 1)
ok "make is at work" test -n "$victim"
[ -z "$victim" ] || kill -9 "$victim"
wait $!
ok "make alone is killed, and the rest goes on" "$work/run"
state >../orphan.state
XDG_STATE_HOME=$work/state
cd ..
is "the end is the same" "$(sed '/out\/end/d' whole.state)" "$(sed '/out\/end/d' orphan.state)"

if unshare -m true 2>/dev/null; then
    mkdir ro
    cat >ro.sh <<'EOT'
mount -t tmpfs -o size=1m none ro && cd ro && zarf-deploy ../walk.tar --confirm 2>../ro.err
status=$?
[ $status -eq 1 ] || exit 9
grep -q 'no space left on device' ../ro.err || exit 8
mount -o remount,size=20m none . && zarf-deploy ../walk.tar --confirm 2>../ro.err && test -s out/big || exit 7
mount -o remount,ro none . && zarf-deploy ../walk.tar --force --confirm 2>../ro.err
[ $? -eq 1 ] && grep -qi 'read-only file system' ../ro.err
EOT
    ok "a full disk, then room, then a read-only one" unshare -m sh ./ro.sh
fi

if command -v script >/dev/null 2>&1; then
    sed 's/default: hello,/default: hello, prompt: true,/; s/sensitive: true, default/sensitive: true, prompt: true, default/' \
        zarf.yaml >asking.yaml
    mkdir asking && cp -r components asking/ && cp asking.yaml asking/zarf.yaml && cd asking || exit 1
    make_package ../asking.tar
    rm -rf components zarf.yaml
    XDG_STATE_HOME=$work/state-of-asking
    # at QUESTION ANSWER: waits for the question on the screen, then types.
    at() {
        at_tries=100
        until grep -q "$1" screen 2>/dev/null || [ "$at_tries" -eq 0 ]; do
            at_tries=$((at_tries - 1))
            sleep 0.1
        done
        sleep 0.2
        printf '%s\n' "$2"
    }
    answers() {
        at 'component two' n && at 'component three' '' && at 'component cluster' '' && at 'GREETING' 'good bye'
        at 'TOKEN' "$secret" && at 'deploy walk 0.3.0?' "$1" && sleep 2
    }
    answers n | script -qefc "zarf-deploy ../asking.tar" screen >/dev/null
    like "at a terminal one is asked, and may say no" 'deploy walk 0.3.0: not confirmed' "$(cat screen)"
    is "then nothing is left" "" "$(find . "$XDG_STATE_HOME" -type f ! -name screen)"
    rm screen
    answers y | script -qefc "zarf-deploy ../asking.tar" screen >/dev/null
    is "what was answered is used" "greeting=good bye
token=$secret" "$(head -n 2 out/config)"
    ok "also for components" test ! -e out/two
    is "what is sensitive is not shown" "" "$(grep -- "$secret" screen)"
    cd ..
fi

real=$shared/rig/packages/made-by-zarf-0.84/zarf-package-everything-amd64-1.2.3.tar.zst
if [ -f "$real" ]; then
    mkdir real && cd real || exit 1
    ok "real Zarf's package deploys what needs no cluster" zarf-deploy "$real" --without-cluster --confirm
    is "its script, by its link" "$(out/greet.sh)" "$(out/hi)"
    # It is all letters, hence text: like upstream's, our deployment ends it with a newline.
    is "its shasum, but for the newline of a text" a2e659dacb4691e887ac0139f8893d04764ee197d70fb73d3190d56113d18e3e \
        "$(head -c 4096 out/blob.bin | sha256sum | cut -d' ' -f1)"
    ok "and is removed" zarf-remove "$real" --components host-files --confirm
    ok "by its action" test ! -e out
    cd ..
fi
done_testing
