# shellcheck shell=bash

kube_apiserver_start() {
  # A copy: the cluster may outlive the checkout.
  cp "$REPO_ROOT/hack/cluster/audit-policy.yaml" "$CONFIG_DIR/audit-policy.yaml"
  component_spawn kube-apiserver "$KUBERNETES_BIN/kube-apiserver" \
    --etcd-servers http://127.0.0.1:2379 --advertise-address "$NODE_ADDRESS" --secure-port 6443 \
    --tls-cert-file "$PKI_DIR/kube-apiserver.crt" --tls-private-key-file "$PKI_DIR/kube-apiserver.key" \
    --client-ca-file "$PKI_DIR/ca.crt" --authorization-mode Node,RBAC --allow-privileged=true \
    --service-cluster-ip-range "$SERVICE_CIDR" --service-account-issuer https://kubernetes.default.svc.cluster.local \
    --service-account-key-file "$PKI_DIR/sa.pub" --service-account-signing-key-file "$PKI_DIR/sa.key" \
    --kubelet-client-certificate "$PKI_DIR/kubelet-client.crt" --kubelet-client-key "$PKI_DIR/kubelet-client.key" \
    --kubelet-certificate-authority "$PKI_DIR/ca.crt" --kubelet-preferred-address-types InternalIP \
    --enable-admission-plugins NodeRestriction \
    --audit-policy-file "$CONFIG_DIR/audit-policy.yaml" --audit-log-path "$LOG_DIR/audit.log" \
    --audit-log-maxsize 50 --audit-log-maxbackup 2
}

# Wait for the status, not for the word "ok": the body has it before RBAC is there.
kube_apiserver_check() { http_ok "https://$NODE_ADDRESS:6443/readyz" --cacert "$PKI_DIR/ca.crt"; }
