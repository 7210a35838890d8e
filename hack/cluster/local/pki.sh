# shellcheck shell=bash
# The cluster's own authority and one certificate and kubeconfig a component.

# pki_up: makes what is missing; a complete set is left as it is.
pki_up() {
  if [[ -f $PKI_DIR/complete ]]; then
    return 0
  fi
  rm -rf "$PKI_DIR"
  mkdir -p "$PKI_DIR" "$CONFIG_DIR"
  pki_authority "$PKI_DIR"
  pki_service_account "$PKI_DIR"
  pki_certificate "$PKI_DIR" kube-apiserver /CN=kube-apiserver \
    "IP:127.0.0.1,IP:$NODE_ADDRESS,IP:$SERVICE_API_ADDRESS,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local"
  pki_certificate "$PKI_DIR" kubelet "/O=system:nodes/CN=system:node:$NODE_NAME" "IP:$NODE_ADDRESS,DNS:$NODE_NAME"
  pki_certificate "$PKI_DIR" kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client
  pki_certificate "$PKI_DIR" admin /O=system:masters/CN=camerasite-admin
  pki_certificate "$PKI_DIR" kube-controller-manager /CN=system:kube-controller-manager
  pki_certificate "$PKI_DIR" kube-scheduler /CN=system:kube-scheduler
  pki_certificate "$PKI_DIR" kube-proxy /CN=system:kube-proxy
  pki_certificate "$PKI_DIR" coredns /CN=camerasite:coredns
  pki_certificate "$PKI_DIR" local-path /CN=camerasite:local-path
  local name
  for name in kubelet kube-controller-manager kube-scheduler kube-proxy coredns local-path; do
    write_kubeconfig "$CONFIG_DIR/$name.kubeconfig" "https://$NODE_ADDRESS:6443" "$PKI_DIR" "$name"
  done
  write_kubeconfig "$ADMIN_KUBECONFIG" "https://127.0.0.1:$KUBE_API_PORT" "$PKI_DIR" admin
  touch "$PKI_DIR/complete"
}
