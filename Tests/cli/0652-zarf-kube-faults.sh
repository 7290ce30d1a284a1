#!/bin/sh
# What zarf-kube does on bad days: a server that is busy, restarts, forgets or refuses; credentials that do not do.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/cluster.sh
. "$(dirname "$0")/cluster.sh"
# shellcheck source=Tests/cli/servers.sh
. "$(dirname "$0")/servers.sh"
cd "$work" || exit 1
start_cluster
url=$(sed -n 's/.*server: "\(https:[^"]*\)".*/\1/p' "$KUBECONFIG")

config() { printf '{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}, data: {v: "%s"}}\n---\n' "$1" "$2"; }
configs() { for number in $(seq "$2"); do config "$1-$number" 1; done; }
serve door kubernetes-door.py "$KUBECONFIG" rules
cat >door.conf <<END
{apiVersion: v1, kind: Config, current-context: d, contexts: [{name: d, context: {cluster: d}}],
 clusters: [{name: d, cluster: {server: "http://127.0.0.1:$served"}}]}
END
# asked PATTERN: how many requests were like that since `forget`.
asked() { tail -n +"$((asked_before + 1))" door.log | grep -Ec "$1"; }
forget() { asked_before=$(wc -l <door.log); }
: >rules
asked_before=0

# What a run asks for.
config one 1 | zarf-kube apply -f - --kubeconfig door.conf >/dev/null
is "apply: one request for an object, one for its kind" "1 1 2" "$(asked '^PATCH ') $(asked '^GET /api/v1 ') $(asked .)"
forget
config one 1 | zarf-kube apply -f - --kubeconfig door.conf >/dev/null
is "apply: what was discovered is kept" "1 1" "$(asked '^PATCH ') $(asked .)"
forget
zarf-kube get deploy --kubeconfig door.conf >/dev/null 2>&1
is "discovery: aggregated, in two requests" "1 1 0" "$(asked '^GET /api ') $(asked '^GET /apis ') $(asked '^GET /apis/[^?]*/v[0-9a-z]+ ')"
serve slow delaying-proxy.py "${url#https://}" 1
sed "s|$url|https://127.0.0.1:$served|" "$KUBECONFIG" >proxied.conf
configs many 200 | zarf-kube apply -f - --kubeconfig proxied.conf >out
serve_end slow
wait_for "the number of connections" sh -c '[ "$(wc -l <slow.out)" -eq 2 ]'
is "apply: 200 objects over one connection" "200 1" "$(grep -c created out) $(tail -n 1 slow.out)"

# Errors of every class: reason, field, object.
for status in 400 401 403 405 409 413 415 422 500; do
    echo "9 $status 0 PATCH .*configmaps/error-$status" >rules
    fails_with "apply: $status is said" 1 "apply configmap/error-$status in default: $status .*: the door says $status.*spec.it: Invalid value" \
        sh -c "echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: error-$status}}' | zarf-kube apply -f - --kubeconfig door.conf"
done
for status in 429 503 504; do
    echo "99 $status 0 PATCH .*configmaps/error-$status" >rules
    fails_with "apply: $status is not for ever" 4 "error-$status in default: $status .*: the door says $status" \
        sh -c "echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: error-$status}}' | zarf-kube apply -f - --timeout 2s --kubeconfig door.conf"
done

# A server that is busy.
echo '28 429 1 PATCH .*configmaps/storm-' >rules
forget
configs storm 40 | zarf-kube apply -f - --kubeconfig door.conf >out
is "apply: a storm of 429 passes, nobody asks more often than need be" "40 68" "$(grep -c created out) $(asked 'PATCH .*storm-')"
echo '1 503 2 PATCH .*configmaps/later' >rules
start=$(date +%s%N)
config later 1 | zarf-kube apply -f - --kubeconfig door.conf >/dev/null
ok "apply: Retry-After is obeyed" test "$(($(date +%s%N) - start))" -ge 2000000000
echo '3 0 0 PATCH .*configmaps/broken' >rules
is "apply: connections that break" "configmap/broken created" "$(config broken 1 | zarf-kube apply -f - --kubeconfig door.conf)"

# Watches that expire, or end at once.
echo '2 1 0 GET .*configmaps.*watch=1' >rules
forget
(sleep 3; config one 2 | zarf-kube apply -f - >/dev/null) &
is "wait: what expired is listed again" "configmap/one condition met" \
    "$(zarf-kube wait --for='jsonpath={.data.v}=2' cm/one --timeout 30s --kubeconfig door.conf)"
is "wait: ... as often as it expires" 3 "$(asked 'GET [^ ]*limit=')"
echo '99 0 0 GET .*watch=1' >rules
forget
fails_with "wait: watches that break at once" 4 'timed out' \
    zarf-kube wait --for='jsonpath={.data.v}=3' cm/one --timeout 4s --kubeconfig door.conf
ok "wait: ... are not asked for more than once a second" test "$(asked 'watch=1')" -le 5
: >rules

# The server is killed in the middle of it all, and comes back.
configs more 300 >more.yaml
zarf-kube apply -f more.yaml --timeout 120s >out 2>err &
apply=$!
wait_for "the first of them" sh -c '[ "$(wc -l <out)" -ge 20 ]'
kill -KILL "$(cat cluster/kube-apiserver.pid)"
sleep 1
"$tap_root/Tests/cluster/up" cluster >/dev/null 2>&1
status=0
wait "$apply" || status=$?
is "apply: the server is killed in the middle and comes back" "0 300" "$status $(wc -l <out)"
is "apply: ... and has it all" 300 "$(zarf-kube get cm -o name | grep -c 'configmap/more-')"

# Credentials.
expired_conf() { sed "s|client-certificate-data: .*|client-certificate-data: $(base64 <"$1.crt" | tr -d '\n')|
    s|client-key-data: .*|client-key-data: $(base64 <"$1.key" | tr -d '\n')|" "$KUBECONFIG"; }
# sign NAME SUBJECT NAMES: a certificate of the cluster's authority that was good for the year 2020.
sign() {
    openssl req -newkey rsa:2048 -nodes -subj "$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null
    : >index.txt
    cat >ca.conf <<END
[ca]
default_ca = it
[it]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = more
[any]
organizationName = optional
commonName = supplied
[more]
extendedKeyUsage = serverAuth,clientAuth
subjectAltName = $3
END
    openssl ca -batch -config ca.conf -cert cluster/ca.crt -keyfile cluster/ca.key -in "$1.csr" -out "$1.crt" -notext \
        -startdate 20200101000000Z -enddate 20210101000000Z 2>/dev/null
}
sign old /O=system:masters/CN=admin DNS:admin
expired_conf old >old.conf
fails_with "a certificate of ours that has expired" 1 '401 Unauthorized|certificate' zarf-kube get ns --kubeconfig old.conf
sign oldserver /CN=server IP:127.0.0.1
openssl s_server -accept 127.0.0.1:0 -cert oldserver.crt -key oldserver.key -www >s_server.out 2>&1 </dev/null &
tap_pids="$tap_pids $!"
wait_for "a server" grep -q ACCEPT s_server.out
fails_with "a certificate of the server that has expired" 1 'TLS: .*expired' \
    zarf-kube get ns -s "https://$(sed -n 's/^ACCEPT //p' s_server.out)"

zarf-kube apply -f - >/dev/null <<'END'
{apiVersion: v1, kind: List, items: [
{apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}},
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: robot}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, subjects: [{kind: ServiceAccount, name: robot, namespace: default}]}]}
END
zarf-kube wait --for='jsonpath={.secrets[0].name}' sa/robot --timeout 20s >/dev/null
secret=$(zarf-kube get sa robot -o 'jsonpath={.secrets[0].name}')
zarf-kube get secret "$secret" -o 'jsonpath={.data.token}' | base64 -d >token
user_conf() { sed "s|client-certificate-data: .*|$1|; /client-key-data/d" "$KUBECONFIG"; }
user_conf "tokenFile: token" >file.conf
ok "a token in a file" zarf-kube get cm --kubeconfig file.conf
fails_with "a verb that is not allowed" 1 'apply configmap/x in default: 403 Forbidden: .*cannot patch resource "configmaps"' \
    sh -c "echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}' | zarf-kube apply -f - --kubeconfig file.conf"
cat >plugin <<'END'
#!/bin/sh
# The first token is no good any more.
echo run >>plugin.log
token=expired
[ "$(wc -l <plugin.log)" -lt 2 ] || token=$(cat token)
printf '{"kind": "ExecCredential", "apiVersion": "%s", "status": {"token": "%s"}}' "$VERSION" "$token"
END
chmod +x plugin
for version in v1 v1beta1; do
    rm -f plugin.log
    user_conf "exec: {apiVersion: client.authentication.k8s.io/$version, command: ./plugin, env: [{name: VERSION, value: client.authentication.k8s.io/$version}]}" >plugin.conf
    is "a token of a program that has expired is asked for again ($version)" "configmap/one 2" \
        "$(zarf-kube get cm one -o name --kubeconfig plugin.conf) $(wc -l <plugin.log | tr -d ' ')"
done
fails_with "a program that answers in another version" 1 'answers with client.authentication.k8s.io/v1beta1, not' \
    sh -c "sed 's|apiVersion: client.authentication.k8s.io/v1beta1|apiVersion: client.authentication.k8s.io/v1|' plugin.conf >other.conf
        zarf-kube get ns --kubeconfig other.conf"
user_conf "exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-program, installHint: install it from the shop}" >none.conf
fails_with "a program that is not there: how to get it" 1 'hint: install it from the shop' zarf-kube get ns --kubeconfig none.conf

serve proxy connect-proxy.py
sed "s|certificate-authority-data:|proxy-url: 'http://127.0.0.1:$served', &|" "$KUBECONFIG" >proxy.conf
ok "proxy-url" zarf-kube get ns --kubeconfig proxy.conf
is "proxy-url: goes through it, this machine too" "CONNECT ${url#https://}" "$(head -n 1 proxy.log)"
sed "s|certificate-authority-data:|proxy-url: 'http://127.0.0.1:1', &|" "$KUBECONFIG" >noproxy.conf
fails_with "proxy-url: nobody listens" 1 'refused' zarf-kube get ns --kubeconfig noproxy.conf

if [ "$(id -u)" -eq 0 ]; then
    address=${url#https://}
    is "in a pod: the pod's own identity" "configmap/one" "$(unshare -m sh -c '
        mount -t tmpfs none /run && mkdir -p /run/secrets/kubernetes.io/serviceaccount && cd /run/secrets/kubernetes.io/serviceaccount &&
        cp "$1/token" token && cp "$1/cluster/ca.crt" ca.crt && printf default >namespace &&
        env -u KUBECONFIG HOME=/run KUBERNETES_SERVICE_HOST="${2%:*}" KUBERNETES_SERVICE_PORT="${2##*:}" zarf-kube get cm one -o name' \
        sh "$work" "$address")"
fi

# Refusals of the server's own.
mkdir webhook
serve webhook admission-server.py webhook
zarf-kube apply -f - >/dev/null <<END
{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: refuse}, webhooks: [{
 name: refuse.example.test, admissionReviewVersions: [v1], sideEffects: None, failurePolicy: Fail,
 clientConfig: {url: "https://127.0.0.1:$served/", caBundle: $(base64 <webhook/ca.crt | tr -d '\n')},
 rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [configmaps]}]}]}
END
# shellcheck disable=SC2317
refused() { printf '{apiVersion: v1, kind: ConfigMap, metadata: {name: duck, labels: {refuse: ducks}}}' | zarf-kube apply -f -; }
# shellcheck disable=SC2317
refusal() { refused 2>&1 | grep -q 'no ducks here'; }
wait_for "the webhook" refusal
fails_with "a webhook refuses" 1 'apply configmap/duck in default: 403 Forbidden: admission webhook "refuse.example.test" denied the request: no ducks here' refused
zarf-kube delete validatingwebhookconfiguration/refuse >/dev/null

zarf-kube apply -f - >/dev/null <<'END'
{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Namespace, metadata: {name: ending}},
{apiVersion: v1, kind: ConfigMap, metadata: {name: held, namespace: ending, finalizers: [example.test/hold]}}]}
END
zarf-kube delete ns/ending --no-wait >/dev/null
into_ending() { echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: late, namespace: ending}}' | zarf-kube apply -f -; }
fails_with "a namespace that is being deleted" 1 'because it is being terminated' into_ending
like "... and what to do" 'hint: wait for it: zarf-kube wait --for=delete namespace/' "$(into_ending 2>&1)"
echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: held, namespace: ending, finalizers: []}}' | zarf-kube apply --force-conflicts -f - >/dev/null
is "... which ends when nothing holds it" "namespace/ending deleted" "$(zarf-kube wait --for=delete ns/ending --timeout 60s)"
done_testing
