# shellcheck shell=bash
# Bringing the local cluster up: from nothing, from a part of it, or after an unclean stop.

# local_fingerprint: what a running cluster was made of.
local_fingerprint() {
  printf 'kubernetes %s, etcd %s, coredns %s, local-path %s, base images %s, port %s' \
    "$KUBERNETES_VERSION" "$ETCD_VERSION" "$COREDNS_VERSION" "$LOCAL_PATH_VERSION" "$BASE_IMAGES_VERSION" "$KUBE_API_PORT"
}

# local_anything: whether a cluster, or what is left of one, is on this machine.
local_anything() { [[ -e $CLUSTER_STATE || -e $RUN_DIR || -e /run/netns/$NETNS || -n "$(cgroup_pids)" ]]; }

# local_resumable: whether what is there can be completed: same boot, and its network still stands.
local_resumable() {
  [[ "$(cat "$CLUSTER_STATE/boot-id" 2>/dev/null)" == "$(</proc/sys/kernel/random/boot_id)" ]] && network_exists
}

# local_reconcile_old: decides about a cluster that is there already; sets RESUMED to yes when it is to be completed.
local_reconcile_old() {
  local owner fingerprint
  RESUMED=no
  if ! local_anything; then
    return 0
  fi
  owner="$(cat "$RUN_DIR/owner" 2>/dev/null || true)"
  if [[ -n $owner && $owner != "$CLUSTER_STATE" && -n "$(cgroup_pids)" ]]; then
    die "a cluster that was started with another cache folder ($owner) is still up" \
      "run: XDG_CACHE_HOME=${owner%/camerasite/cluster} make cluster-down"
  fi
  fingerprint="$(cat "$CLUSTER_STATE/fingerprint" 2>/dev/null || true)"
  if [[ -n $fingerprint && $fingerprint != "$(local_fingerprint)" && -n "$(cgroup_pids)" ]]; then
    die "an old cluster is still up ($fingerprint); this checkout wants $(local_fingerprint)" "run: make cluster-down"
  fi
  if [[ $fingerprint == "$(local_fingerprint)" ]] && local_resumable; then
    # shellcheck disable=SC2034  # read by local_up
    RESUMED=yes
  else
    say "an earlier cluster was not stopped cleanly: removing what is left of it"
    local_sweep
  fi
}

# local_preflight: everything that can be known before anything is started.
local_preflight() {
  preflight_disk
  preflight_memory
  need_packages "${PACKAGES[@]}"
  preflight_namespaces
  preflight_cgroups
  preflight_bridge
  require_free_port "$KUBE_API_PORT" "the Kubernetes API" KUBE_API_PORT
}

# local_build: what the cluster is made of; made once and cached.
local_build() {
  build_base_images
  build_kubernetes kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl
  build_etcd
  build_local_path
  build_coredns
}

# local_record: what a later up or down must know; written before the first process starts.
local_record() {
  mkdir -p "$CLUSTER_STATE" "$CONFIG_DIR" "$PID_DIR" "$LOG_DIR" "$RUN_DIR"
  chmod 0755 "$CLUSTER_STATE"
  printf '%s' "$CLUSTER_STATE" >"$RUN_DIR/owner"
  cat /proc/sys/kernel/random/boot_id >"$CLUSTER_STATE/boot-id"
  printf '%s' local >"$CLUSTER_STATE/provider"
  local_fingerprint >"$CLUSTER_STATE/fingerprint"
}

# local_start: the components in order, each waited for.
local_start() {
  cgroup_up
  network_up
  pki_up
  component_up etcd 20
  component_up kube-apiserver 60
  component_up forward-kube-api 10
  component_up containerd 20
  local_objects
  component_up kube-controller-manager 30
  component_up kube-scheduler 30
  containerd_import "$BASE_IMAGES/pause.tar"
  containerd_import "$BASE_IMAGES/busybox.tar"
  component_up kubelet 60
  component_up kube-proxy 30
  component_up coredns 30
  component_up local-path 20
}

# local_objects: what the cluster itself consists of inside Kubernetes.
local_objects() {
  local file
  for file in objects.yaml local/objects/dns.yaml local/objects/storage.yaml; do
    render "$REPO_ROOT/hack/cluster/$file" | kubectl_admin apply --server-side --force-conflicts -f - >/dev/null
  done
}

# local_settle: waits until a user's first pod would run.
local_settle() {
  wait_until 60 local_node_ready || component_failed kubelet "node $NODE_NAME is not Ready"
  wait_until 30 coredns_resolves || component_failed coredns "kubernetes.default.svc.cluster.local does not resolve at $SERVICE_DNS_ADDRESS"
  # Pods of a namespace cannot be made before its default ServiceAccount is there.
  wait_until 30 kubectl_admin -n default get serviceaccount default ||
    component_failed kube-controller-manager "namespace default has no ServiceAccount"
}

local_node_ready() { kubectl_admin get node "$NODE_NAME" | grep -qw Ready; }
