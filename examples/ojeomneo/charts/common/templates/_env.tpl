{{/*
Environment of a container: `env` gives plain values, which may be templates,
`secretEnv` the keys of Secrets.
*/}}
{{- define "common.env" -}}
{{- $context := . -}}
{{- range $name, $value := .Values.env }}
- name: {{ $name }}
  value: {{ tpl (toString $value) $context | quote }}
{{- end }}
{{- range $name, $ref := .Values.secretEnv }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ required (printf "secretEnv.%s.secret is required" $name) $ref.secret }}
      key: {{ $ref.key | default $name }}
{{- end }}
{{- end -}}
