#!/bin/sh
# zarf-pack: what it makes of good input, and what it says to bad input: message, status, nothing left behind.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

export SOURCE_DATE_EPOCH=1700000000
HOME=$work/home
export HOME
mkdir "$HOME"
cd "$work" || exit 1

# define NAME [TEXT]: a definition of one component; TEXT, or standard input, goes into the component.
define() {
    mkdir -p "$1"
    printf 'kind: ZarfPackageConfig\nmetadata:\n  name: %s\n  version: 1.0.0\n  architecture: amd64\ncomponents:\n- name: web\n' \
        "$1" >"$1/zarf.yaml"
    if [ $# -gt 1 ]; then printf '%s\n' "$2" >>"$1/zarf.yaml"; else cat >>"$1/zarf.yaml"; fi
}
# refuses NAME STATUS PATTERN DIR [OPTION...]: packing fails as told, and no file appears.
refuses() {
    refused_name=$1 refused_status=$2 refused_pattern=$3 refused_dir=$4
    shift 4
    rm -rf refused && mkdir refused
    fails_with "$refused_name" "$refused_status" "$refused_pattern" zarf-pack "$refused_dir" -o refused/ "$@"
    [ -z "$(ls -A refused)" ] || fail "$refused_name leaves nothing behind" "$(ls -A refused)"
}

# A package of files, to a folder, a file and standard output.
mkdir files && printf 'hello\n' >files/greeting && mkdir files/folder && printf 'x' >files/folder/y
ln -s y files/folder/link
define good '  required: true
  files:
  - {source: ../files/greeting, target: out/greeting, executable: true}
  - {source: ../files/folder, target: out/folder}
  actions:
    onCreate:
      before:
      - {cmd: "echo made >made-by-action"}
      onSuccess:
      - {cmd: "echo well >>made-by-action"}'
mkdir out
is "the path is printed" out/zarf-package-good-amd64-1.0.0.tar.zst "$(zarf-pack good -o out 2>/dev/null)"
is "onCreate actions run in the definition's folder" "made
well" "$(cat good/made-by-action)"
is "a file is written under its name" named.tar.zst "$(zarf-pack good -o named.tar.zst 2>/dev/null)"
ok "and is the same" cmp named.tar.zst out/zarf-package-good-amd64-1.0.0.tar.zst
ok "standard output gives the same bytes" sh -c 'zarf-pack good -o - 2>/dev/null | cmp - named.tar.zst'
is "neither machine nor user is recorded" "" "$(zarf-unpack named.tar.zst --cat zarf.yaml | grep -E '^  (terminal|user):')"
ok "unless that is wanted" env USER=tester zarf-pack good -o machine.tar.zst --with-build-machine-info
is "then both are" "  terminal: $(uname -n)
  user: tester" "$(zarf-unpack machine.tar.zst --cat zarf.yaml | grep -E '^  (terminal|user):')"
is "nothing else is left" "zarf-package-good-amd64-1.0.0.tar.zst" "$(ls -A out)"
tar --zstd -xOf named.tar.zst components/web.tar | tar -tvf - --numeric-owner >listing
like "an executable is for its owner" '^-rwx------ 0/0 +6 1970-01-01 00:00 web/files/0/greeting$' "$(cat listing)"
like "a link in a folder stays a link" '^lrwx.* web/files/1/folder/link -> y$' "$(cat listing)"
sed -i 's/  architecture: amd64/&\n  uncompressed: true/' good/zarf.yaml
package=$(zarf-pack good -o out 2>/dev/null)
is "uncompressed gives a tar" out/zarf-package-good-amd64-1.0.0.tar "$package"
ok "that tar can read" tar -tf "$package"
head -c 2500000 /dev/urandom >files/blob
define split '  required: true
  files: [{source: ../files/blob, target: blob}]'
is "a large package is split" out/zarf-package-split-amd64-1.0.0.tar.zst.part000 \
    "$(zarf-pack split -o out --max-package-size 1 2>/dev/null)"
is "into parts of one megabyte" "1000000 1000000" "$(stat -c %s out/*.part001 out/*.part002 | tr '\n' ' ' | sed 's/ $//')"
ok "that can be checked" zarf-inspect out/zarf-package-split-amd64-1.0.0.tar.zst.part000 check

# Definitions.
refuses "no definition" 1 'error: read .*nowhere' nowhere
mkdir empty
refuses "a folder without definition" 1 'error: .*empty/zarf.yaml' empty
define unknown '  chart: []'
fails_with "a package in place of a definition" 64 'named.tar.zst: it is a package, not a definition' zarf-pack named.tar.zst -o refused/
refuses "an unknown key is placed and the right one suggested" 3 'unknown/zarf.yaml:8:3: .*unknown key "chart"' unknown
define unknown '  chart: []'
fails_with "with a hint" 3 'hint: did you mean "charts"' zarf-pack unknown -o refused/
define types '  images: 12'
refuses "a wrong type" 3 'types/zarf.yaml:8:' types
printf 'kind: ZarfPackageConfig\nkind: ZarfPackageConfig\n' >types/zarf.yaml
refuses "a key given twice" 3 'types/zarf.yaml:2:1: .*kind' types
{
    printf 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n'
    for level in 1 2 3 4 5 6 7 8 9; do
        previous=$((level - 1))
        printf 'a%s: &a%s [*a%s, *a%s, *a%s, *a%s, *a%s, *a%s, *a%s, *a%s, *a%s, *a%s]\n' "$level" "$level" $previous \
            $previous $previous $previous $previous $previous $previous $previous $previous $previous
    done
} >types/zarf.yaml
refuses "an alias bomb" 3 'types/zarf.yaml:.*alias' types
printf '%2000s' '' | tr ' ' '[' >types/zarf.yaml
refuses "deep nesting" 3 'types/zarf.yaml:1:' types
printf '\000\001\377' >types/zarf.yaml
refuses "bytes that are no text" 3 'types/zarf.yaml' types
for name in '../up' 'a/b' 'UPPER' '"a\tb"' '""'; do
    define names '  required: true'
    sed -i "s|  name: names|  name: $(printf '%s' "$name" | sed 's/\\/\\\\/g')|" names/zarf.yaml
    refuses "the package name $name" 3 'names/zarf.yaml' names
done
mkdir first second
for pair in 'first second' 'second first'; do
    # shellcheck disable=SC2086
    set -- $pair
    define "$1" "  import: {path: ../$2}"
done
refuses "imports in a circle" 3 'first' first
define variables '  required: true'
printf 'constants: [{name: X, value: abc, pattern: "["}]\n' >>variables/zarf.yaml
refuses "a pattern that is none" 3 'variables/zarf.yaml' variables
define template '  images: ["###ZARF_PKG_TMPL_IMAGE###"]'
refuses "a template without a value" 64 'no value for template ###ZARF_PKG_TMPL_IMAGE###' template

# Assets.
define missing '  files: [{source: nothing-here, target: x}]'
refuses "a missing file" 1 'file nothing-here of component "web"' missing
define shasum "  files: [{source: ../files/greeting, target: x, shasum: '$(printf '%064d' 0)'}]"
refuses "a wrong shasum" 3 'shasum is 5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03' shasum
mkfifo files/pipe
define pipe '  files: [{source: ../files/pipe, target: x}]'
refuses "a pipe among the files" 1 'pipe: neither file, folder nor symbolic link' pipe
rm files/pipe
mkdir files/escape && ln -s ../../../etc/passwd files/escape/link
define escape '  files: [{source: ../files/escape, target: x}]'
refuses "a link that leads out" 1 'leads out of its folder' escape
define chart '  charts: [{name: c, version: 1.0.0, namespace: n, localPath: ../files/folder}]'
refuses "a chart without Chart.yaml" '[13]' 'Chart.yaml' chart
define image '  images: ["not an image"]'
refuses "a reference that is none" 3 'not an image' image
define action '  actions:
    onCreate:
      before: [{cmd: "exit 7"}]
      onFailure: [{cmd: "touch failed"}]'
refuses "an action that fails" 1 'status 7' action
ok "and onFailure ran" test -e action/failed
define kustomization '  manifests: [{name: m, kustomizations: [../files/folder]}]'
mkdir programs && for program in sh git env; do ln -s "$(command -v $program)" programs/; done
tools=$(command -v zarf-pack) && tools=${tools%/*}
fails_with "no kustomize" 1 'neither kustomize nor kubectl is on PATH' env PATH="$tools:$work/programs" zarf-pack kustomization -o refused/

# Output.
define good '  required: true
  files: [{source: ../files/greeting, target: out/greeting}]'
fails_with "a full standard output" 1 'standard output: no space left' sh -c 'zarf-pack good -o - >/dev/full'
fails_with "a path that cannot be printed" 1 'standard output: no space left' sh -c 'zarf-pack good -o out >/dev/full'
fails_with "a folder that is none" 1 'error: create directory good/zarf.yaml' zarf-pack good -o good/zarf.yaml/x/
if [ "$(id -u)" -eq 0 ]; then
    mkdir full && mount -t tmpfs -o size=256k tmpfs full
    printf 'kept' >full/zarf-package-split-amd64-1.0.0.tar.zst
    fails_with "a full disk" 1 'no space left' zarf-pack split -o full
    is "harms no older package and leaves nothing" "zarf-package-split-amd64-1.0.0.tar.zst kept" "$(ls -A full) $(cat full/*.zst)"
    umount full
    mkdir closed && mount -t tmpfs -o ro tmpfs closed
    fails_with "a read-only folder" 1 'closed.*read-only file system' zarf-pack good -o closed
    umount closed
fi

rm -rf limited && mkdir limited
# A limit counts blocks of 512 bytes in one shell and 1024 in another; half a megabyte is less than the file.
fails_with "a limit on the size of files" 1 'file too large' sh -c 'ulimit -f 500 && zarf-pack split -o limited/ --no-cache'
is "leaves nothing" "" "$(find limited -mindepth 1)"

# Registry.
define image "  images: ['127.0.0.1:1/a/b:1']"
refuses "a registry that is not there" '[14]' '127.0.0.1:1' image
start_registry "$work/registry"
define image "  images: ['$registry/not/there:1']"
refuses "an image that is not there" 1 "pull manifest $registry/not/there:1: 404 MANIFEST_UNKNOWN" image
is "the cache is where it was asked to be" "" "$(ls -A "$HOME/.zarf-cache/images/blobs/sha256")"

# The command line.
fails_with "an unknown option" 64 'hint: usage: zarf-pack' zarf-pack --nonsense
fails_with "half an assignment" 64 'error: ' zarf-pack good --set X
fails_with "a time that is none" 64 'SOURCE_DATE_EPOCH' env SOURCE_DATE_EPOCH=soon zarf-pack good -o out
like "--help tells the exit statuses" '^ +64 +usage' "$(zarf-pack --help)"
ok "--schema is JSON" sh -c 'zarf-pack --schema | jq -e .'
done_testing
