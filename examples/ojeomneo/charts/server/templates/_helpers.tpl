{{/*
Probe by HTTP. Takes one entry of `probes`.
*/}}
{{- define "server.probe" -}}
httpGet:
  path: {{ .path }}
  port: http
periodSeconds: {{ .periodSeconds | default 10 }}
timeoutSeconds: {{ .timeoutSeconds | default 2 }}
failureThreshold: {{ .failureThreshold | default 3 }}
{{- with .initialDelaySeconds }}
initialDelaySeconds: {{ . }}
{{- end }}
{{- end -}}
