#!/bin/sh
# What upstream's init does to run an injector, request for request, with ours in the place of its own:
# upstream-sequence.sh PAYLOAD BINARY IMAGE NODE. The cluster is that of KUBECONFIG, KUBECTL a kubectl.
# spec/zarf-interop.md §10: parts of 768 KiB, mounted one by one with subPath, the pod's fields as upstream writes them.
set -eu
payload=$1 binary=$2 image=$3 node=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sha=$(sha256sum "$payload" | cut -c 1-64)
split -b 786432 -a 3 -d "$payload" "$work/zarf-payload-"
$KUBECTL get namespace zarf >/dev/null 2>&1 || $KUBECTL create namespace zarf >/dev/null
mounts='' volumes=''
for part in "$work"/zarf-payload-*; do
    name=${part##*/}
    $KUBECTL create configmap "$name" -n zarf --from-file="$name=$part" >/dev/null
    $KUBECTL label configmap "$name" -n zarf zarf-injector=payload >/dev/null
    mounts="$mounts
    - {name: $name, mountPath: /zarf-init/$name, subPath: $name}"
    volumes="$volumes
  - {name: $name, configMap: {name: $name}}"
done
cp "$binary" "$work/zarf-injector"
$KUBECTL create configmap rust-binary -n zarf --from-file="zarf-injector=$work/zarf-injector" >/dev/null
$KUBECTL create -f - >/dev/null <<END
apiVersion: v1
kind: Service
metadata: {name: zarf-injector, namespace: zarf}
spec: {type: NodePort, selector: {app: zarf-injector}, ports: [{port: 5000, protocol: TCP}]}
---
apiVersion: v1
kind: Pod
metadata: {name: injector, namespace: zarf, labels: {app: zarf-injector, zarf.dev/agent: ignore}}
spec:
  nodeName: $node
  restartPolicy: Never
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: 1
  securityContext: {runAsUser: 1000, runAsGroup: 2000, fsGroup: 2000, seccompProfile: {type: RuntimeDefault}}
  containers:
  - name: injector
    image: $image
    imagePullPolicy: IfNotPresent
    workingDir: /zarf-init
    command: [/zarf-init/zarf-injector, "$sha", "0.0.0.0:5000"]
    securityContext: {readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: {drop: [ALL]}}
    readinessProbe: {periodSeconds: 2, failureThreshold: 10, successThreshold: 1, httpGet: {path: /v2/, port: 5000}}
    resources: {requests: {cpu: ".5", memory: 64Mi}, limits: {cpu: "1", memory: 256Mi}}
    volumeMounts:
    - {name: init, mountPath: /zarf-init/zarf-injector, subPath: zarf-injector}
    - {name: seed, mountPath: /zarf-seed}$mounts
  volumes:
  - {name: init, configMap: {name: rust-binary, defaultMode: 0777}}
  - {name: seed, emptyDir: {}}$volumes
END
$KUBECTL wait pod/injector -n zarf --for=condition=Ready --timeout=60s >/dev/null
$KUBECTL get service zarf-injector -n zarf -o 'jsonpath={.spec.ports[0].nodePort}'
