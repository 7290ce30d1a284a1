{{ define "shared" }}from the parent for {{ .Chart.Name }}{{ end }}
