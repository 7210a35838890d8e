# shellcheck shell=bash

kube_scheduler_start() {
  component_spawn kube-scheduler "$KUBERNETES_BIN/kube-scheduler" \
    --kubeconfig "$CONFIG_DIR/kube-scheduler.kubeconfig" --bind-address 127.0.0.1 --leader-elect=false \
    --cert-dir "$RUN_DIR/kube-scheduler"
}

kube_scheduler_check() { http_ok https://127.0.0.1:10259/healthz --insecure; }
