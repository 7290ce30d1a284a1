#!/bin/sh
# zarf-helm's verbs that need no server: how they are called, what they show and make.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
charts=$tap_root/Tests/Fixtures/charts
cd "$work" || exit 1

like "help: on standard output" '^usage: zarf-helm VERB' "$(zarf-helm --help)"
for verb in template lint show package verify 'show values'; do
    # The verb and the one below it are two words.
    # shellcheck disable=SC2086
    like "$verb: help says how it is called" "^usage: zarf-helm $verb" "$(zarf-helm $verb --help)"
    # shellcheck disable=SC2086
    is "$verb: help lines are short" "" "$(zarf-helm $verb --help | awk 'length($0) > 110')"
done
like "version" '^[0-9]+\.[0-9]+\.[0-9]+' "$(zarf-helm --version)"
fails_with "an unknown verb" 1 '^Error: unknown command "nope" for "zarf-helm"' zarf-helm nope
fails_with "an unknown flag" 1 '^Error: unknown flag: --nope' zarf-helm template a --nope
fails_with "an unknown letter" 1 "^Error: unknown shorthand flag: 'z' in -z" zarf-helm template a -z
fails_with "a flag without its value" 1 '^Error: flag needs an argument: --set' zarf-helm template a --set
fails_with "a flag with a wrong value" 1 'strconv.ParseBool: parsing "x"' zarf-helm template a --skip-tests=x
fails_with "too many operands" 1 '"zarf-helm show values" requires 1 argument$' zarf-helm show values a b
ok "global flags before the verb" zarf-helm --debug -n space show chart "$charts/documents"
ok "flags after --" sh -c 'zarf-helm show chart -- "$1" | grep -q "^name: documents"' - "$charts/documents"

zarf-helm show values "$charts/numbers" >out
is "show values: the file and a newline" "$({ cat "$charts/numbers/values.yaml"; echo; } | cksum)" "$(cksum <out)"
is "show chart: sorted, with an empty line" "apiVersion: v2
name: documents
version: 0.1.0

." "$(zarf-helm show chart "$charts/documents"; echo .)"
is "show readme" "# Read

." "$(zarf-helm show readme "$charts/documents"; echo .)"
is "show crds: each after three dashes" "---
kind: CustomResourceDefinition
metadata: {name: c}

." "$(zarf-helm show crds "$charts/documents"; echo .)"
zarf-helm show all "$charts/documents" >out
is "show all: chart, values, readme, CRDs" 'apiVersion: v2 --- # Read --- kind: CustomResourceDefinition' \
    "$(grep -e '^apiV' -e '^---' -e '^#' -e '^kind' out | paste -sd ' ' -)"
is "inspect is another name of show" "$(cat out)" "$(zarf-helm inspect all "$charts/documents")"
mkdir -p paths
printf 'apiVersion: v2\nname: paths\nversion: 0.1.0\n' >paths/Chart.yaml
printf 'a: {b: [x, {c: 1.5}]}\nd: on\n' >paths/values.yaml
mkdir -p numbers
printf 'apiVersion: v2\nname: numbers\nversion: 0.1.0\n' >numbers/Chart.yaml
printf 'none: null\nlist: [1000000]\nlarge: 1000000\n' >numbers/values.yaml
is "show values --jsonpath: a text" x "$(zarf-helm show values paths --jsonpath '{.a.b[0]}')"
is "show values --jsonpath: a list, text around it" '<["x",{"c":1.5}]> true' \
    "$(zarf-helm show values paths --jsonpath '<{.a.b}> {.d}')"
is "show values --jsonpath: numbers as Go prints them" '1e+06 [1000000] <nil>' \
    "$(zarf-helm show values numbers --jsonpath '{.large} {.list} {.none}')"
is "show values --jsonpath: the whole" '{"large":1000000,"list":[1000000],"none":null}' \
    "$(zarf-helm show values numbers --jsonpath '{}')"
is "show values --jsonpath: nothing there" "" "$(zarf-helm show values paths --jsonpath '{.no.such}')"
fails_with "show values --jsonpath: what is none" 1 '^Error: error parsing jsonpath {.a: ' \
    zarf-helm show values paths --jsonpath '{.a'
rm -r paths numbers
fails_with "show: nothing there" 1 '^Error: path "\./nope" not found' zarf-helm show chart ./nope
fails_with "show into a full device" 1 'no space left' sh -c "zarf-helm show all '$charts/documents' >/dev/full"

is "package: says where" "Successfully packaged chart and saved it to: $work/parent-0.1.0.tgz" \
    "$(zarf-helm package "$charts/parent")"
mkdir other
zarf-helm package "$charts/parent" -d other >/dev/null
ok "package: the same bytes each time" cmp parent-0.1.0.tgz other/parent-0.1.0.tgz
is "package: metadata first" "parent/Chart.yaml parent/values.yaml" "$(tar -tzf parent-0.1.0.tgz | head -n 2 | paste -sd ' ' -)"
is "package: charts within the chart" 6 "$(tar -tzf parent-0.1.0.tgz | grep -c '/Chart.yaml$')"
is "an archive shows what its folder shows" "$(zarf-helm show values "$charts/parent")" \
    "$(zarf-helm show values parent-0.1.0.tgz)"
ok "package --version --app-version" zarf-helm package "$charts/documents" --version 2.0.0-rc.1 --app-version 7
is "package: the new numbers are in it" "appVersion: \"7\" version: 2.0.0-rc.1" \
    "$(zarf-helm show chart documents-2.0.0-rc.1.tgz | grep -i version: | grep -v api | paste -sd ' ' -)"
fails_with "package: what is no version" 1 '^Error: ' zarf-helm package "$charts/documents" --version one
fails_with "package: dependencies that are not there" 1 'missing in charts/ directory: one, two' \
    zarf-helm package "$charts/refused/missing-dependency"
fails_with "package: nothing to package" 1 '^Error: need at least one argument' zarf-helm package
fails_with "package: nothing there" 1 '^Error: stat nope: no such file or directory' zarf-helm package nope
is "package: failures leave nothing" "documents-2.0.0-rc.1.tgz other out parent-0.1.0.tgz" "$(echo *)"
# lint: every message is Helm's.
mkdir -p poor/templates poor/crds
printf 'apiVersion: v1\nname: poor\nversion: v1.0\nappVersion: 1.10\ntype: application\nengine: gotpl\n' >poor/Chart.yaml
cat >poor/templates/a.yaml <<'EOF'
apiVersion: extensions/v1beta1
kind: Deployment
metadata: {name: Bad_Name}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ required "never" .Values.none }}x"}
EOF
echo 'kind: Other' >poor/crds/a.yaml
status=0
zarf-helm lint poor >out 2>err || status=$?
is "lint: a poor chart fails" "1 Error: 1 chart(s) linted, 1 chart(s) failed" "$status $(cat err)"
cat >expected <<'EOF'
==> Linting poor
[WARNING] Chart.yaml: failed to strictly parse chart metadata file
	error unmarshaling JSON: while decoding JSON: json: unknown field "engine"
[ERROR] Chart.yaml: appVersion should be of type string but it's of type float64
[INFO] Chart.yaml: icon is recommended
[ERROR] Chart.yaml: chart type is not valid in apiVersion 'v1'. It is valid in apiVersion 'v2'
[WARNING] Chart.yaml: version 'v1.0' is not a valid SemVerV2
[INFO] values.yaml: file does not exist
[WARNING] templates/a.yaml: extensions/v1beta1 Deployment is deprecated in v1.8+, unavailable in v1.16+; use apps/v1 Deployment
[ERROR] templates/a.yaml: a Deployment must contain matchLabels or matchExpressions, and "Bad_Name" does not
[ERROR] crds/a.yaml: apiVersion is not in 'apiextensions.k8s.io'
[ERROR] crds/a.yaml: object kind is not 'CustomResourceDefinition'
EOF
ok "lint: what is poor" sh -c 'grep -v "object name does not conform" out | grep . | diff expected -'
like "lint: a name that Kubernetes refuses" '^.WARNING. templates/a.yaml: .*a lowercase RFC 1123 subdomain' "$(cat out)"
ok "lint: a chart that is fine" zarf-helm lint --quiet "$charts/numbers"
fails_with "lint: warnings that count" 1 '1 chart.s. failed' zarf-helm lint --strict poor
fails_with "lint: no chart" 1 '1 chart.s. linted, 1 chart.s. failed' zarf-helm lint nowhere
rm -r poor expected

# template: what its flags choose.
mkdir -p chosen/templates chosen/crds
printf 'apiVersion: v2\nname: chosen\nversion: 0.1.0\n' >chosen/Chart.yaml
printf 'kind: A\nv: {{ .Capabilities.KubeVersion }} {{ .Release.Name }}\n---\nkind: B\n' >chosen/templates/a.yaml
printf 'kind: C\nmetadata:\n  annotations: {helm.sh/hook: test}\n' >chosen/templates/c.yaml
echo 'kind: CustomResourceDefinition' >chosen/crds/x.yaml
is "template: --show-only" "---
# Source: chosen/templates/c.yaml
kind: C
metadata:
  annotations: {helm.sh/hook: test}
---
# Source: chosen/templates/a.yaml
kind: A
v: v1.30 one
---
# Source: chosen/templates/a.yaml
kind: B" "$(zarf-helm template one chosen -s templates/c.yaml -s 'templates/a*' --kube-version 1.30 | grep .)"
fails_with "template: --show-only of nothing" 1 '^Error: could not find template templates/b.yaml in chart$' \
    zarf-helm template one chosen -s templates/b.yaml
is "template: --skip-tests" 0 "$(zarf-helm template one chosen --skip-tests | grep -c 'kind: C')"
is "template: --output-dir" "wrote out.d/chosen/crds/x.yaml
wrote out.d/one/chosen/templates/a.yaml
wrote out.d/one/chosen/templates/a.yaml
wrote out.d/one/chosen/templates/c.yaml" \
    "$(zarf-helm template one chosen --include-crds --release-name --output-dir out.d)"
is "template: several documents of a file" 2 "$(grep -c '^# Source' out.d/one/chosen/templates/a.yaml)"
like "template: --name-template" 'v1.36.0 x-a$' "$(zarf-helm template --name-template 'x-{{ lower "A" }}' chosen)"
fails_with "template: a name that is none" 1 'release name check failed: release name "Foo": invalid release name' \
    zarf-helm template Foo chosen
fails_with "template: two names" 1 'cannot set --name-template and also specify a name' \
    zarf-helm template one chosen --name-template x
fails_with "template: a Kubernetes version that is none" 1 '^Error: invalid kube version .1.: illegal version string "1"$' \
    zarf-helm template one chosen --kube-version 1
echo 'v: {{ getHostByName "127.0.0.1" }}.' >chosen/templates/a.yaml
is "template: no names are looked up" "v: ." "$(zarf-helm template one chosen -s templates/a.yaml | grep v:)"
is "template --enable-dns" "v: 127.0.0.1." "$(zarf-helm template one chosen -s templates/a.yaml --enable-dns | grep v:)"
echo 'v: {{ getHostByName "" }}' >chosen/templates/a.yaml
fails_with "template --enable-dns: a name without address" 1 'error calling getHostByName: invalid argument to Intn' \
    zarf-helm template one chosen --enable-dns
echo 'v: {{ .Release.Name }}' >chosen/templates/a.yaml
tar czf chosen.tgz chosen
is "template: a chart on standard input" "$(zarf-helm template one chosen)" "$(zarf-helm template one - <chosen.tgz)"
rm -r chosen chosen.tgz out.d

mkdir -p umbrella/charts/inner
printf 'apiVersion: v2\nname: umbrella\nversion: 1.0.0\ndependencies: [{name: inner, version: 1.0.0, alias: other}]\n' >umbrella/Chart.yaml
printf 'global: {g: 1}\na: {b: 1, c: 2}\nother: {x: given}\n' >umbrella/values.yaml
printf 'apiVersion: v2\nname: inner\nversion: 1.0.0\n' >umbrella/charts/inner/Chart.yaml
printf 'x: own\nz: own\n' >umbrella/charts/inner/values.yaml
is "values: what templates see" "a:
  c: 3
global:
  g: 1
other:
  global:
    g: 1
  x: given
  z: own" "$(zarf-helm values umbrella --set a.b=null,a.c=3)"
fails_with "values: of a chart below that are no map" 1 'type mismatch on other' zarf-helm values umbrella --set other=1
like "template --post-renderer: everything goes through a program" '^  kept: "first line' \
    "$(zarf-helm template demo "$charts/unended" --post-renderer sed --post-renderer-args 's/last/first/')"
fails_with "template --post-renderer: it fails" 1 'exit status 7$' \
    zarf-helm template demo "$charts/unended" --post-renderer sh --post-renderer-args -c --post-renderer-args 'exit 7'
done_testing
