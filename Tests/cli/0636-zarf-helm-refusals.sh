#!/bin/sh
# What zarf-helm says when a real API server refuses, what it records of it, and that the next upgrade goes on from there.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/cluster.sh
. "$(dirname "$0")/cluster.sh"
# shellcheck source=Tests/cli/servers.sh
. "$(dirname "$0")/servers.sh"
cd "$work" || exit 1
start_cluster

# A chart of whatever objects.yaml holds.
mkdir -p web/templates
echo '{apiVersion: v2, name: web, version: 1.0.0}' >web/Chart.yaml
# shellcheck disable=SC2016
echo '{{ .Values.objects }}' >web/templates/all.yaml
zarf-kube apply -f - >/dev/null <<'EOF'
{apiVersion: v1, kind: Namespace, metadata: {name: shop}}
EOF
config() { printf -- '---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}, data: {v: "%s"}}\n' "$1" "$2"; }
# release OBJECTS [OPTION]...: makes them the release's.
release() {
    printf '%s\n' "$1" >objects.yaml
    shift
    zarf-helm upgrade --install web web -n shop --set-file objects=objects.yaml "$@"
}
last() { states web shop 2>/dev/null | awk '{ print $(NF - 1), $NF }'; }

# Objects that are none: nothing is done, nothing recorded.
nothing() {
    fails_with "$1" 1 "$2" release "$(config good 1)
---
$3"
    [ -z "$(last)$(there cm good -n shop)" ] || fail "$1: nothing is done" "$(last) $(there cm good -n shop)"
}
nothing "no YAML" 'YAML parse error on web/templates/all.yaml' '{apiVersion: v1, kind: ['
nothing "no kind" 'manifest of release web:[0-9:]*: the object has no kind' '{apiVersion: v1, metadata: {name: x}}'
nothing "no apiVersion" 'ConfigMap has no apiVersion' '{kind: ConfigMap, metadata: {name: x}}'
nothing "no name" 'ConfigMap has no name' '{apiVersion: v1, kind: ConfigMap, metadata: {labels: {a: b}}}'
nothing "a name that is to be made up" 'ConfigMap has generateName: give it a name' '{apiVersion: v1, kind: ConfigMap, metadata: {generateName: x-}}'
nothing "a name that is a path" '"../x" is no name' '{apiVersion: v1, kind: ConfigMap, metadata: {name: ../x}}'
nothing "an unknown kind" 'unable to build kubernetes objects from release manifest: find kind .*ConfigMapp.*' \
    '{apiVersion: v1, kind: ConfigMapp, metadata: {name: x}}'
like "... what may be meant" '^hint: did you mean ConfigMap' "$(release '{apiVersion: v1, kind: ConfigMapp, metadata: {name: x}}' 2>&1)"
nothing "an unknown version" 'find kind Deployment' '{apiVersion: extensions/v1beta1, kind: Deployment, metadata: {name: x}}'
nothing "a hook that is none, though it comes last" 'hook web/templates/all.yaml:[0-9:]*: ConfigMap has generateName: give it a name' \
    '{apiVersion: v1, kind: ConfigMap, metadata: {generateName: x-, annotations: {helm.sh/hook: post-install}}}'
nothing "an object of somebody else's" 'ConfigMap "kube-root-ca.crt" in namespace "shop" exists and cannot be imported' "$(config kube-root-ca.crt 1)"
like "... and what to do" '^hint: take it over with --take-ownership' "$(release "$(config kube-root-ca.crt 1)" 2>&1)"

# Twice the same object: the last has the last word, as with Helm, and one is told.
release "$(config twice 1; config twice 2)" >/dev/null 2>twice.err
like "twice the same object: said" 'configmap/twice is there twice in manifest of release web; the last one counts' "$(cat twice.err)"
is "... and the last one counts" 2 "$(zarf-kube get cm twice -n shop -o 'jsonpath={.data.v}')"

# What the server refuses: said with reason, field and object; recorded as failed; and the next upgrade goes on.
# refused NAME PATTERN OBJECTS [OPTION]...
refused() {
    refused_name=$1 refused_pattern=$2 refused_objects=$3
    shift 3
    fails_with "$refused_name" 1 "^Error: UPGRADE FAILED: $refused_pattern" release "$(config good 1)
---
$refused_objects" "$@"
    refused_last=$(last)
    is "$refused_name: recorded" failed "${refused_last#* }"
    release "$(config good 2)" >/dev/null 2>&1
    refused_last=$(last)
    is "$refused_name: then on from there" "deployed 2" \
        "${refused_last#* } $(zarf-kube get cm good -n shop -o 'jsonpath={.data.v}')"
}
refused "a wrong value" 'apply service/x in shop: 422 .*spec.ports\[0\].port: Invalid value: 99999' \
    '{apiVersion: v1, kind: Service, metadata: {name: x}, spec: {ports: [{port: 99999, protocol: TCP}]}}'
refused "a missing field" 'apply deployment.apps/x in shop: 422 .*spec.selector: Required value' \
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {template: {spec: {containers: [{name: c, image: i}]}}}}'
refused "a field of another type" 'apply configmap/x in shop: .*\.data\.a: expected string' \
    '{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, data: {a: {b: c}}}'
refused "a field that is none" 'apply deployment.apps/x in shop: .*\.spec\.replica: field not declared in schema|unknown field' \
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {replica: 1}}'
refused "a namespace that is not there" 'apply configmap/x in nowhere: 404 Not Found: namespaces "nowhere" not found' \
    '{apiVersion: v1, kind: ConfigMap, metadata: {name: x, namespace: nowhere}}'
selected() {
    printf '{apiVersion: apps/v1, kind: Deployment, metadata: {name: fixed}, spec: {selector: {matchLabels: {a: %s}}, template: {metadata: {labels: {a: %s}}, spec: {containers: [{name: c, image: i}]}}}}' "$1" "$1"
}
release "$(selected one)" >/dev/null
refused "a field that cannot change" 'apply deployment.apps/fixed in shop: 422 .*spec.selector: Invalid value: .*field is immutable' "$(selected two)"
release "$(selected one)" >/dev/null
like "... and what to do" '^hint: what cannot be changed can be made anew: delete the object first' "$(release "$(selected two)" 2>&1)"

# Admission: a webhook that refuses, one that is not there.
mkdir webhook
serve webhook admission-server.py webhook
webhook() {
    zarf-kube apply --force-conflicts -f - >/dev/null <<EOF
{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: refuse}, webhooks: [{
 name: refuse.example.test, admissionReviewVersions: [v1], sideEffects: None, failurePolicy: Fail,
 clientConfig: {url: "https://127.0.0.1:$1/", caBundle: $(base64 <webhook/ca.crt | tr -d '\n')},
 objectSelector: {matchLabels: {refuse: ducks}},
 rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [configmaps]}]}]}
EOF
}
webhook "$served"
duck='{apiVersion: v1, kind: ConfigMap, metadata: {name: duck, labels: {refuse: ducks}}}'
# shellcheck disable=SC2317
denial() { printf '%s\n' "$duck" | zarf-kube apply -n shop --dry-run -f - 2>&1 | grep -q "$1"; }
wait_for "the webhook" denial 'no ducks here'
refused "a webhook refuses" 'apply configmap/duck in shop: 403 Forbidden: admission webhook "refuse.example.test" denied the request: no ducks here' "$duck"
webhook 1
wait_for "the webhook that is not there" denial 'refused'
refused "a webhook is not there" 'apply configmap/duck in shop: 500 Internal.*failed calling webhook "refuse.example.test"' "$duck"
zarf-kube delete validatingwebhookconfiguration/refuse >/dev/null

# Quota: of objects, and of records.
quota() { printf '{apiVersion: v1, kind: ResourceQuota, metadata: {name: tight, namespace: shop}, spec: {hard: {%s: "%s"}}}' "$1" "$2"; }
# What admits objects hears of a quota a little later than who asks for the quota.
# shellcheck disable=SC2317
exceeded() {
    printf '{apiVersion: v1, kind: %s, metadata: {name: one-more}}\n' "$1" |
        zarf-kube apply -n shop --dry-run -f - 2>&1 | grep -q 'exceeded quota'
}
limit() { # RESOURCE COUNT KIND
    quota "$1" "$2" | zarf-kube apply --force-conflicts -f - >/dev/null
    wait_for "the quota of $1" exceeded "$3"
}
used=$(zarf-kube get cm -n shop -o name | wc -l | tr -d ' ')
limit count/configmaps "$used" ConfigMap
refused "a quota" 'apply configmap/many in shop: 403 Forbidden: .*exceeded quota: tight, requested: count/configmaps=1' "$(config many 1)"
like "... and what to do" '^hint: raise the ResourceQuota, or ask for less' "$(release "$(config good 1; config many 1)" 2>&1)"
release "$(config good 1)" >/dev/null
zarf-kube delete resourcequota/tight -n shop >/dev/null
limit count/secrets "$(zarf-kube get secret -n shop -o name | wc -l | tr -d ' ')" Secret
before=$(last)
# With a limit to the history, the oldest record would make room.
fails_with "a quota that leaves no room for the record" 1 \
    'UPGRADE FAILED: record revision [0-9]* of release web: 403 Forbidden: .*exceeded quota: tight' \
    release "$(config good never)" --history-max 0
is "... nothing is done" "1 $before" "$(zarf-kube get cm good -n shop -o 'jsonpath={.data.v}') $(last)"
zarf-kube delete resourcequota/tight -n shop >/dev/null

# Rights: somebody who may look, somebody who may do everything in one namespace.
zarf-kube apply -f - >/dev/null <<'EOF'
{apiVersion: v1, kind: List, items: [
{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: viewer, namespace: shop}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, subjects: [{kind: User, name: viewer, apiGroup: rbac.authorization.k8s.io}]},
{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: editor, namespace: shop}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}, subjects: [{kind: User, name: editor, apiGroup: rbac.authorization.k8s.io}]}]}
EOF
before=$(last)
fails_with "somebody who may not see records" 1 'list records of release web: 403 Forbidden: .*User "viewer" cannot list resource "secrets"' \
    release "$(config good 3)" --kube-as-user viewer
like "... and what would do" '^hint: a Role in namespace shop with verb list for secrets would do, bound to viewer' "$(release "$(config good 3)" --kube-as-user viewer 2>&1)"
ok "somebody who may" release "$(config good 3)" --kube-as-user editor
before=$(last)
fails_with "an object of the cluster's" 1 '403 Forbidden: .*User "editor" cannot get resource "clusterroles"' \
    release "$(config good 4)
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: mighty}}" --kube-as-user editor
is "... nothing is done" "3 $before" "$(zarf-kube get cm good -n shop -o 'jsonpath={.data.v}') $(last)"
fails_with "a namespace that is to be made" 1 'User "editor" cannot get resource "namespaces"|cannot list resource "secrets"' \
    zarf-helm install web web -n fresh --create-namespace --kube-as-user editor
sed 's/client-certificate-data: .*/token: wrong/; /client-key-data/d' "$KUBECONFIG" >wrong.conf
fails_with "a token that does not do" 1 '401 Unauthorized' release "$(config good 4)" --kubeconfig wrong.conf
like "... and why" '^hint: the credentials of the kubeconfig are not accepted' "$(release "$(config good 4)" --kubeconfig wrong.conf 2>&1)"
fails_with "a certificate for another host" 1 'TLS: ' release "$(config good 4)" --kube-tls-server-name other.test
fails_with "nobody listens" 1 'connection refused' release "$(config good 4)" --kube-apiserver https://127.0.0.1:1

# Errors of every class, by something between us and the server.
serve door kubernetes-door.py "$KUBECONFIG" rules
: >rules
cat >door.conf <<END
{apiVersion: v1, kind: Config, current-context: d, contexts: [{name: d, context: {cluster: d}}],
 clusters: [{name: d, cluster: {server: "http://127.0.0.1:$served"}}]}
END
for status in 400 401 403 405 409 413 415 422 500; do
    echo "9 $status 0 PATCH .*configmaps/error-$status" >rules
    fails_with "applying: $status is said" 1 \
        "UPGRADE FAILED: apply configmap/error-$status in shop: $status .*: the door says $status.*spec.it: Invalid value" \
        release "$(config good 4; config "error-$status" 1)" --kubeconfig door.conf
done
echo '2 503 1 PATCH .*configmaps/later' >rules
ok "applying: a server that is busy is asked again" release "$(config good 4; config later 1)" --kubeconfig door.conf
echo '9 500 0 POST .*/secrets' >rules
before=$(last)
fails_with "recording: an error is said" 1 'UPGRADE FAILED: record revision [0-9]* of release web: 500 ' \
    release "$(config good 5)" --kubeconfig door.conf
is "... and nothing is done" "4 $before" "$(zarf-kube get cm good -n shop -o 'jsonpath={.data.v}') $(last)"
echo '9 500 0 PUT .*/secrets/sh.helm' >rules
fails_with "recording the end: an error is said" 1 'record revision [0-9]* of release web: 500 ' \
    release "$(config good 6)" --kubeconfig door.conf
: >rules
ok "... the next upgrade goes on" release "$(config good 7)"
is "... and the one before counts as failed" "1" "$(zarf-helm list -n shop -q --deployed | wc -l | tr -d ' ')"
like "... is said to" 'whoever began this revision ended before it was done' "$(zarf-helm history web -n shop)"

# A namespace that is being deleted.
zarf-kube apply -n shop -f - >/dev/null <<'EOF'
{apiVersion: v1, kind: ConfigMap, metadata: {name: held, finalizers: [example.test/hold]}}
EOF
zarf-kube delete ns/shop --no-wait >/dev/null
fails_with "a namespace that is being deleted" 1 'because it is being terminated' release "$(config good 8)"
like "... and what to do" '^hint: wait for it: zarf-kube wait --for=delete namespace/' "$(release "$(config good 8)" 2>&1)"
echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: held, finalizers: []}}' |
    zarf-kube apply -n shop --force-conflicts -f - >/dev/null
zarf-kube wait --for=delete ns/shop --timeout 60s >/dev/null
fails_with "a namespace that is gone" 1 'namespaces "shop" not found' release "$(config good 9)"
like "... and what to do" '^hint: .*--create-namespace' "$(release "$(config good 9)" 2>&1)"
ok "... after which all begins anew" release "$(config good 9)" --create-namespace
done_testing
