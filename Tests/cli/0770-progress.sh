#!/bin/sh
# What tools show while they work: what, how many bytes and how fast on a terminal; nothing where nobody looks.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
command -v script >/dev/null 2>&1 || skip_all "script is not installed"
cd "$work" || exit 1
HOME=$work
export HOME
unset NO_COLOR
TERM=xterm
export TERM
mkdir d
head -c 150000000 /dev/urandom >d/blob
printf 'kind: ZarfPackageConfig\nmetadata: {name: d, architecture: amd64}\ncomponents: [{name: web, files: [{source: blob, target: b}]}]\n' >d/zarf.yaml

# screen COMMAND: what a terminal gets to see, a drawing a line, without the carriage returns.
screen() { script -qec "$1" typescript </dev/null >/dev/null; sed '1d;/^Script done/d' typescript | tr '\r' '\n'; }
screen 'zarf-pack d -o d.tar.zst' >seen
like "packing: what is collected" 'collect components/web.tar' "$(cat seen)"
like "what is written, how much of how much" 'write zarf-package-d-amd64.tar.zst  [0-9.]+ [kM]?B of 150.0 MB' "$(cat seen)"
ok "and again and again" test "$(grep -c 'write zarf-package' seen)" -ge 2
is "the path stands alone at the end" "d.tar.zst" "$(grep . seen | tail -n 1 | sed 's/^.*\[K//')"
screen 'zarf-unpack d.tar.zst -o out' >seen
like "unpacking" '[0-9.]+ [kM]?B of 150.0 MB' "$(cat seen)"
screen 'zarf-inspect d.tar.zst check' >seen
like "checking" '[0-9.]+ [kM]?B of 150.0 MB' "$(cat seen)"
for quiet in 'NO_COLOR=1' 'TERM=dumb'; do
    is "nothing with $quiet" "d.tar.zst" "$(screen "env $quiet zarf-pack d -o d.tar.zst" | grep .)"
done
is "nothing where standard error is no terminal" "" "$(zarf-pack d -o d.tar.zst 2>&1 >/dev/null)"
is "nothing to a terminal's standard output alone" "d.tar.zst" "$(screen 'zarf-pack d -o d.tar.zst 2>err' | grep .)"
is "standard error then is empty" 0 "$(wc -c <err | tr -d ' ')"
screen 'zarf-pack d --flavor a/b -o x' >seen
like "a message stands on a line of its own" '^(.*\[K)?zarf-pack: error: pack flavor' "$(cat seen)"
done_testing
