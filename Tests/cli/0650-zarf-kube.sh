#!/bin/sh
# zarf-kube apply and get against a real API server, which this test starts.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/cluster.sh
. "$(dirname "$0")/cluster.sh"
cd "$work" || exit 1
start_cluster

cat >site.yaml <<'EOF'
apiVersion: example.test/v1
kind: Widget
metadata: {name: w}
spec: {size: 1}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.test}
spec:
  group: example.test
  names: {kind: Widget, plural: widgets, singular: widget, shortNames: [wd]}
  scope: Namespaced
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
---
# nothing but a comment
---
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: site, namespace: shop, labels: {app: site}}, data: {word: "yes", size: "1"}}
- {apiVersion: v1, kind: Namespace, metadata: {name: shop}}
EOF
is "apply: in waves, a definition before what it defines" "namespace/shop created
configmap/site created
customresourcedefinition.apiextensions.k8s.io/widgets.example.test created
widget.example.test/w created" "$(zarf-kube apply -f site.yaml)"
is "apply: again, from standard input" "namespace/shop configured
configmap/site configured
customresourcedefinition.apiextensions.k8s.io/widgets.example.test configured
widget.example.test/w configured" "$(zarf-kube apply -f - <site.yaml)"
is "the field manager is zarf" "zarf" \
    "$(zarf-kube get -n shop cm/site --show-managed-fields -o 'jsonpath={.metadata.managedFields[*].manager}')"

is "get -o name" "configmap/site" "$(zarf-kube get cm -n shop -l app=site -o name)"
is "get: a short name of a definition" "1" "$(zarf-kube get wd w -o 'jsonpath={.spec.size}')"
is "get: jsonpath with range" "shop=Active;" \
    "$(zarf-kube get ns shop default -o 'jsonpath={range .items[?(@.metadata.name=="shop")]}{.metadata.name}={.status.phase};{end}')"
like "get: the server's table" '^NAME +DATA +AGE$' "$(zarf-kube get cm site -n shop)"
like "get -A: with namespaces" '^shop +site +2 ' "$(zarf-kube get cm -A)"
zarf-kube get cm site -n shop -o yaml >site.out
like "get -o yaml: words of YAML 1.1 are quoted" '^  word: "yes"$' "$(cat site.out)"
ok "get -o yaml can be applied" zarf-kube apply -f site.out --force-conflicts
fails_with "get: not there" 2 'error: get configmap/nope in shop: 404 Not Found: configmaps "nope" not found' \
    zarf-kube get cm nope -n shop
is "get --ignore-not-found" "" "$(zarf-kube get cm nope -n shop -o name --ignore-not-found)"
fails_with "get: no such kind" 1 'did you mean widgets' zarf-kube get widgetz

# kubectl apply keeps a copy of a Secret's values beside them.
copied() { printf '{apiVersion: v1, kind: Secret, metadata: {name: copied, annotations: {kubectl.kubernetes.io/last-applied-configuration: %s, v: "%s"}}}' aHVudGVyMg "$1"; }
copied 1 | zarf-kube apply -f - >/dev/null
is "diff: nor the copy of a Secret's values that kubectl keeps" '+    v: "2" 0' \
    "$(copied 2 | zarf-kube diff -f - >copied.diff; grep '^+  ' copied.diff) $(grep -c aHVudGVyMg copied.diff)"

# shellcheck disable=SC2317
apply() { printf '%s\n' "$1" | zarf-kube apply -f -; }
fails_with "no kind" 3 'read standard input:1:1: the object has no kind' apply '{apiVersion: v1, metadata: {name: x}}'
fails_with "no name" 3 'ConfigMap has no name' apply '{apiVersion: v1, kind: ConfigMap, metadata: {labels: {}}}'
fails_with "a name that is a path" 3 'is no name' apply '{apiVersion: v1, kind: ConfigMap, metadata: {name: ../x}}'
fails_with "an unknown kind" 1 'did you mean ConfigMap' apply '{apiVersion: v1, kind: ConfigMapp, metadata: {name: x}}'
fails_with "an unknown version" 1 'Deployment in apps/v1' \
    apply '{apiVersion: extensions/v1beta1, kind: Deployment, metadata: {name: x}}'
fails_with "twice the same" 3 'ConfigMap "x" is there twice, first at' apply '{apiVersion: v1, kind: List, items: [
    {apiVersion: v1, kind: ConfigMap, metadata: {name: x}}, {apiVersion: v1, kind: ConfigMap, metadata: {name: x}}]}'
fails_with "a wrong field is named" 1 'spec.ports\[0\].port: Invalid value: 99999' apply \
    '{apiVersion: v1, kind: Service, metadata: {name: x}, spec: {ports: [{port: 99999, protocol: TCP}]}}'
fails_with "another field manager is named" 1 '.data.size belongs to "other"' sh -c '
    echo "{apiVersion: v1, kind: ConfigMap, metadata: {name: site, namespace: shop}, data: {size: \"2\"}}" |
        zarf-kube apply -f - --field-manager other --force-conflicts >/dev/null
    zarf-kube apply -f site.yaml'
ok "--force-conflicts takes over" zarf-kube apply -f site.yaml --force-conflicts
is "--dry-run changes nothing" "configmap/dry created (server dry run)
0" "$(apply_dry() { echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: dry}}' | zarf-kube apply --dry-run -f -; }
    apply_dry; zarf-kube get cm dry --ignore-not-found -o name | wc -l | tr -d ' ')"
fails_with "a namespace that is not there" 1 'namespaces "nowhere" not found' \
    apply '{apiVersion: v1, kind: ConfigMap, metadata: {name: x, namespace: nowhere}}'

sed "s/client-certificate-data: .*/token: wrong/; /client-key-data/d" "$KUBECONFIG" >wrong.conf
fails_with "a wrong token" 1 '401 Unauthorized' zarf-kube get ns --kubeconfig wrong.conf
sed 's/certificate-authority-data: [^ }]*/tls-server-name: kubernetes.default.svc, &/' "$KUBECONFIG" >named.conf
ok "tls-server-name" zarf-kube get ns --kubeconfig named.conf
sed 's/certificate-authority-data: [^ }]*/tls-server-name: other.test, &/' "$KUBECONFIG" >other.conf
fails_with "a certificate for another host" 1 'TLS: ' zarf-kube get ns --kubeconfig other.conf
sed 's/certificate-authority-data: [^ }]*/insecure-skip-tls-verify: true/' "$KUBECONFIG" >insecure.conf
ok "insecure-skip-tls-verify" zarf-kube get ns --kubeconfig insecure.conf
fails_with "nobody trusts an unknown authority" 1 'TLS: ' \
    sh -c "sed 's/certificate-authority-data: [^ }]*/tls-server-name: localhost/' $KUBECONFIG >plain.conf
        zarf-kube get ns --kubeconfig plain.conf"
fails_with "act as somebody without rights" 1 '403 Forbidden: .*User "nobody" cannot list' \
    zarf-kube get pods --as nobody
cat >plugin <<EOF
#!/bin/sh
echo run >>$work/plugin.log
printf '{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": {
  "clientCertificateData": "%s", "clientKeyData": "%s"}}' "\$(awk '{printf "%s\\\\n", \$0}' $work/cluster/admin.crt)" \
  "\$(awk '{printf "%s\\\\n", \$0}' $work/cluster/admin.key)"
EOF
chmod +x plugin
sed 's/client-certificate-data: .*/exec: {apiVersion: client.authentication.k8s.io\/v1, command: .\/plugin}/
    /client-key-data/d' "$KUBECONFIG" >plugin.conf
is "credentials from a program, run once" "namespace/shop 1" \
    "$(zarf-kube get ns shop -o name --kubeconfig plugin.conf) $(wc -l <plugin.log | tr -d ' ')"
fails_with "no kubeconfig at all" 1 'find a cluster: no kubeconfig at' env -u KUBECONFIG HOME="$work" zarf-kube get ns
fails_with "nobody listens" 1 'connection refused' zarf-kube get ns -s https://127.0.0.1:1
fails_with "usage" 64 'name what to apply' zarf-kube apply

# Whoever buries the process may take a while.
server=$(cat cluster/kube-apiserver.pid)
"$tap_root/Tests/cluster/down" "$work/cluster"
# shellcheck disable=SC2317
is_gone() { ! tr -d '\0' <"/proc/$server/cmdline" | grep -q .; }
wait_for "the end of the API server" is_gone && pass "down ends the servers"
done_testing
