{{ define "shared" }}from first{{ end }}{{ define "onlyInFirst" }}only in first{{ end }}
