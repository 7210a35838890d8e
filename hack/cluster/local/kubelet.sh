# shellcheck shell=bash

# What the kubelet sets for the whole machine; saved before its first start and put back by kubelet_remove.
KUBELET_SYSCTLS=(vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys kernel.keys.root_maxbytes)

kubelet_start() {
  if [[ ! -f $CONFIG_DIR/sysctl.saved ]]; then
    sysctl "${KUBELET_SYSCTLS[@]}" >"$CONFIG_DIR/sysctl.saved" 2>/dev/null || true
  fi
  mkdir -p "$CLUSTER_STATE/kubelet" "$CONFIG_DIR/manifests"
  render "$REPO_ROOT/hack/cluster/local/config/kubelet.yaml" >"$CONFIG_DIR/kubelet.yaml"
  # --containerd is for its metrics of containers: without the socket they have neither names nor limits.
  component_spawn kubelet "$KUBERNETES_BIN/kubelet" --config "$CONFIG_DIR/kubelet.yaml" --containerd "$CONTAINERD_SOCKET" \
    --kubeconfig "$CONFIG_DIR/kubelet.kubeconfig" --root-dir "$CLUSTER_STATE/kubelet" \
    --cert-dir "$CLUSTER_STATE/kubelet/pki" --hostname-override "$NODE_NAME" --node-ip "$NODE_ADDRESS"
}

kubelet_check() { http_ok http://127.0.0.1:10248/healthz; }

# kubelet_remove: what the kubelet leaves outside our folders.
kubelet_remove() {
  local link
  if [[ -s $CONFIG_DIR/sysctl.saved ]]; then
    sysctl -q -p "$CONFIG_DIR/sysctl.saved" 2>/dev/null || warn "the kernel settings in $CONFIG_DIR/sysctl.saved could not be put back"
  fi
  for link in /var/log/containers/*; do
    if [[ -L $link && "$(readlink "$link")" == "$CLUSTER_STATE"/* ]]; then
      rm -f "$link"
    fi
  done
  # The device plugins' socket has a fixed place; a kubelet of the machine's own would listen there.
  if ! grep -q ' /var/lib/kubelet/device-plugins/kubelet.sock$' /proc/net/unix; then
    rm -f /var/lib/kubelet/device-plugins/kubelet.sock
  fi
  remove_if_empty /var/log/containers /var/lib/kubelet/device-plugins /var/lib/kubelet
}
