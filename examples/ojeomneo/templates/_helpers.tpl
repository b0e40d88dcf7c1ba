{{- define "ojeomneo.fullname" -}}
{{- .Values.global.prefix | default .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/*
Labels of the objects of this chart. Takes a dict: context, component.
*/}}
{{- define "ojeomneo.labels" -}}
{{- include "common.labels" . -}}
{{- end -}}

{{/*
One entry under `from`. Takes a dict: name, peers.
*/}}
{{- define "ojeomneo.peer" -}}
{{- $peer := get .peers .name | required (printf "networkPolicy.peers.%s is not there" .name) -}}
{{- if $peer.cidr -}}
- ipBlock:
    cidr: {{ $peer.cidr }}
{{- else if $peer.namespace -}}
- namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ $peer.namespace }}
{{- else -}}
- podSelector:
    matchLabels:
      {{- toYaml $peer.podLabels | nindent 6 }}
{{- end -}}
{{- end -}}
