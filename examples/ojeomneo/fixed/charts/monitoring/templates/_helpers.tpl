{{/*
Name of a component, which others know it by. Takes a dict: context, component.
*/}}
{{- define "monitoring.name" -}}
{{- printf "%s-%s" (.context.Values.global.prefix | default .context.Release.Name) .component | trunc 63 | trimSuffix "-" -}}
{{- end -}}
