# shellcheck shell=bash
# The monitoring stack of kind: the chart kube-prometheus-stack with Grafana. Sourced by the scripts one folder up.

readonly STACK_CHART=oci://ghcr.io/prometheus-community/charts/kube-prometheus-stack

stack_up() {
  local log="$CAMERASITE_CACHE/logs/kube-prometheus-stack.log"
  mkdir -p "${log%/*}"
  say "installing kube-prometheus-stack $KUBE_PROMETHEUS_STACK_VERSION"
  if ! helm upgrade --install "$MONITORING_RELEASE" "$STACK_CHART" --version "$KUBE_PROMETHEUS_STACK_VERSION" \
    --namespace "$MONITORING_NAMESPACE" --create-namespace --values hack/monitoring/kind/values.yaml --wait --timeout 600s >"$log" 2>&1; then
    log_tail "$log"
    failed "kube-prometheus-stack is not installed"
  fi
}

stack_down() {
  if helm -n "$MONITORING_NAMESPACE" status "$MONITORING_RELEASE" >/dev/null 2>&1; then
    helm -n "$MONITORING_NAMESPACE" uninstall "$MONITORING_RELEASE" --wait --timeout 180s >/dev/null
  fi
}
