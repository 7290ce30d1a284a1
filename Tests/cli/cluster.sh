# Sourced by tests that need a real API server: starts one without a node, and asks it. node.sh starts one with a node.
# shellcheck shell=sh disable=SC2154,SC2317,SC2329

# start_cluster: starts a control plane in $work/cluster, whose kubeconfig is then $KUBECONFIG; it is stopped at the end.
start_cluster() {
    trap '"$tap_root/Tests/cluster/down" "$work/cluster"; tap_end' EXIT
    KUBECONFIG=$("$tap_root/Tests/cluster/up" "$work/cluster" 2>up.log) || skip_all "no cluster: $(tail -n 1 up.log)"
    XDG_CACHE_HOME=$work/cache XDG_STATE_HOME=$work/state
    export KUBECONFIG XDG_CACHE_HOME XDG_STATE_HOME
}

# inside COMMAND...: runs what wants to reach the cluster.
inside() { "$@"; }
kube() { inside zarf-kube "$@"; }

# there KIND... [OPTION]...: the names of those that exist.
there() { kube get "$@" -o name --ignore-not-found; }
# path KIND NAME NAMESPACE PATH: what an object has there.
path() { kube get "$1" "$2" -n "$3" --ignore-not-found -o "jsonpath={$4}"; }

# states RELEASE NAMESPACE: each revision and what became of it, in one line.
states() { inside zarf-helm history "$1" -n "$2" -o json | jq -j '.[] | "\(.revision) \(.status) "'; }

# door_kubeconfig PORT: for Tests/Fixtures/servers/kubernetes-door.py, which has the credentials itself.
door_kubeconfig() {
    cat <<END
apiVersion: v1
kind: Config
current-context: door
contexts: [{name: door, context: {cluster: door, user: door}}]
clusters: [{name: door, cluster: {server: "http://127.0.0.1:$1"}}]
users: [{name: door, user: {token: none}}]
END
}
