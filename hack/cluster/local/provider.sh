# shellcheck shell=bash
# The local cluster: every component a process in a network namespace of its own. See provider.sh one folder up.

for part in settings cgroup network pki etcd kube-apiserver kube-controller-manager kube-scheduler containerd kubelet \
  kube-proxy coredns storage forward component up health; do
  # shellcheck source=/dev/null
  source "$REPO_ROOT/hack/cluster/local/$part.sh"
done
for part in kubernetes etcd tools images; do
  # shellcheck source=/dev/null
  source "$REPO_ROOT/hack/cluster/build/$part.sh"
done
unset part

# local_up: the cluster, Ready. Does nothing when it is already.
local_up() {
  preflight_platform
  preflight_root
  local_reconcile_old
  if [[ $RESUMED == yes ]]; then
    if local_health >/dev/null 2>&1; then
      publish_kubeconfig
      say "the cluster is already up ($(local_fingerprint))"
      return 0
    fi
    say "a part of the cluster is not running: starting it again"
  else
    local_preflight
  fi
  local_build
  if [[ $RESUMED == no ]]; then
    trap 'local_interrupted' INT TERM
  fi
  say "starting the local cluster"
  local_record
  local_start
  local_settle
  publish_kubeconfig
  trap - INT TERM
  # Not a part of the cluster: made last, so that the cluster can be used meanwhile.
  build_helm
  say "the cluster is Ready; KUBECONFIG=$CLUSTER_STATE/kubeconfig"
}

# local_interrupted: nothing half-started stays behind when the user stops us.
local_interrupted() {
  trap - INT TERM
  local_sweep
  die "interrupted: what had been started is stopped again" "run: make cluster-up"
}

# publish_kubeconfig: the file appears when the cluster is ready, complete from its first moment.
publish_kubeconfig() {
  install -m 0600 "$ADMIN_KUBECONFIG" "$CLUSTER_STATE/kubeconfig.partial"
  mv "$CLUSTER_STATE/kubeconfig.partial" "$CLUSTER_STATE/kubeconfig"
}

# local_down: nothing of it is left on the machine but the cached programs.
local_down() {
  if ! local_anything; then
    say "no local cluster is up"
    return 0
  fi
  preflight_root
  say "stopping the local cluster"
  local_sweep
  say "the cluster is gone; the built programs stay in $CAMERASITE_CACHE"
}

# local_load FILE…: image archives into the cluster.
local_load() {
  local file
  preflight_root
  process_alive containerd || die "the cluster is not up: images cannot be loaded" "run: make cluster-up"
  for file in "$@"; do
    containerd_import "$file"
  done
}
