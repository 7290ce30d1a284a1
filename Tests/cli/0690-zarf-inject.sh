#!/bin/sh
# zarf-inject against a real node that can pull from nowhere: what it injects is what runs.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/node.sh
. "$(dirname "$0")/node.sh"
# shellcheck source=Tests/cli/servers.sh
. "$(dirname "$0")/servers.sh"
cd "$work" || exit 1
need_node
start_node
# shellcheck disable=SC2317
inject() { inside zarf-inject "$@"; }
# shellcheck disable=SC2317
kubectl() { inside "${python%/*}/kubectl" "$@"; }

mkdir -p root/bin
cp "$(command -v busybox)" root/bin/
tar -C root --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf root.tar bin
digest=$(zarf-oci append --layer root.tar --entrypoint '["/bin/busybox","sh"]' oci:seed:ghcr.io/acme/tool:1.0)

# --- it serves ---
is "status: nothing" "nothing is injected" "$(inject status)"
fails_with "status: nothing is no" 2 '' inject status
inject start oci:seed --chunk-size 100000 --json >first.json
address=$(jq -r .address first.json)
like "an address of every node" '^127\.0\.0\.1:3[0-2][0-9]{3}$' "$address"
is "the image of a pod is borrowed" "zlab.local/app:1" "$(jq -r .borrowed.image first.json)"
is "the manifest under its name without a host" "$digest" \
    "$(inside curl -sI --retry 10 --retry-all-errors --retry-delay 1 "http://$address/v2/acme/tool/manifests/1.0" | tr -d '\r' | sed -n 's/^[Dd]ocker-[Cc]ontent-[Dd]igest: //p')"
like "status" "^serving on port ${address#*:} of every node, [0-9]+ parts, in zlab.local/app:1 on zlab-node$" "$(inject status)"
inject start oci:seed --chunk-size 100000 --json >second.json
is "again: everything is there" "0 $(jq -r .payload.parts first.json) $address" \
    "$(jq -r '"\(.payload.sent) \(.payload.kept) \(.address)"' second.json)"

cat >tool.yaml <<EOF
apiVersion: v1
kind: Pod
metadata: {name: tool, namespace: default}
spec:
  restartPolicy: Never
  containers: [{name: tool, image: "$address/acme/tool:1.0", args: ["-c", "echo from the injector"]}]
EOF
kube apply -f tool.yaml >/dev/null
# shellcheck disable=SC2317
succeeded() { [ "$(kube get pod tool -o 'jsonpath={.status.phase}')" = Succeeded ]; }
ok "a pod runs with the injected image" wait_for "the pod" succeeded

inject stop >stopped
is "stop names what was removed" "pod/injector service/zarf-injector configmap/rust-binary configmap/zarf-payload-000" \
    "$(head -n 4 stopped | tr '\n' ' ' | sed 's/ $//')"
is "nothing is left" "" "$(kube get pods,services,configmaps -n zarf -o name 2>/dev/null | grep -E 'injector|payload|rust')"
is "stop: again" "" "$(inject stop)"

# --- interrupted, damaged, disturbed ---
killed=0
for after in 0.2 0.5 0.9 1.5 2.5; do
    "$work/c/inside" zarf-inject start oci:seed --chunk-size 50000 >/dev/null 2>&1 &
    pid=$!
    sleep "$after"
    kill -KILL "$pid" 2>/dev/null && killed=$((killed + 1))
    wait "$pid" 2>/dev/null
done
like "killed five times, the next run serves ($killed were still at work)" '^127' "$(inject start oci:seed --chunk-size 50000)"
ok "another payload replaces the first" inject start oci:seed --chunk-size 400000
is "and its parts are gone" "$(inject status --json | jq .parts)" \
    "$(kube get cm -n zarf -l zarf-injector=payload -o name | wc -l | tr -d ' ')"

kube get cm zarf-payload-000 -n zarf -o json | jq '{apiVersion, kind, metadata: {name: .metadata.name, namespace: .metadata.namespace},
    binaryData: {"zarf-payload-000": ("no gzip" | @base64)}}' | kube apply -f - --force-conflicts >/dev/null
kubectl -n zarf delete pod injector --wait=true >/dev/null
fails_with "a payload damaged on the way, and where" 3 'the payload arrived damaged: .*; not as it was sent: zarf-payload-000$' inject start oci:seed --chunk-size 400000
like "is sent again by the next run" '^127' "$(inject start oci:seed --chunk-size 400000)"
inject stop >/dev/null

"$work/c/inside" zarf-inject start oci:seed --chunk-size 20000 >restarted 2>restarted.err &
pid=$!
sleep 0.5
read -r api _ <"$work/c/lab/pid/kube-apiserver"
kill -KILL "$api"
for _ in 1 2 3 4 5 6 7 8 9; do kill -0 "$api" 2>/dev/null && sleep 0.2; done
LAB_STATE=$work/c/lab "${shared}/rig/cluster/up.sh" >/dev/null 2>&1
wait "$pid"
like "an API server that is killed and comes back" '^127' "$(cat restarted restarted.err)"
inject stop >/dev/null

# --- 429 from an API server that has too much to do ---
printf '12 429 1 (POST|PUT|PATCH) .*configmaps\n' >rules
serve_by=$work/c/inside
serve door kubernetes-door.py "$work/c/lab/admin.conf" rules
door=http://127.0.0.1:$served
like "an API server that has too much to do is waited for" '^127' "$(inject start oci:seed --chunk-size 50000 -s "$door" 2>&1)"
# joined: the digest of all parts in the cluster together.
joined() { kubectl get configmap -n zarf -l zarf-injector=payload -o json | jq -r '.items[].binaryData[]' | while read -r part; do echo "$part" | base64 -d; done | sha256sum | cut -c 1-64; }
inject stop >/dev/null
inject start oci:seed --chunk-size 50000 --json -s "$door" >binary.json
is "the parts together are the payload" "$(jq -r .payload.sha256 binary.json)" "$(joined)"
inject stop >/dev/null
: >door.log
printf '1 415 0 (POST|PUT) .*configmaps\n' >rules
inject start oci:seed --chunk-size 50000 --json -s "$door" >plain.json
is "also where an API server takes JSON alone" "$(jq -r .payload.sha256 binary.json)" "$(joined)"
like "which is tried once" "^$(($(jq .payload.parts plain.json) + 2))\$" "$(grep -Ec '(POST|PUT) .*configmaps' door.log)"
serve_end door
inject stop >/dev/null

# --- one candidate after another: an image that cannot take the binary, and a node that is gone ---
mkdir -p odd
echo "no folder" >odd/zarf-init
cp root/bin/busybox odd/busybox
"$shared/rig/cluster/mkimage.sh" odd.tar zlab.local/odd:1 odd /busybox sleep 1000000 >/dev/null
ctr -a "$work/c/lab/node/containerd.sock" -n k8s.io images import odd.tar >/dev/null
kube apply -f - >/dev/null <<'END'
{apiVersion: v1, kind: Pod, metadata: {name: aaa-odd, namespace: default}, spec: {terminationGracePeriodSeconds: 1,
  containers: [{name: odd, image: "zlab.local/odd:1", imagePullPolicy: Never}]}}
END
ok "an application whose image is odd" kube wait pod/aaa-odd -n default --timeout 30
inject start oci:seed --json >odd.json 2>odd.err
like "an image in which the binary cannot run is told" 'zlab.local/odd:1 on node zlab-node did not do: StartError: ' "$(cat odd.err)"
is "and the next one is taken" "zlab.local/app:1" "$(jq -r .borrowed.image odd.json)"
inject stop >/dev/null
kube delete pod aaa-odd -n default >/dev/null
kubectl create -f - >/dev/null <<'END'
{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "aaa-gone"}}
END
cat >gone.yaml <<'END'
{apiVersion: v1, kind: Pod, metadata: {name: gone, namespace: default}, spec: {nodeName: aaa-gone, terminationGracePeriodSeconds: 0,
  tolerations: [{operator: Exists}], containers: [{name: app, image: "zlab.local/app:1", imagePullPolicy: Never}]}}
END
kube apply -f gone.yaml >/dev/null
api() { inside curl -sf -o /dev/null --cacert "$work/c/lab/pki/ca.crt" --cert "$work/c/lab/pki/admin.crt" --key "$work/c/lab/pki/admin.key" \
    -X PATCH -H 'Content-Type: application/strategic-merge-patch+json' --data "$2" "https://127.0.0.1:16443$1/status"; }
api /api/v1/nodes/aaa-gone '{"status": {"nodeInfo": {"architecture": "amd64"}, "allocatable": {"cpu": "4", "memory": "8Gi", "pods": "10"},
    "conditions": [{"type": "Ready", "status": "True"}]}}'
kubectl taint node aaa-gone node.kubernetes.io/not-ready- >/dev/null 2>&1
api /api/v1/namespaces/default/pods/gone '{"status": {"phase": "Running"}}'
inject start oci:seed --json --timeout 4 >gone.json 2>gone.err
like "a node that is gone is told" 'zlab.local/app:1 on node aaa-gone did not do: not ready after 4 seconds' "$(cat gone.err)"
is "and the next one is taken" "zlab-node" "$(jq -r .borrowed.node gone.json)"
inject stop >/dev/null
kubectl delete node aaa-gone >/dev/null
kubectl delete pod gone --force --grace-period=0 >/dev/null 2>&1

# --- upstream's way, with our binary ---
zarf-oci copy oci:seed:ghcr.io/acme/tool:1.0 oci:named:x >/dev/null
jq -c '.manifests[0].annotations = {"org.opencontainers.image.base.name": "acme/tool:1.0"}' named/index.json >index.json
mv index.json named/index.json
tar -C named -czf upstream.tar.gz index.json oci-layout blobs
port=$(KUBECTL="$work/c/inside ${python%/*}/kubectl" sh "$tap_root/Tests/injector/upstream-sequence.sh" upstream.tar.gz \
    "$tap_root/bin/zarf-injector" zlab.local/app:1 zlab-node)
is "upstream's requests start our injector" "$digest" \
    "$(inside curl -sI "http://127.0.0.1:$port/v2/acme/tool/manifests/1.0" | tr -d '\r' | sed -n 's/^[Dd]ocker-[Cc]ontent-[Dd]igest: //p')"
is "and skopeo pulls from it" "$digest" \
    "$(inside skopeo inspect --tls-verify=false "docker://127.0.0.1:$port/acme/tool:1.0" | jq -r .Digest)"
inject stop >stopped
is "ours removes what upstream made" "pod/injector service/zarf-injector configmap/rust-binary" "$(head -n 3 stopped | tr '\n' ' ' | sed 's/ $//')"

# --- proxy mode: one pod on every node, there to stay ---
is "on the loopback of every node" "127.0.0.1:5001" "$(inject start oci:seed --registry-mode proxy --injector-info info.json)"
is "it serves there" "$digest" \
    "$(inside curl -sI http://127.0.0.1:5001/v2/acme/tool/manifests/1.0 | tr -d '\r' | sed -n 's/^[Dd]ocker-[Cc]ontent-[Dd]igest: //p')"
is "and nowhere else" "" "$(inside curl -s --max-time 2 "http://$(kube get node zlab-node -o 'jsonpath={.status.addresses[0].address}'):5001/v2/")"
is "what the state says of it" "5001 true 64" "$(jq -r '"\(.port) \(.payLoadConfigMapAmount > 0) \(.payLoadShaSum | length)"' info.json)"
like "status" '^serving on port 5001 of every node, [0-9]+ parts, in zlab.local/.* on 1 of 1 nodes$' "$(inject status)"
is "again: everything is there" "0" "$(inject start oci:seed --registry-mode proxy --json | jq .payload.sent)"
kubectl -n zarf delete pod -l app=zarf-injector >/dev/null
ok "its pod comes back by itself" wait_for "the injector" inside curl -sf http://127.0.0.1:5001/v2/
inject stop >stopped
is "stop removes it" "daemonset/zarf-injector configmap/rust-binary configmap/zarf-payload-000" "$(head -n 3 stopped | tr '\n' ' ' | sed 's/ $//')"
is "and its pods" "" "$(kube get pods -n zarf -o name 2>/dev/null)"

# --- what cannot be ---
fails_with "an image that nobody has" 1 'zlab.local/none:1: (ErrImagePull|ImagePullBackOff)' \
    inject start oci:seed --injector-image zlab.local/none:1
is "leaves no pod and no service" "" "$(kube get pods,services -n zarf -o name 2>/dev/null)"
fails_with "the same with --keep" 1 'hint: look inside with --keep' inject start oci:seed --injector-image zlab.local/none:1 --keep
is "leaves both, to be looked at" "pod/injector service/zarf-injector" "$(there pods,services -n zarf | tr '\n' ' ' | sed 's/ $//')"
inject stop >/dev/null
is "until it is told to stop" "" "$(there pods,services,configmaps -n zarf | grep -v kube-root)"
fails_with "a port that is taken" 1 '(already allocated|not in the valid range)' sh -c "
    printf '%s' '{apiVersion: v1, kind: Service, metadata: {name: t, namespace: default}, spec: {type: NodePort,
        ports: [{port: 1, protocol: TCP, nodePort: 31555}]}}' | '$work/c/inside' zarf-kube apply -f - >/dev/null
    '$work/c/inside' zarf-inject start oci:seed --injector-port 31555"
printf '%s' '{apiVersion: v1, kind: ResourceQuota, metadata: {name: none, namespace: zarf}, spec: {hard: {pods: "0"}}}' |
    kube apply -f - >/dev/null
sleep 1
fails_with "a quota without room for a pod" 1 '403 Forbidden: .*exceeded quota' inject start oci:seed
kubectl -n zarf delete resourcequota none >/dev/null
inject stop >/dev/null
printf '%s' '{apiVersion: v1, kind: ResourceQuota, metadata: {name: few, namespace: zarf}, spec: {hard: {count/configmaps: "2"}}}' |
    kube apply -f - >/dev/null
# shellcheck disable=SC2317
is_counted() { [ -n "$(kube get resourcequota few -n zarf -o 'jsonpath={.status.used}')" ]; }
wait_for "the quota" is_counted
fails_with "a quota without room for the payload" 1 '403 Forbidden: .*configmaps.*exceeded quota: few' \
    inject start oci:seed --chunk-size 100000
kubectl -n zarf delete resourcequota few >/dev/null
inject stop >/dev/null
kube apply -f - >/dev/null <<'END'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: policy}
webhooks:
- name: no-pods.example.test
  clientConfig: {url: "https://127.0.0.1:1/"}
  rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  sideEffects: None
  admissionReviewVersions: [v1]
  timeoutSeconds: 1
END
sleep 1
fails_with "a policy that refuses pods" 1 'create pod/injector: 500 .*webhook "no-pods.example.test"' inject start oci:seed
is "leaves no service" "" "$(kube get services -n zarf -o name)"
kubectl delete validatingwebhookconfiguration policy >/dev/null
kubectl taint node zlab-node dedicated=x:NoSchedule >/dev/null
fails_with "no node" 1 'node zlab-node: its taint dedicated says NoSchedule' inject start oci:seed
kubectl taint node zlab-node dedicated- >/dev/null
fails_with "missing rights are named" 1 'list nodes: 403 Forbidden: .*cannot list resource "nodes"' \
    inject start oci:seed --as nobody
fails_with "no cluster" 1 'connection refused' inject start oci:seed -s https://127.0.0.1:1
zarf-oci append --layer root.tar --platform linux/arm64 oci:arm:acme/arm:1 >/dev/null
fails_with "an image for other machines" 1 'pack acme/arm:1: the image is for arm64, the nodes are amd64' inject start oci:arm
mkdir armed
tar -C arm -cf armed/arm.tar .
printf '%s\n' 'kind: ZarfPackageConfig' 'metadata: {name: armed, version: 0.1.0, architecture: arm64}' \
    'components: [{name: c, imageArchives: [{path: arm.tar, images: ["acme/arm:1"]}]}]' >armed/zarf.yaml
zarf-pack armed -o . >/dev/null 2>pack.err || diagnose <pack.err
fails_with "a package for other machines wants a program for them" 3 'a program for amd64, nodes are arm64' \
    inject start zarf-package-armed-arm64-0.1.0.tar.zst --injector "$tap_root/bin/zarf-injector"
printf 'MZ' >program
fails_with "a program that is none" 3 'read program: not a 64-bit program for Linux' inject start oci:seed --injector program
fails_with "no such layout" 1 'no such file' inject start oci:none
fails_with "parts too large for a ConfigMap" 64 'chunk-size: 1 to 1000000 bytes' inject start oci:seed --chunk-size 2000000
fails_with "usage" 64 'SUBCOMMANDS' inject
inject stop >/dev/null
done_testing
