{{- define "redis.isStandalone" -}}
{{- if eq .Values.architecture "standalone" }}true{{ end -}}
{{- end -}}

{{- define "redis.secretName" -}}
{{- required "redis.auth.existingSecret is required: Redis never runs without a password" .Values.auth.existingSecret -}}
{{- end -}}

{{- define "redis.passwordEnv" -}}
- name: REDIS_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ include "redis.secretName" . }}
      key: {{ .Values.auth.existingSecretPasswordKey }}
{{- end -}}

{{- define "redis.probes" -}}
livenessProbe:
  exec:
    command: [sh, -c, 'redis-cli -a "$REDIS_PASSWORD" --no-auth-warning ping']
  initialDelaySeconds: 20
  periodSeconds: 10
  timeoutSeconds: 5
readinessProbe:
  exec:
    command: [sh, -c, 'redis-cli -a "$REDIS_PASSWORD" --no-auth-warning ping | grep -q PONG']
  initialDelaySeconds: 5
  periodSeconds: 5
  timeoutSeconds: 2
{{- end -}}

{{/*
Kernel settings that Redis warns about at its start.
*/}}
{{- define "redis.sysctlContainer" -}}
- name: sysctl
  image: {{ include "common.image" (dict "image" .Values.sysctl.image "context" .) | quote }}
  command:
    {{- toYaml .Values.sysctl.command | nindent 4 }}
  securityContext:
    privileged: true
    runAsNonRoot: false
    runAsUser: 0
  resources:
    requests:
      cpu: 10m
      memory: 16Mi
    limits:
      memory: 16Mi
  volumeMounts:
    - name: sys
      mountPath: /host-sys
{{- end -}}

{{- define "redis.metricsContainer" -}}
- name: metrics
  image: {{ include "common.image" (dict "image" .Values.metrics.image "context" .) | quote }}
  ports:
    - name: metrics
      containerPort: {{ .Values.metrics.port }}
  env:
    - name: REDIS_ADDR
      value: redis://localhost:{{ .Values.service.port }}
    {{- include "redis.passwordEnv" . | nindent 4 }}
{{- end -}}

{{- define "redis.volumeClaim" -}}
- metadata:
    name: data
  spec:
    accessModes:
      - ReadWriteOnce
    {{- with .storageClass }}
    storageClassName: {{ . | quote }}
    {{- end }}
    resources:
      requests:
        storage: {{ .size }}
{{- end -}}
