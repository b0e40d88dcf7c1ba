{{/*
Environment of a container: `secretEnv` gives the keys of Secrets, `env` plain
values, which may be templates. Secrets come first: values may refer to them by
$(NAME).
*/}}
{{- define "common.env" -}}
{{- $context := . -}}
{{- range $name, $ref := .Values.secretEnv }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ required (printf "secretEnv.%s.secret is required" $name) $ref.secret }}
      key: {{ $ref.key | default $name }}
{{- end }}
{{- range $name, $value := .Values.env }}
- name: {{ $name }}
  value: {{ tpl (toString $value) $context | quote }}
{{- end }}
{{- end -}}
