#!/bin/sh
# zarf-helm on a real node, which this test starts: pods that start, pods that do not, hooks that run, tests; root.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/node.sh
. "$(dirname "$0")/node.sh"
cd "$work" || exit 1
need_node
start_node
helm() { inside zarf-helm "$@"; }

mkdir -p app/templates
echo '{apiVersion: v2, name: app, version: 1.0.0}' >app/Chart.yaml
printf '%s\n' 'image: zlab.local/app:1' 'migration: echo migrated' 'test: echo tested' >app/values.yaml
cat >app/templates/app.yaml <<'END'
apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - {name: app, image: "{{ .Values.image }}", imagePullPolicy: IfNotPresent, command: [/app/busybox, sleep, "3600"]}
END
cat >app/templates/extra.yaml <<'END'
{{- if .Values.extra }}
{apiVersion: v1, kind: ConfigMap, metadata: {name: extra}}
{{- end }}
END
cat >app/templates/hooks.yaml <<'END'
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-delete-policy: before-hook-creation
    helm.sh/hook-output-log-policy: hook-succeeded,hook-failed
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers:
      - {name: c, image: "zlab.local/app:1", imagePullPolicy: Never, command: [/app/busybox, sh, -c, {{ .Values.migration | quote }}]}
---
apiVersion: v1
kind: Pod
metadata:
  name: probe
  annotations: {helm.sh/hook: test, helm.sh/hook-delete-policy: "before-hook-creation"}
spec:
  restartPolicy: Never
  containers:
  - {name: c, image: "zlab.local/app:1", imagePullPolicy: Never, command: [/app/busybox, sh, -c, {{ .Values.test | quote }}]}
END

helm install app app -n shop --create-namespace --wait --timeout 120s >install.out 2>install.err ||
    fail "install" "$(cat install.err)"
like "install: pods start, and are waited for" '^STATUS: deployed$' "$(cat install.out)"
is "install: the deployment is available when it is done" "1" \
    "$(kube get deploy app -n shop -o 'jsonpath={.status.availableReplicas}')"
like "install: the logs of a hook that wishes it" '^migrated$' "$(cat install.err)"

helm test app -n shop --logs --timeout 60s >test.out 2>&1 || fail "test" "$(cat test.out)"
like "test: what became of it" '^Phase: +Succeeded$' "$(cat test.out)"
like "test: what it wrote" '^tested$' "$(cat test.out)"

fails_with "an image that cannot be had: the explanation names it" 1 'ErrImagePull|ImagePullBackOff' \
    helm upgrade app app -n shop --wait --timeout 15s --set image=nowhere.test/none:1
fails_with "a hook that fails: the upgrade does, and the logs tell why" 1 'UPGRADE FAILED: pre-upgrade hooks failed' \
    helm upgrade app app -n shop --set migration='echo no such column; exit 3' --timeout 60s
helm upgrade app app -n shop --set migration='echo no such column; exit 3' --timeout 60s >fail.out 2>&1
like "a hook that fails: its log" '^no such column$' "$(cat fail.out)"
fails_with "a test that fails" 1 'failed' sh -c '
    "$0/c/inside" zarf-helm upgrade app app -n shop --set test="exit 1" >/dev/null
    "$0/c/inside" zarf-helm test app -n shop --timeout 60s' "$work"
fails_with "rollback-on-failure: says so" 1 'has been rolled back due to rollback-on-failure being set' \
    helm upgrade app app -n shop --rollback-on-failure --timeout 15s --set image=nowhere.test/none:1
is "rollback-on-failure: the last good image again" "zlab.local/app:1" "$(kube get deploy app \
    -n shop -o 'jsonpath={.spec.template.spec.containers[0].image}')"
fails_with "rollback-on-failure: why the pods never got ready" 1 'ErrImagePull|ImagePullBackOff' \
    helm upgrade app app -n shop --atomic --timeout 15s --set image=nowhere.test/none:1
is "rollback-on-failure: one revision is deployed, the last" "deployed " "$(helm history app -n shop --max 1 -o json |
    sed 's/.*"status":"\([^"]*\)".*/\1/') $(helm list -n shop --pending -q)"
fails_with "rollback-on-failure: an installation is uninstalled" 1 \
    'release never failed, and has been uninstalled due to rollback-on-failure being set' \
    helm install never app -n never --create-namespace --no-hooks --rollback-on-failure --timeout 15s --set image=nowhere.test/none:1
is "rollback-on-failure: nothing is left of it" "" \
    "$(kube get deploy -n never -o name)$(helm list -n never -q)"
fails_with "cleanup-on-fail: what never got ready" 1 'UPGRADE FAILED' \
    helm upgrade app app -n shop --cleanup-on-fail --wait --timeout 15s --set image=nowhere.test/none:1,extra=true
is "cleanup-on-fail: what it had made goes, what was there stays" "deployment.apps/app" \
    "$(kube get deploy,cm app extra -n shop -o name --ignore-not-found)"
ok "uninstall: waits until all is gone" helm uninstall app -n shop --wait --timeout 60s
is "uninstall: no deployment is left" "" "$(kube get deploy -n shop -o name)"
done_testing
