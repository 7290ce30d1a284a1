#!/bin/sh
# Tools and scripts in odd surroundings: streams that are closed or full, outputs that are no files, no home, places
# where nothing can be written, names of several words. Each ends with the right status and leaves nothing behind.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
mkdir "$work/in" "$work/home" && cd "$work/in" || exit 1
HOME=$work/home
SOURCE_DATE_EPOCH=1700000000
export HOME SOURCE_DATE_EPOCH
unset TMPDIR XDG_STATE_HOME XDG_CACHE_HOME KUBECONFIG
mkdir 'a def'
printf 'text\n' >'a def/a file'
cat >'a def/zarf.yaml' <<'END'
kind: ZarfPackageConfig
metadata: {name: site, version: 1.0.0, architecture: amd64}
components: [{name: files, required: true, files: [{source: a file, target: an output/a file}]}]
END
package=zarf-package-site-amd64-1.0.0.tar.zst
zarf-pack 'a def' >/dev/null || exit 1
# left: what there is but for what was there at first.
left() { find . -mindepth 1 -maxdepth 1 ! -name 'a def' ! -name "$package"; }

# --- outputs that are no files ---
mkfifo pipe
cat pipe >piped &
is "pack into a pipe: nothing is said" "" "$(zarf-pack 'a def' -o pipe)"
wait $!
same "pack into a pipe: the package" "$package" piped
ok "pack into a pipe: it is still one" test -p pipe
fails_with "pack into a pipe: not in parts" 64 'cannot split what goes to standard output or a pipe' \
    zarf-pack 'a def' -o pipe --max-package-size 1
zarf-pack 'a def' -o /dev/stdout >piped
same "pack to /dev/stdout" "$package" piped
ok "/dev/stdout is still a link" test -L /dev/stdout
if [ "$(id -u)" -eq 0 ] && mkdir devices && mknod devices/null c 1 3 2>/dev/null && mknod devices/full c 1 7; then
    ok "pack to nowhere" zarf-pack 'a def' -o devices/null
    fails_with "pack to a full device" 1 'write devices/full: no space left on device' zarf-pack 'a def' -o devices/full
    fails_with "an image archive in the place of a device" 1 'create devices/null.tar: what is there is no file, and stays' sh -c '
        mv devices/null devices/null.tar
        tar -cf layer.tar "a def"
        zarf-oci append --layer layer.tar oci:image >/dev/null
        zarf-oci copy oci:image archive:devices/null.tar'
    ok "devices are still there" test -c devices/null.tar -a -c devices/full
fi
rm -rf pipe piped devices layer.tar image

# --- standard streams that are closed or full ---
ok "pack: no standard input" sh -c 'zarf-pack "a def" -o x <&-'
same "pack: no standard input, the same package" "$package" x
ok "pack: no standard error" sh -c 'zarf-pack "a def" -o x 2>&-'
same "pack: no standard error, the same package" "$package" x
fails_with "pack: no standard output" 1 'write standard output: bad file descriptor' sh -c 'zarf-pack "a def" -o x >&-'
mkfifo pipe
# shellcheck disable=SC2217
zarf-mutate --registry r.test <pipe 2>&- >mutated &
mutating=$!
exec 9>pipe
# What it opens next must not become its standard error. Until it begins, the number is its loader's for libraries.
ok "no standard error: its number is taken" \
    wait_for "the tool" sh -c '[ "$(readlink "/proc/$0/fd/2")" = /dev/null ]' "$mutating"
exec 9>&-
wait "$mutating"
rm pipe mutated x
# shellcheck disable=SC2317
deploy() { sh -c "zarf-deploy $package --confirm --force $1"; }
ok "deploy: no standard input" deploy '<&-'
ok "deploy: no standard error" deploy '2>&-'
fails_with "deploy: a full standard error" 1 '' deploy '2>/dev/full'
fails_with "deploy: no standard output" 1 'write standard output' deploy '>&-'
fails_with "deploy: a full standard output" 1 'zarf-deploy: error: write standard output' deploy '>/dev/full'
is "a reader that goes" "deploy site 1.0.0 from $package" "$(zarf-deploy "$package" --plan 2>/dev/null | head -n 1)"
for command in "zarf-inspect $package definition" "zarf-inspect $package check" "zarf-unpack $package --cat zarf.yaml" \
    "zarf-plan deploy $package" "zarf-deploy $package --plan" "zarf-sha256sum $package" "zarf-pack --schema" "zarf --help" \
    "zarf version"; do
    fails_with "${command%% "$package"*} into a full device" 1 'write standard output|No space left' sh -c "$command >/dev/full"
done
rm -rf 'an output'

# --- no home, or one that is none ---
# shellcheck disable=SC2317
nowhere() { env -i PATH="$PATH" "$@"; }
ok "no environment: pack" nowhere zarf-pack 'a def' -o x --no-cache
ok "no environment: look" nowhere zarf-inspect "$package" check
fails_with "no environment: deploy wants to know where to keep track" 64 'hint: neither XDG_STATE_HOME nor HOME is set' \
    nowhere zarf-deploy "$package" --confirm
ok "no environment: ... and does when told" nowhere zarf-deploy "$package" --confirm --journal journal
rm -rf x journal 'an output'
fails_with "an empty HOME is none" 64 'neither XDG_STATE_HOME nor HOME is set' env HOME= zarf-deploy "$package" --confirm
ok "an empty TMPDIR is none" env TMPDIR= zarf-unpack --cat zarf.yaml "$package"
is "nothing came into this folder" "" "$(left)"
fails_with "a home that is no folder: deploy" 1 'create directory /dev/null' env HOME=/dev/null zarf-deploy "$package" --confirm
like "... and what to do" 'hint: --journal names another place' "$(HOME=/dev/null zarf-deploy "$package" --confirm 2>&1)"
fails_with "a home that is no folder: pack" 1 'hint: --cache names another cache, --no-cache does without' \
    env HOME=/dev/null zarf-pack 'a def' -o x

# --- languages ---
ok "a locale that nobody has" env LC_ALL=tr_TR.UTF-8 zarf-deploy "$package" --confirm --force
rm -rf 'an output'

# --- names ---
odd='x $y #%;&
z'
mkdir "$odd" && cp -R 'a def' "$odd/" && cp "$package" "$odd/p q \$r #%.tar.zst"
ok "a folder of an odd name" sh -c 'cd "$1" && zarf-create "a def" -o . && zarf-deploy "p q \$r #%.tar.zst" --confirm' sh "$odd"
is "a file is where it belongs" text "$(cat "$odd/an output/a file")"
cp "$package" "$odd.tar.zst"
ok "a package of two lines: look" zarf-inspect "$odd.tar.zst" check
fails_with "a package of two lines: no makefile can name it" 64 'its path holds a newline' zarf-deploy "$odd.tar.zst" --confirm
rm -r "$odd" "$odd.tar.zst"

# --- a disk that only reads ---
if [ "$(id -u)" -eq 0 ] && mkdir ro && mount -t tmpfs tmpfs ro 2>/dev/null; then
    cp -R 'a def' "$package" ro/
    mount -o remount,ro ro
    cd ro || exit 1
    fails_with "a read-only folder: create" 1 'read-only file system' zarf-create 'a def'
    fails_with "a read-only folder: deploy" 1 'read-only file system' zarf-deploy "$package" --confirm --force
    fails_with "a read-only folder: unpack" 1 'read-only file system' zarf-unpack "$package"
    ok "a read-only folder: look" zarf-inspect "$package" check
    cd .. && umount ro && rmdir ro
fi
is "nothing is left" "" "$(left)"
done_testing
