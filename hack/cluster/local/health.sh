# shellcheck shell=bash
# What works and what does not, a line a component.

# local_health: status 1 when something is not as it should be.
local_health() {
  local name why
  preflight_root
  HEALTH_FAILED=0
  health_line network "the network namespace $NETNS is missing: run make cluster-up" network_exists
  for name in "${COMPONENTS[@]}"; do
    why="runs but does not answer: see $LOG_DIR/$name.log"
    if process_gone "$name"; then
      why="is not running: run make cluster-up; its log is $LOG_DIR/$name.log"
    fi
    health_line "$name" "$why" component_check "$name"
  done
  health_line node "node $NODE_NAME is not Ready: see $LOG_DIR/kubelet.log" local_node_ready
  health_line dns "cluster names do not resolve: see $LOG_DIR/coredns.log and $LOG_DIR/kube-proxy.log" coredns_resolves
  health_line storage "the StorageClass standard is missing: run make cluster-up" local_path_check
  ((HEALTH_FAILED == 0))
}

# local_status: versions, node, pods.
local_status() {
  if [[ ! -f $CLUSTER_STATE/fingerprint ]]; then
    die "no local cluster is up" "run: make cluster-up"
  fi
  printf 'local cluster: %s\n' "$(cat "$CLUSTER_STATE/fingerprint")"
  printf 'KUBECONFIG=%s\n' "$CLUSTER_STATE/kubeconfig"
}
