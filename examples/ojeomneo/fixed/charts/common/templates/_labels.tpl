{{/*
Labels that select the pods of a component.
Takes a dict: context, component.
*/}}
{{- define "common.selectorLabels" -}}
app.kubernetes.io/name: {{ include "common.name" .context }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/*
Labels of all objects. Takes the same dict.
*/}}
{{- define "common.labels" -}}
helm.sh/chart: {{ include "common.chart" .context }}
{{ include "common.selectorLabels" . }}
app.kubernetes.io/part-of: {{ .context.Values.global.partOf }}
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
{{- with .context.Chart.AppVersion }}
app.kubernetes.io/version: {{ . | quote }}
{{- end }}
{{- end -}}

{{/*
Labels of pods. Takes the same dict.
*/}}
{{- define "common.podLabels" -}}
{{ include "common.selectorLabels" . }}
app.kubernetes.io/part-of: {{ .context.Values.global.partOf }}
{{- with .context.Values.tier }}
ojeomneo.dev/tier: {{ . }}
{{- end }}
{{- with .context.Values.podLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}
