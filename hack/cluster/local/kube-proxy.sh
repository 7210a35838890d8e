# shellcheck shell=bash

kube_proxy_start() {
  render "$REPO_ROOT/hack/cluster/local/config/kube-proxy.yaml" >"$CONFIG_DIR/kube-proxy.yaml"
  component_spawn kube-proxy "$KUBERNETES_BIN/kube-proxy" --config "$CONFIG_DIR/kube-proxy.yaml"
}

kube_proxy_check() { http_ok http://127.0.0.1:10256/livez; }
