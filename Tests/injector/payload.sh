# Sourced by the injector's tests after tap.sh: makes an OCI layout and payloads of it, and starts the injector.
# shellcheck shell=sh disable=SC2034,SC2154

# The plain binary, or one with sanitizers; INJECTOR says which, so that both run the same tests.
injector=${INJECTOR:-$tap_root/bin/zarf-injector}
ZARF_INJECTOR_INIT_ROOT=$work/init ZARF_INJECTOR_SEED_ROOT=$work/seed
export ZARF_INJECTOR_INIT_ROOT ZARF_INJECTOR_SEED_ROOT

# make_layout: $work/layout, one image called library/registry:3.1.1 with a layer of 3 MB.
make_layout() {
    mkdir "$work/root"
    head -c 2000000 /dev/urandom >"$work/root/noise"
    seq 1 200000 >"$work/root/numbers"
    tar -C "$work/root" -cf "$work/layer.tar" noise numbers
    zarf-oci append --layer "$work/layer.tar" "oci:$work/layout:x" >/dev/null
    jq -c '.manifests[0].annotations = {"org.opencontainers.image.base.name": "library/registry:3.1.1"}' \
        "$work/layout/index.json" >"$work/index.json"
    mv "$work/index.json" "$work/layout/index.json"
    tar -C "$work/layout" -cf "$work/payload.tar" index.json oci-layout blobs
    gzip -c "$work/payload.tar" >"$work/payload.gz"
    digest=$(jq -r '.manifests[0].digest' "$work/layout/index.json")
    layer=$(jq -r '.layers[0].digest' "$work/layout/blobs/sha256/${digest#sha256:}")
}

sha() { sha256sum "$1" | cut -c 1-64; }

# load FILE [SIZE]: splits a payload into parts, and sets $hash.
load() {
    rm -rf "$work/init" "$work/seed"
    mkdir "$work/init" "$work/seed"
    split -b "${2:-786432}" -a 4 -d "$1" "$work/init/zarf-payload-"
    for part in "$work"/init/zarf-payload-0*; do mv "$part" "$work/init/zarf-payload-${part##*-0}"; done
    hash=$(sha "$1")
}

# start_injector ADDRESS: serves what was loaded on a free port; sets $port and $url.
start_injector() {
    "$injector" "$hash" "$1:0" >"$work/injector.log" 2>&1 &
    injector_pid=$!
    tap_pids="$tap_pids $injector_pid"
    wait_for "the injector" grep -q 'serving on port' "$work/injector.log" || cat "$work/injector.log" >&2
    port=$(sed -n 's/.*serving on port //p' "$work/injector.log")
    url=http://$1:$port
}
