# shellcheck shell=bash
# The monitoring stack of the local cluster, made of programs that are built from Go modules and of Debian's packages.
# Sourced by the scripts one folder up.

readonly STACK_IMAGES=(prometheus alertmanager prometheus-operator node-exporter)

# stack_up: images, prometheus-operator with its definitions, then what it is to make.
stack_up() {
  hack/images/build "${STACK_IMAGES[@]}"
  hack/images/load "${STACK_IMAGES[@]}"
  # shellcheck disable=SC2034  # read by image
  refs="$(hack/images/refs "${STACK_IMAGES[@]}")"
  say "installing prometheus-operator, Prometheus, Alertmanager and node_exporter"
  kubectl create namespace "$MONITORING_NAMESPACE" --dry-run=client -o yaml | kubectl apply -f - >/dev/null
  install_prometheus_operator
  with_images hack/monitoring/local/stack.yaml | kubectl apply -f - >/dev/null
  with_images hack/monitoring/local/node-exporter.yaml | kubectl apply -f - >/dev/null
  kubectl apply -f hack/monitoring/local/targets.yaml >/dev/null
  rolled_out deployment/prometheus-operator
  rolled_out daemonset/node-exporter
}

# install_prometheus_operator: the bundle of its own sources, in our namespace and with our image.
install_prometheus_operator() {
  local sources work image
  sources="$(hack/tools/prometheus-operator module)"
  image="$(image prometheus-operator)"
  work="$(mktemp -d)"
  install -m 0644 "$sources/bundle.yaml" "$work/bundle.yaml"
  sed -e "s|@NAME@|${image%:*}|g; s|@TAG@|${image##*:}|g" hack/monitoring/local/kustomization.yaml >"$work/kustomization.yaml"
  kubectl apply --server-side --force-conflicts -k "$work" >/dev/null
  rm -rf "$work"
  kubectl wait --for=condition=Established crd --all --timeout=60s >/dev/null
}

# with_images FILE: the manifest with the references of our images for camerasite.io/local/NAME:dev.
with_images() {
  local name script=''
  for name in "${STACK_IMAGES[@]}"; do
    script+="s|camerasite.io/local/$name:dev|$(image "$name")|;"
  done
  sed "$script" "$1"
}

rolled_out() {
  kubectl -n "$MONITORING_NAMESPACE" rollout status "$1" --timeout=120s >/dev/null || failed "$1 does not come up"
}

# stack_down: what is in no namespace; the rest goes with it.
stack_down() {
  kubectl delete clusterrole,clusterrolebinding prometheus prometheus-operator --ignore-not-found >/dev/null
  kubectl -n kube-system delete service,endpoints kubelet --ignore-not-found >/dev/null
}
