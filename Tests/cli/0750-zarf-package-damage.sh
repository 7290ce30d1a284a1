#!/bin/sh
# A package of ours, cut and damaged at many places, and one whose index tells of another package: every tool that reads
# packages says so with status 3 and leaves nothing, and none ever gives other content than was packed.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

export SOURCE_DATE_EPOCH=1700000000
HOME=$work/home
TMPDIR=$work/temporary
export HOME TMPDIR
mkdir "$HOME" "$TMPDIR" "$work/in" && cd "$work/in" || exit 1

# shellcheck disable=SC2317
# make NAME: packs an image, a component with files and documentation; what differs between two is their name.
make() {
    mkdir -p "$1/files"
    printf '%s\n' "$1" >"$1/files/small" && printf '# %s\n' "$1" >"$1/README.md"
    awk 'BEGIN { for (i = 0; i < 60000; i++) print i * i }' >"$1/files/large"
    tar --sort=name --mtime=@0 --owner=0 --group=0 -cf "$1/layer.tar" -C "$1/files" small
    zarf-oci append --layer "$1/layer.tar" --platform linux/amd64 "archive:$1/image.tar:registry.test/app:1" >/dev/null || return
    cat >"$1/zarf.yaml" <<END
kind: ZarfPackageConfig
metadata: {name: $1, version: 1.0.0, architecture: amd64}
documentation: {readme: README.md}
components:
- name: web
  required: true
  files: [{source: files/small, target: small}, {source: files/large, target: large}]
- name: pictures
  imageArchives: [{path: image.tar, images: ["registry.test/app:1"]}]
END
    zarf-pack "$1" -o "$1.tar.zst" >/dev/null
}
ok "a package" make first
ok "another one" make other
zarf-unpack first.tar.zst -o first.tree >/dev/null
ok "that can be read" zarf-inspect first.tar.zst check
size=$(stat -c %s first.tar.zst)

# Cut: everything that reads it through says so.
step=$((size / 40 + 1)) length=0
: >wrong
while [ "$length" -lt "$size" ]; do
    head -c "$length" first.tar.zst >cut.tar.zst
    for command in 'zarf-unpack cut.tar.zst -o out' 'zarf-inspect cut.tar.zst check' 'zarf-inspect cut.tar.zst definition' \
        'zarf-unpack cut.tar.zst --component web -o out' 'zarf-plan deploy cut.tar.zst --components web' \
        'zarf-oci digest package:cut.tar.zst' 'zarf-unpack - -o out'; do
        status=0
        # The commands are words, splitting them is the point.
        # shellcheck disable=SC2086
        $command <cut.tar.zst >/dev/null 2>message || status=$?
        grep -q '^zarf-[a-z]*: error: ' message || echo "no message" >>wrong
        [ "$status" -eq 3 ] || echo "$length bytes: $command: status $status: $(head -n 1 message)" >>wrong
        [ ! -e out ] || { echo "$length bytes: $command: left out" >>wrong && chmod -R u+w out && rm -rf out; }
    done
    length=$((length + step))
done
is "cut anywhere it is refused with status 3, and nothing is left" "" "$(head -n 20 wrong)"

# Damaged: refused, or the damage is where nothing is said.
: >wrong
refused=0 kept=0 offset=7
step=$((size / 80 + 1))
while [ "$offset" -lt "$size" ]; do
    cp first.tar.zst bad.tar.zst
    "$python" -c 'import sys
with open("bad.tar.zst", "r+b") as file:
    file.seek(int(sys.argv[1])); byte = file.read(1)[0]; file.seek(int(sys.argv[1])); file.write(bytes([byte ^ 0x41]))' "$offset"
    status=0
    zarf-unpack bad.tar.zst -o out >/dev/null 2>message || status=$?
    case $status in
        0) diff -r first.tree out >/dev/null || echo "offset $offset: other content" >>wrong; kept=$((kept + 1)) ;;
        3) refused=$((refused + 1)); [ ! -e out ] || echo "offset $offset: left out" >>wrong ;;
        *) echo "offset $offset: status $status: $(head -n 1 message)" >>wrong ;;
    esac
    chmod -R u+w out 2>/dev/null
    rm -rf out
    offset=$((offset + step))
done
is "damaged anywhere it is refused, or the content is the right one" "" "$(head -n 20 wrong)"
ok "and mostly it is refused ($refused times, $kept times nothing was lost)" test "$refused" -gt "$kept"

# An index that lies: the one of the other package, behind this one's content.
"$python" - <<'END'
import struct
def split(name):
    data, at, frames = open(name, "rb").read(), 0, []
    last = data.rfind(struct.pack("<I", 0x184D2A5E))
    # Frames of the index are skippable (RFC 8878 3.1.2) and stand at the end; find the first of that row.
    start = len(data)
    for magic in range(0x184D2A50, 0x184D2A60):
        position = data.find(struct.pack("<I", magic))
        while position >= 0:
            at = position
            while at + 8 <= len(data) and 0x184D2A50 <= struct.unpack_from("<I", data, at)[0] <= 0x184D2A5F:
                at += 8 + struct.unpack_from("<I", data, at + 4)[0]
            if at == len(data):
                start = min(start, position)
            position = data.find(struct.pack("<I", magic), position + 1)
    return data[:start], data[start:]
first, other = split("first.tar.zst"), split("other.tar.zst")
assert first[1] and other[1]
open("none.tar.zst", "wb").write(first[0])
open("lies.tar.zst", "wb").write(first[0] + other[1])
open("twice.tar.zst", "wb").write(first[0] + other[1] + first[1])
END
for package in none lies twice; do
    status=0
    zarf-unpack "$package.tar.zst" -o out >/dev/null 2>message || status=$?
    if [ "$status" -eq 3 ]; then pass "index $package: refused"; else ok "index $package: the right content" diff -r first.tree out; fi
    [ ! -d out ] || chmod -R u+w out
    rm -rf out
    for subject in definition documentation check images; do
        status=0
        zarf-inspect "$package.tar.zst" "$subject" >said 2>message || status=$?
        zarf-inspect first.tar.zst "$subject" >true
        if [ "$status" -eq 3 ]; then pass "index $package: inspect $subject: refused"; else same "index $package: inspect $subject" true said; fi
    done
done
ok "without an index all is there" zarf-inspect none.tar.zst check
ok "zstd takes no offence at two" zstd -q -t lies.tar.zst twice.tar.zst

# Files of an unpacked package.
cp -r first.tree tree && chmod -R u+w tree
printf x >tree/extra
fails_with "an unpacked package with one more file" 3 '"extra" is not in checksums.txt' zarf-inspect tree check
rm tree/extra && rm tree/documentation.tar
fails_with "with one file less" 3 'documentation.tar' zarf-inspect tree check
ln -s ../first.tree/documentation.tar tree/documentation.tar
fails_with "with a link in place of a file" 3 'documentation.tar' zarf-inspect tree check
rm -rf tree

# Output that cannot be written.
if [ "$(id -u)" -eq 0 ] && mkdir small && mount -t tmpfs -o size=16k tmpfs small 2>/dev/null; then
    fails_with "a full disk for what comes on standard input" 1 'no space left' \
        sh -c 'TMPDIR=$PWD/small zarf-inspect - check <first.tar.zst'
    is "is left empty" "" "$(ls -A small)"
    mount -o remount,ro small
    fails_with "documentation into a read-only folder" 1 'read-only file system' \
        zarf-inspect first.tar.zst documentation -o small/docs
    umount small
fi
is "no temporaries are left" "" "$(ls -A "$TMPDIR")"
done_testing
