{{- define "registry.name" -}}zarf-docker-registry{{- end -}}

{{- define "registry.selector" -}}
app: docker-registry
release: {{ .Release.Name }}
{{- end -}}

{{- define "registry.labels" -}}
{{ include "registry.selector" . }}
chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{/* Whether several pods can write to the storage at once. */}}
{{- define "registry.isShared" -}}
{{- if or .Values.storage.s3 (and .Values.storage.claim.enabled (eq .Values.storage.claim.accessMode "ReadWriteMany")) }}true{{ end -}}
{{- end -}}

{{/* The account it runs as; empty for the namespace's default. */}}
{{- define "registry.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (ternary (include "registry.name" .) "" .Values.serviceAccount.create) -}}
{{- end -}}
