{{- define "camerasite-operator.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "camerasite-operator.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := include "camerasite-operator.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "camerasite-operator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "camerasite-operator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end }}

{{- define "camerasite-operator.labels" -}}
{{ include "camerasite-operator.selectorLabels" . }}
app.kubernetes.io/part-of: camerasite
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- /* Labels of what Prometheus and Grafana read; those of the values win. */}}
{{- define "camerasite-operator.monitoringLabels" -}}
{{- merge (deepCopy .Values.monitoring.labels) (include "camerasite-operator.labels" . | fromYaml) | toYaml }}
{{- end }}

{{- define "camerasite-operator.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "camerasite-operator.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- required "serviceAccount.name must name an existing account when serviceAccount.create is false" .Values.serviceAccount.name }}
{{- end }}
{{- end }}
