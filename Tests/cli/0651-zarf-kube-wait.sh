#!/bin/sh
# zarf-kube wait, delete and diff against a real API server, which this test starts, kills and starts again (a minute).
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/cluster.sh
. "$(dirname "$0")/cluster.sh"
cd "$work" || exit 1
start_cluster

# config NAME VALUE: a ConfigMap. later SECONDS COMMAND...: the command, in the background and after a while.
config() { printf '{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}, data: {v: "%s"}}\n' "$1" "$2"; }
apply_config() { config "$@" | zarf-kube apply -f - >/dev/null; }
later() { (sleep "$1"; shift; "$@") & }

later 1 apply_config one 1
is "wait --for=exists: it comes later" "configmap/one exists" "$(zarf-kube wait --for=exists cm/one --timeout 20s)"
later 1 apply_config one 2
is "wait --for=jsonpath: a value that comes later" "configmap/one condition met" \
    "$(zarf-kube wait --for='jsonpath={.data.v}=2' cm one --timeout 20s)"
fails_with "wait: time runs out" 4 'the path gives "2"' zarf-kube wait --for='jsonpath={.data.v}=3' cm/one --timeout 1s
fails_with "wait: nothing to wait for" 2 'no such objects' zarf-kube wait cm -l no=such

config gone 1 | sed 's/name: gone/&, finalizers: [example.test\/hold]/' | zarf-kube apply -f - >/dev/null
fails_with "delete: a finalizer is named" 4 'is still there: finalizers example.test/hold' \
    zarf-kube delete cm/gone --timeout 1s
later 1 sh -c 'echo "{apiVersion: v1, kind: ConfigMap, metadata: {name: gone, finalizers: []}}" |
    zarf-kube apply --force-conflicts -f - >/dev/null'
is "wait --for=delete" "configmap/gone deleted" "$(zarf-kube wait --for=delete cm/gone --timeout 20s)"

later 1 apply_config survivor 1
later 0 sh -c "sleep 0.3; kill -KILL \$(cat cluster/kube-apiserver.pid); sleep 1; $tap_root/Tests/cluster/up cluster >/dev/null 2>&1"
is "wait: the server is killed meanwhile, and comes back" "configmap/one condition met
configmap/survivor exists" "$(later 15 apply_config one 9
    zarf-kube wait --for='jsonpath={.data.v}=9' cm/one --timeout 60s
    apply_config survivor 1
    zarf-kube wait --for=exists cm/survivor --timeout 60s)"
later 0 sh -c "kill -KILL \$(cat cluster/kube-apiserver.pid); sleep 1; $tap_root/Tests/cluster/up cluster >/dev/null 2>&1"
sleep 0.5
is "apply: goes on when the server is back" "configmap/after created" "$(config after 1 | zarf-kube apply -f -)"

cat >quota.yaml <<'EOF'
{apiVersion: v1, kind: List, items: [
{apiVersion: v1, kind: Namespace, metadata: {name: full}},
{apiVersion: v1, kind: ResourceQuota, metadata: {name: none, namespace: full}, spec: {hard: {pods: "0", configmaps: "1"}}},
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: full}, spec: {selector: {matchLabels: {a: b}},
  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: x}]}}}}]}
EOF
# The quota counts once its status is there, and pods need the namespace's account.
grep -v '^{apiVersion: apps\|template:' quota.yaml | sed 's/"1"}}},$/"1"}}}]}/' >first.yaml
zarf-kube apply -f first.yaml >/dev/null
zarf-kube wait --for=exists sa/default -n full --timeout 20s >/dev/null
zarf-kube wait --for='jsonpath={.status.hard.pods}' quota/none -n full --timeout 20s >/dev/null
zarf-kube apply -f quota.yaml >/dev/null
fails_with "wait: the events say why" 4 'event .*Warning FailedCreate: .*exceeded quota: none' \
    zarf-kube wait deploy/web -n full --timeout 8s
fails_with "apply: over the quota" 1 '403 Forbidden: .*exceeded quota' sh -c 'for i in 1 2; do
    echo "{apiVersion: v1, kind: ConfigMap, metadata: {name: q$i, namespace: full}}" | zarf-kube apply -f - || exit; done'
is "delete -f: backwards" "deployment.apps/web deleted
resourcequota/none deleted
namespace/full deleted" "$(zarf-kube delete -f quota.yaml --timeout 60s)"
is "delete -f again: gone already" "0 " "$(zarf-kube delete -f quota.yaml; echo "$? ")"

config d 1 >d.yaml
status=0
zarf-kube diff -f d.yaml >out || status=$?
is "diff: all new" "2 --- configmap/d in default (cluster)" "$status $(head -n 1 out)"
zarf-kube apply -f d.yaml >/dev/null
ok "diff: the same" zarf-kube diff -f d.yaml
config d 2 >d.yaml
status=0
zarf-kube diff -f d.yaml >out || status=$?
is "diff: a line" '2 -  v: "1" +  v: "2"' "$status $(grep '^[-+]  ' out | tr '\n' ' ' | sed 's/ $//')"
secret() { printf '{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {p: %s}}' "$1"; }
secret hunter1 | zarf-kube apply -f - >/dev/null
is "diff: no secret is shown" "+  p: '*** (after)'-  p: '*** (before)'" \
    "$(secret hunter2 | zarf-kube diff -f - | grep '^[-+]  p' | sort | tr -d '\n' | tr '"' "'")"
done_testing
