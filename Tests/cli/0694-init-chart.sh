#!/bin/sh
# The registry's chart: every way to run it, rendered, and taken by a real API server.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/cluster.sh
. "$(dirname "$0")/cluster.sh"
cd "$work" || exit 1
start_cluster
printf '{apiVersion: v1, kind: Namespace, metadata: {name: zarf}}' | zarf-kube apply -f - >/dev/null
chart=$tap_root/packages/init/registry

# render VALUES: the objects as JSON, one a line, from values in YAML.
render() {
    printf '%s\n' "$1" >values.yaml
    zarf-helm template zarf-docker-registry "$chart" --namespace zarf -f values.yaml --dry-run=server >rendered.yaml || return 1
    "$python" -c 'import json, sys, yaml
for document in yaml.safe_load_all(sys.stdin):
    if document: print(json.dumps(document))' <rendered.yaml >objects.json
    ok "the API server takes it: $(printf '%s' "$1" | head -n 1 | cut -c 1-70)" zarf-kube apply -f rendered.yaml --dry-run
}
# get KIND FILTER: of the object of that kind.
get() { jq -r "select(.kind == \"$1\") | $2" objects.json; }
config() { get Secret '.data.configData' | base64 -d; }

render '{}'
is "what there is by default" "Deployment Secret Service Service" "$(jq -r .kind objects.json | sort | tr '\n' ' ' | sed 's/ $//')"
is "a port of all nodes" "NodePort 31999 PreferDualStack" "$(get Service 'select(.metadata.name == "zarf-docker-registry") | "\(.spec.type) \(.spec.ports[0].nodePort) \(.spec.ipFamilyPolicy)"')"
is "images live and die with the pod" '{"name":"data","emptyDir":{}}' "$(get Deployment '.spec.template.spec.volumes[] | select(.name == "data") | tojson')"
is "the name under which upstream connects" "registry /v2/_catalog" \
    "$(get Service 'select(.metadata.name == "zarf-connect-registry") | "\(.metadata.labels["zarf.dev/connect-name"]) \(.metadata.annotations["zarf.dev/connect-url"])"')"
is "the agent leaves it alone" "ignore system-node-critical" \
    "$(get Deployment '.spec.template | "\(.metadata.labels["zarf.dev/agent"]) \(.spec.priorityClassName)"')"
is "nobody but its owner" "true true ALL" "$(get Deployment '.spec.template.spec | "\(.securityContext.runAsNonRoot) \(.containers[0].securityContext | "\(.readOnlyRootFilesystem) \(.capabilities.drop[0])")"')"
like "everybody reads without users" '^  filesystem:$' "$(config)"
like "a pod that goes ends what it has begun" '^  draintimeout: 20s$' "$(config)"
is "no users, no authentication" "" "$(config | grep htpasswd)"

render '{htpasswd: "a:b", secret: s, storage: {claim: {enabled: true, class: fast, size: 5Gi}}, resources: {limits: {memory: 1Gi}}}'
is "a claim" "fast 5Gi ReadWriteOnce" "$(get PersistentVolumeClaim '.spec | "\(.storageClassName) \(.resources.requests.storage) \(.accessModes[0])"')"
is "its pod" '{"claimName":"zarf-docker-registry"}' "$(get Deployment '.spec.template.spec.volumes[] | select(.name == "data") | .persistentVolumeClaim | tojson')"
is "goes where the pod before it was" podAffinity "$(get Deployment '.spec.template.spec.affinity | keys[0]')"
like "users" 'path: /etc/zarf-registry/htpasswd' "$(config)"
is "resources" 1Gi "$(get Deployment '.spec.template.spec.containers[0].resources.limits.memory')"
render '{storage: {claim: {enabled: true, existing: mine}}}'
is "a claim that is there" "mine" "$(get PersistentVolumeClaim .metadata.name)$(get Deployment '.spec.template.spec.volumes[] | select(.name == "data").persistentVolumeClaim.claimName')"
render '{storage: {hostPath: /srv/images, claim: {enabled: true}}}'
is "a folder of the node" "/srv/images" "$(get PersistentVolumeClaim .metadata.name)$(get Deployment '.spec.template.spec.volumes[] | select(.name == "data").hostPath.path')"

render '{replicas: 3, storage: {claim: {enabled: true, accessMode: ReadWriteMany}}}'
is "several pods" "3 podAntiAffinity 1" "$(get Deployment '"\(.spec.replicas) \(.spec.template.spec.affinity | keys[0])"') $(get PodDisruptionBudget .spec.maxUnavailable)"
render '{replicas: 2, storage: {s3: {region: r, bucket: b, regionendpoint: "https://s3.test"}}}'
is "several pods with S3" "2" "$(get Deployment '.spec.replicas')"
like "and its settings" '^    regionendpoint: https://s3.test$' "$(config)"
fails_with "several pods with a volume of one node" 1 'replicas over 1 need storage that several pods can write to' \
    zarf-helm template r "$chart" --set replicas=2 --set storage.claim.enabled=true
fails_with "more pods under load with a folder of each node" 1 'autoscaling needs storage that all pods see' \
    zarf-helm template r "$chart" --set autoscaling.enabled=true --set storage.hostPath=/srv
render '{autoscaling: {enabled: true}, storage: {claim: {enabled: true}}}'
is "more pods under load" "1 5 80 null" \
    "$(get HorizontalPodAutoscaler '"\(.spec.minReplicas) \(.spec.maxReplicas) \(.spec.metrics[0].resource.target.averageUtilization)"') $(get Deployment .spec.replicas)"
printf '{apiVersion: v1, kind: Node, metadata: {name: one}}\n---\n{apiVersion: v1, kind: Node, metadata: {name: two}}\n' |
    zarf-kube apply -f - >/dev/null
render '{autoscaling: {enabled: true, perNode: true}, storage: {claim: {enabled: true}}}'
is "one for each node" "2 6" "$(get HorizontalPodAutoscaler '"\(.spec.minReplicas) \(.spec.maxReplicas)"')"
like "without a cluster for one" '^  minReplicas: 1$' \
    "$(zarf-helm template r "$chart" --set autoscaling.enabled=true,autoscaling.perNode=true,storage.claim.enabled=true)"
render '{autoscaling: {enabled: true}, replicas: 2, extraEnv: [{name: REGISTRY_STORAGE, value: s3}, {name: REGISTRY_STORAGE_S3_BUCKET, value: b}]}'
is "a storage that the environment names is one for all pods" podAntiAffinity "$(get Deployment '.spec.template.spec.affinity | keys[0]')"
like "whose blobs the registry hands out itself" '^  redirect:$' "$(config)"
fails_with "the environment may say that it is a folder" 1 'replicas over 1 need storage' zarf-helm template r "$chart" --set replicas=2 \
    --set 'extraEnv[0].name=REGISTRY_STORAGE,extraEnv[0].value=filesystem'

render '{serviceAccount: {create: true, annotations: {role.test/name: images}}, tracesExporter: otlp, affinityEnabled: false}'
is "an account of its own" "zarf-docker-registry images zarf-docker-registry" \
    "$(get ServiceAccount '"\(.metadata.name) \(.metadata.annotations["role.test/name"])"') $(get Deployment .spec.template.spec.serviceAccountName)"
is "traces" otlp "$(get Deployment '.spec.template.spec.containers[0].env[] | select(.name == "OTEL_TRACES_EXPORTER").value')"
is "no place that is better than another" null "$(get Deployment .spec.template.spec.affinity)"
render '{serviceAccount: {name: mine}}'
is "an account that is there" "mine" "$(get ServiceAccount .metadata.name)$(get Deployment .spec.template.spec.serviceAccountName)"

render "$(printf 'caBundle: |\n  line one\n  line two\n')"
is "certificates that it trusts besides" "line one
line two" "$(get Secret .data.caBundle | base64 -d)"
is "are where it looks" "trusted/bundle.crt /etc/ssl/certs:/etc/zarf-registry/trusted" "$(get Deployment '.spec.template.spec |
    "\(.volumes[] | select(.name == "config").secret.items[] | select(.key == "caBundle").path) \(.containers[0].env[] | select(.name == "SSL_CERT_DIR").value)"')"
render '{nodeSelector: {disk: fast}, tolerations: [{operator: Exists}], affinity: {nodeAffinity: {}}, extraEnv: [{name: A, value: b}]}'
is "where it may run" 'fast Exists nodeAffinity b' "$(get Deployment '.spec.template.spec |
    "\(.nodeSelector.disk) \(.tolerations[0].operator) \(.affinity | keys[0]) \(.containers[0].env[] | select(.name == "A").value)"')"

# --- proxy mode ---
proxy='{tls: {enabled: true, checksum: abc}, proxy: {enabled: true, image: "127.0.0.1:5001/socat:1", registryImage: "127.0.0.1:5001/registry:3", port: 5000}}'
render "$proxy"
is "no port of all nodes" "ClusterIP null" "$(get Service 'select(.metadata.name == "zarf-docker-registry") | "\(.spec.type) \(.spec.ports[0].nodePort)"')"
is "the registry's image is the injector's" "127.0.0.1:5001/registry:3" "$(get Deployment '.spec.template.spec.containers[0].image')"
like "clients show certificates" '^    - /etc/zarf-registry-tls/ca.crt$' "$(config)"
is "certificates that change start pods anew" "abc abc" \
    "$(get Deployment '.spec.template.metadata.annotations["checksum/tls"]') $(get DaemonSet '.spec.template.metadata.annotations["checksum/tls"]')"
is "the proxy, on the loopback of every node" '[{"containerPort":5000,"hostPort":5000,"hostIP":"127.0.0.1","protocol":"TCP"}]' \
    "$(get DaemonSet '.spec.template.spec.containers[0].ports | tojson')"
is "what it runs" "socat TCP4-LISTEN:5000,fork,reuseaddr OPENSSL:\$(ZARF_DOCKER_REGISTRY_SERVICE_HOST):5000,commonname=zarf-docker-registry,cert=/tls/tls.crt,key=/tls/tls.key,cafile=/tls/ca.crt,verify=1" \
    "$(get DaemonSet '.spec.template.spec.containers[0].command | join(" ")')"
render '{tls: {enabled: true}, proxy: {enabled: true, image: i, registryImage: r, ipv6: true}}'
is "with IPv6 in the node's network" "true TCP6-LISTEN:5000,fork,reuseaddr,bind=[::1]" \
    "$(get DaemonSet '.spec.template.spec | "\(.hostNetwork) \(.containers[0].command[1])"')"
done_testing
