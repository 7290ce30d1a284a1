#!/bin/sh
# The real Helm judges releases of zarf-helm and continues them, and zarf-helm continues Helm's.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/cluster.sh
. "$(dirname "$0")/cluster.sh"
# shellcheck source=Tests/cli/judge.sh
. "$(dirname "$0")/judge.sh"
cd "$work" || exit 1
need_judge
start_cluster

mkdir -p app/templates app/crds app/charts/sub/templates
cat >app/Chart.yaml <<'EOF'
apiVersion: v2
name: app
version: 1.2.3
appVersion: "4.5"
description: An application
keywords: [a, b]
maintainers: [{name: x, email: x@example.test}]
annotations: {k: v}
dependencies: [{name: sub, version: "*", repository: ""}]
EOF
cat >app/values.yaml <<'EOF'
word: hello
big: 12345678
fraction: 1.5
list: [1, two]
sub: {x: 1}
nothing: null
EOF
echo '{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}' >app/values.schema.json
echo '<b> & "quotes"' >app/extra.txt
cat >app/templates/all.yaml <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Release.Name }}"}
data: {word: {{ .Values.word | quote }}, extra: {{ .Files.Get "extra.txt" | quote }}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Release.Name }}"}
spec:
  replicas: 0
  selector: {matchLabels: {app: x}}
  template:
    metadata: {labels: {app: x}}
    spec:
      containers: [{name: c, image: "nowhere.test/x:{{ .Release.Revision }}", env: [{name: A, value: "{{ .Values.word }}"}]}]
---
apiVersion: v1
kind: Service
metadata: {name: "{{ .Release.Name }}"}
spec: {selector: {app: x}, ports: [{port: 53, name: tcp, protocol: TCP}, {port: 53, name: udp, protocol: UDP}]}
{{- if .Values.bad }}
---
apiVersion: v1
kind: Service
metadata: {name: bad}
spec: {ports: [{port: 99999, protocol: TCP}]}
{{- end }}
EOF
cat >app/templates/hooks.yaml <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata:
  name: hook
  annotations:
    helm.sh/hook: pre-install,post-upgrade
    helm.sh/hook-weight: "-5"
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
EOF
echo 'Thanks for {{ .Chart.Name }}.' >app/templates/NOTES.txt
echo '{apiVersion: v2, name: sub, version: 0.1.0}' >app/charts/sub/Chart.yaml
echo 'x: 5' >app/charts/sub/values.yaml
cat >app/charts/sub/templates/secret.yaml <<'EOF'
apiVersion: v1
kind: Secret
metadata: {name: "{{ .Release.Name }}-sub"}
stringData: {x: "{{ .Values.x }}"}
EOF

compare() { zarf-kube get secret -A -l owner=helm -o json | "$judge" "$oracle" compare "$1" "$2"; }
helm_states() { helm history "$1" "name=$2" | "$judge" -c '
import json, sys
print(" ".join(str(r["revision"]) + r["status"] for r in json.load(sys.stdin)))'; }
values='{"word":"hi","big":99999999}'

# Ours and theirs side by side: the records are the same.
zarf-helm install app app -n ours --create-namespace --set-json "$values" --labels team=a >/dev/null
helm install theirs name=app "chart=$work/app" "values=$values" create_namespace=true 'labels={"team":"a"}' >/dev/null
is "install: the record is Helm's but for the namespace" "/release/namespace: 'ours' 'theirs'" \
    "$(compare ours/app/1 theirs/app/1)"
is "list: Helm sees ours" "app" "$(helm list ours | "$judge" -c 'import json, sys; print(json.load(sys.stdin)[0]["name"])')"
is "list: we see Helm's" "app ours 1 app-1.2.3
app theirs 1 app-1.2.3" "$(zarf-helm list -A --no-headers --time-format x | awk '{print $1, $2, $3, $6}')"

zarf-helm upgrade app app -n ours --set word=ho >/dev/null
helm upgrade theirs name=app "chart=$work/app" 'values={"word":"ho"}' >/dev/null
is "upgrade: the record is Helm's" "/release/namespace: 'ours' 'theirs'" "$(compare ours/app/2 theirs/app/2)"
is "upgrade: so is the one before" "/release/namespace: 'ours' 'theirs'" "$(compare ours/app/1 theirs/app/1)"
fails_with "a failed upgrade of ours" 1 'UPGRADE FAILED' zarf-helm upgrade app app -n ours --set bad=true
helm upgrade theirs name=app "chart=$work/app" 'values={"bad":true}' >/dev/null
is "a failed upgrade: the states are Helm's" "$(helm_states theirs app)" "$(helm_states ours app)"

# Across: each rolls back, upgrades and uninstalls what the other made.
ok "we roll Helm's back" zarf-helm rollback app 1 -n theirs
ok "Helm rolls ours back" helm rollback ours name=app version=1
is "rollback: the states are the same" "1superseded 2superseded 3failed 4deployed" "$(helm_states ours app)"
is "rollback: so are the records, but for who wrote them" "/release/namespace: 'ours' 'theirs'" \
    "$(compare ours/app/4 theirs/app/4)"
ok "we upgrade Helm's" zarf-helm upgrade app app -n theirs --set word=again
ok "Helm upgrades ours" helm upgrade ours name=app "chart=$work/app" 'values={"word":"again"}'
is "upgrade across: the objects are the same" \
    "$(zarf-kube get cm,deploy app -n ours -o 'jsonpath={range .items[*]}{.data.word}{.spec.template.spec.containers[0].env}{end}')" \
    "$(zarf-kube get cm,deploy app -n theirs -o 'jsonpath={range .items[*]}{.data.word}{.spec.template.spec.containers[0].env}{end}')"
ok "we uninstall Helm's" zarf-helm uninstall app -n theirs
ok "Helm uninstalls ours" helm uninstall ours name=app
is "nothing is left" "" "$(for namespace in ours theirs; do zarf-kube get cm,secret,deploy,svc -n "$namespace" -o name; done |
    grep -v 'kube-root-ca\|token')"

# Releases whose fields the client merges, as all of Helm 3's.
zarf-helm install old app -n ours --server-side=false >/dev/null
helm install theirs name=old "chart=$work/app" server_side_apply=false >/dev/null
is "client side: the record is Helm's" "/release/namespace: 'ours' 'theirs'" "$(compare ours/old/1 theirs/old/1)"
zarf-kube apply -n ours --field-manager other -f - >/dev/null <<'EOF'
apiVersion: apps/v1
kind: Deployment
metadata: {name: old}
spec: {template: {spec: {containers: [{name: c, env: [{name: B, value: b}]}]}}}
EOF
zarf-helm upgrade old app -n ours --set word=x >/dev/null
is "client side: what others added stays, what we want is set" '[A=x][B=b] nowhere.test/x:2' "$(zarf-kube get deploy old -n ours \
    -o 'jsonpath={range .spec.template.spec.containers[0].env[*]}[{.name}={.value}]{end} {.spec.template.spec.containers[0].image}')"
like "client side: the method stays" '"apply_method":"csa"' "$(zarf-helm status old -n ours -o json)"
ok "client side: Helm's continues with us" zarf-helm upgrade old app -n theirs --set word=y
ok "client side: on to the server's merging" zarf-helm upgrade old app -n theirs --set word=z --server-side=true
is "the managed fields are the server's" "helm Apply" "$(zarf-kube get cm old -n theirs --show-managed-fields \
    -o 'jsonpath={.metadata.managedFields[*].manager} {.metadata.managedFields[*].operation}')"
ok "Helm goes on from there" helm upgrade theirs name=old "chart=$work/app" 'values={"word":"zz"}'
is "and so the objects tell" "zz" "$(zarf-kube get cm old -n theirs -o 'jsonpath={.data.word}')"

# Dry runs: what they know of the cluster is what Helm's know.
mkdir -p asks/templates
echo '{apiVersion: v2, name: asks, version: 1.0.0}' >asks/Chart.yaml
cat >asks/templates/all.yaml <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata: {name: asks}
data:
  served: "{{ .Capabilities.APIVersions.Has "apps/v1/Deployment" }} {{ .Capabilities.KubeVersion }}"
  found: {{ dig "metadata" "name" "nothing" (lookup "v1" "Namespace" "" "ours") }}
  is: "{{ .Release.IsInstall }} {{ .Release.Revision }}"
EOF
manifest() { "$judge" -c 'import json, sys; print(json.load(sys.stdin)["manifest"])'; }
for mode in client server; do
    is "install --dry-run=$mode: the manifest is Helm's" \
        "$(helm install ours name=asks "chart=$work/asks" "dry_run=$mode" | manifest)" \
        "$(zarf-helm install asks asks -n ours "--dry-run=$mode" -o json | manifest)"
done
is "template --dry-run=server: so is that" "$(helm install ours name=asks "chart=$work/asks" dry_run=server | manifest)" \
    "$(zarf-helm template asks asks -n ours --dry-run=server)"
zarf-helm install asks asks -n ours >/dev/null
for mode in client server; do
    is "upgrade --dry-run=$mode: the manifest is Helm's" \
        "$(helm upgrade ours name=asks "chart=$work/asks" "dry_run=$mode" | manifest)" \
        "$(zarf-helm upgrade asks asks -n ours "--dry-run=$mode" -o json | manifest)"
done

# Names that the server makes up: Helm installs such objects on the client's side alone, and has no way on from there.
mkdir -p made/templates
echo '{apiVersion: v2, name: made, version: 1.0.0}' >made/Chart.yaml
echo '{apiVersion: v1, kind: ConfigMap, metadata: {generateName: made-}}' >made/templates/all.yaml
count() { zarf-kube get cm -n "$1" -o name | grep -c '^configmap/made-'; }
fails_with "generateName: Helm does not apply it" 1 'resource name may not be empty' \
    "$judge" "$oracle" install theirs name=made "chart=$work/made"
helm install left name=left "chart=$work/made" create_namespace=true server_side_apply=false >/dev/null
fails_with "generateName: Helm cannot uninstall it" 1 'failed to delete release' "$judge" "$oracle" uninstall left name=left
helm install theirs name=first "chart=$work/made" server_side_apply=false >/dev/null
helm install theirs name=second "chart=$work/made" server_side_apply=false >/dev/null
fails_with "generateName: we refuse it before anything is done" 1 \
    'INSTALLATION FAILED: read manifest of release third:[0-9:]*: ConfigMap has generateName: give it a name' \
    zarf-helm install third made -n ours
is "generateName: no record of it" "" "$(zarf-helm list -n ours -q --filter third)"
is "generateName: both of Helm's are there" "2" "$(count theirs)"
ok "generateName: we uninstall Helm's" zarf-helm uninstall first -n theirs
is "generateName: with its objects alone" "1" "$(count theirs)"
echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: named}}' >made/templates/all.yaml
ok "generateName: we upgrade Helm's" zarf-helm upgrade second made -n theirs
is "generateName: what it had is gone" "0 configmap/named" "$(count theirs) $(zarf-kube get cm named -n theirs -o name)"
done_testing
