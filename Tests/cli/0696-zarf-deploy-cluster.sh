#!/bin/sh
# Whole deployments into a real node that can pull from nowhere: init, then packages with images, charts, manifests, files
# and actions; listed, upgraded, killed, removed.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/node.sh
. "$(dirname "$0")/node.sh"
# shellcheck source=Tests/cli/everything.sh
. "$(dirname "$0")/everything.sh"
cd "$work" || exit 1
prepare_init acme/hello:1.0.0 acme/hello:1.1.0 acme/tool:1

# --- a package of everything ---
mkdir -p everything/kustomize everything/files
write_everything everything "$registry/acme/hello"
cat >everything/zarf.yaml <<END
kind: ZarfPackageConfig
metadata: {name: everything, version: 1.2.0, architecture: amd64}
variables:
- {name: GREETING, default: hello, pattern: "^[a-z ]+\$"}
- {name: TOKEN, sensitive: true, default: s3cr3t}
constants: [{name: SITE, value: north}]
values: {files: [values.yaml]}
components:
- name: app
  required: true
  images: ["$registry/acme/hello:1.0.0", "$registry/acme/tool:1"]
  charts:
  - name: hello
    version: 0.3.1
    namespace: hello
    localPath: chart
    valuesFiles: [values-extra.yaml]
    templatedValuesFiles: [values-templated.yaml]
    variables: [{name: GREETING, description: greeting, path: greeting}]
    values: [{sourcePath: .app.replicas, targetPath: .replicas}]
  manifests:
  - {name: settings, namespace: hello, files: [cm.yaml], kustomizations: [kustomize]}
  - {name: templated, namespace: hello, files: [templated.yaml], template: true}
  actions:
    onDeploy:
      after:
      - wait: {cluster: {kind: Deployment, name: hello, namespace: hello, condition: Available}}
      - {cmd: "echo {{ .Values.app.replicas }} {{ .State.Registry.Address }} >>actions", template: true}
    onRemove:
      before: [{cmd: echo removing >>actions}]
  healthChecks: [{apiVersion: apps/v1, kind: Deployment, namespace: hello, name: hello}]
- name: host-files
  default: true
  files:
  - {source: files/greet.sh, target: out/greet.sh, executable: true, symlinks: [out/hi]}
  actions:
    onDeploy:
      before: [{cmd: "echo -n from-action", setVariables: [{name: STAGE}]}]
      after: [{cmd: test -x out/greet.sh && echo \$ZARF_VAR_STAGE >>actions}]
      onSuccess: [{cmd: echo done >>actions}]
    onRemove:
      after: [{cmd: rm -rf out}]
- name: optional-thing
  manifests: [{name: more, namespace: more, files: [more.yaml]}]
END
cat >everything/values.yaml <<'END'
app: {replicas: 1, colour: blue}
END
printf 'namePrefix: acme-\nresources: [sa.yaml]\n' >everything/kustomize/kustomization.yaml
printf 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner}\n' >everything/kustomize/sa.yaml
printf '#!/bin/sh\necho "###ZARF_VAR_GREETING### from ###ZARF_CONST_SITE###"\n' >everything/files/greet.sh
zarf-pack everything -o . >/dev/null 2>pack.err || diagnose <pack.err
package=$work/zarf-package-everything-amd64-1.2.0.tar.zst
sed -i 's/version: 1.2.0/version: 1.3.0/; s/hello:1.0.0/hello:1.1.0/; s/replicas: 1,/replicas: 2,/' everything/zarf.yaml everything/values.yaml
sed -i 's/tag: 1.0.0/tag: 1.1.0/' everything/chart/values.yaml
zarf-pack everything -o . >/dev/null 2>pack.err || diagnose <pack.err
newer=$work/zarf-package-everything-amd64-1.3.0.tar.zst
# One image and one manifest.
mkdir small
cat >small/zarf.yaml <<END
kind: ZarfPackageConfig
metadata: {name: small, version: 0.1.0, architecture: amd64}
components:
- name: pod
  required: true
  images: ["$registry/acme/hello:1.0.0"]
  manifests: [{name: pod, namespace: small, files: [pod.yaml]}]
END
cat >small/pod.yaml <<END
apiVersion: v1
kind: Pod
metadata: {name: small}
spec:
  terminationGracePeriodSeconds: 1
  containers: [{name: small, image: "$registry/acme/hello:1.0.0"}]
END
zarf-pack small -o . >/dev/null 2>pack.err || diagnose <pack.err

# single NAME OBJECTS [ARCHITECTURE IMAGE]: a package of one manifest, with the objects of standard input.
single() {
    mkdir "$1"
    cat >"$1/objects.yaml"
    single_images=''
    [ $# -lt 3 ] || single_images="images: [\"$3\"]"
    cat >"$1/zarf.yaml" <<END
kind: ZarfPackageConfig
metadata: {name: $1, version: 0.1.0, architecture: ${2:-amd64}}
components:
- name: only
  required: true
  $single_images
  manifests: [{name: objects, namespace: $1, files: [objects.yaml]}]
  actions: {onDeploy: {onFailure: [{cmd: echo $1 >>failures}]}}
END
    zarf-pack "$1" -o . >/dev/null 2>pack.err || diagnose <pack.err
}
config='{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}'
zarf-oci append --layer app.tar --platform linux/arm64 "$registry/acme/arm:1" >/dev/null
echo "$config" | single arm arm64 "$registry/acme/arm:1"
echo "$config" | single ending
single claim <<'END'
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], storageClassName: no-such-class, resources: {requests: {storage: 1Gi}}}
END
single quota <<'END'
apiVersion: v1
kind: ResourceQuota
metadata: {name: none}
spec: {hard: {pods: "0"}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: refused}
spec:
  selector: {matchLabels: {app: refused}}
  template:
    metadata: {labels: {app: refused}}
    spec: {containers: [{name: c, image: "ghcr.io/acme/none:1"}]}
END
start_node

fails_with "a cluster that is not initialised is refused" 2 'initialise it with zarf-init' \
    inside zarf-deploy "$package" --confirm
is "before anything is touched" "" "$(ls -d out 2>/dev/null)"
# What it left says how to go on; from another directory it is another deployment.
rm -rf "$XDG_STATE_HOME"
ok "init" inside zarf-init "$init" --confirm

# --- the first deployment ---
mkdir here && cd here || exit 1
is "a package is deployed" "deployed everything 1.2.0" \
    "$(inside zarf package deploy "$package" --confirm --set-variables GREETING='good day',TOKEN=hunter2-x 2>../deploy.log)"
sed 's/^/# /' ../deploy.log
is "nothing that is printed holds the secret" "" "$(grep hunter2 ../deploy.log)"
crc=$(zarf-mutate --registry 127.0.0.1:31999 --image "$registry/acme/hello:1.0.0")
is "its pod runs from the registry" "$crc Running" \
    "$(kube get pods -n hello -l app=hello -o 'jsonpath={.items[0].spec.containers[0].image} {.items[0].status.phase}')"
is "values of all kinds are right" "good day|good day from north|blue on everything" \
    "$(path deployment hello hello '.spec.template.spec.containers[0].env[0].value}|{.spec.template.spec.containers[0].env[1].value}|{.spec.template.spec.containers[0].env[2].value')"
is "manifests have the variables" 'good day|north|127.0.0.1:31999|{{ not a template }}' \
    "$(path configmap settings hello '.data.greeting}|{.data.site}|{.data.registry}|{.data.templated')"
is "manifests that are templates are evaluated" blue "$(path configmap templated hello .data.colour)"
is "kustomizations were built" acme-runner "$(path serviceaccount acme-runner hello .metadata.name)"
is "files are in their places" "good day from north" "$(./out/hi)"
is "actions ran, in order" "1 127.0.0.1:31999
from-action
done" "$(cat actions)"
is "objects say whose they are" everything "$(path deployment hello hello '.metadata.labels.zarf\.dev/package')"
is "the namespace is the agent's" "zarf mutate" \
    "$(path namespace hello '' '.metadata.labels.app\.kubernetes\.io/managed-by} {.metadata.labels.zarf\.dev/agent')"
is "it has the pull secret" kubernetes.io/dockerconfigjson "$(path secret private-registry hello .type)"
like "it is listed" '^everything +1\.2\.0 +app, host-files$' "$(inside zarf package list)"
inside zarf-state packages show everything >../record.json
is "the record is upstream's" "everything 1 airgap Succeeded,Succeeded hello Says hello" \
    "$(jq -r '[.name, .generation, .packageConnectivity, ([.deployedComponents[].status] | join(",")), .deployedComponents[0].installedCharts[0].chartName, .connectStrings.hello.description] | join(" ")' ../record.json)"
is "releases have upstream's names" "hello zarf-$(printf raw-everything-app-settings | sha1sum | cut -d' ' -f1)" \
    "$(jq -r '[.deployedComponents[0].installedCharts[0:2][].chartName] | join(" ")' ../record.json)"
mkdir ../docker
printf '{"auths": {"127.0.0.1:31999": {"auth": "%s"}}}' \
    "$(printf 'zarf-push:%s' "$(inside zarf-state creds registry)" | base64 -w0)" >../docker/config.json
for tag in "$crc" 127.0.0.1:31999/acme/hello:1.0.0; do
    is "the image is in the registry as ${tag#*/}" "$(zarf-oci digest "$registry/acme/hello:1.0.0")" \
        "$(DOCKER_CONFIG=$work/docker inside zarf-oci digest "$tag")"
done
is "the journal is gone" "" "$(find "$XDG_STATE_HOME" -type f ! -name 'deployed-*')"

# --- other components, again, a new version ---
again() { inside zarf-deploy "$package" --confirm --set-variables GREETING='good day',TOKEN=hunter2-x 2>../again.log; }
is "deploying again says that there is nothing to do" "unchanged everything 1.2.0" "$(again)"
is "of which components" "app host-files" "$(sed -n 's/.*component \(.*\): unchanged/\1/p' ../again.log | tr '\n' ' ' | sed 's/ $//')"
is "no action runs" 3 "$(grep -c . actions)"
rm out/greet.sh
kube delete deployment hello -n hello >/dev/null
is "what is gone is deployed again" "deployed everything 1.2.0" "$(again)"
is "in the cluster and here" "Available good day from north" "$(kube get deployment hello -n hello \
    -o 'jsonpath={.status.conditions[?(@.status=="True")].type}' | tr ' ' '\n' | grep Available) $(./out/hi)"
ok "one more component" inside zarf-deploy "$package" --confirm --components optional-thing,-host-files
like "is listed beside the others" '^everything +1\.2\.0 +app, host-files, optional-thing$' "$(inside zarf package list)"
is "Namespaces are made, not released" "blue zarf" \
    "$(path namespace more '' '.metadata.labels.team} {.metadata.labels.app\.kubernetes\.io/managed-by')"
is "a new version" "deployed everything 1.3.0" "$(inside zarf-deploy "$newer" --confirm 2>../deploy.log)"
is "replaces the old" "$(zarf-mutate --registry 127.0.0.1:31999 --image "$registry/acme/hello:1.1.0") 2" \
    "$(path deployment hello hello '.spec.template.spec.containers[0].image} {.spec.replicas')"
like "in the list, too" '^everything +1\.3\.0 ' "$(inside zarf package list)"
is "values from the command line" "deployed everything 1.3.0" \
    "$(inside zarf-deploy "$newer" --confirm --set-values app.replicas=1,app.colour=green 2>../deploy.log)"
is "win" "1 green on everything" \
    "$(path deployment hello hello '.spec.replicas} {.spec.template.spec.containers[0].env[2].value')"

# --- how long it takes ---
inside zarf-deploy "$work/zarf-package-small-amd64-0.1.0.tar.zst" --confirm >/dev/null 2>../small.log
kube delete pod small -n small >/dev/null
# What the node needs for the pod by itself.
sed "s|image: .*|image: $(zarf-mutate --registry 127.0.0.1:31999 --image "$registry/acme/hello:1.0.0")}]|" ../small/pod.yaml >../bare.yaml
began=$(date +%s%N)
kube apply -f ../bare.yaml -n small >/dev/null
kube wait pod/small -n small --timeout 30 >/dev/null
bare=$((($(date +%s%N) - began) / 1000000))
kube delete pod small -n small >/dev/null
began=$(date +%s%N)
ok "one image and one manifest, the image on the node already" \
    inside zarf-deploy "$work/zarf-package-small-amd64-0.1.0.tar.zst" --confirm
took=$((($(date +%s%N) - began) / 1000000))
echo "# $took ms, of which the node needs $bare ms for the pod alone"

# --- killed at many moments, each time gone on with ---
inside zarf package remove everything --confirm >/dev/null 2>&1
cat >../run <<END
#!/bin/sh
exec "$work/c/inside" zarf-deploy "$newer" --confirm --components optional-thing
END
chmod +x ../run
for moment in 0.2 0.5 0.8 1.1 0.3 0.9 1.4 0.6; do
    setsid ../run >/dev/null 2>&1 &
    leader=$!
    sleep "$moment"
    kill -9 -"$leader" 2>/dev/null
    wait "$leader" 2>/dev/null
done
ok "killed eight times, the same command comes to the end" ../run
like "everything is there" '^everything +1\.3\.0 +app, host-files, optional-thing$' "$(inside zarf package list)"
is "once" "3 deployed" "$(kube get secrets -n hello -l owner=helm,status=deployed -o name | wc -l) $(kube get secrets -n hello -l owner=helm -o 'jsonpath={.items[*].metadata.labels.status}' | tr ' ' '\n' | grep -v superseded | sort -u | grep -v failed)"
is "and no journal is left" "" "$(find "$XDG_STATE_HOME" -type f ! -name 'deployed-*')"

# --- what cannot be deployed ---
# shellcheck disable=SC2317
deploy_bad() { inside zarf-deploy "$work/zarf-package-$1-${2:-amd64}-0.1.0.tar.zst" --confirm --timeout 6s; }
fails_with "images for another architecture" 1 'its images are for arm64, the nodes are amd64' deploy_bad arm arm64
is "nothing was touched" "" "$(path namespace arm '' .metadata.name)"
kube apply -f - >/dev/null <<'END'
{apiVersion: v1, kind: Namespace, metadata: {name: ending}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: holds, namespace: ending, finalizers: [example.test/holds]}}
END
kube delete namespace ending --no-wait >/dev/null
fails_with "a namespace that is being deleted" 1 'namespace/ending: it is being deleted' deploy_bad ending
like "the record says so" '^ending +0\.1\.0 +only \(Failed\)$' "$(inside zarf package list)"
inside curl -s -o /dev/null -X PATCH -H 'Content-Type: application/merge-patch+json' --data '{"metadata": {"finalizers": null}}' \
    --cacert "$work/c/lab/pki/ca.crt" --cert "$work/c/lab/pki/admin.crt" --key "$work/c/lab/pki/admin.key" \
    https://127.0.0.1:16443/api/v1/namespaces/ending/configmaps/holds
# shellcheck disable=SC2317
gone() { [ -z "$(path namespace ending '' .metadata.name)" ]; }
wait_for "the end of the namespace" gone
ok "when it is gone, the same command goes on" deploy_bad ending
like "to the end" '^ending +0\.1\.0 +only$' "$(inside zarf package list)"
fails_with "a claim that stays pending" 4 'no-such-class' deploy_bad claim
fails_with "a quota that refuses pods" 4 'quota' deploy_bad quota
is "onFailure ran each time" "ending claim quota" "$(tr '\n' ' ' <failures | sed 's/ $//')"
for name in ending claim quota; do
    is "what failed can be removed: $name" "removed $name 0.1.0" "$(inside zarf package remove "$name" --confirm 2>../remove.log)"
done

# --- removing ---
fails_with "a package that is not there" 2 'find package "nothing"' inside zarf package remove nothing --confirm
is "by its name" "removed small 0.1.0" "$(inside zarf package remove small --confirm 2>../remove.log)"
is "its pod is gone" "" "$(path pod small small .metadata.name)"
is "by its file" "removed everything 1.3.0" "$(inside zarf package remove "$newer" --confirm 2>../remove.log)"
sed 's/^/# /' ../remove.log
is "everything is gone" "" "$(kube get deployments,services,configmaps -n hello -o name | grep -v kube-root)$(ls -d out 2>/dev/null)"
like "actions ran" removing "$(cat actions)"
is "namespaces stay, as with upstream" hello "$(path namespace hello '' .metadata.name)"
is "the list is what it was" init "$(inside zarf package list | sed 1d | cut -d' ' -f1)"
done_testing
