#!/bin/sh
# zarf-pack and definitions that are wrong: each is refused with its place, status 3 (1 for what is not there), before any
# action has run, and nothing is left behind.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

export SOURCE_DATE_EPOCH=1700000000
HOME=$work/home
TMPDIR=$work/temporary
export HOME TMPDIR
mkdir "$HOME" "$TMPDIR" "$work/in" && cd "$work/in" || exit 1
printf 'apiVersion: v2\nname: c\nversion: 1.0.0\n' >Chart.yaml
printf 'text\n' >text

# pack NAME STATUS PATTERN: packs ./zarf.yaml; it fails as told and leaves nothing.
pack() {
    rm -rf out ran && mkdir out
    fails_with "$1" "$2" "$3" zarf-pack . -o out/
    is "$1: nothing is left" "" "$(find out "$TMPDIR" -mindepth 1)"
    # What is not there an action could have made; what is wrong it could not.
    [ "$2" = 1 ] || is "$1: no action has run" "" "$(ls ran 2>/dev/null)"
}
# whole NAME STATUS PATTERN TEXT: the text is the definition.
whole() {
    printf '%s\n' "$4" >zarf.yaml
    pack "$1" "$2" "$3"
}
# part NAME STATUS PATTERN TEXT: the text is a line of a component which also has an action.
part() {
    printf '%s\n' 'kind: ZarfPackageConfig' 'metadata: {name: d, version: 1.0.0, architecture: amd64}' 'components:' \
        '- name: web' "  $4" '- name: acts' '  actions: {onCreate: {before: [{cmd: "touch ran"}]}}' >zarf.yaml
    pack "$1" "$2" "$3"
}
# top NAME STATUS PATTERN TEXT: the text is a line beside the components.
top() {
    whole "$1" "$2" "$3" "kind: ZarfPackageConfig
metadata: {name: d}
$4
components: [{name: web, actions: {onCreate: {before: [{cmd: touch ran}]}}}]"
}

# -- shape
whole "nothing" 3 'read zarf.yaml: no package definition found' ''
whole "a list" 3 'zarf.yaml:1:1: expected a mapping, found a list' '[]'
whole "an unknown kind" 3 'zarf.yaml:1:7: "kind" must be' 'kind: Pod
components: [{name: a}]'
whole "an unknown version of the format" 3 'no document has a known apiVersion' 'apiVersion: zarf.dev/v9
components: [{name: a}]'
whole "no components" 3 'zarf.yaml:3:13: "components" must not be empty' 'kind: ZarfPackageConfig
metadata: {name: d}
components: []'
whole "the same format twice" 3 'zarf.yaml' 'kind: ZarfPackageConfig
metadata: {name: d}
components: [{name: a}]
---
kind: ZarfPackageConfig
metadata: {name: d}
components: [{name: a}]'
whole "a mapping for a list" 3 'zarf.yaml:3:13: "components" must be a list, found a mapping' 'kind: ZarfPackageConfig
metadata: {name: d}
components: {name: web}'
part "text for a list" 3 'zarf.yaml:5:11: component "web": "images" must be a list, found text' 'images: nginx'
part "text for true or false" 3 'zarf.yaml:5:12: component "web": "default" must be true or false' 'default: "yes"'
part "a number for a mapping" 3 'zarf.yaml:5:11: component "web": "files" must be a mapping' 'files: [1]'
part "an unknown key" 3 'zarf.yaml:5:3: component "web": unknown key "requird"' 'requird: true'
like "an unknown key: the hint" '^zarf-pack: hint: did you mean "required"\?$' "$(zarf-pack . -o out/ 2>&1)"
part "a key that is not there" 3 'component "web", chart "x": missing key "namespace"' 'charts: [{name: x}]'
part "a key given twice" 3 'zarf.yaml:5:21: duplicate key "path"' 'import: {path: a, path: b}'
part "two ways to get a chart" 3 'chart "x": needs either url or localPath' \
    'charts: [{name: x, namespace: n, version: 1.0.0, url: "https://x.test", localPath: y}]'
part "command and wait in one" 3 'has both cmd and wait' \
    'actions: {onDeploy: {before: [{cmd: a, wait: {network: {protocol: tcp, address: x}}}]}}'
part "a tab as indentation" 3 'zarf.yaml:6:1: .*cannot start any token' "$(printf 'images:\n\t- a')"
part "an anchor that is none" 3 'zarf.yaml:5:' 'images: *none'
part "an anchor in itself" 3 'zarf.yaml:5:' 'images: &a [*a]'

# -- names
part "a chart named .." 3 '"name" must be text without / and' 'charts: [{name: ../x, namespace: n, version: 1.0.0, localPath: .}]'
part "a manifest named .." 3 '"name" must be text without / and' 'manifests: [{name: "../../x", namespace: n, files: [text]}]'
part "a manifest with a control character" 3 'component "web": pack manifest "a\?b": a control character in the name' \
    'manifests: [{name: "a\u0007b", namespace: n, files: [text]}]'
part "a chart with a colon" 3 'pack chart "a:b": a colon in the name' 'charts: [{name: "a:b", namespace: n, version: 1.0.0, localPath: ., releaseName: c}]'
part "a component twice" 3 'component "acts": the name is used twice' "$(printf 'required: true\n- name: acts')"
whole "a component named .." 3 'component "..": "name" must be lower-case letters' 'kind: ZarfPackageConfig
metadata: {name: d}
components: [{name: ..}]'
whole "a version with a slash" 3 '"version" must be text without / and' 'kind: ZarfPackageConfig
metadata: {name: d, version: ../1}
components: [{name: web}]'
whole "an architecture with a slash" 3 'pack architecture "../x": a slash in the name' 'kind: ZarfPackageConfig
metadata: {name: d, architecture: ../x}
components: [{name: web}]'
part "a file for no target" 3 'target "" names no file' 'files: [{source: text, target: ""}]'
part "a file for a folder above" 3 'target "../.." names no file' 'files: [{source: text, target: "../.."}]'
part "a good definition, for the next" 1 'nope is not there' 'files: [{source: nope, target: x}]'
fails_with "a flavor with a slash" 3 'pack flavor "a/b": a slash in the name' zarf-pack . -o out/ --flavor a/b

# -- expressions
top "a pattern that is none" 3 'read pattern "\(" of variable A: error parsing regexp: missing closing \)' 'variables: [{name: A, pattern: "("}]'
top "a pattern with look-ahead" 3 'invalid or unsupported Perl syntax' 'variables: [{name: A, pattern: "(?=x)"}]'
top "a constant against its pattern" 3 'constant A: value does not match pattern \^x' 'constants: [{name: A, value: abc, pattern: "^x"}]'
part "a pattern of what an action sets" 3 'read pattern "\[" of variable A' \
    'actions: {onDeploy: {before: [{cmd: a, setVariables: [{name: A, pattern: "["}]}]}}'

# -- references
for image in '' ' ' 'a b' 'x:' 'x:y:z' 'x@sha256:12' '../x' 'http://x.test/y:1' '@' 'x/' '/x' '-x' 'a//b' "x:$(printf '%0129d' 1)" 'X:1' 'a\u0007b'; do
    part "image \"$image\"" 3 'pack component "web": read reference "' "images: [\"$image\"]"
done
for repository in 'https://' 'x' 'file:///etc' 'https://x.test/y.git@' "https://x.test/\$(id).git" '-x' 'ext::sh -c id'; do
    part "repository \"$repository\"" 3 'pack component "web": read git address "' "repos: [\"$repository\"]"
done
part "a repository's host that is an option" 1 'a host that starts with a dash' 'repos: ["ssh://-oProxyCommand=x/y.git"]'

# -- what is not there
part "no file" 1 'collect file nope of component "web": nope is not there' 'files: [{source: nope, target: x}]'
part "no manifest" 1 'collect manifest nope.yaml of component "web": nope.yaml is not there' 'manifests: [{name: m, namespace: n, files: [nope.yaml]}]'
part "no values file" 1 'collect values file nope.yaml of component "web": nope.yaml is not there' \
    'charts: [{name: c, version: 1.0.0, namespace: n, localPath: ., valuesFiles: [nope.yaml]}]'
part "no chart" 1 'package chart "c" of component "web": read nope: no such file' 'charts: [{name: c, version: 1.0.0, namespace: n, localPath: nope}]'
mkdir chartless
part "a chart without Chart.yaml" 3 'package chart "c" of component "web": read chart chartless: Chart.yaml is missing' \
    'charts: [{name: c, version: 1.0.0, namespace: n, localPath: chartless}]'
part "a chart that is text" 3 'package chart "c" of component "web": read .*text' 'charts: [{name: c, version: 1.0.0, namespace: n, localPath: text}]'
part "no data to inject" 1 'collect data injection nope of component "web": nope is not there' \
    'dataInjections: [{source: nope, target: {namespace: n, selector: a=b, container: c, path: /x}}]'
part "no image archive" 1 'nope.tar: no such file' 'imageArchives: [{path: nope.tar, images: ["x.test/y:1"]}]'
top "no documentation" 1 'collect documentation "x": read nope.md: no such file' 'documentation: {x: nope.md}'
top "no package values" 1 'nope.yaml: no such file' 'values: {files: [nope.yaml]}'
part "no definition to import" 1 'import into component "web": read nope: no such file' 'import: {path: nope}'
part "an import of itself" 3 'imported in a cycle' 'import: {path: .}'
part "an import from elsewhere" 3 'zarf.yaml:5:' 'import: {url: "https://x.test/y"}'
part "import by both ways" 3 'has both path and url' 'import: {path: a, url: "oci://x.test/y:1"}'
if command -v kubectl >/dev/null 2>&1 || command -v kustomize >/dev/null 2>&1; then
    part "no kustomization" 1 'collect kustomization nope of component "web": nope is not there' \
        'manifests: [{name: m, namespace: n, kustomizations: [nope]}]'
    part "a folder that is none" 1 'build kustomization chartless: ' 'manifests: [{name: m, namespace: n, kustomizations: [chartless]}]'
fi

# -- and what looks wrong and is not
part "keys that begin with x- are the author's" 1 'text2 is not there' "$(printf 'x-note: {a: [b]}\n  files: [{source: text2, target: t}]')"
is "a list of anchors is as good as a list" "kind: ZarfPackageConfig
metadata:
  name: d
  architecture: amd64
components:
- name: web
  images:
  - a
  - a" "$(printf 'kind: ZarfPackageConfig\nmetadata: {name: d, architecture: amd64}\ncomponents: [{name: web, images: [&a "a", *a]}]\n' >zarf.yaml && zarf-pack --definition)"
done_testing
