#!/bin/sh
# On a real node that can pull from nowhere: a package that real Zarf made, data for pods that wait for it, connect, other
# namespaces, connected packages, an operator who reaches nothing but the API server, rights that are missing, destroy.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/node.sh
. "$(dirname "$0")/node.sh"
# shellcheck source=Tests/cli/servers.sh
. "$(dirname "$0")/servers.sh"
cd "$work" || exit 1
prepare_init acme/hello:1.0.0
# An init package with something of one's own.
cp -R "$tap_root/packages/init" own
printf '\n- {name: own-thing, manifests: [{name: own, namespace: own, files: [own.yaml]}]}\n' >>own/zarf.yaml
echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: own}, data: {registry: "###ZARF_REGISTRY###"}}' >own/own.yaml
mkdir owned
zarf-pack own -o owned --set VERSION=0.1.0 --set REGISTRY_IMAGE_DOMAIN="$registry/" --set REGISTRY_IMAGE=library/registry \
    --set REGISTRY_IMAGE_TAG=2.8.2 >/dev/null 2>pack.err || diagnose <pack.err
own=$work/owned/zarf-init-amd64-0.1.0.tar.zst
new=127.0.0.1:31999/acme/hello:1.0.0-zarf-$(zarf-mutate --registry any.test --image "$registry/acme/hello:1.0.0" | sed 's/.*-//')

# pack NAME [LINES]: packs a package of one manifest of objects from standard input, with more of a component.
pack() {
    mkdir -p "$1"
    cat >"$1/objects.yaml"
    cat >"$1/zarf.yaml" <<END
kind: ZarfPackageConfig
metadata: {name: $1, version: 0.1.0, architecture: amd64}
components:
- name: only
  required: true
  manifests: [{name: objects, namespace: $1, files: [objects.yaml]}]
${2-}
END
    zarf-pack "$1" -o . >/dev/null 2>pack.err || diagnose <pack.err
}
package() { printf '%s/zarf-package-%s-amd64-0.1.0.tar.zst' "$work" "$1"; }

mkdir -p data/folder && echo "brought here" >data/folder/content && mkdir waits && mv data waits/data
pack waits "  images: [\"$registry/acme/hello:1.0.0\"]
  dataInjections:
  - {source: data, target: {namespace: waits, selector: app=waits, container: waits, path: /data}, compress: true}
  - {source: data/folder, target: {namespace: waits, selector: app=waits, container: waits, path: /data/plain}}
  actions: {onDeploy: {after: [{wait: {cluster: {kind: Pod, name: waits, namespace: waits, condition: \"{.status.phase}=Running\"}}}]}}" <<END
apiVersion: v1
kind: Pod
metadata: {name: waits, labels: {app: waits}}
spec:
  terminationGracePeriodSeconds: 1
  initContainers:
  - name: waits
    image: "$registry/acme/hello:1.0.0"
    args: ["-c", "mkdir -p /data/plain; until [ -e /data/###ZARF_DATA_INJECTION_MARKER### ] && [ -e /data/plain/###ZARF_DATA_INJECTION_MARKER### ]; do busybox sleep 0.1; done"]
    command: [sh]
    volumeMounts: [{name: data, mountPath: /data}]
  containers:
  - {name: reads, image: "$registry/acme/hello:1.0.0", volumeMounts: [{name: data, mountPath: /data}]}
  volumes: [{name: data, emptyDir: {}}]
END
pack web "  images: [\"$registry/acme/hello:1.0.0\"]" <<END
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: web
    image: "$registry/acme/hello:1.0.0"
    command: [sh, "-c", "mkdir -p /tmp/www; echo I am here >/tmp/www/greeting; exec busybox httpd -f -p 8080 -h /tmp/www"]
---
apiVersion: v1
kind: Service
metadata:
  name: web
  labels: {zarf.dev/connect-name: web}
  annotations: {zarf.dev/connect-description: Is here, zarf.dev/connect-url: /greeting}
spec: {selector: {app: web}, ports: [{port: 80, protocol: TCP, targetPort: 8080}]}
END
pack plain <<'END'
{apiVersion: v1, kind: ConfigMap, metadata: {name: plain}, data: {registry: "###ZARF_REGISTRY###"}}
END
mkdir yolo
printf '%s\n' 'kind: ZarfPackageConfig' 'metadata: {name: yolo, version: 0.1.0, architecture: amd64, yolo: true}' 'components:' \
    '- {name: only, required: true, manifests: [{name: objects, namespace: yolo, files: [objects.yaml]}]}' >yolo/zarf.yaml
cat >yolo/objects.yaml <<'END'
apiVersion: v1
kind: Pod
metadata: {name: yolo}
spec: {terminationGracePeriodSeconds: 1, containers: [{name: c, image: "zlab.local/app:1", imagePullPolicy: Never}]}
END
zarf-pack yolo -o . >/dev/null 2>pack.err || diagnose <pack.err
pack outside <<END
{apiVersion: v1, kind: Pod, metadata: {name: outside}, spec: {terminationGracePeriodSeconds: 1, containers: [{name: c, image: "$registry/acme/hello:1.0.0"}]}}
END
start_node

# --- an operator who reaches the API server, and no port of the nodes ---
socat -d -d TCP-LISTEN:0,bind=127.0.0.1,fork EXEC:"$work/c/inside socat - TCP\:127.0.0.1\:16443" 2>relay.log &
tap_pids="$tap_pids $!"
wait_for "the relay" grep -q 'listening on' relay.log
relay=$(sed -n 's/.*listening on AF=2 127.0.0.1:\([0-9]*\).*/\1/p' relay.log | head -n 1)
sed "s/127.0.0.1:16443/127.0.0.1:$relay/" "$work/c/lab/admin.conf" >far.conf
far() { KUBECONFIG=$work/far.conf "$@"; }
is "init pushes through the API server" "registry at 127.0.0.1:31999" "$(far zarf-init "$init" --confirm 2>init.err)"
sed 's/^/# /' init.err
is "and so does a deployment" "deployed web 0.1.0" "$(far zarf-deploy "$(package web)" --confirm 2>deploy.log)"
is "its pod runs from the registry" "$new Running" "$(path pod web web '.spec.containers[0].image} {.status.phase')"

# --- connect ---
like "what there is to connect to is shown after a deployment" '^Connect Command  \| Description$' "$(cat deploy.log)"
like "by name" '^zarf connect web \| Is here$' "$(cat deploy.log)"
like "and listed" '^web +Is here$' "$(far zarf connect list)"
# shellcheck disable=SC2016
is "connect runs a command with the address" "I am here" \
    "$(far zarf connect web -- sh -c 'curl -s "http://$ZARF_TUNNEL/greeting"')"
KUBECONFIG=$work/far.conf setsid zarf-connect web >connect.out 2>&1 &
connect=$!
wait_for "the address" grep -q '^http' connect.out
address=$(cat connect.out)
is "or prints it, with its path, and serves" "I am here" "$(curl -s "$address")"
kill -TERM -"$connect"
wait "$connect" 2>/dev/null
fails_with "and nothing is left of it" 7 '' curl -s "$address"
# shellcheck disable=SC2016
is "the registry has a name" 401 "$(inside zarf connect registry -- sh -c 'curl -s -o /dev/null -w "%{http_code}" "http://$ZARF_TUNNEL/v2/"')"
fails_with "a name that nothing has" 2 'find nobody: no service has that connect name' inside zarf connect nobody

# --- data for a pod that waits for it ---
is "data is brought" "deployed waits 0.1.0" "$(inside zarf-deploy "$(package waits)" --confirm 2>data.log)"
sed 's/^/# /' data.log
is "compressed on the way" "brought here" "$(inside zarf-kube exec waits -n waits -c reads -- busybox cat /data/folder/content)"
is "or not" "brought here" "$(inside zarf-kube exec waits -n waits -c reads -- busybox cat /data/plain/content)"
is "data is brought each time" "deployed waits 0.1.0" "$(
    kube delete pod waits -n waits >/dev/null
    inside zarf-deploy "$(package waits)" --confirm 2>data.log)"
like "which is told" 'component only: data goes into pods that may be new' "$(cat data.log)"

# --- another namespace ---
is "a package in a namespace of one's choice" "deployed plain 0.1.0" "$(inside zarf-deploy "$(package plain)" --confirm --namespace mine 2>ns.log)"
is "goes there" "127.0.0.1:31999 mine" "$(path configmap plain mine '.data.registry} {.metadata.labels.zarf\.dev/namespace-override')"
is "beside the same in its own" "deployed plain 0.1.0" "$(inside zarf-deploy "$(package plain)" --confirm 2>ns.log)"
is "there are two" 2 "$(inside zarf package list | grep -c '^plain ')"
is "unchanged, each" "unchanged plain 0.1.0" "$(inside zarf-deploy "$(package plain)" --confirm --namespace mine 2>ns.log)"
is "and removed one by one" "removed plain 0.1.0" "$(inside zarf package remove plain --namespace mine --confirm 2>ns.log)"
is "the other stays" " plain" "$(path configmap plain mine .metadata.name) $(path configmap plain plain .metadata.name)"

# --- packages for clusters that reach their images themselves ---
is "a package that says it is for such a cluster" "deployed yolo 0.1.0" "$(inside zarf-deploy "$work/zarf-package-yolo-amd64-0.1.0.tar.zst" --confirm 2>yolo.log)"
is "keeps its images, and the agent away" "zlab.local/app:1 ignore" "$(path pod yolo yolo '.spec.containers[0].image} {.metadata.labels.zarf\.dev/agent')"
is "is recorded so" connected "$(inside zarf-state packages show yolo | jq -r .packageConnectivity)"
is "and unchanged when it is deployed again" "unchanged yolo 0.1.0" "$(inside zarf-deploy "$work/zarf-package-yolo-amd64-0.1.0.tar.zst" --confirm 2>yolo.log)"
# The node does not reach that registry, as it should.
fails_with "--connected pushes and redirects nothing" 4 "$registry/acme/hello:1.0.0" \
    inside zarf-deploy "$(package outside)" --confirm --connected --timeout 5s

# --- rights ---
kube apply -f - >/dev/null <<'END'
{apiVersion: v1, kind: ServiceAccount, metadata: {name: limited, namespace: default}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: limited}
rules:
- {apiGroups: [""], resources: [nodes, pods, namespaces, services], verbs: [get, list]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: limited}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: limited}
subjects: [{kind: ServiceAccount, name: limited, namespace: default}]
END
# shellcheck disable=SC2317
has_token() { path serviceaccount limited default '.secrets[0].name' | grep -q .; }
wait_for "the token" has_token
token=$(path secret "$(path serviceaccount limited default '.secrets[0].name')" default .data.token | base64 -d)
sed "s/client-certificate.*//; s/client-key.*/token: $token/" far.conf >limited.conf
# shellcheck disable=SC2317
limited() { KUBECONFIG=$work/limited.conf "$@"; }
who=system:serviceaccount:default:limited
fails_with "who may not read the state: deploy" 1 "get secret/zarf-state in zarf: 403 Forbidden: .*\"$who\" cannot get" \
    limited zarf-deploy "$(package plain)" --confirm
for tool in "zarf-deploy $(package plain) --confirm" "zarf-state show" "zarf-init $init --confirm"; do
    # shellcheck disable=SC2086
    fails_with "is told which role would do: ${tool%% *}" 1 \
        "hint: a Role in namespace zarf with verb get for (secrets|deployments.apps) would do, bound to $who; cluster-admin has it" limited $tool
done
fails_with "inject needs to write" 1 "hint: a Role in namespace zarf with verb list for configmaps would do" \
    limited zarf-inject start "$init"
is "nothing was touched by any of them" "deployed" "$(inside zarf-helm list -n zarf -o json | jq -r '.[0].status')"
kube apply -f - >/dev/null <<'END'
{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader, namespace: zarf}, rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: reader, namespace: zarf},
  roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}, subjects: [{kind: ServiceAccount, name: limited, namespace: default}]}
END
fails_with "who may not write the record" 1 "hint: a Role in namespace zarf with verb patch for secrets would do" \
    limited zarf-deploy "$(package plain)" --confirm --set-variables X=1

# --- a package that real Zarf made, whole ---
real=$shared/rig/packages/made-by-zarf-0.84/zarf-package-everything-amd64-1.2.3.tar.zst
serve_by=$work/c/inside
serve git git-http.py "$work/git" git-user s3cr3t
printf '{"gitServer": {"pushUsername": "git-user", "pushPassword": "s3cr3t"}}' >git.json
# There is no registry to be made now; only the git server is new.
is "a git server is made known" "registry at 127.0.0.1:31999" \
    "$(inside zarf-init "$init" --confirm --git-url "$served" --credentials git.json 2>init.err)"
mkdir real && cd real || exit 1
# Its image says one line and ends: a Deployment of it is never ready. When it has run, none of it is wanted any more.
inside zarf-deploy "$real" --confirm --set-variables GREETING='good day' --timeout 60s >../real.out 2>../real.log &
deployment=$!
# shellcheck disable=SC2317
said() { inside zarf-kube logs -n hello -l app=hello 2>/dev/null | grep -q 'hi from container'; }
wait_for "its pod" said
printf '{apiVersion: apps/v1, kind: Deployment, metadata: {name: hello, namespace: hello}, spec: {replicas: 0}}' |
    kube apply -f - --force-conflicts >/dev/null
wait "$deployment"
is "is deployed" "deployed everything 1.2.3" "$(cat ../real.out)"
sed 's/^/# /' ../real.log
is "its image is our registry's, its variables ours" \
    "$(zarf-mutate --registry 127.0.0.1:31999 --image 127.0.0.1:5001/acme/hello:1.0.0) good day" \
    "$(path deployment hello hello '.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].env[0].value')"
is "manifests and kustomizations" "good day north acme-runner" \
    "$(path configmap settings hello '.data.greeting} {.data.site') $(path serviceaccount acme-runner hello .metadata.name)"
printf '{apiVersion: apps/v1, kind: Deployment, metadata: {name: hello, namespace: hello}, spec: {replicas: 1}}' |
    kube apply -f - --force-conflicts >/dev/null
is "unchanged, when it is deployed again" "unchanged everything 1.2.3" \
    "$(inside zarf-deploy "$real" --confirm --set-variables GREETING='good day' --timeout 2s 2>../again.log)"
mkdir ../docker
printf '{"auths": {"127.0.0.1:31999": {"auth": "%s"}}}' \
    "$(printf 'zarf-push:%s' "$(inside zarf-state creds registry)" | base64 -w0)" >../docker/config.json
is "an image of several platforms is whole" "sha256:d0ba6785859823ad24e763a1c8f6ff91c22fdce6689d7f7ba8a75bdd209c8e63" \
    "$(DOCKER_CONFIG=$work/docker inside zarf-oci digest 127.0.0.1:31999/acme/multi@sha256:d0ba6785859823ad24e763a1c8f6ff91c22fdce6689d7f7ba8a75bdd209c8e63)"
like "repositories are on the git server" 'refs/tags/v1.0.0' "$(git -C "$(find "$work/git" -name 'sample*' | head -n 1)" for-each-ref)"
is "files" "good day from north" "$(./out/hi | head -n 1)"
like "it is listed" '^everything +1\.2\.3 +app, host-files$' "$(inside zarf package list)"
is "and removed" "removed everything 1.2.3" "$(inside zarf package remove everything --confirm 2>../remove.log)"
is "with all it had" "" "$(kube get deployments,configmaps,serviceaccounts -n hello -o name | grep -v -e kube-root -e /default)$(ls -d out 2>/dev/null)"
cd ..

# --- the end ---
fails_with "destroy asks" 1 'destroy: not confirmed' inside zarf destroy </dev/null
inside zarf destroy --confirm >destroyed 2>destroy.err
sed 's/^/# /' destroyed
like "destroy says what it removed" '^release/zarf-docker-registry in zarf$' "$(cat destroyed)"
# shellcheck disable=SC2317
is_gone() { [ -z "$(kube get namespace zarf --ignore-not-found -o name)" ]; }
ok "the namespace goes" wait_for_long "its end" is_gone
is "no secret of ours is left" "" "$(kube get secrets --all-namespaces -l app.kubernetes.io/managed-by=zarf -o name)"
is "no label" "" "$(kube get namespaces -l zarf.dev/agent -o name)"
is "no registry" 000 "$(inside curl -s -o /dev/null -w '%{http_code}' --max-time 2 http://127.0.0.1:31999/v2/)"
is "what was deployed runs on" Running "$(path pod web web .status.phase)"
fails_with "init: a component that is not there" 64 'did you mean "own-thing"' inside zarf-init "$own" --confirm --components own-thin
is "and init makes all of it again, with more components" "registry at 127.0.0.1:31999" \
    "$(inside zarf-init "$own" --confirm --components own-thing --retries 2 2>init.err)"
is "they are deployed" 127.0.0.1:31999 "$(path configmap own own .data.registry)"
like "and recorded with the rest" '^init +0\.1\.0 +zarf-seed-registry, zarf-registry, own-thing$' "$(inside zarf package list)"
fails_with "what is not there is refused" 64 'skip-signature-validation: not supported yet' zarf-init "$own" --skip-signature-validation --confirm
is "packages' releases go, if asked for" "" "$(inside zarf destroy --confirm --remove-components >destroyed 2>&1; path pod web web .metadata.name)"
done_testing
