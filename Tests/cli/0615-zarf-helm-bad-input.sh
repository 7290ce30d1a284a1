#!/bin/sh
# zarf-helm template on charts that are wrong or mean harm: what Helm 4.2 says of each, status 1, nothing on standard
# output, no crash and no long wait. The messages were read from Helm's own library.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$work" || exit 1

# chart FILE [TEXT]: a chart with one template that is right, and a file that is not; its text may come from stdin.
chart() {
    rm -rf c
    mkdir -p c/templates
    printf 'apiVersion: v2\nname: c\nversion: 1.0.0\n' >c/Chart.yaml
    echo 'kind: Z' >c/templates/z.yaml
    if [ $# -gt 1 ]; then printf '%b' "$2" >"c/$1"; else cat >"c/$1"; fi
}
# refused NAME PATTERN [FLAGS...]: the message, on one line, matches the pattern. `$chart` is another chart than c.
refused() {
    name=$1 pattern=$2
    shift 2
    status=0
    timeout 60 zarf-helm template demo "${chart:-c}" "$@" >out 2>err || status=$?
    is "$name: status 1, nothing on standard output" "1 0" "$status $(wc -c <out | tr -d ' ')"
    like "$name" "^Error: $pattern" "$(sed -n '/^Error: /,$p' err | paste -sd '|' - | head -c 4000)"
}
values='cannot load values.yaml: cannot unmarshal yaml document: error converting YAML to JSON: yaml'
schema="values don't meet the specifications of the schema\\(s\\) in the following chart\\(s\\):\\|c:\\|"
debug='\|\|Use --debug flag to render out invalid YAML$'
# nest COUNT BEFORE BEHIND MIDDLE: the middle, with so many texts before and behind it.
nest() { awk -v count="$1" -v before="$2" -v behind="$3" -v middle="$4" \
    'BEGIN { for (i = 0; i < count; i++) printf "%s", before; printf "%s", middle; for (i = 0; i < count; i++) printf "%s", behind }'; }

# Chart.yaml.
for name in . ..; do
    chart Chart.yaml "name: $name\nversion: 1.0.0\n"
    refused "a chart named $name" "validation: chart.metadata.name \"$name\" is not allowed\$"
done
chart Chart.yaml 'name: a/b\nversion: 1.0.0\n'
refused "a chart named after a path" 'validation: chart.metadata.name "a/b" is invalid$'
chart Chart.yaml 'name: [\n'
refused "no YAML in Chart.yaml" 'cannot load Chart.yaml: error converting YAML to JSON: yaml: line [12]: did not find expected node content$'
chart Chart.yaml 'name: c\nversion: 1.0.0\ndependencies: {a: 1}\n'
refused "another type in Chart.yaml" \
    'cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go struct field Metadata.dependencies of type \[\]\*v2.Dependency$'
chart Chart.yaml 'apiVersion: v2\nname: c\nversion: 1.0.0\ndependencies: [null]\n'
refused "nothing in the place of a dependency" 'validation: dependencies must not contain empty or null nodes$'

# values.yaml and its schema.
chart values.yaml 'a: [\n'
refused "no YAML in values.yaml" "$values: line 1: did not find expected node content\$"
chart values.yaml 'a:\n\tb: 1\n'
refused "a tab in values.yaml" "$values: line 2: found character that cannot start any token\$"
chart values.yaml 'a: "\0377"\n'
refused "no UTF-8 in values.yaml" "$values: invalid leading UTF-8 octet\$"
{
    echo 'a: &a [x, x, x, x, x, x, x, x, x]'
    for pair in ba cb dc ed fe gf hg ih; do
        printf '%s: &%s [' "${pair%?}" "${pair%?}"
        nest 8 "*${pair#?}, " '' "*${pair#?}"
        echo ']'
    done
} | chart values.yaml
refused "aliases of aliases in values.yaml" "$values: document contains excessive aliasing\$"
nest 20000 '[' ']' x | sed 's/^/a: /' | chart values.yaml
refused "lists in lists in values.yaml" "$values: exceeded max depth of "
chart values.schema.json '{'
refused "half a schema" "${schema}unexpected EOF\$"
chart values.schema.json '{"type": 5}'
refused "no schema" "$schema\"file:///values.schema.json#\" is not valid against metaschema: "
secret=$work/secret
echo '{"type": "string"}' >secret
chart values.schema.json '{"$ref": "file://'"$secret"'"}'
# Differs: Helm reads the file.
refused "a schema that wants a file" "${schema}failing loading \"file://$secret\": open $secret: no such file or directory\$"
chart values.schema.json '{"$ref": "http://127.0.0.1:9/schema"}'
refused "a schema that wants an address" "${schema}failing loading \"http://127.0.0.1:9/schema\": HTTP request failed"

# Templates.
chart templates/a.yaml 'a: 1\nb: {{ nosuch 1 }}\n'
refused "an unknown function" "parse error at \\(c/templates/a.yaml:2\\): function \"nosuch\" not defined$debug"
chart templates/a.yaml 'a: {{ env "HOME" }}\n'
refused "the environment" "parse error at \\(c/templates/a.yaml:1\\): function \"env\" not defined$debug"
chart templates/a.yaml '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}'
refused "a template of itself" \
    "c/templates/a.yaml:1:28\\|  executing \"a\" at <\\{\\{template \"a\" .\\}\\}>:\\|    exceeded maximum template depth \\(100000\\)$debug"
chart templates/a.yaml '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}'
refused "an include of itself" 'template: c/templates/a.yaml:1:47: executing "c/templates/a.yaml" at <include "a" .>: error calling include: '
chart values.yaml 't: "{{ tpl .Values.t . }}"'
printf '{{ tpl .Values.t . }}' >c/templates/a.yaml
refused "a tpl of itself" 'template: c/templates/a.yaml:1:3: executing "c/templates/a.yaml" at <tpl .Values.t .>: error calling tpl: '
chart templates/a.yaml 'a: {{ repeat -1 "x" }}'
refused "a negative repeat" "template: c/templates/a.yaml:1:6: executing \"c/templates/a.yaml\" at <repeat -1 \"x\">: error calling repeat: strings: negative Repeat count$debug"
chart templates/a.yaml 'a: {{ repeat 9000000000000000000 "xxxx" }}'
refused "a large repeat" 'template: c/templates/a.yaml:1:6: executing "c/templates/a.yaml" at <repeat 9000000000000000000 "xxxx">: error calling repeat: '
chart templates/a.yaml 'a: {{ range until 2000 }}{{ repeat 1000000 "x" }}{{ end }}'
refused "more than a GiB" '.*too large'
chart templates/a.yaml 'a: {{ printf "%1000000000d" 1 }}'
refused "a wide number" "YAML parse error on c/templates/a.yaml: error converting YAML to JSON: yaml: found character that cannot start any token$debug"
chart templates/a.yaml 'a: 1\r\n{{- if .Values.none.x }}\r\n{{- end }}\r\n'
refused "lines that end in CR and LF are counted" \
    "c/templates/a.yaml:2:14\\|  executing \"c/templates/a.yaml\" at <.Values.none.x>:\\|    nil pointer evaluating interface \\{\\}.x$debug"
chart templates/a.yaml 'a:\n\tb: 1\n'
refused "a tab in what is rendered" "YAML parse error on c/templates/a.yaml: error converting YAML to JSON: yaml: line 2: found character that cannot start any token$debug"
chart templates/a.yaml 'a: \0377\n'
refused "no UTF-8 in what is rendered" "YAML parse error on c/templates/a.yaml: error converting YAML to JSON: yaml: invalid leading UTF-8 octet$debug"
chart templates/a.yaml 'a: {{ \0377 }}\n'
refused "no UTF-8 in an action" "parse error at \\(c/templates/a.yaml:1\\): U\\+FFFD "
chart templates/a.yaml 'a: "\0000"\n'
refused "a zero byte" "YAML parse error on c/templates/a.yaml: error converting YAML to JSON: yaml: control characters are not allowed$debug"
nest 20000 '(' ')' 1 | sed 's/^/{{ /; s/$/ }}/' | chart templates/a.yaml
refused "parentheses in parentheses" "parse error at \\(c/templates/a.yaml:1\\): max expression depth exceeded$debug"
nest 20000 '{{if 1}}' '{{end}}' 'x: 1' | chart templates/a.yaml
ok "20000 conditions in each other" sh -c 'zarf-helm template demo c | grep -q "^x: 1$"'
nest 20000 '[' ']' x | sed 's/^/a: /' | chart templates/a.yaml
refused "lists in lists in what is rendered" 'YAML parse error on c/templates/a.yaml: error converting YAML to JSON: yaml: exceeded max depth of '
chart templates/a.yaml '{{ $d := dict }}{{ $_ := set $d "a" $d }}a: {{ $d }}'
refused "a map that holds itself" '.*(nested too deeply|too large)'
chart templates/a.yaml 'a: {{ randBytes -1 }}'
refused "a negative number of bytes" "template: c/templates/a.yaml:1:6: executing \"c/templates/a.yaml\" at <randBytes -1>: error calling randBytes: runtime error: makeslice: len out of range$debug"
chart templates/a.yaml 'a: {{ mustToDate "2006" "\\u00e9" }}'
refused "no date" 'template: .*: error calling mustToDate: parsing time "\\xc3\\xa9" as "2006": cannot parse "\\xc3\\xa9" as "2006"\|'
chart templates/a.yaml '# {{ fromToml "true" | toJson }}{{ toDate "-07:00" "+07:00" | toString | quote }}\n'
is "what is no TOML, and a zone without a name" \
    "# {\"Error\":\"toml: line 1: unexpected EOF; expected key separator '='\"}\"0000-01-01 00:00:00 +0700 +0700\"" \
    "$(zarf-helm template demo c -s templates/a.yaml | tail -n 1)"

# Archives.
chart=$work/a.tgz
not_gzip="file '$chart' does not appear to be a gzipped archive; got"
: >"$chart"
refused "an empty archive" "$not_gzip 'application/octet-stream'\$"
echo text >"$chart"
refused "a text for an archive" "$not_gzip 'application/octet-stream'\$"
printf '\n<!doctype html>\n<html></html>\n' >"$chart"
refused "a page for an archive" "$not_gzip 'text/html; charset=utf-8'\$"
printf 'PK\003\004' >"$chart"
refused "a zip archive" "$not_gzip 'application/zip'\$"
echo 'a: 1' >c.yaml
chart=$work/c.yaml refused "YAML for an archive" "file '$work/c.yaml' seems to be a YAML file, but expected a gzipped archive\$"
# archive NAME...: a chart, with files of these names and a link.
archive() {
    python3 -c '
import io, sys, tarfile
with tarfile.open(sys.argv[1], "w:gz") as tar:
    for name in ["c/Chart.yaml"] * (sys.argv[2:] != ["."]) + sys.argv[2:]:
        text = b"apiVersion: v2\nname: c\nversion: 1.0.0\n" if name == "c/Chart.yaml" else b"a: 1\n"
        entry = tarfile.TarInfo(name)
        entry.size = 0 if name == "." else len(text)
        entry.type = tarfile.DIRTYPE if name == "." else entry.type
        tar.addfile(entry, None if name == "." else io.BytesIO(text))
    link = tarfile.TarInfo("c/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    if sys.argv[2:] != ["."]:
        tar.addfile(link)
' "$chart" "$@"
}
archive .
refused "nothing in an archive" 'no files in chart archive$'
archive Chart.yaml
refused "a file beside the chart" 'chart illegally contains content outside the base directory: "Chart.yaml"$'
for name in c/../x c/a/../../x c/.. c/...; do
    archive "$name"
    refused "$name in an archive" 'chart illegally references parent directory$'
done
archive c//x
refused "an absolute path in an archive" 'chart illegally contains absolute paths$'
archive c/C:/x
refused "a drive in an archive" 'chart contains illegally named files$'
archive Chart.yaml/x
refused "Chart.yaml in the place of the chart" 'chart yaml not in base directory$'
archive c/a/../templates/x.yaml
is "a path through another folder, and a link, which has no content" "a: 1" "$(zarf-helm template demo "$chart" | tail -n 1)"
done_testing
