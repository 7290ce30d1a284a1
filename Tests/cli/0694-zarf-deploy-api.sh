#!/bin/sh
# Deployments into a real API server without a node, with Docker's registry outside of it: everything but running pods.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/cluster.sh
. "$(dirname "$0")/cluster.sh"
# shellcheck source=Tests/cli/everything.sh
. "$(dirname "$0")/everything.sh"
# shellcheck source=Tests/cli/servers.sh
. "$(dirname "$0")/servers.sh"
cd "$work" || exit 1
start_registry || skip_all "no registry"
source=$registry
start_registry "$work/target" || skip_all "no registry"
start_cluster

sed 's/^current-context: .*/current-context: nowhere/' "$KUBECONFIG" >nowhere.conf

mkdir -p app
write_everything definition "$source/acme/hello"
echo app >app/app
tar -C app --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf app.tar .
zarf-oci append --layer app.tar "$source/acme/hello:1.0.0" >digest
cat >definition/zarf.yaml <<END
kind: ZarfPackageConfig
metadata: {name: everything, version: 1.0.0, architecture: amd64}
variables:
- {name: GREETING, default: hello}
- {name: TOKEN, sensitive: true, default: d3fault}
constants: [{name: SITE, value: north}]
values: {files: [values.yaml]}
components:
- name: app
  required: true
  images: ["$source/acme/hello:1.0.0"]
  charts:
  - name: hello
    version: 0.3.1
    namespace: hello
    localPath: chart
    noWait: true
    valuesFiles: [values-extra.yaml]
    templatedValuesFiles: [values-templated.yaml]
    variables: [{name: GREETING, description: greeting, path: greeting}]
    values: [{sourcePath: .app.replicas, targetPath: .replicas}]
  manifests:
  - {name: settings, namespace: hello, files: [cm.yaml]}
  - {name: templated, namespace: hello, files: [templated.yaml], template: true}
  - {name: jobs, namespace: hello, files: [jobs.yaml], noWait: true}
  actions:
    onDeploy:
      after:
      - wait: {cluster: {kind: ConfigMap, name: settings, namespace: hello}}
      - {cmd: "echo {{ .Values.app.replicas }} {{ .State.Registry.Mode }} >>actions", template: true}
    onRemove:
      before: [{cmd: echo removing >>actions}]
- name: more
  manifests: [{name: more, namespace: more, files: [more.yaml]}]
END
echo 'app: {replicas: 2, colour: blue}' >definition/values.yaml
for job in once stays; do
    cat <<END
---
apiVersion: batch/v1
kind: Job
metadata: {name: $job}
spec:
$([ $job = stays ] || echo '  ttlSecondsAfterFinished: 60')
  template: {spec: {restartPolicy: Never, containers: [{name: c, image: "$source/acme/hello:1.0.0"}]}}
END
done >definition/jobs.yaml
zarf-pack definition -o . >/dev/null 2>pack.err || diagnose <pack.err
package=zarf-package-everything-amd64-1.0.0.tar.zst

for tool in "zarf-init --registry-url $registry --confirm" "zarf-deploy $package --confirm" "zarf-state show" "zarf-remove everything --confirm"; do
    # shellcheck disable=SC2086
    fails_with "no cluster: ${tool%% *}" 1 'find a cluster: no kubeconfig at' env KUBECONFIG="$work/none" $tool
    # shellcheck disable=SC2086
    fails_with "a context that is not there: ${tool%% *}" 3 'read kubeconfig .*context.*"nowhere"' env KUBECONFIG="$work/nowhere.conf" $tool
done
fails_with "a cluster that is not initialised is refused" 2 'initialise it with zarf-init' zarf-deploy "$package" --confirm
printf '{apiVersion: v1, kind: Node, metadata: {name: node}}\n' | zarf-kube apply -f - >/dev/null
ok "init, with a registry outside" zarf-init --registry-url "$registry" --registry-push-username u --registry-push-password p --confirm

is "a package is deployed" "deployed everything 1.0.0" \
    "$(zarf package deploy "$package" --confirm --set-variables GREETING='good day',TOKEN=hunter2-x 2>deploy.log)"
is "nothing that is printed holds the secret" "" "$(grep hunter2 deploy.log)"
new=$(zarf-mutate --registry "$registry" --image "$source/acme/hello:1.0.0")
is "its image is in the registry" "$(cat digest)" "$(zarf-oci digest "$new")"
is "and what pods run" "$new" "$(path deployment hello hello '.spec.template.spec.containers[0].image')"
is "values of all kinds are right" "2|good day|good day from north|blue on everything" \
    "$(path deployment hello hello '.spec.replicas}|{.spec.template.spec.containers[0].env[0].value}|{.spec.template.spec.containers[0].env[1].value}|{.spec.template.spec.containers[0].env[2].value')"
is "manifests have the variables" "good day|hunter2-x|$registry|{{ not a template }}" \
    "$(path configmap settings hello '.data.greeting}|{.data.token}|{.data.registry}|{.data.templated')"
is "manifests that are templates are evaluated" blue "$(path configmap templated hello .data.colour)"
is "actions waited and ran" "2 external" "$(cat actions)"
is "objects say whose they are" everything "$(path deployment hello hello '.metadata.labels.zarf\.dev/package')"
is "the namespace is the agent's" "zarf mutate" \
    "$(path namespace hello '' '.metadata.labels.app\.kubernetes\.io/managed-by} {.metadata.labels.zarf\.dev/agent')"
is "it has the pull secret" kubernetes.io/dockerconfigjson "$(path secret private-registry hello .type)"
like "it is listed" '^everything +1\.0\.0 +app$' "$(zarf package list)"
zarf-state packages show everything >record.json
is "the record is upstream's" "everything 1 airgap Succeeded hello Says hello" \
    "$(jq -r '[.name, .generation, .packageConnectivity, .deployedComponents[0].status, .deployedComponents[0].installedCharts[0].chartName, .connectStrings.hello.description] | join(" ")' record.json)"
is "releases have upstream's names" "hello zarf-$(printf raw-everything-app-settings | sha1sum | cut -d' ' -f1)" \
    "$(jq -r '[.deployedComponents[0].installedCharts[0:2][].chartName] | join(" ")' record.json)"
is "what the cluster knows can be looked into" "- $source/acme/hello:1.0.0" "$(zarf package inspect images everything)"
like "and what there is to connect to" '^hello +Says hello$' "$(zarf connect list)"
is "the journal is gone" "" "$(find "$XDG_STATE_HOME" -type f ! -name 'deployed-*')"

like "what it offers is shown" '^zarf connect hello +\| Says hello$' "$(cat deploy.log)"

# --- again, unchanged: nothing is done ---
# again [OPTION]...: the same deployment once more; what it did is in again.log.
again() { zarf-deploy "$package" --confirm --set-variables GREETING='good day',TOKEN=hunter2-x "$@" 2>again.log; }
revisions() { zarf-kube get secrets -n hello -l owner=helm -o name | wc -l | tr -d ' '; }
before=$(revisions)
is "deploying again says that there is nothing to do" "unchanged everything 1.0.0" "$(again)"
like "of which component" '^zarf-deploy: component app: unchanged$' "$(cat again.log)"
is "nothing is upgraded" "$before" "$(revisions)"
is "no action runs" "2 external" "$(cat actions)"
is "no step is done" "begin cluster" "$(sed -n 's/^zarf-plan \([a-z]*\) .*/\1/p; /^zarf-[hoa]/p' again.log | tr '\n' ' ' | sed 's/ $//')"
is "no deployment is counted" 1 "$(zarf-state packages show everything | jq .generation)"
is "the secret is not told" "" "$(grep hunter2 again.log)"
# A comparison that is interrupted has marked some of the steps that need not be done.
plan=$(zarf-plan deploy --write --journal marked --set-variables GREETING='good day',TOKEN=hunter2-x -- "$package")
make -s -f "$plan" prepared && zarf-plan compare --journal marked -- "$package" >compared
rm marked/app.noted marked/app.releases marked/app.chart-1
is "marks that are half made are made again" "unchanged everything 1.0.0" "$(again --journal marked)"
is "and nothing is upgraded" "$before" "$(revisions)"
# because NAME REASON: it is deployed again, for a reason.
because() {
    is "again: $1" "deployed everything 1.0.0" "$(again)"
    like "which is told: $1" "component app: $2" "$(cat again.log)"
    is "and then it is as it was: $1" "unchanged everything 1.0.0" "$(again)"
}
zarf-kube delete service hello -n hello >/dev/null
because "an object is gone" 'service/hello in hello is gone'
printf '{apiVersion: apps/v1, kind: Deployment, metadata: {name: hello, namespace: hello}, spec: {replicas: 5}}' |
    zarf-kube apply -f - --force-conflicts >/dev/null
because "an object was changed" 'deployment.apps/hello in hello was changed'
is "and is right again" 2 "$(path deployment hello hello .spec.replicas)"
# What an object was made for is no change: a Job that has removed itself, replicas that an autoscaler says.
zarf-kube delete job once -n hello >/dev/null
is "again: a Job that was to vanish is gone" "unchanged everything 1.0.0" "$(again)"
printf '{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: any, namespace: hello},
    spec: {maxReplicas: 9, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: hello}}}' | zarf-kube apply -f - >/dev/null
printf '{apiVersion: apps/v1, kind: Deployment, metadata: {name: hello, namespace: hello}, spec: {replicas: 7}}' |
    zarf-kube apply -f - --force-conflicts >/dev/null
is "again: an autoscaler made more of it" "unchanged everything 1.0.0" "$(again)"
printf '{apiVersion: apps/v1, kind: Deployment, metadata: {name: hello, namespace: hello}, spec: {replicas: 7, minReadySeconds: 5,
    template: {spec: {containers: [{name: hello, image: "other.test/image:1"}]}}}}' | zarf-kube apply -f - --force-conflicts >/dev/null
because "an autoscaler is there, but something else was changed" 'deployment.apps/hello in hello was changed'
zarf-kube delete hpa any -n hello >/dev/null
printf '{apiVersion: apps/v1, kind: Deployment, metadata: {name: hello, namespace: hello}, spec: {replicas: 7}}' |
    zarf-kube apply -f - --force-conflicts >/dev/null
because "without an autoscaler somebody else made more of it" 'deployment.apps/hello in hello was changed'
zarf-kube delete job stays -n hello >/dev/null
because "a Job that was not to vanish is gone" 'job.batch/stays in hello is gone'
zarf-helm rollback hello 1 -n hello >/dev/null
zarf-helm upgrade hello definition/chart -n hello --set replicas=2 --force-conflicts >/dev/null
because "a release is another" 'release hello in hello was changed'
zarf-helm uninstall hello -n hello >/dev/null
because "a release is gone" 'release hello in hello is not deployed'
zarf-kube delete secret private-registry -n hello >/dev/null
because "a pull secret is gone" 'namespace/hello has no pull secret'
zarf-oci rm "$new" >/dev/null 2>&1
because "an image is gone" 'images are missing in the registry'
is "and there again" "$(cat digest)" "$(zarf-oci digest "$new")"
is "other variables" "deployed everything 1.0.0" "$(zarf-deploy "$package" --confirm --set-variables GREETING=hi,TOKEN=hunter2-x 2>again.log)"
like "are told" 'component app: package, variables, values or' "$(cat again.log)"
is "and take effect" hi "$(path configmap settings hello .data.greeting)"
is "--force does all of it again" "deployed everything 1.0.0" "$(again --force)"
is "and then again" "deployed everything 1.0.0" "$(again --force)"
like "actions too" '^2 external$' "$(tail -n 1 actions)"
zarf-state packages show everything | jq '.deployedComponents[0].status = "Failed"' | zarf-state packages put >/dev/null
because "it failed the last time" "the cluster's record says Failed"
zarf-state packages show everything | jq 'del(.deployedComponents[].inputs)' | zarf-state packages put >/dev/null
because "another tool deployed it" 'it was deployed by another tool or version'

ok "one more component" zarf-deploy "$package" --confirm --components more --set-values app.replicas=1
like "is listed beside the others" '^everything +1\.0\.0 +app, more$' "$(zarf package list)"
printf 'app: {replicas: 3, colour: green}\n' >'two
lines.yaml'
ok "values of a file, whatever its name" zarf-deploy "$package" --confirm --components more -v 'two
lines.yaml' --set-values app.replicas=1
is "are taken" green "$(path configmap templated hello .data.colour)"
is "values from the command line win" 1 "$(path deployment hello hello .spec.replicas)"
is "Namespaces are made, not released" "blue zarf" \
    "$(path namespace more '' '.metadata.labels.team} {.metadata.labels.app\.kubernetes\.io/managed-by')"

# --- images of later components are pushed while earlier ones are installed ---
mkdir ahead
later=$(zarf-mutate --registry "$registry" --image "$source/acme/later:1")
zarf-oci append --layer app.tar --label which=later "$source/acme/later:1" >/dev/null
cat >ahead/zarf.yaml <<END
kind: ZarfPackageConfig
metadata: {name: ahead, version: 1.0.0, architecture: amd64}
components:
- name: earlier
  required: true
  actions:
    onDeploy: {before: [{cmd: "until zarf-oci digest '$later' 2>/dev/null; do sleep 0.1; done", maxTotalSeconds: 60}]}
- {name: later, required: true, images: ["$source/acme/later:1"]}
END
zarf-pack ahead -o . >/dev/null 2>pack.err || diagnose <pack.err
is "a component that ends when a later one's image is there" "deployed ahead 1.0.0" \
    "$(zarf-deploy zarf-package-ahead-amd64-1.0.0.tar.zst --confirm 2>ahead.log)"
like "both are deployed" '^ahead +1\.0\.0 +earlier, later$' "$(zarf package list)"
is "and removed" "removed ahead 1.0.0" "$(zarf package remove ahead --confirm 2>remove.log)"

# --- passwords that change while a deployment is interrupted ---
mkdir held
cat >held/zarf.yaml <<END
kind: ZarfPackageConfig
metadata: {name: held, version: 1.0.0, architecture: amd64}
components:
- name: held
  required: true
  actions: {onDeploy: {before: [{cmd: "echo run >>runs"}, {cmd: test -e go-on}]}}
- {name: later, required: true, manifests: [{name: c, namespace: held, files: [c.yaml]}]}
END
echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {password: "###ZARF_REGISTRY_AUTH_PULL###"}}' >held/c.yaml
zarf-pack held -o . >/dev/null 2>pack.err || diagnose <pack.err
fails_with "a deployment that stops" 1 'test -e go-on' zarf-deploy zarf-package-held-amd64-1.0.0.tar.zst --confirm
printf 'another' | zarf-state set registryInfo.pullPassword -
touch go-on
is "goes on" "deployed held 1.0.0" "$(zarf-deploy zarf-package-held-amd64-1.0.0.tar.zst --confirm 2>held.log)"
is "with the password of now" another "$(path configmap c held .data.password)"
is "in its pull secret, too" "u:another" "$(path secret private-registry held '.data.\.dockerconfigjson' | base64 -d |
    jq -r --arg registry "$registry" '.auths[$registry].auth' | base64 -d)"
is "and counts once" 1 "$(zarf-state packages show held | jq .generation)"
printf 'p' | zarf-state set registryInfo.pullPassword -
is "it can be removed" "removed held 1.0.0" "$(zarf package remove held --confirm 2>remove.log)"

# --- what takes too long: there is no node ---
mkdir slow
cat >slow/zarf.yaml <<END
kind: ZarfPackageConfig
metadata: {name: slow, version: 1.0.0, architecture: amd64}
components: [{name: slow, required: true, manifests: [{name: slow, namespace: slow, files: [pod.yaml]}]}]
END
printf '{apiVersion: v1, kind: Pod, metadata: {name: slow}, spec: {containers: [{name: c, image: "acme.test/none:1"}]}}' >slow/pod.yaml
zarf-pack slow -o . >/dev/null 2>pack.err || diagnose <pack.err
fails_with "time that runs out is status 4" 4 'pod/slow in slow: timed out after 1 seconds' \
    zarf-deploy zarf-package-slow-amd64-1.0.0.tar.zst --confirm --timeout 1s
fails_with "it is still with Helm's own arguments that it is 1" 1 'timed out after 1 seconds' \
    zarf-helm upgrade --install slow definition/chart -n slow --wait --timeout 1s --set replicas=1
like "the record says so" '^slow +1\.0\.0 +slow \(Failed\)$' "$(zarf package list)"
is "and it can be removed" "removed slow 1.0.0" "$(zarf package remove slow --confirm 2>remove.log)"

# --- killed at many moments, each time gone on with ---
cat >run <<END
#!/bin/sh
exec zarf-deploy $package --confirm --components more
END
chmod +x run
for moment in 0.2 0.6 1.0 1.4 0.4 0.8 1.2 1.6; do
    setsid ./run >/dev/null 2>&1 &
    leader=$!
    sleep "$moment"
    kill -9 -"$leader" 2>/dev/null
    wait "$leader" 2>/dev/null
done
ok "killed eight times, the same command comes to the end" ./run
like "everything is there" '^everything +1\.0\.0 +app, more$' "$(zarf package list)"
is "and no journal is left" "" "$(find "$XDG_STATE_HOME" -type f ! -name 'deployed-*')"

# --- killed at one very request, which is done only after the same command was begun again ---
: >rules
serve door kubernetes-door.py "$KUBECONFIG" "$work/rules"
door_kubeconfig "$served" >door.conf
# late NAME PATTERN COMMAND...: the command's whole group is killed when a request the pattern is found in is on its way.
late() {
    echo "1 2 0 $2" >rules
    late_name=$1 late_before=$(grep -c ^kept door.log)
    shift 2
    KUBECONFIG=$work/door.conf setsid "$@" >late.log 2>&1 &
    late_leader=$!
    wait_for "the request to be on its way" sh -c '[ "$(grep -c ^kept door.log)" -gt "$0" ]' "$late_before"
    kill -9 -"$late_leader"
    wait "$late_leader" 2>/dev/null
    ok "$late_name is done late: the same command comes to the end" env KUBECONFIG="$work/door.conf" "$@"
    is "and no journal is left: $late_name" "" "$(find "$XDG_STATE_HOME" -type f ! -name 'deployed-*')"
}
late "a release's new revision" 'POST .*/namespaces/hello/secrets' zarf-deploy "$package" --confirm --set GREETING=1
late "a release's last record" 'PUT .*v1.hello.v[0-9]*$' zarf-deploy "$package" --confirm --set GREETING=2
late "the package's record" 'PATCH .*zarf-package-everything' zarf-deploy "$package" --confirm --set GREETING=3
is "one revision is deployed" 1 "$(states hello hello | tr ' ' '\n' | grep -c '^deployed')"
like "everything is there, still" '^everything +1\.0\.0 +app, more$' "$(zarf package list)"
is "as it was said last" 3 "$(path configmap settings hello .data.greeting)"
late "the first record of a package" 'POST .*/namespaces/zarf/secrets' zarf-deploy zarf-package-held-amd64-1.0.0.tar.zst --confirm
like "it is deployed" '^held +1\.0\.0 +held, later$' "$(zarf package list)"
late "the beginning of a release's end" 'PUT .*/namespaces/held/secrets' zarf-remove held --confirm
is "it is removed" "" "$(zarf package list | grep held)"

fails_with "a package that is not there" 2 'find package "nothing"' zarf package remove nothing --confirm
# A folder in which its files were put has its name.
mkdir -p everything/site
is "removed by its name" "removed everything 1.0.0" "$(zarf package remove everything --confirm 2>remove.log)"
is "its objects are gone" "" "$(zarf-kube get deployments,services,configmaps -n hello -o name 2>/dev/null | grep -v kube-root)"
is "actions ran" removing "$(tail -n 1 actions)"
is "namespaces stay, as with upstream" hello "$(path namespace hello '' .metadata.name)"
is "nothing is listed" "" "$(zarf package list | sed 1d)"
done_testing
