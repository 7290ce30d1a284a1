#!/bin/sh
# Every tool's and subcommand's --help: complete, readable at 80 columns, on standard output; and --version.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$work" || exit 1
COLUMNS=80
export COLUMNS

# helps NAME COMMAND...: the command's help tells usage, options and statuses, and no example is broken into lines.
helps() {
    name=$1
    shift
    status=0
    "$@" >help 2>err || status=$?
    is "$name: on standard output, status 0" "0 0" "$status $(wc -c <err | tr -d ' ')"
    like "$name: says how it is called" '^(USAGE|usage): ' "$(cat help)"
    like "$name: lists the exit statuses" '^ +3 +input cannot be trusted' "$(cat help)"
    is "$name: no line is too long" "" "$(grep -v -e '^USAGE: ' -e '^usage: ' help | awk 'length($0) > 110')"
    # What goes on in the first column after an example's command is the rest of a line that did not fit.
    is "$name: examples are whole" "" "$(awk 'after && /^[^ ]/ { print } { after = /^  \$ / }' help)"
}
for tool in zarf-pack zarf-unpack zarf-inspect zarf-template zarf-oci zarf-action zarf-plan zarf-kube zarf-mutate zarf-inject zarf-state; do
    helps "$tool" "$tool" --help
    like "$tool: has an example" '^  \$ (.* )?'"$tool" "$(cat help)"
    like "$tool --version" '^[0-9]+\.[0-9]+\.[0-9]+' "$("$tool" --version)"
    fails_with "$tool: an option that is none" 64 "^$tool: hint: usage: $tool" "$tool" --no-such-option
    fails_with "$tool: help into a full device" 1 'no space left' sh -c "$tool --help >/dev/full"
    # Subcommands stand at the beginning of their lines, indented by two.
    sed -n '/^SUBCOMMANDS:/,/^$/s/^  \([a-z]*\).*/\1/p' help | grep . >verbs
    while IFS= read -r verb; do helps "$tool $verb" "$tool" "$verb" --help; done <verbs
done
for script in zarf zarf-create zarf-deploy zarf-dev-inspect zarf-init zarf-init-step zarf-remove zarf-sha256sum; do
    helps "$script" "$script" --help
    like "$script: has an example" '^  \$ zarf' "$(cat help)"
done
done_testing
