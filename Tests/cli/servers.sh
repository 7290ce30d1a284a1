# Sourced by tests that need a server of Tests/Fixtures/servers.
# shellcheck shell=sh disable=SC2154

# serve NAME SCRIPT [ARGUMENT]...: starts one until the test ends, or until serve_end NAME. What it prints goes to NAME.out,
# what it says to NAME.log; the first that it prints, its port or address, is in $served. It is run by $serve_by, if set.
serve() {
    serve_name=$1 serve_script=$tap_root/Tests/Fixtures/servers/$2
    shift 2
    mkfifo "$serve_name.in"
    ${serve_by:+"$serve_by"} "$python" "$serve_script" "$@" <"$serve_name.in" >"$serve_name.out" 2>"$serve_name.log" &
    tap_pids="$tap_pids $!"
    # Such a server ends with its input, so somebody holds the other end.
    sleep 3600 >"$serve_name.in" &
    echo $! >"$serve_name.holder"
    tap_pids="$tap_pids $!"
    wait_for "$serve_name" test -s "$serve_name.out"
    # shellcheck disable=SC2034
    served=$(head -n 1 "$serve_name.out")
}

# serve_end NAME: ends the server's input.
serve_end() { kill "$(cat "$1.holder")"; }
