# Sourced by the tests of the tools: prints TAP for prove(1). The tools are found on PATH.
# A test script calls `plan N` last (or `done_testing`), and works in $work, which is removed at the end.
# shellcheck shell=sh

set -u
LC_ALL=C
export LC_ALL
# A test run by make is not part of that make: its own make says so in every line it prints.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEFILES MAKE_TERMOUT MAKE_TERMERR
tap_count=0
tap_failed=0
tap_here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
tap_root=$(CDPATH='' cd -- "$tap_here/../.." && pwd)
# shellcheck disable=SC2034
shared=${ZARF_SHARED:-$tap_root/../shared}
# shellcheck disable=SC2034
python=${XDG_CACHE_HOME:-$HOME/.cache}/zarf/python/bin/python
PATH=$tap_root/bin:$PATH
export PATH
work=$(mktemp -d "${TMPDIR:-/tmp}/zarf-test.XXXXXX")
tap_pids=

tap_end() {
    for tap_pid in $tap_pids; do
        kill "$tap_pid" 2>/dev/null && wait "$tap_pid" 2>/dev/null
    done
    chmod -R u+w "$work" 2>/dev/null
    rm -rf "$work"
}
trap tap_end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# pass NAME, fail NAME [TEXT]: one line of TAP. What went wrong goes to standard error, which prove shows without -v, too.
pass() {
    tap_count=$((tap_count + 1))
    printf 'ok %d - %s\n' "$tap_count" "$1"
}
fail() {
    tap_count=$((tap_count + 1))
    tap_failed=$((tap_failed + 1))
    printf 'not ok %d - %s\n' "$tap_count" "$1"
    printf '# failed test %d - %s\n' "$tap_count" "$1" >&2
    [ $# -lt 2 ] || printf '%s\n' "$2" | diagnose
}

# diagnose: what comes in, as diagnostics; of a long text its beginning and, as errors come last, more of its end.
diagnose() {
    awk '{ line[NR] = $0 }
        END { for (i = 1; i <= NR; i++) { if (i == 11 && NR > 50) { print "# ..."; i = NR - 39 } print "# " line[i] } }' >&2
}

# ok NAME COMMAND...: the command succeeds.
ok() {
    tap_name=$1
    shift
    if tap_output=$("$@" 2>&1); then pass "$tap_name"; else fail "$tap_name" "status $?: $tap_output"; fi
}

# is NAME EXPECTED ACTUAL: two texts are equal.
is() {
    if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "expected: $2
actual:   $3"; fi
}

# like NAME PATTERN TEXT: the text has a line that matches the extended regular expression.
like() {
    if printf '%s\n' "$3" | grep -Eq -- "$2"; then pass "$1"; else fail "$1" "no line matches: $2
in: $3"; fi
}

# same NAME FILE FILE: two files are equal.
same() {
    if tap_output=$(diff "$2" "$3" 2>&1); then pass "$1"; else fail "$1" "$tap_output"; fi
}

# fails_with NAME STATUS PATTERN COMMAND...: the command ends with the status, and its standard error matches.
fails_with() {
    tap_name=$1 tap_status=$2 tap_pattern=$3
    shift 3
    tap_got=0
    tap_output=$("$@" 2>&1 >/dev/null) || tap_got=$?
    # The status may be a pattern such as [13].
    # shellcheck disable=SC2254
    case $tap_got in
        $tap_status) ;;
        *)
            fail "$tap_name" "expected status $tap_status, got $tap_got: $tap_output"
            return
            ;;
    esac
    if printf '%s\n' "$tap_output" | grep -Eq -- "$tap_pattern"; then
        pass "$tap_name"
    else
        fail "$tap_name" "no line matches: $tap_pattern
in: $tap_output"
    fi
}

# skip_all REASON: nothing here can be tested; not allowed in CI.
skip_all() {
    if [ "${CI:-}" = true ]; then
        printf '1..1\nnot ok 1 - in CI nothing is skipped: %s\n' "$1"
        printf '%s\n' "in CI nothing is skipped: $1" | diagnose
        exit 1
    fi
    printf '1..0 # SKIP %s\n' "$1"
    exit 0
}

# done_testing: prints the plan; the exit status says whether everything passed.
done_testing() {
    printf '1..%d\n' "$tap_count"
    [ "$tap_failed" -eq 0 ]
    exit $?
}

# background COMMAND...: starts a server that is stopped when the test ends; its pid is in $background_pid.
background() {
    "$@" &
    background_pid=$!
    tap_pids="$tap_pids $background_pid"
}

# wait_for NAME COMMAND...: repeats the command until it succeeds, 15 s at most; wait_for_long for two minutes.
wait_for() { tap_wait 150 "$@"; }
wait_for_long() { tap_wait 1200 "$@"; }
tap_wait() {
    tap_tries=$1 tap_name=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        tap_tries=$((tap_tries - 1))
        if [ "$tap_tries" -eq 0 ]; then
            fail "$tap_name is ready in time" "$*"
            return 1
        fi
        sleep 0.1
    done
}

# shellcheck disable=SC2120
# start_registry [DIRECTORY]: a Debian docker-registry on a free loopback port; sets $registry to host:port.
start_registry() {
    tap_storage=${1:-$work/registry}
    mkdir -p "$tap_storage"
    cat >"$tap_storage.yml" <<EOF
version: 0.1
log: {level: info, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $tap_storage}, delete: {enabled: true}}
http: {addr: 127.0.0.1:0}
EOF
    background env OTEL_TRACES_EXPORTER=none docker-registry serve "$tap_storage.yml" >"$tap_storage.log" 2>&1
    wait_for "the registry" grep -q 'listening on 127' "$tap_storage.log" || return 1
    # shellcheck disable=SC2034
    registry=$(sed -n 's/.*listening on \(127[^" ]*\).*/\1/p' "$tap_storage.log" | head -n 1)
}
