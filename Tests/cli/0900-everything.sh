#!/bin/sh
# zarf-pack on the definition that real Zarf v0.84 packed, from the same registry and git content:
# the package must hold what Zarf's holds. Runs in a network namespace, because the definition names fixed ports.
if [ "${IN_NAMESPACE:-}" != yes ]; then
    unshare --net true 2>/dev/null || {
        printf '1..0 # SKIP making a network namespace needs root\n'
        [ "${CI:-}" != true ]
        exit
    }
    IN_NAMESPACE=yes exec unshare --net "$0" "$@"
fi
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

made=$shared/rig/packages/made-by-zarf-0.84
[ -d "$made" ] || skip_all "shared/rig is not here"
busybox ip link set lo up

# The registry and the repository, made from what Zarf's package carries.
theirs=$work/theirs
mkdir "$theirs"
tar --zstd -xf "$made/zarf-package-everything-amd64-1.2.3.tar.zst" -C "$theirs"
mkdir "$work/registry"
cat >"$work/registry.yml" <<EOF
version: 0.1
log: {level: info, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: 127.0.0.1:5001}
EOF
background docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1
wait_for "the registry" curl -fsS http://127.0.0.1:5001/v2/
multi=sha256:d0ba6785859823ad24e763a1c8f6ff91c22fdce6689d7f7ba8a75bdd209c8e63
push_blob() {
    location=$(curl -fsS -X POST -o /dev/null -D - "http://127.0.0.1:5001/v2/$1/blobs/uploads/" |
        sed -n 's/^[Ll]ocation: \([^[:cntrl:]]*\).*/\1/p')
    curl -fsS -X PUT -H 'Content-Type: application/octet-stream' --data-binary "@$3" "$location&digest=sha256:$2"
}
push_manifest() {
    curl -fsS -X PUT -H "Content-Type: $(jq -r .mediaType "$theirs/images/blobs/sha256/$3")" \
        --data-binary "@$theirs/images/blobs/sha256/$3" "http://127.0.0.1:5001/v2/$1/manifests/$2"
}
for blob in "$theirs"/images/blobs/sha256/*; do
    for name in acme/hello acme/multi; do push_blob "$name" "${blob##*/}" "$blob"; done
done
hello=$(jq -r '.manifests[] | select(.annotations["org.opencontainers.image.base.name"] | strings | endswith("hello:1.0.0")) | .digest' \
    "$theirs/images/index.json")
push_manifest acme/hello 1.0.0 "${hello#sha256:}"
for digest in $(jq -r '.manifests[].digest' "$theirs/images/blobs/sha256/${multi#sha256:}"); do
    push_manifest acme/multi "$digest" "${digest#sha256:}"
done
push_manifest acme/multi "$multi" "${multi#sha256:}"
mkdir -p "$work/app" "$work/git/acme"
tar -xf "$theirs/components/app.tar" -C "$work/app"
git clone --quiet --bare "$work/app/app/repos/sample-877749284" "$work/git/acme/sample.git" 2>/dev/null
git daemon --reuseaddr --listen=127.0.0.1 --base-path="$work/git" --export-all "$work/git" >"$work/git.log" 2>&1 &
tap_pids="$tap_pids $!"
wait_for "the git server" git ls-remote git://127.0.0.1/acme/sample.git

# Pack it twice, at the second that Zarf did.
timestamp=$(sed -n 's/^  timestamp: //p' "$theirs/zarf.yaml")
SOURCE_DATE_EPOCH=$(date -d "$timestamp" +%s)
export SOURCE_DATE_EPOCH
PATH=$PATH:${python%/*}
definition=$shared/rig/packages/definitions/everything
mkdir "$work/out" "$work/again"
package=$(cd "$definition" && zarf-pack . -o "$work/out" 2>"$work/log") || fail "zarf-pack" "$(cat "$work/log")"
is "the path is the last line" "$work/out/zarf-package-everything-amd64-1.2.3.tar.zst" "$package"
again=$(zarf-pack "$definition" -o "$work/again" --no-cache 2>>"$work/log")
ok "twice gives the same bytes" cmp "$package" "$again"
ok "zstd accepts it" zstd -q -t "$package"
ok "tar --zstd lists it" tar --zstd -tf "$package"

ours=$work/ours
mkdir "$ours"
tar --zstd -xf "$package" -C "$ours"
files() { (cd "$1" && find . -type f | LC_ALL=C sort); }
files "$theirs" >"$work/theirs.files"
files "$ours" >"$work/ours.files"
same "the same entries" "$work/theirs.files" "$work/ours.files"

# zarf.yaml: the same but for the checksum of checksums that differ by git packs and gzip framing.
for side in theirs ours; do sed '/aggregateChecksum/d' "$work/$side/zarf.yaml" >"$work/$side.yaml"; done
same "the same zarf.yaml, build section included" "$work/theirs.yaml" "$work/ours.yaml"
# Zarf's index also lists the platforms of a multi-platform image, without a name; ours lists what has one.
for side in theirs ours; do
    jq -S '.manifests | map(select(.annotations)) | sort_by(.digest)' "$work/$side/images/index.json" >"$work/$side.index"
done
same "the same image index with both annotations" "$work/theirs.index" "$work/ours.index"
same "the same documentation" "$theirs/documentation.tar" "$ours/documentation.tar"
same "the same oci-layout" "$theirs/images/oci-layout" "$ours/images/oci-layout"
ok "every blob is the same" diff -r "$theirs/images/blobs" "$ours/images/blobs"

# checksums.txt: the rules of Zarf's reader.
is "aggregateChecksum is the sha256 of checksums.txt" "$(sed -n 's/^  aggregateChecksum: //p' "$ours/zarf.yaml")" \
    "$(sha256sum <"$ours/checksums.txt" | cut -d' ' -f1)"
ok "sha256sum agrees with checksums.txt" sh -c "cd '$ours' && sed 's/ /  /' checksums.txt | sha256sum --strict -c"
ok "the lines are sorted" sort -c "$ours/checksums.txt"
is "checksums.txt lists every other file" "$(files "$ours" | grep -v -e '^./zarf.yaml$' -e '^./checksums.txt$' | sed 's,^./,,')" \
    "$(cut -d' ' -f2 "$ours/checksums.txt" | LC_ALL=C sort)"

# Component tars: same names, modes, owners, times and order; same bytes but for git packs and the chart's gzip framing.
for component in app host-files optional-thing; do
    for side in theirs ours; do
        tar --numeric-owner -tvf "$work/$side/components/$component.tar" |
            sed 's/pack-[0-9a-f]*/pack-X/; /pack-X/s/ [0-9]* 1970/ N 1970/; /\.tgz$/s/ [0-9]* 1970/ N 1970/' \
                >"$work/$side.$component"
        mkdir -p "$work/$side.c"
        tar -xf "$work/$side/components/$component.tar" -C "$work/$side.c"
    done
    same "$component: the same members" "$work/theirs.$component" "$work/ours.$component"
done
ok "host-files.tar is the same file" cmp "$theirs/components/host-files.tar" "$ours/components/host-files.tar"
ok "optional-thing.tar is the same file" cmp "$theirs/components/optional-thing.tar" "$ours/components/optional-thing.tar"
# Zarf's git index holds the times and inodes of its own work tree; ours has none, and is compared below.
ok "the members hold the same bytes" \
    diff -r -x '*.pack' -x '*.idx' -x '*.tgz' -x index "$work/theirs.c" "$work/ours.c"
for side in theirs ours; do gunzip -c <"$work/$side.c/app/charts/hello-0.3.1.tgz" | tar -xO >"$work/$side.chart"; done
same "the chart holds the same files in the same order" "$work/theirs.chart" "$work/ours.chart"
for repository in sample-61343934 sample-877749284; do
    for side in theirs ours; do
        git -C "$work/$side.c/app/repos/$repository" log --all --format='%H %D' >"$work/$side.log"
    done
    same "$repository: the same history and refs" "$work/theirs.log" "$work/ours.log"
    for side in theirs ours; do
        git -C "$work/$side.c/app/repos/$repository" ls-files --stage >"$work/$side.staged"
    done
    same "$repository: the same index" "$work/theirs.staged" "$work/ours.staged"
    ok "$repository: git fsck" git -C "$work/ours.c/app/repos/$repository" fsck --strict
    is "$repository: the work tree is clean" "" "$(git -C "$work/ours.c/app/repos/$repository" status --porcelain)"
done

# The other packages of Zarf's that need no server hold the same files, byte for byte: one written in the newer form,
# which carries both, and an uncompressed one.
for name in beta-amd64-0.2.0.tar.zst plain-amd64-0.1.0.tar; do
    mkdir "$work/$name" "$work/$name/theirs" "$work/$name/ours"
    tar -xf "$made/zarf-package-$name" -C "$work/$name/theirs"
    SOURCE_DATE_EPOCH=$(date -d "$(sed -n 's/^  timestamp: //p' "$work/$name/theirs/zarf.yaml" | head -n 1)" +%s) \
        zarf-pack "$shared/rig/packages/definitions/${name%%-*}" -o "$work/$name" >/dev/null 2>>"$work/log"
    tar -xf "$work/$name/zarf-package-$name" -C "$work/$name/ours"
    ok "${name%%-*}: what Zarf's package holds" diff -r "$work/$name/theirs" "$work/$name/ours"
done
mkdir "$work/init"
printf 'kind: ZarfInitConfig\nmetadata: {name: init}\ncomponents: [{name: a}]\n' >"$work/init/zarf.yaml"
is "an init package without a version has the toolchain's" "$work/out/zarf-init-arm64-v0.84.0.tar.zst" \
    "$(zarf-pack "$work/init" -a arm64 -o "$work/out" 2>>"$work/log")"

# Flavors bring components in and go into the name.
package=$(zarf-pack "$definition" --flavor vanilla -o "$work/out" 2>>"$work/log")
is "a flavor is part of the name" "$work/out/zarf-package-everything-amd64-1.2.3-vanilla.tar.zst" "$package"
like "a flavor brings its component" '^components/flavored.tar$' "$(tar --zstd -tf "$package")"
done_testing
