# Sourced by tests that deploy a package with a bit of everything.
# shellcheck shell=sh

# write_everything DIRECTORY IMAGE: chart, values and manifests of such a package; the image gets the tag of the values.
write_everything() {
    mkdir -p "$1/chart/templates"
    echo 'extra: "###ZARF_VAR_GREETING### from ###ZARF_CONST_SITE###"' >"$1/values-extra.yaml"
    echo 'colour: "{{ .Values.app.colour }} on {{ .Metadata.Name }}"' >"$1/values-templated.yaml"
    printf 'apiVersion: v2\nname: hello\nversion: 0.3.1\n' >"$1/chart/Chart.yaml"
    printf 'replicas: 0\ntag: 1.0.0\ngreeting: none\nextra: none\ncolour: none\n' >"$1/chart/values.yaml"
    cat >"$1/chart/templates/deploy.yaml" <<END
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: hello}}
  template:
    metadata: {labels: {app: hello}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - name: hello
        image: "$2:{{ .Values.tag }}"
        env:
        - {name: GREETING, value: {{ .Values.greeting | quote }}}
        - {name: EXTRA, value: {{ .Values.extra | quote }}}
        - {name: COLOUR, value: {{ .Values.colour | quote }}}
---
apiVersion: v1
kind: Service
metadata:
  name: hello
  labels: {zarf.dev/connect-name: hello}
  annotations: {zarf.dev/connect-description: Says hello, zarf.dev/connect-url: /hello}
spec: {selector: {app: hello}, ports: [{port: 80, protocol: TCP}]}
END
    cat >"$1/cm.yaml" <<'END'
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  greeting: "###ZARF_VAR_GREETING###"
  site: "###ZARF_CONST_SITE###"
  token: "###ZARF_VAR_TOKEN###"
  registry: "###ZARF_REGISTRY###"
  templated: "{{ not a template }}"
END
    printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: templated}\ndata: {colour: "{{ .Values.app.colour }}"}\n' \
        >"$1/templated.yaml"
    printf 'apiVersion: v1\nkind: Namespace\nmetadata: {name: more, labels: {team: blue}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\n' \
        >"$1/more.yaml"
}
