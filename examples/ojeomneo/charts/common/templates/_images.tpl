{{/*
Reference of an image. Takes a dict: image, context.
Without a tag it is the version of the application.
*/}}
{{- define "common.image" -}}
{{- $registry := .image.registry | default .context.Values.global.imageRegistry -}}
{{- $tag := .image.tag | default .context.Chart.AppVersion | toString -}}
{{- $repository := ternary (printf "%s/%s" $registry .image.repository) .image.repository (not (empty $registry)) -}}
{{- printf "%s:%s" $repository $tag -}}
{{- end -}}

{{- define "common.imagePullSecrets" -}}
{{- with .Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}
