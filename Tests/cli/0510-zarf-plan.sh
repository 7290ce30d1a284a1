#!/bin/sh
# zarf-plan: plans as makefile, JSON and text; GNU make and jq are the judges.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/package.sh
. "$(dirname "$0")/package.sh"
cd "$work" || exit 1
XDG_STATE_HOME=$work/state
export XDG_STATE_HOME
unset ZARF_PACKAGE_DEPLOY_SET ZARF_PACKAGE_DEPLOY_COMPONENTS

cat >zarf.yaml <<'EOT'
kind: ZarfPackageConfig
metadata: 
  name: plan
  version: 2.0.0
  description: "a\nplan \e[31mred"
  aggregateChecksum: X
build: {architecture: amd64, version: v0.84.0, timestamp: "Mon, 02 Jan 2006 15:04:05 -0700"}
variables:
  - {name: WHERE, default: here}
  - {name: TOKEN, sensitive: true, default: d3fault}
components:
  - name: first
    required: true
    description: "ends with a backslash \\"
    files: [{source: a, target: out/$where/it's}]
    actions:
      onDeploy:
        before: [{cmd: "echo $HOME $(whoami) # 'x' \\\n"}]
        after: [{cmd: "echo after"}]
        onSuccess: [{cmd: "echo success"}]
        onFailure: [{cmd: "echo failure"}]
      onRemove:
        before: [{cmd: "echo first >>removed"}]
  - {name: mac, required: true, only: {localOS: darwin}, charts: [{name: x}]}
  - name: last
    default: true
    actions:
      onRemove:
        before: [{cmd: "echo last >>removed"}]
        after: [{cmd: "false"}]
        onSuccess: [{cmd: "echo never >>removed"}]
        onFailure: [{cmd: "echo mended >>removed"}]
  - {name: go, actions: {onDeploy: {after: [{cmd: "echo {{ .x }}", template: true}]}}}
  - {name: waits, actions: {onDeploy: {onFailure: [{wait: {cluster: {kind: pod, name: x}}}]}}}
EOT
mkdir -p components/first/files/0
echo '###ZARF_VAR_WHERE###' >"components/first/files/0/it's"
chmod 600 components/first/files/0/*
make_package plan.tar

zarf-plan deploy plan.tar --journal j >plan.mk
ok "the makefile is one for GNU make" make -n -f plan.mk
is "make -n lists the steps in order" "zarf-plan begin
zarf-action run first/onDeploy/before
zarf-action files
zarf-action run first/onDeploy/after
zarf-action run first/onDeploy/onSuccess" "$(make -n -f plan.mk | sed -n 's/ || .*//; s/^\(zarf-action run\) [^ ]* \([^ ]*\).*/\1 \2/p; s/^\(zarf-[a-z]* [bf][a-z]*\).*/\1/p')"
ok "it touches nothing" test ! -e j
ok "make does it" make -f plan.mk
is "names with dollars and quotes are names" here "$(cat "out/\$where/it's")"
is "make again has nothing to do" "make: Nothing to be done for 'deploy'." "$(make -f plan.mk)"
is "there is no secret in the plan" "" "$(grep d3fault plan.mk)"
is "the first line names the package" "# Plan: deploy plan 2.0.0" "$(head -n 1 plan.mk | cut -d, -f1)"
ok "it goes through standard input too" sh -c 'zarf-plan deploy plan.tar --journal k | make -f -'
is "twice gives the same" "$(cat plan.mk)" "$(zarf-plan deploy plan.tar --journal j)"
is "the same inputs name the same journal" "$(zarf-plan deploy plan.tar -o json | jq -r .journal)" \
    "$(zarf-plan deploy ./plan.tar -o json | jq -r .journal)"

zarf-plan deploy plan.tar -o json >plan.json
is "JSON: components in order" "first last" "$(jq -r '[.components[].name] | join(" ")' plan.json)"
is "JSON: steps" "actions files actions actions" "$(jq -r '[.components[0].steps[].kind] | join(" ")' plan.json)"
is "JSON: commands are lists of words" "zarf-action run" "$(jq -r '.components[0].steps[0].command[0:2] | join(" ")' plan.json)"
is "JSON: what a failed step runs" first.onFailure "$(jq -r '.components[0].onFailure.name' plan.json)"
is "JSON: a sensitive value is left out" "TOKEN true null WHERE false here" \
    "$(jq -r '[.variables[] | .name, .sensitive, .value | tostring] | join(" ")' plan.json)"
is "JSON: the definition's digest" "sha256:$(tar -xOf plan.tar zarf.yaml | sha256sum | cut -d' ' -f1)" \
    "$(jq -r .package.definition plan.json)"
zarf-plan deploy plan.tar -o text >plan.txt
is "text: no control characters" "" "$(LC_ALL=C tr -d '\n' <plan.txt | LC_ALL=C grep -a '[[:cntrl:]]')"
is "text: no sensitive value" "" "$(grep d3fault plan.txt)"

like "an action that waits for the cluster needs one" 'zarf-plan cluster plan.tar' \
    "$(zarf-plan deploy plan.tar --components waits | grep -v '^#')"
is "or is left out" 'left out: component "waits" needs a cluster for waiting for the cluster in onDeploy.onFailure' \
    "$(zarf-plan deploy plan.tar --components waits --without-cluster -o text | grep '^left')"
ok "a Go template needs none" sh -c '! zarf-plan deploy plan.tar --components go | grep -q "zarf-plan cluster"'
ok "other systems' components are not this one's" sh -c '! zarf-plan deploy plan.tar -o text | grep mac'
fails_with "values on the command line cannot stand in a makefile" 64 'pass --write' \
    zarf-plan deploy plan.tar --set-variables TOKEN=x
fails_with "nor can standard input" 64 'a plan needs a package that stays' zarf-plan deploy - </dev/null
fails_with "mirror comes later" 64 'plan mirror: not supported yet' zarf-plan mirror plan.tar x
fails_with "a wrong form" 64 "'xml' is invalid for .*, it is one of 'makefile', 'json' or 'text'" zarf-plan deploy plan.tar -o xml
for timeout in soon -5s 1x 99999h; do
    fails_with "no span of time: '$timeout'" 64 "'$timeout' is invalid for '--timeout" zarf-plan deploy plan.tar --timeout="$timeout"
done
fails_with "no span of time for a removal" 64 "'soon' is invalid for '--timeout" zarf-plan remove plan.tar --timeout soon
fails_with "a full disk" 1 'no space left' sh -c 'zarf-plan deploy plan.tar >/dev/full'
fails_with "a truncated package" 3 'error: ' sh -c 'head -c 3000 plan.tar >cut.tar && zarf-plan deploy cut.tar'
sed 's/version: v0.84.0,/version: v0.84.0, versionRequirements: [{version: v0.99.1, reason: new things}],/' zarf.yaml >new.yaml
mkdir new && cp -r components new/ && cp new.yaml new/zarf.yaml && (cd new && make_package ../new.tar)
fails_with "a package for a newer Zarf" 1 'it needs version v0.99.1: new things' zarf-plan deploy new.tar

makefile=$(printf 'TOKEN=s3cr3t\0WHERE=with\nnewline\0' | zarf-plan deploy plan.tar --write --journal written --set-variables-from -)
is "--write prints the makefile" written/Makefile "$makefile"
is "and keeps the values beside it" s3cr3t "$(jq -r .variables.TOKEN.value written/given.json)"
is "for their owner" "700 600 600" "$(stat -c %a written written/given.json written/Makefile | tr '\n' ' ' | sed 's/ $//')"
ok "which is a plan" make -f "$makefile"
is "with those values" "with
newline" "$(cat "out/\$where/it's")"
cp new.tar changed.tar
sed 's/plan.tar/changed.tar/; s/:= j/:= l/; s/--journal j/--journal l/' plan.mk >changed.mk
fails_with "a package that is not the planned one" 2 'not the package that was planned' make -f changed.mk

zarf-plan remove plan.tar --journal j >remove.mk
fails_with "removing goes backwards, a failure runs onFailure" 2 'run action "false"' make -f remove.mk
is "and stops there" "last mended" "$(tr '\n' ' ' <removed | sed 's/ $//')"
sed -i 's/cmd: "false"/cmd: "true"/' j/zarf.yaml
ok "repaired, it goes on" make -f remove.mk
is "with what is left" "last mended never first" "$(tr '\n' ' ' <removed | sed 's/ $//')"
is "a list may leave everything out" "no component is chosen" \
    "$(zarf-plan remove plan.tar --components=-first -o text 2>/dev/null | tail -n 1)"
done_testing
