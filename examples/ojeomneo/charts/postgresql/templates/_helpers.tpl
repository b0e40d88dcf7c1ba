{{- define "postgresql.secretName" -}}
{{- .Values.auth.existingSecret | default .Values.global.database.existingSecret | required "postgresql.auth.existingSecret is required" -}}
{{- end -}}

{{/*
One variable from the Secret of the database. Takes a dict: name, key, context.
*/}}
{{- define "postgresql.secretEnv" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ include "postgresql.secretName" .context }}
      key: {{ .key }}
{{- end -}}

{{- define "postgresql.probes" -}}
livenessProbe:
  exec:
    command: [sh, -c, 'exec pg_isready -U "$POSTGRES_USER" -h 127.0.0.1 -p 5432']
  initialDelaySeconds: 30
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  exec:
    command: [sh, -c, 'exec pg_isready -U "$POSTGRES_USER" -d "$POSTGRES_DB" -h 127.0.0.1 -p 5432']
  initialDelaySeconds: 5
  periodSeconds: 10
  timeoutSeconds: 5
{{- end -}}

{{- define "postgresql.volumePermissions" -}}
- name: volume-permissions
  image: {{ include "common.image" (dict "image" .Values.volumePermissions.image "context" .) | quote }}
  command: [sh, -c, "chown -R 999:999 /var/lib/postgresql/data"]
  securityContext:
    runAsUser: 0
    runAsNonRoot: false
  volumeMounts:
    - name: data
      mountPath: /var/lib/postgresql/data
{{- end -}}

{{- define "postgresql.volumeMounts" -}}
- name: data
  mountPath: /var/lib/postgresql/data
- name: run
  mountPath: /var/run/postgresql
- name: tmp
  mountPath: /tmp
- name: config
  mountPath: /etc/postgresql
{{- end -}}

{{- define "postgresql.volumes" -}}
- name: config
  configMap:
    name: {{ include "common.fullname" . }}-config
- name: init
  configMap:
    name: {{ include "common.fullname" . }}-init
- name: run
  emptyDir: {}
- name: tmp
  emptyDir: {}
{{- end -}}

{{- define "postgresql.volumeClaim" -}}
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
