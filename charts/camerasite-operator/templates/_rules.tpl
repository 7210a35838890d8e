{{- /* What the operator may do where it looks for sites: in all namespaces, or in each of watchNamespaces. */}}
{{- define "camerasite-operator.rules" -}}
- apiGroups: [camerasite.io]
  resources: [camerasites]
  verbs: [get, list, watch]
- apiGroups: [camerasite.io]
  resources: [camerasites/status]
  verbs: [patch]
# Owner references that block the owner's deletion need this where OwnerReferencesPermissionEnforcement is on.
- apiGroups: [camerasite.io]
  resources: [camerasites/finalizers]
  verbs: [update]
- apiGroups: [""]
  resources: [configmaps, secrets, services]
  verbs: [get, list, watch, create, patch, delete]
# Never delete: what a volume holds goes only when its site goes, and only if the site says so.
- apiGroups: [""]
  resources: [persistentvolumeclaims]
  verbs: [get, list, watch, create, patch]
# patch: the configuration hash on live pods, which makes the kubelet refresh their volumes at once.
# delete: a pod that cannot run and keeps its mended StatefulSet from rolling out (kubernetes#67250).
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch, patch, delete]
- apiGroups: [apps]
  resources: [deployments, statefulsets]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [batch]
  resources: [jobs]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [networking.k8s.io]
  resources: [ingresses, networkpolicies]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, patch, delete]
# Only where the cluster has them; which it has is asked of the discovery API, for which no rule is needed.
- apiGroups: [monitoring.coreos.com]
  resources: [servicemonitors, prometheusrules, alertmanagerconfigs]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create, patch]
{{- end }}

{{- define "camerasite-operator.subjects" -}}
- kind: ServiceAccount
  name: {{ include "camerasite-operator.serviceAccountName" . }}
  namespace: {{ .Release.Namespace }}
{{- end }}
