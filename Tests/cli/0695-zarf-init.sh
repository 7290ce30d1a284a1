#!/bin/sh
# zarf-init against a real node that can pull from nowhere: afterwards it pulls from a registry that runs from itself.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/node.sh
. "$(dirname "$0")/node.sh"
cd "$work" || exit 1
need_node

start_registry || skip_all "no registry"
program_image docker-registry library/registry:2.8.2
program_image socat library/socat:1.7
is "the init package has upstream's name" "zarf-init-amd64-0.1.0.tar.zst" "$(basename "$(init_package --no-cache)")"
mkdir -p app/bin
cp "$(command -v busybox)" app/bin/
layer app
zarf-oci append --layer app.tar --entrypoint '["/bin/busybox","sh"]' oci:app-image:ghcr.io/acme/app:1.0 >/dev/null

start_node
# shellcheck disable=SC2317
init() { "$work/c/inside" zarf-init "$work/zarf-init-amd64-0.1.0.tar.zst" --confirm; }

# killed_after SECONDS: an init that is killed with everything it started.
killed_after() {
    setsid "$work/c/inside" zarf-init "$work/zarf-init-amd64-0.1.0.tar.zst" --confirm >/dev/null 2>&1 &
    session=$!
    sleep "$1"
    kill -0 "$session" 2>/dev/null && cut_short=$((cut_short + 1))
    pkill -KILL -s "$session"
    wait "$session" 2>/dev/null
}

# --- killed in between, then whole: 20 moments from a fixed seed, twice from nothing ---
# shellcheck disable=SC2317
is_gone() { [ -z "$(kube get namespace zarf --ignore-not-found -o name)" ]; }
cut_short=0 kills=0
# shellcheck disable=SC2013
for after in $(awk 'BEGIN { srand(7); for (i = 0; i < 20; i++) printf "%.1f ", 0.2 + rand() * 6 }'); do
    killed_after "$after"
    kills=$((kills + 1))
    [ "$kills" -ne 10 ] || { "$work/c/inside" zarf-state destroy --confirm >/dev/null && wait_for_long "the namespace's end" is_gone; }
done
is "killed ($cut_short of $kills times before its end), the next run ends well" "registry at 127.0.0.1:31999" "$(init 2>init.err)"
sed 's/^/# /' init.err
kube get pods,services,configmaps -n zarf -o name >left
is "nothing of the injector is left" "" "$(grep -E 'injector|payload|rust' left)"
is "the registry runs from itself" "127.0.0.1:31999/library/registry:2.8.2" \
    "$(kube get deployment zarf-docker-registry -n zarf -o 'jsonpath={.spec.template.spec.containers[0].image}')"
like "it is a release of Helm's" '^zarf-docker-registry.*deployed.*zarf-registry-1\.0\.1' "$("$work/c/inside" zarf-helm list -n zarf)"
is "tools are told where images go" 'host: "127.0.0.1:31999"' \
    "$(kube get cm local-registry-hosting -n kube-public -o 'jsonpath={.data.localRegistryHosting\.v1}' | head -n 1)"
like "the record of the package" '^init +0\.1\.0 +zarf-seed-registry, zarf-registry$' "$("$work/c/inside" zarf-state packages list)"
is "nobody reads without a password" 401 \
    "$("$work/c/inside" curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:31999/v2/)"
generation() { kube get deployment zarf-docker-registry -n zarf -o 'jsonpath={.metadata.generation}'; }
before=$(generation)
ok "init again" init
is "leaves the registry alone" "$before" "$(generation)"

# --- an image by hand, and its pod ---
mkdir docker
printf '{"auths": {"127.0.0.1:31999": {"auth": "%s"}}}' \
    "$(printf 'zarf-push:%s' "$("$work/c/inside" zarf-state creds registry)" | base64 -w0)" >docker/config.json
new=$(zarf-mutate --registry 127.0.0.1:31999 --image ghcr.io/acme/app:1.0)
ok "an image is pushed" env DOCKER_CONFIG="$work/docker" "$work/c/inside" zarf-oci push oci:app-image "$new"
cat >pod.yaml <<'EOF'
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: app, namespace: shop}
spec: {restartPolicy: Never, containers: [{name: app, image: "ghcr.io/acme/app:1.0", args: ["-c", "echo hello"]}]}
EOF
"$work/c/inside" zarf-state show --secrets >state.json
zarf-mutate --state state.json --prerequisites first.yaml <pod.yaml >second.yaml
kube apply -f first.yaml >/dev/null
kube apply -f second.yaml >/dev/null
# shellcheck disable=SC2317
succeeded() { [ "$(kube get pod app -n shop -o 'jsonpath={.status.phase}')" = Succeeded ]; }
ok "its pod runs from the registry" wait_for "the pod" succeeded

# --- without us ---
kube delete pods -n zarf -l app=docker-registry >/dev/null
ok "a deleted registry comes back" kube wait deployment/zarf-docker-registry -n zarf --timeout 60
# The node learns of the new pod a little after the pod is ready.
ok "with what was in it" wait_for "the image" \
    env DOCKER_CONFIG="$work/docker" "$work/c/inside" zarf-oci digest --retries 1 "$new"

# reboot: all that runs on the node ends at once, and starts again; what it has on its disk stays.
# shellcheck disable=SC2317
reboot() {
    # Nobody else may take the node's absence for its end.
    bash -c 'exec -a "kubelet --config=rebooting" sleep 120' &
    placeholder=$!
    for process in kubelet kube-proxy; do end_process "$process"; done
    for task in $(ctr -a "$socket" -n k8s.io tasks ls -q); do ctr -a "$socket" -n k8s.io tasks rm -f "$task" >/dev/null 2>&1; done
    end_process containerd
    started=0
    LAB_STATE=$work/c/lab "$shared/rig/cluster/node-up.sh" >reboot.log 2>&1 || started=$?
    kill "$placeholder"
    wait "$placeholder" 2>/dev/null
    [ "$started" -eq 0 ] || tail -n 3 reboot.log
    return "$started"
}
# end_process NAME: of the rig, at once; until nothing of it is left that could be taken for it.
# shellcheck disable=SC2317
end_process() {
    read -r pid _ <"$work/c/lab/pid/$1"
    kill -KILL "$pid"
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.1; done
}
socket=$work/c/lab/node/containerd.sock
# shellcheck disable=SC2317
answers() { env DOCKER_CONFIG="$work/docker" "$work/c/inside" zarf-oci digest --retries 1 "$new"; }
ok "the node is started again" reboot
ok "the registry comes back with it" wait_for_long "the image" answers

# --- two at once ---
"$work/c/inside" zarf-state lock -- sleep 4 &
fails_with "somebody else is at work: refused" 4 'is at work in it' \
    "$work/c/inside" zarf-init "$work/zarf-init-amd64-0.1.0.tar.zst" --confirm --wait 0
like "or waited for" '^registry at' "$(init 2>/dev/null)"

# --- proxy mode, and back ---
mkdir proxied
flavored=$(cd proxied && init_package --flavor proxy --set SOCAT_IMAGE="$registry/library/socat:1.7" && echo "$PWD")
flavored=$work/proxied/zarf-init-amd64-0.1.0-proxy.tar.zst
fails_with "a package without a proxy" 1 'the package has no image of socat' \
    "$work/c/inside" zarf-init "$work/zarf-init-amd64-0.1.0.tar.zst" --confirm --registry-mode proxy
is "another way to the registry" "registry at 127.0.0.1:5000" \
    "$("$work/c/inside" zarf-init "$flavored" --confirm --registry-mode proxy 2>proxy.err)"
sed 's/^/# /' proxy.err
is "no port of all nodes is left" "ClusterIP 000" "$(kube get service zarf-docker-registry -n zarf -o 'jsonpath={.spec.type}') $(
    "$work/c/inside" curl -s -o /dev/null -w '%{http_code}' --max-time 2 http://127.0.0.1:31999/v2/)"
service=$(kube get service zarf-docker-registry -n zarf -o 'jsonpath={.spec.clusterIP}')
is "who shows no certificate is sent away" "000" \
    "$("$work/c/inside" curl -sk -o /dev/null -w '%{http_code}' --max-time 3 "https://$service:5000/v2/")"
is "through the proxy a password will do" "401" \
    "$("$work/c/inside" curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:5000/v2/)"
sed 's/31999/5000/' docker/config.json >docker/new.json
mv docker/new.json docker/config.json
proxied=$(zarf-mutate --registry 127.0.0.1:5000 --image ghcr.io/acme/app:1.0)
is "what was pushed before is there" "$("$work/c/inside" zarf-oci digest oci:app-image)" \
    "$(DOCKER_CONFIG=$work/docker "$work/c/inside" zarf-oci digest "$proxied")"
kube delete pod app -n shop >/dev/null
"$work/c/inside" zarf-state show --secrets >state.json
zarf-mutate --state state.json <pod.yaml >second.yaml
kube apply -f second.yaml >/dev/null
ok "a pod runs through the proxy" wait_for "the pod" succeeded
is "its image is the proxy's" "$proxied" "$(kube get pod app -n shop -o 'jsonpath={.spec.containers[0].image}')"
fails_with "a run that fails" 1 'quantities must match' \
    "$work/c/inside" zarf-init "$flavored" --confirm --set-variables REGISTRY_MEM_LIMIT=lots
is "leaves the injector that nodes need" "1 127.0.0.1:5001" "$(kube get daemonset zarf-injector -n zarf -o 'jsonpath={.status.numberReady}') $(
    "$work/c/inside" curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:5001/v2/ | sed 's/200/127.0.0.1:5001/')"
is "and back" "registry at 127.0.0.1:31999" \
    "$("$work/c/inside" zarf-init "$flavored" --confirm --registry-mode nodeport 2>back.err)"
is "nothing of proxy mode is left" "" "$(kube get daemonsets,configmaps -n zarf -o name | grep -E 'injector|proxy|payload|rust')"

# --- what cannot be ---
"$work/c/inside" zarf-state destroy --confirm >/dev/null
wait_for_long "the namespace's end" is_gone
printf '%s' '{apiVersion: v1, kind: Service, metadata: {name: t, namespace: default}, spec: {type: NodePort,
    ports: [{port: 1, protocol: TCP, nodePort: 31999}]}}' | kube apply -f - >/dev/null
fails_with "a port that is taken" 1 'provided port is already allocated' \
    "$work/c/inside" zarf-init "$work/zarf-init-amd64-0.1.0.tar.zst" --confirm --storage-class '' --set-variables REGISTRY_PVC_ENABLED=false
kube delete service t -n default >/dev/null
fails_with "a claim that gets no volume" 4 'hint: persistentvolumeclaim/zarf-docker-registry is pending: storage class "nowhere"' \
    "$work/c/inside" zarf-init "$work/zarf-init-amd64-0.1.0.tar.zst" --confirm --storage-class nowhere --timeout 8
is "leaves nothing to trip over" "" "$(kube get pods,persistentvolumeclaims,daemonsets,configmaps -n zarf -o name | grep -v -E 'kube-root-ca|release')"
fails_with "missing rights" 1 '403 Forbidden: .*cannot' "$work/c/inside" zarf-state init --as nobody
is "then it works" "registry at 127.0.0.1:31999" "$("$work/c/inside" zarf-init "$work/zarf-init-amd64-0.1.0.tar.zst" --confirm \
    --set-variables REGISTRY_PVC_ENABLED=false 2>last.err)"
sed 's/^/# /' last.err

fails_with "no package" 1 'find an init package: none in the working directory' \
    sh -c "mkdir empty && cd empty && '$work/c/inside' zarf-init --confirm"
fails_with "not confirmed" 1 'hint: pass --confirm' sh -c "'$work/c/inside' zarf-init '$work/zarf-init-amd64-0.1.0.tar.zst' </dev/null"
fails_with "usage" 64 'unknown option --nope' zarf-init --nope 1
done_testing
