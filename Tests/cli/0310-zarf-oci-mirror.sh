#!/bin/sh
# zarf-oci mirror: images of packages go into Docker's registry under the names that clusters look for; real Zarf's packages, too.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$work" || exit 1
start_registry || skip_all "no registry"
source=$registry
start_registry "$work/target" || skip_all "no registry"

mkdir -p app/bin
head -c 3000000 /dev/urandom >app/bin/app
tar -C app --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf app.tar .
echo two >app/two
tar -C app --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf two.tar two
zarf-oci append --layer app.tar "$source/acme/one:1" >one
zarf-oci append --base "$source/acme/one:1" --layer two.tar "$source/acme/two:1" >two
mkdir package
cat >package/zarf.yaml <<END
kind: ZarfPackageConfig
metadata: {name: pair, version: 0.1.0, architecture: amd64}
components:
- {name: one, required: true, images: ["$source/acme/one:1"]}
- {name: two, required: true, images: ["$source/acme/two:1", "$source/acme/one@$(cat one)"]}
END
zarf-pack package -o . >/dev/null 2>pack.err || diagnose <pack.err
package=zarf-package-pair-amd64-0.1.0.tar.zst
mark() { zarf-mutate --registry "$registry" --image "$1"; }

is "names are printed: with a checksum, and plain" "$(mark "$source/acme/one:1")
$registry/acme/one:1" "$(zarf-oci mirror "$package" --component one --to "$registry")"
is "the image is what it was" "$(cat one)" "$(zarf-oci digest "$registry/acme/one:1")"
is "under both names" "$(cat one)" "$(zarf-oci digest "$(mark "$source/acme/one:1")")"
blobs() { find "$work/target" -name data -path '*/blobs/*' | wc -l; }
before=$(blobs)
: >target.log
is "images with and without tag" "$(mark "$source/acme/two:1")
$registry/acme/two:1
$registry/acme/one@$(cat one)" "$(zarf-oci mirror "$package" --component two --to "$registry")"
is "blobs that another repository has are taken over from there" 3 "$(($(blobs) - before))"
ok "all of it again" zarf-oci mirror "$package" --to "$registry"
is "sends nothing" "$((before + 3))" "$(blobs)"
is "--check finds nothing missing" "" "$(zarf-oci mirror "$package" --to "$registry" --check)"
zarf-oci rm "$registry/acme/two:1" >/dev/null
fails_with "what is missing is no" 2 '' zarf-oci mirror "$package" --to "$registry" --check
is "and named" "$(mark "$source/acme/two:1")
$registry/acme/two:1" "$(zarf-oci mirror "$package" --to "$registry" --check)"
fails_with "nothing is pushed" 2 '404' zarf-oci digest "$registry/acme/two:1"
ok "but then" zarf-oci mirror "$package" --component two --to "$registry"
is "the plain name alone" "$registry/acme/one:1" "$(zarf-oci mirror "$package" --component one --no-img-checksum --to "$registry")"
fails_with "a component that is not there" 64 'did you mean "two"' zarf-oci mirror "$package" --component twoo --to "$registry"
fails_with "no cluster" 1 'find a cluster: no kubeconfig' env KUBECONFIG=none zarf-oci mirror "$package"
fails_with "a registry that does not answer" 1 'blob sha256:[0-9a-f]* (to|in) 127.0.0.1:1/' \
    zarf-oci mirror "$package" --to 127.0.0.1:1 --retries 1 --plain-http

made=$shared/packages/made-by-zarf-0.84
[ -d "$made" ] || made=$shared/rig/packages/made-by-zarf-0.84
for upstreams in "$made"/zarf-package-everything-*.tar.zst; do
    [ -f "$upstreams" ] || continue
    ok "a package that real Zarf made: $(basename "$upstreams")" zarf-oci mirror "$upstreams" --to "$registry"
    zarf-inspect "$upstreams" images | sed -n 's/^- //p' | sort -u >names
    while IFS= read -r image; do
        is "has $image" "$(zarf-oci digest "package:$upstreams:$image")" "$(zarf-oci digest "$(mark "$image")")"
    done <names
done
done_testing
