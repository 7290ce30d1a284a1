#!/bin/sh
# zarf-unpack: what it extracts, prints and refuses, and that a failed run leaves nothing behind.
# Programs are given to sh -c unexpanded, and --cat writes a file named like the entry.
# shellcheck disable=SC2016,SC2094
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
packages=$shared/rig/packages/made-by-zarf-0.84
[ -d "$packages" ] || skip_all "no packages made by upstream at $packages"
cd "$work" || exit 1
everything=$packages/zarf-package-everything-amd64-1.2.3.tar.zst

# nothing_left NAME: the working directory holds only what the test put there.
nothing_left() {
    is "$1: nothing is left behind" "" "$(find . -mindepth 1 -name '*zarf*' -o -mindepth 1 -name '*.partial' | head -n 5)"
}

# Every package of upstream's, each form of it.
for package in "$packages"/*.tar.zst "$packages"/*.tar "$packages"/*.part000; do
    name=$(basename "$package" | sed 's/\.tar.*//')
    mkdir reference
    case $package in
    *.part000) cat "${package%.part000}".part00[1-9] | tar --zstd -xf - -C reference ;;
    *) tar -xf "$package" -C reference ;;
    esac
    find reference -type d -empty -delete
    is "$name: prints its directory" "$name" "$(zarf-unpack "$package")"
    ok "$name: what tar extracts" diff -r reference "$name"
    ok "$name: from standard input" sh -c 'cat "$2" | zarf-unpack - -o stdin >/dev/null && diff -r "$1" stdin' sh "$name" \
        "$(case $package in *.part000) cat "${package%.part000}".part00[1-9] >joined.zst; echo joined.zst ;; *) echo "$package" ;; esac)"
    ok "$name: from a directory" sh -c 'zarf-unpack "$1" -o again >/dev/null && diff -r "$1" again' sh "$name"
    chmod -R u+w reference "$name" stdin again
    rm -rf reference "$name" stdin again joined.zst
done
is "split parts are kept" 4 "$(find "$packages" -name '*.part*' | wc -l)"

# One component, one entry, one file in an entry.
mkdir reference
tar -xf "$everything" -C reference
tar -xf reference/components/host-files.tar -C reference
is "component: prints the directory" one "$(zarf-unpack "$everything" --component host-files -o one)"
is "component: alone" "one/components/host-files" "$(echo one/components/*)"
ok "component: what tar extracts" diff -r reference/host-files one/components/host-files
is "component: modes are kept" 700 "$(stat -c %a one/components/host-files/files/0/greet.sh)"
zarf-unpack "$everything" --cat zarf.yaml >zarf.yaml
ok "cat: an entry" cmp zarf.yaml reference/zarf.yaml
zarf-unpack "$everything" --cat components/host-files.tar/files/2/dir/sub/b.txt >b.txt
ok "cat: a file in a component" cmp b.txt reference/host-files/files/2/dir/sub/b.txt
zarf-unpack "$everything" --cat components/host-files.tar/host-files/files/2/dir/sub/b.txt >b.txt
ok "cat: with the component's name before it" cmp b.txt reference/host-files/files/2/dir/sub/b.txt
zarf-unpack --cat documentation.tar/README.md - <"$everything" >doc
ok "cat: documentation, from standard input" test -s doc
rm -rf reference one zarf.yaml b.txt doc

# Wrong usage and what is not there.
fails_with "cat with -o" 64 'neither -o nor --component' zarf-unpack "$everything" --cat zarf.yaml -o x
fails_with "standard input without -o" 64 'name a directory with -o' sh -c 'zarf-unpack - <"$1"' sh "$everything"
fails_with "no package" 1 'error: read none.tar.zst: no such file or directory' zarf-unpack none.tar.zst
fails_with "no package, and no ending to take off" 1 'error: read none: no such file or directory' zarf-unpack none
fails_with "what is no package, likewise" 3 'read /dev/null: not a package' zarf-unpack /dev/null
cp "$everything" plain
fails_with "a package without an ending" 64 'hint: plain would be the package itself' zarf-unpack plain
rm plain
fails_with "unknown component" 1 'find component "host-file" in' zarf-unpack "$everything" --component host-file
fails_with "unknown component: suggestion" 1 'did you mean "host-files"' zarf-unpack "$everything" --component host-file
fails_with "no such entry" 2 'find entry "nothing" in .*: not there' zarf-unpack "$everything" --cat nothing
fails_with "no such file in a component" 2 'not there' zarf-unpack "$everything" --cat components/app.tar/nothing
mkdir full && touch full/file
fails_with "directory with something in it" 1 'error: create full: file exists' zarf-unpack "$everything" -o full
is "directory with something in it: as before" file "$(ls -A full)"
rm -rf full
mkdir empty
ok "an empty directory is filled" sh -c 'zarf-unpack "$1" -o empty >/dev/null && test -f empty/zarf.yaml' sh "$everything"
chmod -R u+w empty && rm -rf empty
nothing_left "usage"

# Output that cannot be written.
fails_with "/dev/full" 1 'write standard output: no space left' sh -c 'zarf-unpack "$1" --cat zarf.yaml >/dev/full' sh "$everything"
fails_with "/dev/full for the path" 1 'no space left' sh -c 'zarf-unpack "$1" -o x >/dev/full' sh "$everything"
chmod -R u+w x && rm -rf x
fails_with "no parent directory" 1 'create none/x: no such file or directory' zarf-unpack "$everything" -o none/x
if [ "$(id -u)" = 0 ] && mkdir small && mount -t tmpfs -o size=64k none small 2>/dev/null; then
    fails_with "disk full" 1 '[0-9]+ bytes needed, [0-9]+ bytes free' zarf-unpack "$everything" -o small/x
    is "disk full: nothing is left behind" "" "$(ls -A small)"
    fails_with "disk full while spooling" 1 'no space left' sh -c 'head -c 200000 /dev/urandom | zarf-unpack - -o small/x'
    is "disk full while spooling: nothing is left behind" "" "$(ls -A small)"
    mount -o remount,ro small
    fails_with "read-only directory" 1 'create small/x: read-only file system' zarf-unpack "$everything" -o small/x
    umount small
fi
rm -rf small

# Packages that cannot be trusted.
size=$(stat -c %s "$everything")
for length in 0 1 3 100 5000 $((size - 1)); do
    head -c "$length" "$everything" >cut.tar.zst
    fails_with "cut after $length bytes" 3 '^zarf-unpack: error: read cut.tar.zst: ' zarf-unpack cut.tar.zst -o x
done
mkdir tree
tar -xf "$everything" -C tree
chmod -R u+w tree
rebuild() { tar -cf bad.tar --sort=name -C tree . ; }
rebuild
ok "the same made by GNU tar" zarf-unpack bad.tar -o x
chmod -R u+w x && rm -rf x
printf x >>tree/components/app.tar && rebuild
fails_with "changed file" 3 'verify bad.tar: components/app.tar: expected sha256:' zarf-unpack bad.tar -o x
fails_with "changed file: component" 3 'verify bad.tar: components/app.tar: expected sha256:' zarf-unpack bad.tar -o x --component app
rm tree/components/app.tar && rebuild
fails_with "missing file" 3 'components/app.tar is in checksums.txt but not in the package' zarf-unpack bad.tar -o x
tar -xf "$everything" -C tree ./components 2>/dev/null || tar -xf "$everything" -C tree components
touch tree/extra && rebuild
fails_with "extra file" 3 '"extra" is not in checksums.txt' zarf-unpack bad.tar -o x
rm tree/extra
ln -s /etc/passwd tree/values.yaml && rebuild
fails_with "symbolic link" 3 'entry "values.yaml": a link' zarf-unpack bad.tar -o x
rm tree/values.yaml && rebuild
tar -rf bad.tar --transform 's,^tree/zarf.yaml,../../escaped,' -P tree/zarf.yaml
fails_with "name with .." 3 'entry "../../escaped": a name that leaves the directory' zarf-unpack bad.tar -o x
rebuild && tar -rf bad.tar -C tree ./zarf.yaml
fails_with "zarf.yaml twice" 3 'entry "zarf.yaml": the name is there twice' zarf-unpack bad.tar -o x
sed -i 's/aggregateChecksum: ..../aggregateChecksum: 0000/' tree/zarf.yaml && rebuild
fails_with "other checksums" 3 'verify bad.tar: checksums.txt: expected sha256:0000' zarf-unpack bad.tar -o x
printf '\050\265\057\375\000\230\001\000\000' >window.tar.zst
fails_with "zstd window of 512 MiB" 3 'over the limit of 128 MiB for a zstd window' zarf-unpack window.tar.zst -o x
cp "$packages"/*.part00[0-2] .
fails_with "missing part" 3 '3 parts announced, 2 found' zarf-unpack ./*.part000 -o x
cp "$packages"/*.part003 . && chmod u+w ./*.part003 && printf x >>"$(echo ./*.part003)"
fails_with "longer part" 3 '2301000 bytes announced, 2301001 found' zarf-unpack ./*.part000 -o x
cp -f "$packages"/*.part003 . && chmod u+w ./*.part002 && printf x | dd of="$(echo ./*.part002)" conv=notrunc status=none
fails_with "changed part" 3 'and its parts: expected sha256:5afee9a3' zarf-unpack ./*.part000 -o x
rm -rf tree ./*.part00? bad.tar cut.tar.zst window.tar.zst
nothing_left "bad packages"

# Components whose tars cannot be trusted. hostile PYTHON [NAME]: makes hostile.tar, with checksums that fit, from what the
# code adds to `tar`; the component is called NAME.
hostile() {
    mkdir -p h/components
    python3 -c '
import io, sys, tarfile
tar = tarfile.open("h/components/web.tar", "w")
def entry(name, kind=tarfile.REGTYPE, target="", data=b"x"):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    info.size = len(data) if kind == tarfile.REGTYPE else 0
    tar.addfile(info, io.BytesIO(data))
entry("web", tarfile.DIRTYPE)
exec(sys.argv[1])
tar.close()' "$1"
    printf '%s components/web.tar\n' "$(sha256sum <h/components/web.tar | cut -d' ' -f1)" >h/checksums.txt
    printf 'metadata:\n  name: h\n  aggregateChecksum: %s\ncomponents:\n- name: %s\n- name: empty\n' \
        "$(sha256sum <h/checksums.txt | cut -d' ' -f1)" "${2:-web}" >h/zarf.yaml
    tar -cf hostile.tar -C h zarf.yaml checksums.txt components/web.tar
    rm -r h
}
# refuses NAME PATTERN PYTHON: unpacking the component fails and leaves nothing, here or where the entry pointed to.
refuses() {
    hostile "$3"
    fails_with "component: $1" 3 "$2" zarf-unpack hostile.tar --component web -o inside/x
    is "component: $1: nothing is left behind" "" "$(ls -A inside; find . -name 'esc*')"
}
mkdir inside
hostile 'entry("web/files/0/a")'
ok "component: a good one" zarf-unpack hostile.tar --component web --component empty --component web -o inside/x
is "component: a good one, and one without a tar" "inside/x/components/empty inside/x/components/web" "$(echo inside/x/components/*)"
rm -r inside/x
hostile 'entry("web/files/0/a")' '../web'
fails_with "component: named ../web" 3 '"../web" would lead to another place' zarf-unpack hostile.tar --component ../web -o inside/x
refuses "name with .." 'a name that leaves the directory' 'entry("web/../../../../esc")'
refuses "other name" 'entry "esc": not below web/' 'entry("esc")'
refuses "absolute name" 'entry "/tmp/esc": not below web/' 'entry("/tmp/esc")'
refuses "symbolic link out" 'a symbolic link to a place outside' 'entry("web/l", tarfile.SYMTYPE, "../..")'
refuses "absolute symbolic link" 'a symbolic link to a place outside' 'entry("web/l", tarfile.SYMTYPE, "/etc")'
refuses "file through a link" 'an earlier entry of that name is no directory' \
    'entry("web/d", tarfile.DIRTYPE); entry("web/l", tarfile.SYMTYPE, "d"); entry("web/l/esc")'
refuses "chain of links" 'a symbolic link to a place outside' \
    'entry("web/a/b/c"); entry("web/a/b/up", tarfile.SYMTYPE, "../.."); entry("web/m", tarfile.SYMTYPE, "a/b/up/../../../../esc")'
refuses "hard link out" 'a hard link to a place outside' 'entry("web/h", tarfile.LNKTYPE, "web/../../zarf.yaml")'
refuses "hard link to nothing" 'a hard link to what is no file before it' 'entry("web/h", tarfile.LNKTYPE, "web/none")'
refuses "device" 'a device or a named pipe' 'entry("web/null", tarfile.CHRTYPE)'
refuses "pipe" 'a device or a named pipe' 'entry("web/p", tarfile.FIFOTYPE)'
refuses "file twice" 'an earlier entry has the same name' 'entry("web/f"); entry("web/f")'
refuses "no trailer" 'ended early' 'tar.fileobj.flush(); tar.close = lambda: tar.fileobj.close()'
refuses "escape sequence in a name" 'control character' 'entry("web/\x1b[31m")'
fails_with "cat: a link in a component" 1 'not a file' sh -c 'cd inside && tar -xf ../hostile.tar && zarf-unpack ../hostile.tar --cat components/web.tar/web'
rm -rf inside hostile.tar
is "the working directory is empty" "" "$(ls -A)"
done_testing
