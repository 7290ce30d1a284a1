#!/bin/sh
# Every tool's and subcommand's --help: complete, readable at 80 columns, on standard output; and --version.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$work" || exit 1
COLUMNS=80
export COLUMNS

# helps COMMAND...: its help tells usage, options and the status $last, and no example is broken into lines; so does that
# of its subcommands, which the help lists indented by two.
helps() {
    status=0
    "$@" --help >help 2>err || status=$?
    is "$*: on standard output, status 0" "0 0" "$status $(wc -c <err | tr -d ' ')"
    like "$*: says how it is called" '^(USAGE|usage): ' "$(cat help)"
    like "$*: lists the exit statuses" "^ +$last" "$(sed -n '/^EXIT STATUS:/,$p' help)"
    is "$*: no line is too long" "" "$(grep -v -e '^USAGE: ' -e '^usage: ' help | awk 'length($0) > 110')"
    # What goes on in the first column after an example's command is the rest of a line that did not fit.
    is "$*: examples are whole" "" "$(awk 'after && /^[^ ]/ { print } { after = /^  \$ / }' help)"
    [ $# -gt 1 ] || like "$1: has an example" '^  \$ (.* )?zarf' "$(cat help)"
    for verb in $(verbs <help); do helps "$@" "$verb"; done
}
verbs() { sed -n '/^SUBCOMMANDS:/,/^$/s/^  \([a-z]*\).*/\1/p'; }
last='3 +input cannot be trusted'
for tool in zarf-pack zarf-unpack zarf-inspect zarf-template zarf-oci zarf-git zarf-action zarf-plan zarf-kube zarf-mutate \
    zarf-inject zarf-state; do
    helps "$tool"
    like "$tool --version" '^[0-9]+\.[0-9]+\.[0-9]+' "$("$tool" --version)"
    fails_with "$tool: an option that is none" 64 "^$tool: hint: usage: $tool" "$tool" --no-such-option
    fails_with "$tool: help into a full device" 1 'no space left' sh -c "$tool --help >/dev/full"
done
for script in "$tap_root"/scripts/zarf*; do
    # What scripts source is no program.
    [ ! -x "$script" ] || helps "${script##*/}"
done
# Helm has one status for all failures.
last='1 +failed, whatever it was, as with Helm'
helps zarf-helm
done_testing
