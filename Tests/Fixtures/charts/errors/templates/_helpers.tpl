{{ define "outer" }}
  {{ include "inner" . | indent 2 }}
{{ end }}
{{ define "inner" }}{{ .Values.none.deep }}{{ end }}
{{ define "outerFail" }}{{ include "innerFail" . }}{{ end }}
{{ define "innerFail" }}

  {{ fail (printf "deep %s" .Chart.Name) }}{{ end }}
{{ define "loop" }}{{ include "loop" . }}{{ end }}
