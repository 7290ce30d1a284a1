{{- define "registry.name" -}}zarf-docker-registry{{- end -}}

{{- define "registry.selector" -}}
app: docker-registry
release: {{ .Release.Name }}
{{- end -}}

{{- define "registry.labels" -}}
{{ include "registry.selector" . }}
chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{/* Whether several pods can write to the storage at once; the environment may name another driver than the file system. */}}
{{- define "registry.isShared" -}}
{{- $claim := .Values.storage.claim }}
{{- $isShared := or (not (empty .Values.storage.s3)) (and $claim.enabled (eq $claim.accessMode "ReadWriteMany")) }}
{{- range .Values.extraEnv }}
{{- if and (eq .name "REGISTRY_STORAGE") (ne (toString .value) "filesystem") }}{{ $isShared = true }}{{ end }}
{{- end }}
{{- if $isShared }}true{{ end -}}
{{- end -}}

{{/* The account it runs as; empty for the namespace's default. */}}
{{- define "registry.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (ternary (include "registry.name" .) "" .Values.serviceAccount.create) -}}
{{- end -}}
