#!/bin/sh
# zarf-injector in a crowd of 10,000 connections that stall, break off and talk nonsense: those who pull get their blobs.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/../cli/tap.sh"
# shellcheck source=Tests/injector/payload.sh
. "$(dirname "$0")/payload.sh"
cd "$work" || exit 1
make_layout
load payload.gz
start_injector 127.0.0.1
blob=layout/blobs/sha256/${layer#sha256:}
files() { find "/proc/$injector_pid/fd" -mindepth 1 | wc -l; }
before=$(files)

ok "everybody who pulled among 10,000 connections got it whole" \
    sh -c "python3 '$tap_here/soak.py' '$port' '$layer' '$blob' 10000 >soak.log"
sed 's/^/# /' soak.log
is "it answers" 200 "$(curl -sS -o /dev/null -w '%{http_code}' "$url/v2/")"
# shellcheck disable=SC2317
is_quiet() { [ "$(files)" -le "$before" ]; }
ok "no descriptor is left open ($before before)" wait_for "the last connections' end" is_quiet
memory=$(awk '/^VmHWM/ { print $2 }' "/proc/$injector_pid/status")
[ -n "${INJECTOR:-}" ] || ok "it never took more than 2 MiB ($memory KiB)" test "$memory" -le 2048
kill "$injector_pid"
status=0
wait "$injector_pid" || status=$?
is "it ends when asked" 0 "$status"
done_testing
