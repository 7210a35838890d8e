# shellcheck shell=bash
# What works and what does not on kind, a line a component.

# kind_health: status 1 when something is not as it should be.
kind_health() {
  HEALTH_FAILED=0
  health_line kube-apiserver "does not answer: run docker logs $KIND_NODE" kubectl get --raw /readyz
  health_line node "node $KIND_NODE is not Ready: run kubectl describe node" \
    kubectl wait --for=condition=Ready "node/$KIND_NODE" --timeout=1s
  health_line dns "deployment coredns is not available: run kubectl -n kube-system logs deployment/coredns" \
    kubectl -n kube-system wait --for=condition=Available deployment/coredns --timeout=1s
  health_line storage "the StorageClass standard is missing: run make cluster-down cluster-up" kubectl get storageclass standard
  ((HEALTH_FAILED == 0))
}

# kind_status: what the cluster is made of.
kind_status() {
  printf 'kind cluster: %s\nKUBECONFIG=%s\n' "$(kind_image)" "$CLUSTER_STATE/kubeconfig"
}
