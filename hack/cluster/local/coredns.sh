# shellcheck shell=bash
# CoreDNS is a process on an address of its own, behind the Service kube-dns and an EndpointSlice made by hand.

coredns_start() {
  render "$REPO_ROOT/hack/cluster/local/config/Corefile" >"$CONFIG_DIR/Corefile"
  component_spawn coredns "$COREDNS_BIN/coredns" -conf "$CONFIG_DIR/Corefile"
}

coredns_check() { http_ok http://127.0.0.1:8181/ready; }

# coredns_resolves: a name of the cluster, asked for as a pod would: through the Service's address and kube-proxy.
coredns_resolves() {
  in_netns timeout 3 "$BASE_IMAGES/busybox" nslookup -type=a kubernetes.default.svc.cluster.local "$SERVICE_DNS_ADDRESS" |
    grep -q "$SERVICE_API_ADDRESS"
}
