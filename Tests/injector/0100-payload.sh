#!/bin/sh
# zarf-injector joins, checks and unpacks a payload. GNU tar, gzip and sha256sum make what it reads and judge what it wrote.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/../cli/tap.sh"
# shellcheck source=Tests/injector/payload.sh
. "$(dirname "$0")/payload.sh"
cd "$work" || exit 1
make_layout

# shellcheck disable=SC2317
unpack() { "$injector" --unpack-only "$hash"; }

for level in 1 6 9; do
    gzip -"$level" -c payload.tar >"level.gz"
    load level.gz
    ok "gzip -$level is unpacked" unpack
    ok "and nothing differs" diff -r layout seed
done
python3 - payload.tar stored.gz fixed.gz <<'END'
import sys, zlib
data = open(sys.argv[1], 'rb').read()
def write(path, level, strategy):
    z = zlib.compressobj(level, zlib.DEFLATED, 31, 8, strategy)
    open(path, 'wb').write(z.compress(data) + z.flush())
write(sys.argv[2], 0, zlib.Z_DEFAULT_STRATEGY)
write(sys.argv[3], 6, zlib.Z_FIXED)
END
for kind in stored fixed; do
    load $kind.gz
    ok "$kind blocks are unpacked" unpack
    ok "and nothing differs from $kind blocks" diff -r layout seed
done
{ head -c 1000000 payload.tar | gzip -n --name; tail -c +1000001 payload.tar | gzip; } >members.gz
load members.gz
ok "several members, one with a name, are one stream" unpack
ok "and nothing differs with members" diff -r layout seed
load payload.gz 1500
ok "over a thousand parts are joined in the order of their numbers" unpack
ok "and nothing differs with many parts" diff -r layout seed
ok "unpacking again over what is there is harmless" unpack
ok "and nothing differs the second time" diff -r layout seed

load payload.gz
fails_with "a wrong hash is refused" 1 'check payload: sha256 is [0-9a-f]{64}, expected 0{64} \([0-9]+ parts' \
    "$injector" --unpack-only "$(printf '%064d' 0)"
fails_with "and what was unpacked of it is not served by anybody" 1 'index.json: the payload has none' \
    "$injector" --serve-only 127.0.0.1:0
ok "a good payload, unpacked" unpack
fails_with "then a bad one over it" 1 'check payload' "$injector" --unpack-only "$(printf '%064d' 0)"
fails_with "leaves nothing to serve" 1 'index.json: the payload has none' "$injector" --serve-only 127.0.0.1:0
fails_with "what is no hash is refused" 1 '"abc" is no sha256' "$injector" --unpack-only abc
fails_with "an upper-case hash is no hash" 1 'is no sha256' "$injector" --unpack-only "$(printf '%064d' 0 | tr 0 A)"
rm init/zarf-payload-001
fails_with "a missing part is named" 1 'part 1 of .* is missing' unpack
load payload.gz
rm init/*
fails_with "no part at all" 1 'no zarf-payload-… in' unpack
fails_with "no directory" 1 "open $work/none: No such file" env ZARF_INJECTOR_INIT_ROOT="$work/none" "$injector" --unpack-only "$hash"
fails_with "arguments are explained" 64 'usage: zarf-injector' "$injector"
like "and by --help" '^usage: zarf-injector' "$("$injector" --help)"
ok "which is no failure" "$injector" -h
fails_with "too many arguments" 64 'usage: zarf-injector' "$injector" "$hash" 127.0.0.1:0 more
fails_with "an address without a port" 1 'not ADDRESS:PORT' "$injector" --serve-only 127.0.0.1

for at in 5 100 20000 1000000 2000000; do
    head -c $at payload.gz >cut.gz
    load cut.gz
    fails_with "truncated at $at" 1 'unpack payload, at zarf-payload-00[0-9] of' unpack
done
printf x >>cut.gz
{ cat payload.gz; printf 'more'; } >long.gz
load long.gz
fails_with "bytes after the end" 1 'not gzip' unpack
head -c 2000000 payload.tar | gzip >short.gz
load short.gz
fails_with "a tar that ends early" 1 'tar: ends early' unpack
for at in 30 1000 500000; do
    { head -c $at payload.gz; printf '\377\000\125'; tail -c +$((at + 4)) payload.gz; } >damaged.gz
    load damaged.gz
    hash=$(sha payload.gz)
    fails_with "damaged at $at" 1 'error: (unpack|check) payload' unpack
done

# A hostile archive: every entry that is no part of a layout is passed over, and nothing is written outside.
mkdir -p evil/blobs/sha256 outside
name=$(printf '%064d' 7)
echo evil >"evil/blobs/sha256/$name"
python3 - evil.tar "$work/outside" "$name" <<'END'
import io, sys, tarfile
path, outside, name = sys.argv[1:]
tar = tarfile.open(path, 'w', format=tarfile.PAX_FORMAT)
def add(name, kind=tarfile.REGTYPE, link='', data=b'evil\n', pax={}):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.pax_headers = kind, link, pax
    info.size = len(data) if kind == tarfile.REGTYPE else 0
    tar.addfile(info, io.BytesIO(data))
add('../up'), add(outside + '/absolute'), add('blobs/../../up2'), add('blobs/sha256/..'), add('blobs/sha256/' + 'A' * 64)
add('index.json', tarfile.SYMTYPE, '/etc/passwd'), add('oci-layout', tarfile.LNKTYPE, outside)
add('blobs/sha256/' + name[:-1] + '8', tarfile.SYMTYPE, '/etc/passwd'), add('fifo', tarfile.FIFOTYPE)
add('x', pax={'path': 'blobs/sha256/../../../pax'}), add('y', pax={'path': 'blobs/sha256/' + name[:-1] + '9'})
add('z' * 300), add('./blobs/sha256/' + name), add('other.txt')
tar.close()
END
gzip -c evil.tar >evil.gz
load evil.gz
ok "a hostile archive is unpacked" unpack
is "of it only blobs are there" "./blobs/sha256/${name%7}7
./blobs/sha256/${name%7}9" "$(cd seed && find . ! -type d | sort)"
is "nothing is outside" "" "$(find outside -mindepth 1; find . -name 'up*' -o -name 'pax*')"
mkdir -p "$work/elsewhere"
load evil.gz
mkdir -p seed/blobs/sha256
ln -s "$work/elsewhere/target" "seed/blobs/sha256/$name"
fails_with "a symlink that waits is not followed" 1 'cannot write to the seed directory' unpack
is "and nothing was written through it" "" "$(ls elsewhere)"

ok "a small disk" mount -t tmpfs -o size=1m none "$work/seed"
hash=$(sha payload.gz)
rm init/*
cp payload.gz init/zarf-payload-000
fails_with "a full disk is told" 1 'disk full' unpack
umount "$work/seed"
done_testing
