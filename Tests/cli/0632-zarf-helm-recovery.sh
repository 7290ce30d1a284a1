#!/bin/sh
# zarf-helm killed in the middle of an installation or an upgrade: the same command converges afterwards.
# ZARF_TEST_KILLS: how many moments, 30 unless said otherwise; ZARF_TEST_SEED chooses them.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/cluster.sh
. "$(dirname "$0")/cluster.sh"
# shellcheck source=Tests/cli/servers.sh
. "$(dirname "$0")/servers.sh"
cd "$work" || exit 1
start_cluster
kills=${ZARF_TEST_KILLS:-30}

mkdir -p many/templates
echo '{apiVersion: v2, name: many, version: 1.0.0}' >many/Chart.yaml
echo 'first: 0' >many/values.yaml
cat >many/templates/all.yaml <<'EOF'
{{- range $i := untilStep (int .Values.first) (int (add .Values.first 30)) 1 }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: "c{{ $i }}"}
data: {round: {{ $.Values.round | quote }}}
{{- end }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: hook, annotations: {helm.sh/hook: "pre-install,pre-upgrade,post-install,post-upgrade"}}
EOF

# act ROUND COMMAND...: the command whose interruption is looked at; every fourth installs, the others upgrade.
act() {
    act_round=$1 act_verb="upgrade --install"
    [ $((act_round % 4)) -ne 3 ] || act_verb=install
    shift
    # shellcheck disable=SC2086
    "$@" zarf-helm $act_verb many many -n shop --create-namespace --wait --timeout 120s \
        --set "round=$act_round,first=$((act_round % 3 * 10))"
}
# converge ROUND: the same command again. What was installed before it was killed is no matter.
converge() {
    act "$1" env || { [ $(($1 % 4)) -eq 3 ] && [ "$(zarf-helm list -n shop --deployed -q)" = many ]; }
}

# How long it takes undisturbed bounds the moments.
began=$(date +%s%N)
act 0 env >/dev/null || fail "undisturbed"
whole=$((($(date +%s%N) - began) / 1000000))
moments=$(awk -v n="$kills" -v whole="$whole" -v seed="${ZARF_TEST_SEED:-7}" \
    'BEGIN { srand(seed); for (i = 0; i < n; i++) printf "%.3f\n", rand() * whole / 1000 }')
round=0 unfinished=0
for moment in $moments; do
    round=$((round + 1))
    [ $((round % 4)) -ne 3 ] || zarf-helm uninstall many -n shop >/dev/null
    act "$round" timeout -s KILL "$moment" >/dev/null 2>&1
    state=$(zarf-helm list -n shop --pending -q)
    [ -z "$state" ] || unfinished=$((unfinished + 1))
    if ! converge "$round" >again.out 2>&1; then
        fail "killed after $moment s: the same command succeeds" "$(cat again.out)"
        continue
    fi
    expected=$(seq $((round % 3 * 10)) $((round % 3 * 10 + 29)) | sed "s/.*/c& $round/" | sort)
    actual=$(zarf-kube get cm -n shop -o 'jsonpath={range .items[*]}{.metadata.name} {.data.round}{"\n"}{end}' |
        grep '^c[0-9]' | sort)
    is "killed after $moment s: then all is as if it had not been" "$expected" "$actual"
done
is "no revision is left unfinished" "" "$(zarf-helm list -n shop --pending -q)"
is "one revision is deployed" "1" "$(zarf-helm history many -n shop -o json | grep -o '"status":"deployed"' | wc -l | tr -d ' ')"
echo "# $unfinished of $kills found a revision that was left unfinished; an undisturbed run takes $whole ms"

# What was begun with other values leaves nothing behind.
zarf-helm uninstall many -n shop >/dev/null
timeout -s KILL "$(awk -v whole="$whole" 'BEGIN { printf "%.3f", whole * 0.8 / 1000 }')" \
    zarf-helm install many many -n shop --set first=100 >/dev/null 2>&1
ok "an installation that was killed is begun again with other values" \
    zarf-helm upgrade --install many many -n shop --set first=0
is "... and of what it had made nothing is left" "30" "$(zarf-kube get cm -n shop -o name | grep -c '/c[0-9]')"

# Two at once: one of them is told that somebody is at work, and neither harms the other.
mkdir -p slow/templates
echo '{apiVersion: v2, name: slow, version: 1.0.0}' >slow/Chart.yaml
cat >slow/templates/job.yaml <<'EOF'
apiVersion: batch/v1
kind: Job
metadata: {name: never, annotations: {helm.sh/hook: pre-upgrade}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: "nowhere.test/x"}]}}}
EOF
zarf-helm install slow slow -n shop >/dev/null
zarf-helm upgrade slow slow -n shop --timeout 20s >first.out 2>&1 &
first=$!
wait_for "the first to be at work" sh -c '[ "$(zarf-helm list -n shop --pending -q)" = slow ]'
fails_with "a second operation finds the first at work" 1 'another operation \(install/upgrade/rollback\) is in progress' \
    zarf-helm upgrade slow slow -n shop --timeout 20s
kill -KILL "$first"
wait "$first" 2>/dev/null
ok "when the first is gone, the same command goes on" zarf-helm upgrade slow slow -n shop --no-hooks
is "what it left behind counts as failed" "1 superseded 2 failed 3 deployed " "$(states slow shop)"

# Who was killed may be seen for a moment longer.
zarf-helm upgrade slow slow -n shop --timeout 60s >first.out 2>&1 &
first=$!
wait_for "the first to be at work" sh -c '[ "$(zarf-helm list -n shop --pending -q)" = slow ]'
{ sleep 1 && kill -KILL "$first"; } &
ok "one who dies a second later is waited for" zarf-helm upgrade slow slow -n shop --no-hooks
wait "$first" 2>/dev/null

# --- killed while a request is on its way: it is done after the same command was begun again ---
: >rules
serve door kubernetes-door.py "$KUBECONFIG" "$work/rules"
door_kubeconfig "$served" >door.conf
# late PATTERN VERB ARGUMENT...: zarf-helm, killed when a request the pattern is found in was sent; then the same once more,
# which finds it done right before it asks the like. Status and output are in again.out.
late() {
    # The door counts by rule: each is another one.
    echo "1 2 0 (?#$*)$1" >rules
    late_before=$(grep -c ^kept door.log)
    shift
    KUBECONFIG=$work/door.conf zarf-helm "$@" >first.out 2>&1 &
    late_process=$!
    wait_for "the request to be on its way" sh -c '[ "$(grep -c ^kept door.log)" -gt "$0" ]' "$late_before"
    kill -KILL "$late_process"
    wait "$late_process" 2>/dev/null
    KUBECONFIG=$work/door.conf zarf-helm "$@" >again.out 2>&1 || echo "status $?" >>again.out
    cat again.out
}
mkdir -p small/templates
echo '{apiVersion: v2, name: small, version: 1.0.0}' >small/Chart.yaml
echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: small}, data: {a: {{ .Values.a | quote }}}}' >small/templates/cm.yaml
like "the first record of an installation" '^STATUS: deployed' \
    "$(late 'POST .*/secrets' upgrade --install small small -n late --create-namespace --set a=1)"
is "... one revision failed, the next is deployed" "1 failed 2 deployed " "$(states small late)"
like "the first record of an upgrade" '^STATUS: deployed' "$(late 'POST .*/secrets' upgrade small small -n late --set a=2)"
is "... counts as failed" "1 failed 2 superseded 3 failed 4 deployed " "$(states small late)"
like "that the one before is of the past" '^STATUS: deployed' "$(late 'PUT .*small.v4' upgrade small small -n late --set a=3)"
is "... is written once" "1 failed 2 superseded 3 failed 4 superseded 5 failed 6 deployed " "$(states small late)"
like "the last record of an upgrade" '^STATUS: deployed' "$(late 'PUT .*small.v7' upgrade small small -n late --set a=4)"
is "... makes no second one that is deployed" "7 superseded 8 deployed " "$(states small late | sed 's/.* 7 s/7 s/')"
like "the record of a rollback" 'Rollback was a success' "$(late 'POST .*/secrets' rollback small 4 -n late)"
is "... too" "8 superseded 9 failed 10 deployed " "$(states small late | sed 's/.* 8 s/8 s/')"
is "and all is as it was said last" 2 "$(path cm small late .data.a)"
like "that an uninstallation begins" '^release "small" uninstalled' "$(late 'PUT .*small.v10' uninstall small -n late)"
is "... leaves nothing" "" "$(kube get secrets -n late -l owner=helm -o name)"
done_testing
