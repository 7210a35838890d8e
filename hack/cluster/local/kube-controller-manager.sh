# shellcheck shell=bash

kube_controller_manager_start() {
  component_spawn kube-controller-manager "$KUBERNETES_BIN/kube-controller-manager" \
    --kubeconfig "$CONFIG_DIR/kube-controller-manager.kubeconfig" --bind-address 127.0.0.1 --leader-elect=false \
    --use-service-account-credentials --allocate-node-cidrs --cluster-cidr "$POD_CIDR" --cluster-name camerasite \
    --service-cluster-ip-range "$SERVICE_CIDR" --root-ca-file "$PKI_DIR/ca.crt" \
    --service-account-private-key-file "$PKI_DIR/sa.key" \
    --cluster-signing-cert-file "$PKI_DIR/ca.crt" --cluster-signing-key-file "$PKI_DIR/ca.key" \
    --flex-volume-plugin-dir "$CLUSTER_STATE/kubelet/volume-plugins" --cert-dir "$RUN_DIR/kube-controller-manager"
}

kube_controller_manager_check() { http_ok https://127.0.0.1:10257/healthz --insecure; }
