#!/bin/sh
# What the options of zarf-helm install, upgrade, rollback and uninstall do, on a real API server; values as the real
# Helm takes them over.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/cluster.sh
. "$(dirname "$0")/cluster.sh"
# shellcheck source=Tests/cli/judge.sh
. "$(dirname "$0")/judge.sh"
cd "$work" || exit 1
need_judge
start_cluster

mkdir -p web/templates web/crds
echo '{apiVersion: v2, name: web, version: 1.0.0}' >web/Chart.yaml
cat >web/values.yaml <<'EOF'
word: one
deep: {a: 1, b: 2}
list: [1, 2]
EOF
cat >web/templates/all.yaml <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata: {name: site}
data: {values: {{ omit .Values "new" "bad" "global" | toJson | quote }}}
{{- if .Values.new }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: new}
{{- end }}
{{- if .Values.bad }}
---
apiVersion: v1
kind: Service
metadata: {name: bad}
spec: {ports: [{port: 99999, protocol: TCP}]}
{{- end }}
EOF
definition() {
    cat <<EOF
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.web.test, labels: {round: "$1"}}
spec:
  group: web.test
  names: {kind: Gadget, plural: gadgets, singular: gadget}
  scope: Namespaced
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
EOF
}
definition 1 >web/crds/gadgets.yaml
round() { zarf-kube get crd gadgets.web.test -o 'jsonpath={.metadata.labels.round}'; }

# --create-namespace
fails_with "a namespace that is not there" 1 'namespaces "shop" not found' zarf-helm install web web -n shop
ok "--create-namespace: makes it" zarf-helm install web web -n shop --create-namespace
is "--create-namespace: with Helm's label" "shop" "$(zarf-kube get ns shop -o 'jsonpath={.metadata.labels.name}')"
zarf-kube apply -f - >/dev/null <<'EOF'
{apiVersion: v1, kind: Namespace, metadata: {name: mine, labels: {owner: me}}}
EOF
zarf-helm install web web -n mine --create-namespace >/dev/null
is "--create-namespace: one that is there stays as it is" "me" \
    "$(zarf-kube get ns mine -o 'jsonpath={.metadata.labels.owner}{.metadata.labels.name}')"
ok "--create-namespace: only with upgrade --install" zarf-helm upgrade --install web web -n other --create-namespace

# --crds
definition 2 >web/crds/gadgets.yaml
zarf-helm upgrade web web -n shop >/dev/null
is "--crds: an upgrade leaves definitions alone, as Helm's" "1" "$(round)"
zarf-helm install second web -n second --create-namespace >/dev/null
is "--crds: so does an installation, of those that are there" "1" "$(round)"
zarf-helm upgrade web web -n shop --crds upgrade >/dev/null
is "--crds upgrade: applies them" "2" "$(round)"
definition 3 >web/crds/gadgets.yaml
zarf-helm install third web -n third --create-namespace --crds upgrade >/dev/null
is "--crds upgrade: on installation, too" "3" "$(round)"
for name in second third; do zarf-helm uninstall "$name" -n "$name" >/dev/null; done
is "--crds: they outlive the release" "3" "$(round)"
definition broken | sed 's/type: object/type: nonsense/' >web/crds/gadgets.yaml
fails_with "--crds upgrade: a definition that is none ends it" 1 \
    'UPGRADE FAILED: failed to install CRD gadgets.web.test: .*openAPIV3Schema' zarf-helm upgrade web web -n shop --crds upgrade
like "... before anything is recorded" ' deployed $' "$(states web shop)"
sed 's/name: gadgets/name: other/' web/crds/gadgets.yaml >other.yaml
zarf-kube delete crd/gadgets.web.test >/dev/null
zarf-helm upgrade web web -n shop --skip-crds --crds skip >/dev/null
is "--skip-crds: none are made" "" "$(there crd gadgets.web.test)"
fails_with "--crds: what is no choice" 1 'must be one of "create", "upgrade", "skip"' zarf-helm upgrade web web -n shop --crds all
definition 4 >web/crds/gadgets.yaml

# --reuse-values and its like, as Helm has them: the new chart has other values than the one before.
cp -R web web2
cat >web2/values.yaml <<'EOF'
word: two
deep: {a: 10, c: 3}
list: [3]
added: yes
EOF
zarf-kube apply -f - >/dev/null <<'EOF'
{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Namespace, metadata: {name: ours}}, {apiVersion: v1, kind: Namespace, metadata: {name: theirs}}]}
EOF
# reuse TITLE OURS THEIRS JSON: two releases with values of their own are upgraded with the options.
number=0
reuse() {
    number=$((number + 1))
    for reuse_space in ours theirs; do
        zarf-helm install "r$number" web -n "$reuse_space" --skip-crds --no-hooks --take-ownership \
            --set-json '{"word":"mine","deep":{"a":5,"d":null},"list":[9]}' >/dev/null
    done
    # shellcheck disable=SC2086
    zarf-helm upgrade "r$number" web2 -n ours --skip-crds $2 ${4:+--set-json "$4"} >/dev/null
    # shellcheck disable=SC2086
    helm upgrade theirs "name=r$number" "chart=$work/web2" $3 ${4:+values="$4"} >/dev/null
    is "$1: what the templates see is what they see with Helm" \
        "$(zarf-kube get cm site -n theirs -o 'jsonpath={.data.values}')" "$(zarf-kube get cm site -n ours -o 'jsonpath={.data.values}')"
    is "$1: so is what users gave" "$(record theirs)" "$(record ours)"
    for reuse_space in ours theirs; do zarf-helm uninstall "r$number" -n "$reuse_space" >/dev/null; done
}
record() { zarf-helm get values "r$number" -n "$1" -o json; }
more='{"deep":{"e":7},"more":true}'
reuse "upgrade without values" "" ""
reuse "upgrade with values" "" "" "$more"
reuse "--reset-values" --reset-values reset_values=true
reuse "--reset-values with values" --reset-values reset_values=true "$more"
reuse "--reuse-values" --reuse-values reuse_values=true
reuse "--reuse-values with values" --reuse-values reuse_values=true "$more"
reuse "--reset-then-reuse-values" --reset-then-reuse-values reset_then_reuse_values=true
reuse "--reset-then-reuse-values with values" --reset-then-reuse-values reset_then_reuse_values=true "$more"
reuse "--reset-values goes before --reuse-values" "--reset-values --reuse-values" "reset_values=true reuse_values=true" "$more"

# --cleanup-on-fail
fails_with "a failed upgrade" 1 'UPGRADE FAILED' zarf-helm upgrade web web -n shop --set new=true,bad=true
is "... leaves what it has made" "configmap/new" "$(there cm new -n shop)"
zarf-helm upgrade web web -n shop >/dev/null
is "... until the next one that succeeds" "" "$(there cm new -n shop)"
fails_with "--cleanup-on-fail: fails as before" 1 'UPGRADE FAILED: .*Invalid value: 99999' \
    zarf-helm upgrade web web -n shop --set new=true,bad=true --cleanup-on-fail
is "--cleanup-on-fail: what it has made goes, what was there stays" "configmap/site" "$(there cm site new -n shop)"
zarf-helm upgrade web web -n shop >/dev/null

# --rollback-on-failure, --atomic; of pods that never get ready 0633 tells.
fails_with "--rollback-on-failure: an installation is undone" 1 \
    'release gone failed, and has been uninstalled due to rollback-on-failure being set: .*99999' \
    zarf-helm install gone web -n gone --create-namespace --set bad=true,new=true --rollback-on-failure --timeout 20s
is "... to the last object and record" "" "$(there cm site new -n gone)$(zarf-helm list -n gone -q)"
before=$(zarf-kube get cm site -n shop -o 'jsonpath={.data.values}')
fails_with "--atomic: an upgrade is undone" 1 \
    'UPGRADE FAILED: release web failed, and has been rolled back due to rollback-on-failure being set: .*99999' \
    zarf-helm upgrade web web -n shop --set bad=true,new=true,word=bad --atomic --timeout 20s
is "... to what was there" "$before" "$(zarf-kube get cm site -n shop -o 'jsonpath={.data.values}')"
is "... and without what was not" "" "$(there cm new -n shop)"
like "... as a revision of its own" ' superseded [0-9]+ failed [0-9]+ deployed $' "$(states web shop)"
zarf-helm install never web -n never --create-namespace --set bad=true >/dev/null 2>&1
fails_with "--rollback-on-failure: there is nothing to go back to" 1 'unable to find a previously successful release' \
    zarf-helm upgrade never web -n never --set bad=true --rollback-on-failure --timeout 20s

# --history-max
for _ in 1 2 3 4; do zarf-helm upgrade web web -n shop --history-max 3 >/dev/null; done
is "--history-max: so many are kept" "3" "$(states web shop | wc -w | awk '{print $1 / 2}')"
for _ in 1 2 3 4; do zarf-helm upgrade web web -n shop --history-max 3 --set bad=true >/dev/null 2>&1; done
is "--history-max: among them the last good one, however old" "1 2" \
    "$(states web shop | grep -o deployed | wc -l | tr -d ' ') $(states web shop | grep -o failed | wc -l | tr -d ' ')"
zarf-helm upgrade web web -n shop --history-max 0 >/dev/null
is "--history-max 0: all" "4" "$(states web shop | wc -w | awk '{print $1 / 2}')"
HELM_MAX_HISTORY=2 zarf-helm upgrade web web -n shop >/dev/null
is "\$HELM_MAX_HISTORY" "2" "$(states web shop | wc -w | awk '{print $1 / 2}')"
zarf-helm rollback web -n shop --history-max 2 >/dev/null
is "rollback --history-max" "2" "$(states web shop | wc -w | awk '{print $1 / 2}')"

# --keep-history
zarf-helm uninstall web -n shop --keep-history --description gone >/dev/null
like "--keep-history: the records tell of it" ' uninstalled $' "$(states web shop)"
is "--keep-history: the objects are gone" "" "$(there cm site -n shop)"
like "--keep-history: why" '"description":"gone"' "$(zarf-helm history web -n shop -o json)"
fails_with "--keep-history: the name is taken" 1 'cannot reuse a name that is still in use' zarf-helm install web web -n shop
fails_with "--keep-history: once is enough" 1 'is already deleted' zarf-helm uninstall web -n shop --keep-history
ok "--keep-history: back to what was" zarf-helm rollback web -n shop
is "... with its objects" "configmap/site" "$(there cm site -n shop)"
zarf-helm uninstall web -n shop --keep-history >/dev/null
ok "--replace: the name is used again" zarf-helm install web web -n shop --replace
like "... as the next revision" ' superseded [0-9]+ deployed $' "$(states web shop)"
zarf-helm uninstall web -n shop --keep-history >/dev/null
zarf-helm upgrade --install web web -n shop >install.out
is "upgrade --install: so does it" 'Release "web" does not exist. Installing it now.' "$(head -n 1 install.out)"

# --take-ownership
object='{apiVersion: v1, kind: ConfigMap, metadata: {name: site, namespace: taken, labels: {theirs: x}}, data: {values: old, more: theirs}}'
zarf-kube apply -f - >/dev/null <<EOF
{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Namespace, metadata: {name: taken}}, $object]}
EOF
fails_with "objects of nobody are left alone" 1 \
    'unable to continue with install: ConfigMap "site" in namespace "taken" exists and cannot be imported' \
    zarf-helm install web web -n taken
fails_with "--take-ownership: fields of others are still theirs" 1 '\.data\.values belongs to "somebody"' sh -c '
    echo "$1" | zarf-kube apply -f - --field-manager somebody --force-conflicts >/dev/null
    zarf-helm install web web -n taken --take-ownership' sh "$object"
zarf-helm uninstall web -n taken >/dev/null 2>&1
echo "$object" | zarf-kube apply -f - --field-manager somebody --force-conflicts >/dev/null
ok "--take-ownership --force-conflicts: are ours" zarf-helm install web web -n taken --take-ownership --force-conflicts
is "... with the release's marks, and what others have added" "Helm web taken theirs x" "$(zarf-kube get cm site -n taken -o \
    'jsonpath={.metadata.labels.app\.kubernetes\.io/managed-by} {.metadata.annotations.meta\.helm\.sh/release-name} {.metadata.annotations.meta\.helm\.sh/release-namespace} {.data.more} {.metadata.labels.theirs}')"
zarf-helm uninstall web -n taken >/dev/null
echo "$object" | zarf-kube apply -f - --field-manager somebody --force-conflicts >/dev/null
ok "--take-ownership --server-side=false: merged by the client" \
    zarf-helm install web web -n taken --take-ownership --server-side=false
is "... likewise" "Helm theirs" "$(zarf-kube get cm site -n taken -o 'jsonpath={.metadata.labels.app\.kubernetes\.io/managed-by} {.data.more}')"
echo "$object" | sed 's/taken/takentoo/' >other.yaml
{ echo '{apiVersion: v1, kind: Namespace, metadata: {name: takentoo}}'; echo ---; cat other.yaml; } | zarf-kube apply -f - >/dev/null
helm install takentoo name=web "chart=$work/web" take_ownership=true server_side_apply=false >/dev/null
is "... as the real Helm merges it" "$(zarf-kube get cm site -n takentoo -o 'jsonpath={.data}')" \
    "$(zarf-kube get cm site -n taken -o 'jsonpath={.data}')"
zarf-kube apply -n taken -f - >/dev/null <<'EOF'
{apiVersion: v1, kind: ConfigMap, metadata: {name: new}}
EOF
fails_with "upgrade: objects of nobody are left alone" 1 'unable to continue with update: ConfigMap "new"' \
    zarf-helm upgrade web web -n taken --set new=true
ok "upgrade --take-ownership" zarf-helm upgrade web web -n taken --set new=true --take-ownership --force-conflicts

# --force-conflicts, --force-replace
echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: site}, data: {values: theirs, more: theirs}}' |
    zarf-kube apply -n shop --field-manager other --force-conflicts -f - >/dev/null
fails_with "upgrade: fields of others are named" 1 'UPGRADE FAILED: .*\.data\.values belongs to "other"' zarf-helm upgrade web web -n shop
like "... and what to do" '^hint: .*--force-conflicts' "$(zarf-helm upgrade web web -n shop 2>&1)"
ok "upgrade --force-conflicts: takes them" zarf-helm upgrade web web -n shop --force-conflicts
is "... and those alone" "theirs" "$(zarf-kube get cm site -n shop -o 'jsonpath={.data.more}')"
uid=$(zarf-kube get cm site -n shop -o 'jsonpath={.metadata.uid}')
ok "upgrade --force-replace" zarf-helm upgrade web web -n shop --force-replace --set word=replaced
is "... leaves nothing of others, in the same object" "$uid" \
    "$(zarf-kube get cm site -n shop -o 'jsonpath={.data.more}{.metadata.uid}')"
like "... and is what the release wants" replaced "$(zarf-kube get cm site -n shop -o 'jsonpath={.data.values}')"
fails_with "--force-replace and --force-conflicts exclude each other" 1 'none of the others can be' \
    zarf-helm upgrade web web -n shop --force-replace --force-conflicts

# More than a record holds.
head -c 1200000 /dev/urandom >web/noise.bin
fails_with "a chart over 1 MiB: refused" 1 \
    'INSTALLATION FAILED: release "large" cannot be recorded: [0-9]+ bytes, and a Secret holds 1048576; nothing was applied' \
    zarf-helm install large web -n large --create-namespace
is "... before anything is done" "" "$(there ns large)"
fails_with "... by an upgrade, too" 1 'UPGRADE FAILED: release "web" cannot be recorded' \
    zarf-helm upgrade web web -n shop --set word=large
is "... likewise" "0" "$(zarf-kube get cm site -n shop -o 'jsonpath={.data.values}' | grep -c large)"
like "... what to do" 'hint: leave files out of the chart with .helmignore' \
    "$(zarf-helm install large web -n large --create-namespace 2>&1)"
echo noise.bin >web/.helmignore
ok "... and it helps" zarf-helm upgrade web web -n shop --set word=large
head -c 800000 /dev/urandom | base64 -w 0 >noise.txt
fails_with "values over 1 MiB" 1 'cannot be recorded' zarf-helm upgrade web web -n shop --set-file word=noise.txt
done_testing
