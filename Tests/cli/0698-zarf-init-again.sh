#!/bin/sh
# zarf-init on a cluster that has been in use: a registry of several pods, new passwords while it serves, what was chosen
# before, what must not change any more; on a real node.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/node.sh
. "$(dirname "$0")/node.sh"
# shellcheck source=Tests/cli/servers.sh
. "$(dirname "$0")/servers.sh"
cd "$work" || exit 1
prepare_init acme/hello:1.0.0 acme/hello:2.0.0
package=$init
mkdir shop
for version in 1 2; do
    cat >shop/zarf.yaml <<END
kind: ZarfPackageConfig
metadata: {name: shop, version: $version.0.0, architecture: amd64}
components:
- name: shop
  required: true
  images: ["$registry/acme/hello:$version.0.0"]
  manifests: [{name: pod, namespace: shop, files: [pod.yaml]}]
END
    cat >shop/pod.yaml <<END
apiVersion: v1
kind: Pod
metadata: {name: shop-$version}
spec: {terminationGracePeriodSeconds: 1, containers: [{name: c, image: "$registry/acme/hello:$version.0.0"}]}
END
    zarf-pack shop -o . >/dev/null 2>pack.err || diagnose <pack.err
done
start_node
# shellcheck disable=SC2317
init() { inside zarf-init "$package" --confirm "$@"; }
# status USER PASSWORD: how the registry answers who asks for what is in it.
status() { inside curl -s -o /dev/null -w '%{http_code}' -u "$1:$2" http://127.0.0.1:31999/v2/_catalog; }
# ten USER PASSWORD: ten times, by connections of their own, so that each pod is asked.
ten() { for _ in 1 2 3 4 5 6 7 8 9 10; do status "$1" "$2"; echo; done | sort -u | tr '\n' ' ' | sed 's/ $//'; }

# --- several pods, by variables of a file ---
cat >variables.json <<'END'
{"variables": {"REGISTRY_PVC_ACCESS_MODE": {"value": "ReadWriteMany"}, "REGISTRY_REPLICAS": {"value": "2"},
  "REGISTRY_TOLERATIONS": {"value": "- key: dedicated\n  operator: Exists"}}}
END
is "init with two pods" "registry at 127.0.0.1:31999" "$(init --variables variables.json --set-variables REGISTRY_PVC_SIZE=3Gi --timeout 2m 2>init.err)"
sed 's/^/# /' init.err
is "both are there" "2 ReadWriteMany 3Gi" "$(path deployment zarf-docker-registry zarf .status.readyReplicas) $(
    path persistentvolumeclaim zarf-docker-registry zarf '.spec.accessModes[0]} {.spec.resources.requests.storage')"
is "one of them may go at a time" 1 "$(path poddisruptionbudget zarf-docker-registry zarf .spec.maxUnavailable)"
is "they keep away from each other" preferredDuringSchedulingIgnoredDuringExecution \
    "$(kube get deployment zarf-docker-registry -n zarf -o json | jq -r '.spec.template.spec.affinity.podAntiAffinity | keys[0]')"
is "a value of several lines is one" '[{"key":"dedicated","operator":"Exists"}]' \
    "$(kube get deployment zarf-docker-registry -n zarf -o json | jq -c .spec.template.spec.tolerations)"
is "a package is deployed" "deployed shop 1.0.0" "$(inside zarf-deploy zarf-package-shop-amd64-1.0.0.tar.zst --confirm 2>deploy.err)"
is "each pod has what was pushed" "200 401" "$(ten zarf-push "$(inside zarf-state creds registry)") $(ten zarf-push wrong)"

# --- again, with nothing said ---
before=$(path deployment zarf-docker-registry zarf .metadata.generation)
is "init again" "registry at 127.0.0.1:31999" "$(init 2>init.err)"
is "what was chosen before is chosen still" "$before 2" \
    "$(path deployment zarf-docker-registry zarf .metadata.generation) $(path deployment zarf-docker-registry zarf .spec.replicas)"
is "what was given is a Secret of ours" "zarf REGISTRY_PVC_ACCESS_MODE REGISTRY_PVC_SIZE REGISTRY_REPLICAS REGISTRY_TOLERATIONS" \
    "$(path secret zarf-init-variables zarf '.metadata.labels.app\.kubernetes\.io/managed-by') $(
        path secret zarf-init-variables zarf '.data.variables\.json' | base64 -d | jq -r '.variables | keys | join(" ")')"
like "a variable that nothing uses is told" 'the package declares no variable REGSITRY_REPLICAS' \
    "$(init --set-variables REGSITRY_REPLICAS=3 --plan 2>&1 >plan)"
fails_with "a claim keeps its storage class" 1 'images are in a claim of storage class "", not "other"' init --storage-class other
is "and so does the state" "" "$(inside zarf-state get storageClass)"

# --- new passwords, while it serves ---
old=$(inside zarf-state creds registry) old_pull=$(inside zarf-state creds registry-readonly)
pods=$(kube get pods -n zarf -l app=docker-registry -o 'jsonpath={range .items[*]}{.metadata.name} {end}')
ok "rotate" inside zarf tools update-creds registry --confirm
new=$(inside zarf-state creds registry)
is "new passwords count, at both pods" "200 200" "$(ten zarf-push "$new") $(ten zarf-pull "$(inside zarf-state creds registry-readonly)")"
is "old ones do not" "401 401" "$(ten zarf-push "$old") $(ten zarf-pull "$old_pull")"
is "without a new pod" "" "$(for pod in $(kube get pods -n zarf -l app=docker-registry -o 'jsonpath={.items[*].metadata.name}'); do
    case " $pods " in *" $pod "*) ;; *) echo "$pod" ;; esac
done)"
for namespace in zarf shop; do
    is "who pulls in $namespace has the new one" "zarf-pull:$(inside zarf-state creds registry-readonly)" \
        "$(path secret private-registry "$namespace" '.data.\.dockerconfigjson' | base64 -d | jq -r '.auths["127.0.0.1:31999"].auth' | base64 -d)"
done
is "a package with another image" "deployed shop 2.0.0" "$(inside zarf-deploy zarf-package-shop-amd64-2.0.0.tar.zst --confirm 2>deploy.err)"
is "is pulled with it" Running "$(path pod shop-2 shop .status.phase)"
is "and init takes it as it is" "registry at 127.0.0.1:31999" "$(init 2>init.err)"
is "with the same passwords" "200 200" "$(ten zarf-push "$new") $(ten zarf-pull "$(inside zarf-state creds registry-readonly)")"
certificate=$(inside zarf-state get agentTLS.cert)
ok "a new certificate for the agent" inside zarf-state rotate agent
ok "is another" test "$certificate" != "$(inside zarf-state get agentTLS.cert)"

# --- a rotation that stopped after its first step ---
printf 'only-in-the-state' | inside zarf-state set registryInfo.pullPassword -
kube delete secret private-registry -n shop >/dev/null
printf '{apiVersion: v1, kind: Secret, metadata: {name: private-git-server, namespace: shop, labels: {app.kubernetes.io/managed-by: zarf}}}' |
    kube apply -f - >/dev/null
is "is finished by init" "registry at 127.0.0.1:31999 the registry took over its passwords" \
    "$(init 2>init.err) $(grep -o 'the registry took over its passwords' init.err)"
is "the registry knows the password" "200" "$(ten zarf-pull only-in-the-state)"
is "and so do those who pull" "zarf-pull:only-in-the-state" \
    "$(path secret private-registry shop '.data.\.dockerconfigjson' | base64 -d | jq -r '.auths["127.0.0.1:31999"].auth' | base64 -d)"

# --- a machine where something else answers at the registry's port ---
cat >stranger.yml <<END
version: 0.1
storage: {filesystem: {rootdirectory: $work/stranger}}
http: {addr: 127.0.0.1:5000}
END
"$work/c/inside" env OTEL_TRACES_EXPORTER=none docker-registry serve stranger.yml >stranger.log 2>&1 &
tap_pids="$tap_pids $!"
wait_for "a stranger" inside curl -sf http://127.0.0.1:5000/v2/
inside zarf-state show --secrets | jq '.registryInfo.address = "127.0.0.1:5000" | .registryInfo.port = 31999' >moved.json
like "images go to the registry that knows the password" '^10\..*:31999/acme/hello:2\.0\.0$' \
    "$(inside zarf-oci mirror zarf-package-shop-amd64-2.0.0.tar.zst --state moved.json)"
is "not to a stranger" '{"repositories":[]}' "$(inside curl -s http://127.0.0.1:5000/v2/_catalog)"

# --- more pods under load; options as upstream writes them ---
is "an autoscaler" "registry at 127.0.0.1:31999" "$(init --set-variables=REGISTRY_HPA_ENABLE=true --set-variables REGISTRY_HPA_MIN=2 --timeout 1m30s 2>init.err)"
is "is there, for the registry" "Deployment zarf-docker-registry 2 5" "$(path horizontalpodautoscaler zarf-docker-registry zarf \
    '.spec.scaleTargetRef.kind} {.spec.scaleTargetRef.name} {.spec.minReplicas} {.spec.maxReplicas')"
# shellcheck disable=SC2317
has_two() { [ "$(path deployment zarf-docker-registry zarf .spec.replicas)" = 2 ]; }
ok "it says how many pods there are" wait_for_long "two pods" has_two
for option in "--oci-concurrency 3" "-k key" "--verify always"; do
    # shellcheck disable=SC2086
    fails_with "not here yet: $option" 64 'not supported yet' init $option
done
fails_with "a duration that is none" 64 'takes a duration' init --timeout soon

# --- a plan whose lines can be typed ---
ok "a plan in a folder of one's own" init --plan --journal kept
is "is for its owner alone" "700 600" "$(stat -c %a kept) $(stat -c %a kept/credentials.json)"
ok "make does it" inside env PATH="$PATH" make -s -f kept/plan.mk
mkdir strange && : >strange/file
fails_with "a folder of somebody else" 1 'a directory with other files' init --journal strange

# --- an API server that is killed in between, and one that has too much to do: each ends in a registry that works ---
# shellcheck disable=SC2317
is_gone() { [ -z "$(there namespace zarf)" ]; }
begin_anew() { inside zarf-state destroy --confirm >/dev/null; wait_for_long "the namespace's end" is_gone; }
begin_anew
"$work/c/inside" zarf-init "$package" --confirm --set-variables REGISTRY_PVC_ENABLED=false >interrupted 2>&1 &
pid=$!
sleep 2
read -r api _ <"$work/c/lab/pid/kube-apiserver"
kill -KILL "$api"
for _ in 1 2 3 4 5 6 7 8 9; do kill -0 "$api" 2>/dev/null && sleep 0.2; done
LAB_STATE=$work/c/lab "$shared/rig/cluster/up.sh" >up.log 2>&1
wait "$pid" && echo "# it went on by itself"
is "an API server that was killed: the same command" "registry at 127.0.0.1:31999" "$(init --set-variables REGISTRY_PVC_ENABLED=false 2>init.err)"
begin_anew
printf '10 429 1 (POST|PUT|PATCH) .*\n' >rules
serve_by=$work/c/inside
serve door kubernetes-door.py "$work/c/lab/admin.conf" rules
door_kubeconfig "$served" >door.conf
is "one that answers 429" "registry at 127.0.0.1:31999" \
    "$("$work/c/inside" env KUBECONFIG="$work/door.conf" zarf-init "$package" --confirm --set-variables REGISTRY_PVC_ENABLED=false 2>init.err)"
sed 's/^/# /' init.err
serve_end door
is "nothing of the injector is left" "" "$(there pods,services,configmaps -n zarf | grep -E 'injector|payload|rust')"
is "and the registry serves" "200" "$(status zarf-push "$(inside zarf-state creds registry)")"
done_testing
