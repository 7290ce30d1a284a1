#!/bin/sh
# zarf-injector under valgrind: unpacking, serving, refusing; no byte is used that was not set, nor one that is not ours.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/../cli/tap.sh"
# shellcheck source=Tests/injector/payload.sh
. "$(dirname "$0")/payload.sh"
cd "$work" || exit 1
command -v valgrind >/dev/null || skip_all "no valgrind"
make_layout
load payload.gz 100000
# shellcheck disable=SC2317
checked() { valgrind --quiet --error-exitcode=99 --log-file=valgrind.log "$@"; }

ok "unpacking" checked "$injector" --unpack-only "$hash"
ok "valgrind has nothing to say" test ! -s valgrind.log
head -c 100000 payload.gz >cut.gz
load cut.gz
fails_with "a payload that is cut off" 1 'unpack payload' checked "$injector" --unpack-only "$hash"
ok "valgrind has nothing to say to that" test ! -s valgrind.log

load payload.gz
valgrind --quiet --error-exitcode=99 --log-file=valgrind.log "$injector" "$hash" 127.0.0.1:0 >injector.log 2>&1 &
injector_pid=$!
tap_pids="$tap_pids $injector_pid"
wait_for "the injector" grep -q 'serving on port' injector.log
port=$(sed -n 's/.*serving on port //p' injector.log)
blob=layout/blobs/sha256/${layer#sha256:}
python3 "$tap_here/soak.py" "$port" "$layer" "$blob" 300 >soak.log
is "300 connections, among them whole pulls" "failed 0" "$(grep -o 'failed [0-9]*' soak.log)"
ok "skopeo pulls" skopeo copy --src-tls-verify=false "docker://127.0.0.1:$port/library/registry:3.1.1" dir:pulled
for path in /v2/_catalog /v2/library/registry/tags/list /v2/a/blobs/sha256:0 /nowhere "/v2/a/manifests/$digest"; do
    curl -sS -o /dev/null -r 1-5 "http://127.0.0.1:$port$path"
done
kill "$injector_pid"
status=0
wait "$injector_pid" || status=$?
is "it ends as it should" 0 "$status"
is "valgrind has nothing to say to any of it" "" "$(cat valgrind.log)"
done_testing
