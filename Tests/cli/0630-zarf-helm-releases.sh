#!/bin/sh
# zarf-helm install, upgrade, rollback, uninstall against a real API server, which this test starts.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/cluster.sh
. "$(dirname "$0")/cluster.sh"
cd "$work" || exit 1
start_cluster

mkdir -p web/templates web/crds
cat >web/Chart.yaml <<'EOF'
{apiVersion: v2, name: web, version: 1.2.3, appVersion: "4.5"}
EOF
echo 'word: hello' >web/values.yaml
cat >web/crds/widgets.yaml <<'EOF'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.web.test}
spec:
  group: web.test
  names: {kind: Widget, plural: widgets, singular: widget}
  scope: Namespaced
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
EOF
cat >web/templates/all.yaml <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Release.Name }}"}
data:
  word: {{ .Values.word | quote }}
  revision: "{{ .Release.Revision }}"
  served: "{{ .Capabilities.APIVersions.Has "web.test/v1/Widget" }} {{ .Capabilities.APIVersions.Has "nowhere/v1" }}"
  found: {{ (lookup "v1" "Namespace" "" "default").metadata.name | default "none" }}
---
apiVersion: web.test/v1
kind: Widget
metadata: {name: w}
spec: {size: 1}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: kept, annotations: {helm.sh/resource-policy: keep}}
{{- if .Values.extra }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: extra}
{{- end }}
{{- if .Values.bad }}
---
apiVersion: v1
kind: Service
metadata: {name: bad}
spec: {ports: [{port: 99999, protocol: TCP}]}
{{- end }}
EOF
cat >web/templates/hooks.yaml <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata:
  name: before
  annotations: {helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-delete-policy: "before-hook-creation,hook-succeeded"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: after, annotations: {helm.sh/hook: post-install}}
EOF
echo 'Say {{ .Values.word }}.' >web/templates/NOTES.txt

word() { zarf-kube get cm web -n shop -o 'jsonpath={.data.word} {.data.revision}'; }

zarf-helm install web web -n shop --create-namespace --wait --timeout 60s >install.out 2>install.err
is "install: what it prints" "NAME: web
LAST DEPLOYED: *
NAMESPACE: shop
STATUS: deployed
REVISION: 1
DESCRIPTION: Install complete
TEST SUITE: None
NOTES:
Say hello." "$(sed 's/^\(LAST DEPLOYED: \).*/\1*/' install.out)"
is "install: nothing on standard error" "" "$(cat install.err)"
is "install: values and revision are rendered" "hello 1" "$(word)"
is "install: the chart sees what the cluster serves, its own definitions too" "true false" \
    "$(zarf-kube get cm web -n shop -o 'jsonpath={.data.served}')"
is "install: lookup finds what is there" "default" "$(zarf-kube get cm web -n shop -o 'jsonpath={.data.found}')"
is "install: objects are marked as the release's" "Helm web shop" "$(zarf-kube get cm web -n shop -o \
    'jsonpath={.metadata.labels.app\.kubernetes\.io/managed-by} {.metadata.annotations.meta\.helm\.sh/release-name} {.metadata.annotations.meta\.helm\.sh/release-namespace}')"
is "install: a hook that succeeded is gone, another stays" "configmap/after" \
    "$(zarf-kube get cm before after -n shop -o name --ignore-not-found)"
fails_with "install: the name is in use" 1 '^Error: INSTALLATION FAILED: release name check failed: cannot reuse a name that is still in use$' \
    zarf-helm install web web -n shop
fails_with "install: objects of another release are left alone" 1 \
    'INSTALLATION FAILED: unable to continue with install: ConfigMap "kept" in namespace "shop" exists and cannot be imported into the current release: invalid ownership metadata; annotation validation error: key "meta.helm.sh/release-name" must equal "other": current value is "web"' \
    zarf-helm install other web -n shop
is "install: nothing is left of what was refused" "" "$(zarf-helm list -n shop -q --filter '^other$')"

is "upgrade: says so first" 'Release "web" has been upgraded. Happy Helming!' \
    "$(zarf-helm upgrade web web -n shop --set word=hi,extra=true | head -n 1)"
is "upgrade: the new values" "hi 2" "$(word)"
fails_with "upgrade: an object is wrong" 1 '^Error: UPGRADE FAILED: .*spec.ports\[0\].port: Invalid value: 99999' \
    zarf-helm upgrade web web -n shop --set bad=true
is "upgrade: states after a failed one" "1 superseded 2 deployed 3 failed " "$(states web shop)"
is "rollback" "Rollback was a success! Happy Helming!" "$(zarf-helm rollback web 1 -n shop)"
is "rollback: the old values, as a new revision" "hello 1" "$(word)"
is "rollback: states" "1 superseded 2 superseded 3 failed 4 deployed " "$(states web shop)"
is "rollback: what only the later revision had is gone" "" "$(zarf-kube get cm extra -n shop -o name --ignore-not-found)"
is "upgrade --install: upgrades" "5" "$(zarf-helm upgrade --install web web -n shop | sed -n 's/^REVISION: //p')"
is "history-max: the oldest go" "4 superseded 5 superseded 6 deployed " \
    "$(zarf-helm upgrade web web -n shop --history-max 3 >/dev/null; states web shop)"

is "list: one line a release" "web shop 6 deployed web-1.2.3 4.5" \
    "$(zarf-helm list -A --no-headers --time-format x | awk '{print $1, $2, $3, $5, $6, $7}')"
is "get values" "USER-SUPPLIED VALUES:
null" "$(zarf-helm get values web -n shop)"
is "get values --all -o json" '{"word":"hello"}' "$(zarf-helm get values web -n shop --all -o json)"
like "get manifest" '^# Source: web/templates/all.yaml$' "$(zarf-helm get manifest web -n shop)"
is "get notes" "NOTES:
Say hello." "$(zarf-helm get notes web -n shop)"
like "status -o yaml" '^  status: deployed$' "$(zarf-helm status web -n shop -o yaml)"
fails_with "status: no such release" 1 '^Error: release: not found$' zarf-helm status nope -n shop

is "uninstall: what is kept is told" 'These resources were kept due to the resource policy:
[ConfigMap] kept

release "web" uninstalled' "$(zarf-helm uninstall web -n shop --wait)"
is "uninstall: only what is to be kept is left" "configmap/after
configmap/kept" "$(zarf-kube get cm -n shop -o name | grep -v kube-root-ca)"
is "uninstall: no record is left" "0" "$(zarf-kube get secret -n shop -l owner=helm -o name | wc -l | tr -d ' ')"
fails_with "uninstall: no such release" 1 '^Error: uninstall: Release not loaded: web: release: not found$' \
    zarf-helm uninstall web -n shop
is "uninstall --ignore-not-found" 'release "web" uninstalled' "$(zarf-helm uninstall web -n shop --ignore-not-found)"
zarf-helm upgrade --install web web -n shop >install.out
is "upgrade --install: installs" 'Release "web" does not exist. Installing it now.
NAME: web' "$(head -n 2 install.out)"

cat >renderer <<'EOF'
#!/bin/sh
sed "s/hello/$1/"
EOF
chmod +x renderer
zarf-helm upgrade web web -n shop --post-renderer ./renderer --post-renderer-args rendered >/dev/null
is "--post-renderer: everything goes through it" "rendered 2" "$(word)"
like "--post-renderer: documents know their files again" '^# Source: web/templates/hooks.yaml$' \
    "$(zarf-helm get hooks web -n shop)"
is "get all --template: the release as a template knows it" 'web 2 deployed web-1.2.3 shop 20' \
    "$(zarf-helm get all web -n shop --template \
        '{{with .Release}}{{.Name}} {{.Version}} {{.Info.Status}} {{with .Chart.Metadata}}{{.Name}}-{{.Version}}{{end}} {{.Namespace}} {{slice .Info.LastDeployed.String 0 2}}{{end}}')"
is "get all --template: hooks, and templates of the chart" 'templates/hooks.yaml true' \
    "$(zarf-helm get all web -n shop --template \
        '{{range $i, $h := .Release.Hooks}}{{if not $i}}{{slice $h.Path 4}}{{end}}{{end}} {{gt (len .Release.Chart.Templates) 0}}')"
fails_with "get all --template: a field that is not there" 1 "can't evaluate field Nope in type interface [{]}" \
    zarf-helm get all web -n shop --template '{{.Release.Nope}}'
fails_with "get all --template: no template" 1 '^Error: template: _:1:' zarf-helm get all web -n shop --template '{{'
fails_with "--post-renderer: it fails" 1 '^: exit status 7$' \
    zarf-helm upgrade web web -n shop --post-renderer sh --post-renderer-args -c --post-renderer-args 'exit 7'

# Plugins, Helm 4's post-renderers.
mkdir -p plugins/named-otherwise plugins/of-another-kind plugins/broken plugins/wasm
cat >plugins/named-otherwise/plugin.yaml <<'EOF'
apiVersion: v1
name: shouting
version: 0.1.0
type: postrenderer/v1
runtime: subprocess
runtimeConfig:
  platformCommand:
  - {os: windows, command: nothing.exe}
  - {command: "${HELM_PLUGIN_DIR}/shout", args: [$HELM_PLUGIN_NAME]}
EOF
cat >plugins/named-otherwise/shout <<'EOF'
#!/bin/sh
sed "s/hello/$1 $2/"
EOF
chmod +x plugins/named-otherwise/shout
printf 'name: shouting\nversion: 0.1.0\ncommand: "false"\n' >plugins/of-another-kind/plugin.yaml
echo '{' >plugins/broken/plugin.yaml
printf 'apiVersion: v1\nname: wasm\nversion: 0.1.0\ntype: postrenderer/v1\nruntime: extism/v1\n' >plugins/wasm/plugin.yaml
HELM_PLUGINS=$work/nowhere:$work/plugins zarf-helm upgrade web web -n shop --post-renderer shouting --post-renderer-args loudly >/dev/null
is "--post-renderer: a plugin" "shouting loudly 3" "$(word)"
mkdir -p data/helm && mv plugins data/helm/plugins
like "--post-renderer: a plugin where Helm keeps them" 'word: "?shouting' \
    "$(XDG_DATA_HOME=$work/data zarf-helm template web web -n shop --dry-run=server --post-renderer shouting)"
fails_with "--post-renderer: a plugin that is no program" 1 'wants the runtime "extism/v1"; zarf-helm runs programs only' \
    env XDG_DATA_HOME="$work/data" zarf-helm template web web -n shop --dry-run=server --post-renderer wasm

# The controllers of older clusters own a list that nobody can change; those of newer ones leave it alone.
mkdir -p set/templates
echo '{apiVersion: v2, name: set, version: 1.0.0}' >set/Chart.yaml
cat >set/templates/set.yaml <<'EOF'
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: set}
spec:
  serviceName: set
  selector: {matchLabels: {app: set}}
  template: {metadata: {labels: {app: set, word: "{{ .Values.word }}"}}, spec: {containers: [{name: c, image: nowhere.test/x}]}}
  volumeClaimTemplates:
  - {metadata: {name: data, labels: {app: set}}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
EOF
zarf-helm install set set -n shop --set word=a >/dev/null
zarf-kube wait sts/set -n shop --for='jsonpath={.status.replicas}=1' --timeout 30s >/dev/null
ok "a StatefulSet that its controller has seen is upgraded" zarf-helm upgrade set set -n shop --set word=b
is "... and is what it shall be" "b" "$(zarf-kube get sts set -n shop -o 'jsonpath={.spec.template.metadata.labels.word}')"
done_testing
