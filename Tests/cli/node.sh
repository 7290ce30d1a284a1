# Sourced by tests that run on a real node: what it needs, images made of Debian's programs, an init package.
# shellcheck shell=sh disable=SC2154

# What asks a cluster without a node asks this one, too.
# shellcheck source=Tests/cli/cluster.sh
. "$(dirname "$0")/cluster.sh"

# need_node: skips the test where no node can be; what is started is stopped at the end.
need_node() {
    trap '"$tap_root/Tests/cluster/node-down" "$work/c" 2>/dev/null; tap_end' EXIT
    [ "$(id -u)" -eq 0 ] || skip_all "a node needs root"
    ip netns add "zarf-try-$$" 2>/dev/null || skip_all "no network namespaces here"
    ip netns del "zarf-try-$$"
}

# start_node: starts the node. It is reached by `inside COMMAND...`.
start_node() {
    "$tap_root/Tests/cluster/node-up" "$work/c" >conf 2>up.log || skip_all "no node: $(tail -n 1 up.log)"
    XDG_CACHE_HOME=$work/cache XDG_STATE_HOME=$work/state
    export XDG_CACHE_HOME XDG_STATE_HOME
}

# shellcheck disable=SC2317
inside() { "$work/c/inside" "$@"; }

# layer FOLDER: packs it into FOLDER.tar, the same bytes every time.
layer() { tar -C "$1" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$1.tar" .; }

# program_image PROGRAM IMAGE: an image of one of Debian's programs and the libraries it needs, in $registry.
program_image() {
    rm -rf root
    mkdir -p root/usr/bin root/tmp
    cp "$(command -v "$1")" root/usr/bin/
    ldd "root/usr/bin/$1" | grep -o '/[^ ]*' | while IFS= read -r node_library; do
        mkdir -p "root${node_library%/*}"
        cp -L "$node_library" "root$node_library"
    done
    layer root
    zarf-oci append --layer root.tar --entrypoint "[\"/usr/bin/$1\"]" --env PATH=/usr/bin "$registry/$2" >/dev/null
}

# shell_image IMAGE...: images of busybox that do nothing until they are stopped, in $registry; its layer is app.tar.
shell_image() {
    mkdir -p app/bin
    cp "$(command -v busybox)" app/bin/
    for node_applet in sh tar test; do ln -sf busybox "app/bin/$node_applet"; done
    layer app
    for node_image; do
        zarf-oci append --layer app.tar --entrypoint '["/bin/busybox","sh","-c","trap exit TERM; while :; do sleep 1; done"]' \
            --label "image=$node_image" "$registry/$node_image" >/dev/null
    done
}

# shellcheck disable=SC2120
# init_package [OPTION]...: packs the init package with a registry made of Debian's; prints its path.
init_package() {
    zarf-pack "$tap_root/packages/init" -o . --set VERSION=0.1.0 --set REGISTRY_IMAGE_DOMAIN="$registry/" \
        --set REGISTRY_IMAGE=library/registry --set REGISTRY_IMAGE_TAG=2.8.2 "$@" 2>pack.err
}

# prepare_init IMAGE...: a registry outside of the node, in it the images that do nothing; $init is an init package.
prepare_init() {
    need_node
    start_registry || skip_all "no registry"
    program_image docker-registry library/registry:2.8.2
    shell_image "$@"
    # shellcheck disable=SC2034
    init=$(init_package)
}
