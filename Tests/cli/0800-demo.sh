#!/bin/sh
# The demo goes through and leaves nothing behind, and what README.md shows is what is printed.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
for program in docker-registry git busybox make; do
    command -v "$program" >/dev/null 2>&1 || skip_all "$program is not installed"
done
TMPDIR=$work/temporary
export TMPDIR
mkdir "$TMPDIR" && cd "$work" || exit 1

status=0
"$tap_root/scripts/demo" >demo.out 2>demo.err </dev/null || status=$?
is "the demo succeeds" 0 "$status"
[ "$status" -eq 0 ] || diagnose <demo.err
is "it says what appeared" "hello hello/bin hello/bin/greet hello/greet hello/settings.conf hello/site hello/site/index.html" \
    "$(awk '/^== what appeared/ { on = 1; next } /^--/ { on = 0 } on' demo.out | tr '\n' ' ' | sed 's/ $//')"
is "and that it is gone again" "nothing is left" "$(tail -n 1 demo.out)"
is "nothing is left of the demo" "" "$(find "$TMPDIR" -mindepth 1)"
is "no server is left" "" "$(ps -eo args= | awk -v place="$TMPDIR" 'index($0, place) && !/awk/')"

# README.md: what stands under a command is what it printed, whatever the ports and folders.
plain() { sed -e "s,$tap_root/,,g" -e 's,127\.0\.0\.1:[0-9]*,127.0.0.1:PORT,g' -e 's,\.\./,,g'; }
plain <demo.out >printed
sed -n '/^What they print/,/^Single steps/p' "$tap_root/README.md" | plain |
    sed -n '/^```console/,/^```$/{/^```/d;/^\$ /d;/^$/d;p;}' >shown
ok "README.md shows something" test "$(wc -l <shown)" -gt 15
is "README.md shows what the demo prints" "" "$(grep -vxFf printed shown)"
sed -n '/^Single steps/,/^`zarf-plan deploy/p' "$tap_root/README.md" | sed -n '/^```console/,/^```$/{/^```/d;p;}' >steps
printf '{"constants": {"SITE": "north"}}\n' >variables.json
# under COMMAND: the lines of README.md below the command that begins so.
under() { awk -v command="\$ $1" '/^\$ / { shown = index($0, command) == 1; next } shown && NF' steps; }
is "README.md: zarf-pack --definition" "$(under zarf-pack)" \
    "$(cd "$tap_root" && zarf-pack examples/hello --definition --set REGISTRY=registry.test --set GIT=https://git.test | head -n 3)"
is "README.md: zarf-unpack --cat" "$(under zarf-unpack)" "$(cat "$tap_root/examples/hello/files/settings.conf")"
is "README.md: zarf-template" "$(under 'echo ')" "$(echo 'site: ###ZARF_CONST_SITE###' | zarf-template --variables variables.json)"
# Every tool that is built is told of, and every file that is linked is there.
sed -n 's/^TOOLS := //p' "$tap_root/Makefile" | tr ' ' '\n' >tools
while IFS= read -r tool; do
    like "README.md tells of $tool" "^\| \`$tool\` \|" "$(grep '^| `' "$tap_root/README.md")"
done <tools
sed -n 's/.*](\([a-z][^:)]*\)).*/\1/p' "$tap_root/README.md" "$tap_root/docs/architecture.md" | sort -u >links
while IFS= read -r link; do
    ok "the link to $link leads somewhere" sh -c 'test -e "$0/$1" || test -e "$0/docs/$1"' "$tap_root" "$link"
done <links
is "docs/flow.svg is what the script draws" "" "$("$tap_root/scripts/draw-flow" | diff - "$tap_root/docs/flow.svg" | head -n 5)"
done_testing
