#!/bin/sh
# zarf-state against a real API server: the state and the records of packages in upstream's form.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/cluster.sh
. "$(dirname "$0")/cluster.sh"
cd "$work" || exit 1
start_cluster
secret() { zarf-kube get secret "$1" -n "$2" -o "jsonpath={.data.$3}" | base64 -d; }
apply() { printf '%s\n' "$1" | zarf-kube apply -f - --force-conflicts >/dev/null; }

fails_with "not initialised" 2 'there is no Secret zarf/zarf-state' zarf-state show
fails_with "a cluster without nodes" 1 'it has no nodes' zarf-state init
apply '{apiVersion: v1, kind: Node, metadata: {name: k3d-node}, spec: {providerID: "k3s://k3d-server-0"}}'
apply '{apiVersion: v1, kind: Namespace, metadata: {name: shop}}'

# --- init ---
is "init" "initialised: registry at 127.0.0.1:31999 (nodeport)" "$(zarf-state init 2>init.err)"
secret zarf-state zarf state >state.json
is "the state has upstream's members" "agentMutationPolicy agentTLS artifactServer distro gitServer injectorInfo ipFamily registryInfo storageClass zarfAppliance" \
    "$(jq -r 'keys | join(" ")' state.json)"
is "distribution, storage class and family are found out" "k3d local-path ipv4" "$(jq -r '"\(.distro) \(.storageClass) \(.ipFamily)"' state.json)"
# kinds FILE: each member of a document and what kind of value it is: another kind, and Go refuses to read it.
kinds() { jq -r '[paths(scalars) as $path | "\($path | join(".")) \(getpath($path) | type)"] | sort[]' "$1"; }
upstreams=$tap_root/Tests/Fixtures/cluster-records
is "all of them are of upstream's kinds" "$(kinds "$upstreams/state.json")" "$(kinds state.json)"
is "users and lengths of passwords" "zarf-push zarf-pull 24 24 48 31999 31999" "$(jq -r '.registryInfo |
    "\(.pushUsername) \(.pullUsername) \(.pushPassword | length) \(.pullPassword | length) \(.secret | length) \(.port) \(.nodePort)"' state.json)"
is "labels" "zarf" "$(zarf-kube get secret zarf-state -n zarf -o 'jsonpath={.metadata.labels.app\.kubernetes\.io/managed-by}')"
is "namespaces that were there are left alone by the agent" "ignore" \
    "$(zarf-kube get ns shop -o 'jsonpath={.metadata.labels.zarf\.dev/agent}')"
is "our own is not" "" "$(zarf-kube get ns zarf -o 'jsonpath={.metadata.labels.zarf\.dev/agent}')"
jq -r .agentTLS.ca state.json | base64 -d >ca.crt
jq -r .agentTLS.cert state.json | base64 -d >agent.crt
jq -r .agentTLS.key state.json | base64 -d >agent.key
ok "the agent's certificate, as openssl sees it" openssl verify -CAfile ca.crt -verify_hostname agent-hook.zarf.svc agent.crt
is "its key belongs to it" "$(openssl x509 -in agent.crt -noout -pubkey)" "$(openssl pkey -in agent.key -pubout)"
ok "it lasts 374 days" openssl x509 -in agent.crt -noout -checkend $((374 * 86400))
is "init again changes nothing" "initialised already: registry at 127.0.0.1:31999 (nodeport) $(sha256sum <state.json)" \
    "$(zarf-state init 2>/dev/null) $(secret zarf-state zarf state | sha256sum)"
fails_with "another port" 1 "the registry's port is 31999 already" zarf-state init --registry-port 31000
printf '{"registryInfo": {"pushPassword": "other"}}' >other.json
fails_with "other credentials" 1 'registryInfo.pushPassword is set already' zarf-state init --credentials other.json
is "and they are not shown" 0 "$(zarf-state init --credentials other.json 2>&1 | grep -c 'other"')"

# --- show, get, set, creds ---
is "show stars out what is secret" "**sanitized** zarf-push" \
    "$(zarf-state show | jq -r '.registryInfo | "\(.pushPassword) \(.pushUsername)"')"
is "show --secrets" "$(jq -r .registryInfo.secret state.json)" "$(zarf-state show --secrets | jq -r .registryInfo.secret)"
is "get" "127.0.0.1:31999" "$(zarf-state get registryInfo.address)"
fails_with "get: nothing there" 2 'there is no a.b' zarf-state get a.b
zarf-state set storageClass fast
is "set" fast "$(zarf-state get storageClass)"
echo '{"x": [1]}' | zarf-state set future - --json
is "set JSON; what we do not know stays" '[1]' "$(zarf-state set storageClass '' && zarf-state get future.x)"
fails_with "set: what could not be read again" 3 'registryInfo is no object' zarf-state set registryInfo text
is "creds" "$(jq -r .registryInfo.pullPassword state.json)" "$(zarf-state creds registry-readonly)"
like "creds: all" '^registry +127.0.0.1:31999 +zarf-push +[A-Za-z0-9]{24}$' "$(zarf-state creds)"
is "creds: all, as JSON" "zarf-push zarf-pull" "$(zarf tools get-creds -o json | jq -r '[.[].username] | join(" ")')"
fails_with "creds: not configured" 2 'git is not configured' zarf-state creds git
zarf-state variables --component zarf-registry >variables.json
is "variables" "127.0.0.1:31999" "$(echo '###ZARF_REGISTRY###' | zarf-template -v variables.json)"
jq -r .builtins.HTPASSWD variables.json | sed 's/\\n/\n/' >htpasswd
ok "the registry's users, as Apache sees them" htpasswd -vb htpasswd zarf-push "$(zarf-state creds registry)"
ok "those who pull too" htpasswd -vb htpasswd zarf-pull "$(zarf-state creds registry-readonly)"
apply "{apiVersion: v1, kind: Secret, metadata: {name: zarf-docker-registry-secret, namespace: zarf},
    data: {htpasswd: $(base64 -w0 <htpasswd)}}"
is "hashes that are right are kept" "$(jq -r .builtins.HTPASSWD variables.json)" \
    "$(zarf-state variables --component zarf-registry | jq -r .builtins.HTPASSWD)"

# --- pull secrets ---
apply '{apiVersion: v1, kind: Service, metadata: {name: zarf-docker-registry, namespace: zarf},
    spec: {type: NodePort, ports: [{port: 5000, nodePort: 31999, protocol: TCP}]}}'
is "secrets" shop "$(zarf-state secrets shop)"
is "with every name of the registry" "127.0.0.1:31999 zarf-docker-registry.zarf.svc.cluster.local:5000 $(zarf-kube get svc \
    zarf-docker-registry -n zarf -o 'jsonpath={.spec.clusterIP}'):5000" \
    "$(secret private-registry shop '\.dockerconfigjson' | jq -r '.auths | keys_unsorted | sort_by(startswith("10.")) | join(" ")')"
is "rotate" "rotated registry
rotated agent" "$(zarf-state rotate registry agent)"
is "pull secrets follow" "zarf-pull:$(zarf-state creds registry-readonly)" \
    "$(secret private-registry shop '\.dockerconfigjson' | jq -r '.auths["127.0.0.1:31999"].auth' | base64 -d)"
ok "the certificate is another" test "$(jq -r .agentTLS.cert state.json)" != "$(zarf-state get agentTLS.cert)"
fails_with "rotate: not ours" 1 'rotate git: it is not ours' zarf-state rotate git

# --- old states ---
openssl req -x509 -newkey rsa:2048 -nodes -keyout old.key -subj /CN=agent-hook.zarf.svc -days 10 -out old.crt 2>/dev/null
zarf-state set agentTLS.cert "$(base64 -w0 <old.crt)"
like "a certificate that ends soon is renewed" "renewed the agent's certificate" "$(zarf-state init 2>&1)"
jq 'del(.registryInfo.port, .registryInfo.registryMode, .ipFamily)' state.json | base64 -w0 >old
apply "{apiVersion: v1, kind: Secret, metadata: {name: zarf-state, namespace: zarf}, data: {state: $(cat old)}}"
is "an old state is brought up to date" "31999 nodeport ipv4" \
    "$(zarf-state init >/dev/null 2>&1; zarf-state show | jq -r '"\(.registryInfo.port) \(.registryInfo.registryMode) \(.ipFamily)"')"
apply "{apiVersion: v1, kind: Secret, metadata: {name: zarf-state, namespace: zarf}, data: {state: $(printf '{"regis' | base64)}}"
fails_with "a state half written" 3 'read Secret zarf/zarf-state:1:[0-9]+: the text ends too early' zarf-state show
fails_with "and init does not write over it" 3 'read Secret zarf/zarf-state:1:[0-9]+: the text ends too early' zarf-state init
# put_state FILTER: the state of before, changed by jq.
put_state() {
    jq "$1" state.json | base64 -w0 >changed
    apply "{apiVersion: v1, kind: Secret, metadata: {name: zarf-state, namespace: zarf}, data: {state: $(cat changed)}}"
}
put_state '.registryInfo.registryMode = "mesh"'
fails_with "a state of a newer version" 3 'registryInfo.registryMode is "mesh", which this version does not know' zarf-state init
fails_with "and what to do" 3 'hint: it was written by a newer version' zarf-state show
put_state '.registryInfo.port = "31999"'
fails_with "a state with a text for a number" 3 'registryInfo.port is no whole number' zarf-state show
put_state '.gitServer.address = 5'
fails_with "a state with a number for a text" 3 'gitServer.address is no text' zarf-state show
put_state .
apply "{apiVersion: v1, kind: Secret, metadata: {name: zarf-state, namespace: zarf}, data: {state: $(base64 -w0 <state.json)}}"

# --- proxy mode: another way to the same registry, with certificates ---
is "another mode" "initialised already: registry at 127.0.0.1:5000 (proxy)" "$(zarf-state init --registry-mode proxy 2>init.err)"
like "certificates are made" 'made certificates for the registry and its clients' "$(cat init.err)"
is "the state says so" "proxy zarf-managed 5000" \
    "$(zarf-state show | jq -r '.registryInfo | "\(.registryMode) \(.mtlsStrategy) \(.port)"')"
for name in server client; do
    for key in ca.crt tls.crt tls.key; do
        secret "zarf-registry-$name-tls" zarf "$(printf '%s' "$key" | sed 's/\./\\./')" >"$name.$key"
    done
done
same "one authority for both" server.ca.crt client.ca.crt
for host in zarf-docker-registry zarf-docker-registry.zarf.svc.cluster.local localhost; do
    ok "the registry's certificate is for $host, as openssl sees it" \
        openssl verify -CAfile server.ca.crt -purpose sslserver -verify_hostname "$host" server.tls.crt
done
for address in 127.0.0.1 ::1; do
    ok "and for $address" openssl verify -CAfile server.ca.crt -verify_ip "$address" server.tls.crt
done
ok "the clients' too" openssl verify -CAfile server.ca.crt -purpose sslclient client.tls.crt
is "their names" "Zarf Registry CA zarf-docker-registry zarf-registry-client" "$(for file in server.ca.crt server.tls.crt client.tls.crt; do
    openssl x509 -in $file -noout -subject -nameopt multiline | sed -n 's/.*commonName *= //p'
done | tr '\n' ' ' | sed 's/ $//')"
is "namespaces that pull get the clients' one" "$(sha256sum <client.tls.crt)" \
    "$(secret zarf-registry-client-tls shop 'tls\.crt' | sha256sum)"
is "and the registry's new name" "127.0.0.1:5000 zarf-docker-registry.zarf.svc.cluster.local:5000" \
    "$(secret private-registry shop '\.dockerconfigjson' | jq -r '.auths | keys_unsorted | map(select(startswith("10.") | not)) | join(" ")')"
zarf-state init >/dev/null 2>&1
is "init again leaves the certificates" "$(sha256sum <server.tls.crt)" \
    "$(secret zarf-registry-server-tls zarf 'tls\.crt' | sha256sum)"
openssl req -x509 -newkey rsa:2048 -nodes -keyout old.key -subj /CN=zarf-registry-client -days 10 -out old.crt 2>/dev/null
apply "{apiVersion: v1, kind: Secret, metadata: {name: zarf-registry-client-tls, namespace: zarf}, type: kubernetes.io/tls,
    data: {tls.crt: $(base64 -w0 <old.crt), tls.key: $(base64 -w0 <old.key), ca.crt: $(base64 -w0 <server.ca.crt)}}"
like "those that end soon are renewed" 'made certificates for the registry' "$(zarf-state init 2>&1)"
is "and given out" "$(secret zarf-registry-client-tls zarf 'tls\.crt' | sha256sum)" \
    "$(secret zarf-registry-client-tls shop 'tls\.crt' | sha256sum)"
like "with a checksum for the registry's pods" '^[0-9a-f]{64}$' \
    "$(zarf-state variables --component zarf-registry | jq -r .builtins.REGISTRY_TLS_CHECKSUM)"
is "and back" "initialised already: registry at 127.0.0.1:31999 (nodeport)" "$(zarf-state init --registry-mode nodeport 2>/dev/null)"
fails_with "from a registry of ours to one outside" 1 'its registry is nodeport already, not external' \
    zarf-state init --registry-mode external --registry-url registry.test

# --- an own certificate for the agent ---
own() { openssl req -x509 -newkey rsa:2048 -nodes -keyout own.key -subj /CN=own -days "$2" -addext "subjectAltName=DNS:$1" -out own.crt 2>/dev/null; }
own other.test 30
fails_with "one for somebody else" 1 'it is not for agent-hook.zarf.svc' \
    zarf-state init --agent-tls-ca own.crt --agent-tls-cert own.crt --agent-tls-key own.key
own agent-hook.zarf.svc 10
ok "an own certificate" zarf-state init --agent-tls-ca own.crt --agent-tls-cert own.crt --agent-tls-key own.key
zarf-state init >/dev/null 2>&1
is "is never replaced" "true $(base64 -w0 <own.crt)" "$(zarf-state show | jq -r '"\(.agentTLSUserProvided) \(.agentTLS.cert)"')"
fails_with "usage: half of one" 64 'go together' zarf-state init --agent-tls-ca own.crt

# --- one at a time ---
is "a command under the lock" "inside 0" "$(zarf-state lock -- printf 'inside '; echo $?)"
is "the lock is given back" "" "$(zarf-kube get leases -n zarf -o name)"
fails_with "its status is ours" 7 '' zarf-state lock -- sh -c 'exit 7'
setsid zarf-state lock -- sleep 600 &
holder=$!
wait_for "the lock" sh -c 'zarf-kube get lease zarf-init -n zarf -o name'
fails_with "somebody else is refused" 4 'is at work in it' zarf-state lock --wait 0 -- true
(sleep 1.5; kill -TERM "$holder") &
is "or waits" "mine" "$(zarf-state lock --wait 30 -- echo mine 2>lock.err)"
like "and says for whom" "_${holder}_[0-9]+ is at work in this cluster: waiting" "$(cat lock.err)"
setsid zarf-state lock -- sleep 600 &
holder=$!
wait_for "the lock" sh -c "zarf-kube get lease zarf-init -n zarf -o 'jsonpath={.spec.holderIdentity}' | grep -q '_${holder}_[1-9]'"
kill -KILL "$holder"
fails_with "while its command is there, it counts" 4 'is at work in it' zarf-state lock --wait 0 -- true
kill -KILL "-$(zarf-kube get lease zarf-init -n zarf -o 'jsonpath={.spec.holderIdentity}' | sed 's/.*_//')"
ok "who was killed holds nobody up" zarf-state lock --wait 0 -- true
apply '{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: zarf-init, namespace: zarf},
    spec: {holderIdentity: elsewhere_1-2_3_4, leaseDurationSeconds: 2}}'
fails_with "somebody on another machine" 4 'elsewhere_1-2_3_4 is at work' zarf-state lock --wait 1 -- true
ok "who does not renew is gone" zarf-state lock --wait 10 -- true
fails_with "usage: no command" 64 'command' zarf-state lock

# --- records of packages ---
is "packages: none" "NAME  VERSION  COMPONENTS" "$(zarf-state packages list)"
cat >record.json <<'EOF'
{"name": "podinfo", "digest": "sha256:0", "cliVersion": "v0.84.0", "generation": 1, "connectStrings": {},
 "data": {"kind": "ZarfPackageConfig", "metadata": {"name": "podinfo", "version": "1.2.3"}, "build": {"architecture": "amd64"},
          "components": [{"name": "web"}]},
 "deployedComponents": [{"name": "web", "status": "Succeeded", "observedGeneration": 1,
   "installedCharts": [{"namespace": "ns", "chartName": "podinfo", "status": "Succeeded"}]}]}
EOF
is "put" podinfo "$(zarf-state packages put <record.json)"
is "upstream's label" podinfo \
    "$(zarf-kube get secret zarf-package-podinfo -n zarf -o 'jsonpath={.metadata.labels.package-deploy-info}')"
is "upstream's form" "$(jq -cS . record.json)" "$(secret zarf-package-podinfo zarf data | jq -cS .)"
jq '.generation = 2 | .deployedComponents = [{"name": "db", "status": "Failed"}] | .data.components = [{"name": "db"}]' record.json |
    zarf-state packages put >/dev/null
is "other components are not forgotten" "NAME     VERSION  COMPONENTS
podinfo  1.2.3    web, db (Failed)" "$(zarf-state packages list)"
is "nor their definitions" "web db" "$(zarf-state packages show podinfo | jq -r '[.data.components[].name] | join(" ")')"
jq '.namespaceOverride = "other"' record.json | zarf-state packages put >/dev/null
is "an override has a record of its own" '[{"package":"podinfo","namespaceOverride":"","version":"1.2.3","connectivity":"airgap","components":[{"name":"web","status":"Succeeded"},{"name":"db","status":"Failed"}]},{"package":"podinfo","namespaceOverride":"other","version":"1.2.3","connectivity":"airgap","components":[{"name":"web","status":"Succeeded"}]}]' \
    "$(zarf-state packages list --json)"
is "packages: the same, as upstream is asked for it" "$(zarf-state packages list --json)" "$(zarf package list -o json)"
like "packages: as YAML" '^[- ] package: podinfo$' "$(zarf package list -o yaml)"
fails_with "packages: in no other form" 64 "it is one of 'table', 'json' or 'yaml'" zarf package list -o xml
zarf-state packages remove podinfo --components db
is "remove a component" "web" "$(zarf-state packages show podinfo | jq -r '[.deployedComponents[].name] | join(" ")')"
zarf-state packages remove podinfo --components web
fails_with "the last one takes the record along" 2 'find package "podinfo"' zarf-state packages show podinfo
fails_with "a record that is none" 3 'it has no name' sh -c 'echo "{}" | zarf-state packages put'

# --- a namespace that does not go away, of which half is gone ---
apply '{apiVersion: v1, kind: Namespace, metadata: {name: going}}'
zarf-state secrets going >/dev/null
apply '{apiVersion: v1, kind: Secret, metadata: {name: private-git-server, namespace: going, finalizers: [test.example/x],
    labels: {app.kubernetes.io/managed-by: zarf}}}'
zarf-kube delete ns going --no-wait >/dev/null
# shellcheck disable=SC2317
is_half_gone() { [ -z "$(zarf-kube get secret private-registry -n going --ignore-not-found -o name)" ]; }
wait_for "the pull secret's end" is_half_gone
ok "is no reason for init to fail" zarf-state init
is "nor is it given secrets" shop "$(zarf-state secrets --all | grep -x -e shop -e going)"
zarf-kube get secret private-git-server -n going -o json | jq 'del(.metadata.finalizers)' >freed.json
ok "it can go" zarf-kube apply -f freed.json --force-conflicts

# --- what upstream wrote ---
apply "{apiVersion: v1, kind: Secret, metadata: {name: zarf-state, namespace: zarf}, data: {state: $(base64 -w0 <"$upstreams/state.json")}}"
is "a state of upstream's is taken" "initialised already: registry at 127.0.0.1:31999 (nodeport)" "$(zarf-state init 2>/dev/null)"
zarf-state set distro k3s
secret zarf-state zarf state >taken.json
is "and what was not to change is as it was" "$(jq -S 'del(.agentTLS) | .distro = "k3s"' "$upstreams/state.json")" "$(jq -S 'del(.agentTLS)' taken.json)"
is "for upstream to read" "$(kinds "$upstreams/state.json")" "$(kinds taken.json)"
apply "{apiVersion: v1, kind: Secret, metadata: {name: zarf-package-plain, namespace: zarf, labels: {package-deploy-info: plain}},
    data: {data: $(base64 -w0 <"$upstreams/package.json")}}"
like "a record of upstream's is listed" '^plain +0\.1\.0 +blob$' "$(zarf-state packages list)"
is "and shown as it is" "$(jq -S . "$upstreams/package.json")" "$(zarf-state packages show plain | jq -S .)"
zarf-state packages show plain | zarf-state packages put >/dev/null
is "and written again" "$(jq -S . "$upstreams/package.json")" "$(secret zarf-package-plain zarf data | jq -S .)"
zarf-state packages remove plain

# --- external servers ---
zarf-kube delete secret zarf-state -n zarf >/dev/null
cat >given.json <<'EOF'
{"registryInfo": {"pushUsername": "me", "pushPassword": "secret"}, "gitServer": {"pushUsername": "git", "pushPassword": "word"}}
EOF
is "an external registry" "initialised: registry at registry.test:5000 (external)" \
    "$(zarf-state init --registry-url registry.test:5000 --git-url https://git.test --credentials - <given.json 2>/dev/null)"
is "who pulls is who pushes" "me secret git word" \
    "$(zarf-state show --secrets | jq -r '"\(.registryInfo.pullUsername) \(.registryInfo.pullPassword) \(.gitServer.pullUsername) \(.gitServer.pullPassword)"')"
is "zarf-init with a registry outside brings none in" "registry at registry.test:5000" \
    "$(zarf-init --registry-url registry.test:5000 --git-url https://git.test --confirm 2>/dev/null)"
like "its plan is one line" "^$(printf '\t')zarf-state init .*--registry-url registry.test:5000 >&2\$" \
    "$(zarf-init --registry-url registry.test:5000 --plan)"
fails_with "zarf-init: another registry outside" 1 'registryInfo.address is set already' \
    zarf-init --registry-url other.test --confirm
fails_with "usage: external without an address" 64 'needs --registry-url' zarf-state init --registry-mode external
fails_with "usage: a port no node has" 64 '30000 to 32767' zarf-state init --registry-port 80
fails_with "missing rights" 1 '403 Forbidden: .*User "nobody" cannot get resource "secrets"' zarf-state show --as nobody
fails_with "and what would do" 1 'hint: a Role in namespace zarf with verb get for secrets would do, bound to nobody; cluster-admin has it' zarf-state show --as nobody

# --- addresses ---
# family NAME FLAGS: what the state says of a cluster of its own whose API server has such flags.
family() {
    conf=$(ZARF_TEST_APISERVER_ARGS=$2 "$tap_root/Tests/cluster/up" "$work/$1" 2>up.log) || fail "a cluster with $1" "$(tail -n 3 up.log)"
    printf '{apiVersion: v1, kind: Node, metadata: {name: node}}' | KUBECONFIG=$conf zarf-kube apply -f - >/dev/null
    KUBECONFIG=$conf zarf-state init >/dev/null 2>&1
    KUBECONFIG=$conf zarf-state show | jq -r '"\(.ipFamily) \(.registryInfo.address)"'
    "$tap_root/Tests/cluster/down" "$work/$1"
}
is "both families" "dual 127.0.0.1:31999" "$(family dual \
    '--feature-gates=IPv6DualStack=true --service-cluster-ip-range=10.96.0.0/16,fd00:10:96::/112')"
six='--service-cluster-ip-range=fd00:10:96::/112 --advertise-address=fd00::1'
is "IPv6 alone" "ipv6 [::1]:31999" "$(family six "--feature-gates=IPv6DualStack=true $six")"
is "IPv6 alone, of a server that names no families" "ipv6 [::1]:31999" "$(family nameless "$six")"

# --- destroy ---
fails_with "destroy wants to be sure" 64 'say --confirm' zarf-state destroy
like "destroy" '^namespace/zarf$' "$(zarf-state destroy --confirm)"
is "nothing is left elsewhere" "" "$(zarf-kube get secret private-registry -n shop -o name --ignore-not-found)$(zarf-kube get ns shop \
    -o 'jsonpath={.metadata.labels.zarf\.dev/agent}')"
fails_with "a namespace that is going away" 1 'being deleted' sh -c "
    printf '%s' '{apiVersion: v1, kind: Namespace, metadata: {name: zarf, finalizers: [test/x]}}' | zarf-kube apply -f - >/dev/null 2>&1
    printf '%s' '{apiVersion: v1, kind: ConfigMap, metadata: {name: f, namespace: zarf, finalizers: [test/x]}}' | zarf-kube apply -f - >/dev/null 2>&1
    zarf-kube delete ns zarf --no-wait >/dev/null 2>&1
    zarf-state init"
done_testing
