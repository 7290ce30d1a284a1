#!/bin/sh
# zarf-template: deploy variables in a text.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$work" || exit 1

cat >variables.json <<'EOT'
{"variables": {"GREETING": "good morning", "TOKEN": {"value": "s3cr3t", "sensitive": true},
               "LINES": {"value": "one\ntwo", "autoIndent": true}, "FILE": {"value": "insert", "type": "file"}},
 "constants": {"SITE": {"value": "north"}}, "builtins": {"REGISTRY": "127.0.0.1:31999"}}
EOT
printf 'inserted' >insert

template() { printf '%b' "$1" | zarf-template --variables variables.json; }
is "variables, constants and builtins are replaced" "good morning from north via 127.0.0.1:31999" \
    "$(template '###ZARF_VAR_GREETING### from ###ZARF_CONST_SITE### via ###ZARF_REGISTRY###')"
is "following lines are indented" "  - one
    two" "$(template '  - ###ZARF_VAR_LINES###\n')"
is "a file variable inserts the file" "<inserted>" "$(template '<###ZARF_VAR_FILE###>')"
is "unknown keys stay" "###ZARF_VAR_NONE###" "$(template '###ZARF_VAR_NONE###')"
is "carriage returns go, a last newline comes" "a
b
." "$(template 'a\r\nb'; printf .)"
is "without variables the text stays" "###ZARF_VAR_GREETING###" "$(echo '###ZARF_VAR_GREETING###' | zarf-template)"

head -c 3000000 /dev/zero | tr '\0' x | fold -w 100 >big
echo >>big
zarf-template <big >copy
same "a large text comes through" big copy

head -c 1048576 /dev/zero | tr '\0' x >long
fails_with "a line over the limit" 3 'error: replace variables in standard input:1: line over the limit of 1048575 bytes' \
    zarf-template <long
fails_with "a missing variables file" 1 'error: read none: no such file' zarf-template --variables none </dev/null
echo '{"vars": {}}' >bad.json
fails_with "an unknown key" 3 'error: read bad.json: unknown key "vars"' zarf-template --variables bad.json </dev/null
fails_with "a wrong option" 64 'unknown option' zarf-template --variable x </dev/null
fails_with "a full disk" 1 'error: write standard output: no space left on device' \
    sh -c 'echo x | zarf-template >/dev/full'
like "help lists the exit statuses" 'EXIT STATUS' "$(zarf-template --help)"
done_testing
