#!/bin/sh
# What zarf-helm only pretends: --dry-run, --diff, --hide-secret and template --dry-run=server, on a real API server.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/cluster.sh
. "$(dirname "$0")/cluster.sh"
cd "$work" || exit 1
start_cluster

mkdir -p web/templates
echo '{apiVersion: v2, name: web, version: 1.2.3}' >web/Chart.yaml
printf '%s\n' 'word: hello' 'password: hunter2' 'size: 1' >web/values.yaml
cat >web/templates/all.yaml <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata: {name: site}
data:
  word: {{ .Values.word }}
  server: "{{ .Capabilities.APIVersions.Has "apps/v1/Deployment" }} {{ .Capabilities.KubeVersion.Minor }}"
  found: {{ dig "metadata" "name" "none" (lookup "v1" "Namespace" "" "default") }}
---
apiVersion: v1
kind: Secret
metadata: {name: login}
stringData: {user: admin, password: {{ .Values.password }}}
{{- if not .Values.moved }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: old}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: kept, annotations: {helm.sh/resource-policy: keep}}
{{- else }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: new}
{{- end }}
{{- if .Values.port }}
---
apiVersion: v1
kind: Service
metadata: {name: port}
spec: {ports: [{port: {{ .Values.port }}, protocol: TCP}]}
{{- end }}
EOF
cat >web/templates/hook.yaml <<'EOF'
apiVersion: v1
kind: Secret
metadata: {name: hooked, annotations: {helm.sh/hook: pre-install}}
stringData: {password: {{ .Values.password }}}
EOF
names() { sed -n 's/^\(---\|+++\) \(.*\) (.*/\2/p' | sort -u; }
manifest() { sed '1,/^MANIFEST:$/d'; }

# Without a cluster.
alone() { env -u KUBECONFIG HOME="$work" zarf-helm "$@"; }
alone install web web --dry-run=client >client.out 2>client.err || fail "install --dry-run=client" "$(cat client.err)"
is "install --dry-run=client: needs no cluster" "DESCRIPTION: Dry run complete" "$(grep '^DESCRIPTION' client.out)"
like "install --dry-run=client: nothing is looked up" '^  found: none$' "$(cat client.out)"
is "install --dry-run=client: the manifest is template's" "$(alone template web web --no-hooks)" "$(manifest <client.out)"
alone install web web --dry-run=client --hide-secret >hidden.out
is "--hide-secret: of Secrets nothing is said, of hooks neither" "2 0" \
    "$(grep -c '^# HIDDEN: The Secret output has been suppressed$' hidden.out) $(grep -c hunter2 hidden.out)"
is "--hide-secret: all else is the same" "$(grep -v -e hunter2 -e Secret -e v1 -e 'name: login' -e 'name: hooked' -e '^LAST' -e '^$' client.out)" \
    "$(grep -v -e HIDDEN -e v1 -e '^LAST' hidden.out)"
fails_with "--hide-secret: not for what is meant" 1 \
    '^Error: INSTALLATION FAILED: hiding Kubernetes secrets requires a dry-run mode$' zarf-helm install web web --hide-secret
fails_with "--diff: not for what is meant" 1 '^Error: INSTALLATION FAILED: --diff requires a dry-run mode$' \
    zarf-helm install web web --diff
fails_with "--diff: text only" 1 'has no other form than text' zarf-helm install web web --dry-run --diff -o json
alone install web web --dry-run=client --diff >diff.out
is "install --dry-run=client --diff: everything is new" "configmap/kept
configmap/old
configmap/site
secret/login" "$(names <diff.out)"
is "... in the order of installation, and Secrets keep theirs" '--- secret/login (not there)
+++ secret/login (revision 1)
@@ -0,0 +1,7 @@
+apiVersion: v1
+kind: Secret
+metadata:
+  name: login
+stringData:
+  password: "***"
+  user: "***"' "$(head -n 10 diff.out)"

# With one.
zarf-helm install web web -n shop --dry-run=server >server.out
like "install --dry-run=server: looks into the cluster" '^  found: default$' "$(cat server.out)"
like "install --dry-run=server: knows what the cluster can do" '^  server: "true [0-9]+"$' "$(cat server.out)"
is "install --dry-run=server --diff: a namespace that is not there yet" "4" \
    "$(zarf-helm install web web -n shop --dry-run=server --diff | grep -c '^+++ .* in shop (revision 1)$')"
is "install --dry-run: nothing happens" "" "$(zarf-kube get ns shop -o name --ignore-not-found)"
zarf-helm install web web -n shop --create-namespace >/dev/null
is "upgrade --dry-run=server --diff: nothing would change" "" "$(zarf-helm upgrade web web -n shop --dry-run=server --diff)"
zarf-kube apply -n shop --field-manager other --force-conflicts -f - >/dev/null <<'EOF'
{apiVersion: v1, kind: ConfigMap, metadata: {name: site}, data: {other: theirs}}
EOF
zarf-helm upgrade web web -n shop --set word=bye,password=new,moved=true --dry-run=server --diff >diff.out
is "upgrade --dry-run=server --diff: what changes, comes and goes, but for what is kept" "configmap/new in shop
configmap/old in shop
configmap/site in shop
secret/login in shop" "$(names <diff.out)"
is "... of a Secret's values only which of them" ' data:
-  password: "*** (before)"
+  password: "*** (after)"
   user: "***"' "$(grep -A 3 '^ data:' diff.out | head -n 4)"
is "... with what others have added" "   other: theirs
-  word: hello
+  word: bye" "$(grep -E '^.  (other|word)' diff.out)"
is "... and nothing happens" "hello 1" "$(zarf-kube get cm site -n shop -o 'jsonpath={.data.word}') $(zarf-helm list -n shop \
    --no-headers | awk '{print $3}')"
is "upgrade --dry-run=client --diff: between what was and what would be recorded" "-  found: default
+  found: none
-  word: hello
+  word: bye" "$(zarf-helm upgrade web web -n shop --set word=bye --dry-run=client --diff | grep '^[-+] ')"
like "upgrade --dry-run=client: knows what the cluster can do, as Helm's" '^  server: "true [0-9]+"$' \
    "$(zarf-helm upgrade web web -n shop --dry-run=client)"
zarf-helm upgrade web web -n shop --dry-run=server --hide-secret >hidden.out
is "upgrade --hide-secret" "2 0" "$(grep -c '^# HIDDEN' hidden.out) $(grep -c hunter2 hidden.out)"
is "upgrade --hide-secret --diff: a Secret is no less there" "" \
    "$(zarf-helm upgrade web web -n shop --dry-run=server --hide-secret --diff)"
fails_with "--dry-run=server --diff: what the server would refuse" 1 \
    'UPGRADE FAILED: apply service/port in shop: .*spec.ports\[0\].port: Invalid value: 99999' \
    zarf-helm upgrade web web -n shop --set port=99999 --dry-run=server --diff
fails_with "--dry-run=server --diff: fields of others" 1 '\.data\.word belongs to "other"' sh -c '
    echo "{apiVersion: v1, kind: ConfigMap, metadata: {name: site}, data: {word: theirs}}" |
        zarf-kube apply -n shop --field-manager other --force-conflicts -f - >/dev/null
    zarf-helm upgrade web web -n shop --dry-run=server --diff'
is "... are taken with --force-conflicts" "-  word: theirs
+  word: hello" "$(zarf-helm upgrade web web -n shop --dry-run=server --diff --force-conflicts | grep '^[-+]  w')"
is "... or by those who spoke for Helm before" "-  word: earlier
+  word: hello" "$(echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: site}, data: {word: earlier}}' |
    zarf-kube apply -n shop --field-manager zarf --force-conflicts -f - >/dev/null
    zarf-kube apply -n shop --field-manager other -f - >/dev/null <<'EOF'
{apiVersion: v1, kind: ConfigMap, metadata: {name: site}, data: {}}
EOF
    zarf-helm upgrade web web -n shop --dry-run=server --diff | grep '^[-+]  w')"
zarf-helm upgrade web web -n shop --set word=bye,moved=true --force-conflicts >/dev/null
is "rollback --dry-run=server --diff" "configmap/new in shop
configmap/old in shop
configmap/site in shop" "$(zarf-helm rollback web 1 -n shop --dry-run=server --diff | names)"
is "client side: replaced and merged objects are pretended, too" "-  word: bye
+  word: x
-  word: bye
+  word: x" "$(for how in --server-side=false --force-replace; do
    zarf-helm upgrade web web -n shop --set word=x,moved=true --dry-run=server --diff "$how" | grep '^[-+]  w'
done)"

# template
zarf-helm template web web -n shop --dry-run=server >served.out
is "template --dry-run=server: what installing would apply" "$(manifest <server.out)" \
    "$(zarf-helm template web web -n shop --dry-run=server --no-hooks)"
is "template --validate: the same, by its old name" "$(cat served.out)" \
    "$(zarf-helm template web web -n shop --validate 2>validate.err)"
like "template --validate: says so" "use '--dry-run=server' instead" "$(cat validate.err)"
fails_with "template --dry-run=server: objects of others" 1 \
    '^Error: unable to continue with install: .* "site" in namespace "shop" exists and cannot be imported' \
    zarf-helm template other web -n shop --dry-run=server
ok "template --dry-run=server --is-upgrade: ... are no hindrance" \
    zarf-helm template other web -n shop --dry-run=server --is-upgrade
mkdir -p own/templates own/crds
echo '{apiVersion: v2, name: own, version: 1.0.0}' >own/Chart.yaml
cat >own/crds/parts.yaml <<'EOF'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: parts.own.test}
spec:
  group: own.test
  names: {kind: Part, plural: parts, singular: part}
  scope: Namespaced
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
EOF
echo '{apiVersion: own.test/v1, kind: Part, metadata: {name: {{ .Values.name | default "one" }}}}' >own/templates/part.yaml
zarf-helm install own own -n shop --dry-run=server --diff >own.diff 2>own.err
is "--dry-run=server: kinds that the chart brings are no hindrance" "+++ part.own.test/one (revision 1)" "$(grep '^+++' own.diff)"
like "... but one is told" 'contains CRDs. Rendering may fail' "$(cat own.err)"
ok "template --dry-run=server: likewise" zarf-helm template own own -n shop --dry-run=server
fails_with "--dry-run=server: kinds that nobody has" 1 \
    'unable to build kubernetes objects from release manifest: find kind Part in own.test/v1' \
    zarf-helm install own own -n shop --dry-run=server --skip-crds
fails_with "template --dry-run=server: kinds that nobody has" 1 \
    'unable to build kubernetes objects from release manifest: find kind Part in own.test/v1' \
    zarf-helm template own own -n shop --dry-run=server --skip-crds
fails_with "template --dry-run=server: no cluster" 1 'no kubeconfig at' alone template web web --dry-run=server
fails_with "template --dry-run=none" 1 '^Error: invalid dry-run value \("none"\). Must be "server" or "client"$' \
    zarf-helm template web web --dry-run=none
fails_with "template --validate --dry-run" 1 'none of the others can be' zarf-helm template web web --validate --dry-run=client

# The namespace of the kubeconfig's context.
printf '{{ .Release.Namespace }}' >web/templates/NOTES.txt
cat >web/templates/where.yaml <<'EOF'
{apiVersion: v1, kind: ConfigMap, metadata: {name: where}, data: {namespace: "{{ .Release.Namespace }}"}}
EOF
where() { sed -n 's/.*data: {namespace: "\(.*\)"}}/\1/p'; }
sed 's/context: {cluster: test, user: test}/context: {cluster: test, user: test, namespace: mine}/' "$KUBECONFIG" >mine.conf
is "template: the context's namespace" "mine" "$(KUBECONFIG=mine.conf zarf-helm template web web | where)"
is "template: --namespace goes before it" "given" "$(KUBECONFIG=mine.conf zarf-helm template web web -n given | where)"
is "template: \$HELM_NAMESPACE, too" "said" "$(KUBECONFIG=mine.conf HELM_NAMESPACE=said zarf-helm template web web | where)"
is "template: a context of one's choice" "default" \
    "$(zarf-helm template web web --kubeconfig mine.conf --kube-context nothing | where)"
echo '{broken: [' >broken.conf
is "template: a kubeconfig that cannot be read is none" "default" "$(KUBECONFIG=broken.conf zarf-helm template web web | where)"
is "install --dry-run=client: the context's namespace" "mine" \
    "$(KUBECONFIG=mine.conf zarf-helm install web web --dry-run=client | where)"
done_testing
