# shellcheck shell=bash
# Rancher's local-path provisioner as a process; its StorageClass "standard" is the default.

local_path_start() {
  mkdir -p "$VOLUME_DIR"
  printf '{"nodePathMap":[{"node":"DEFAULT_PATH_FOR_NON_LISTED_NODES","paths":["%s"]}]}\n' "$VOLUME_DIR" >"$CONFIG_DIR/local-path.json"
  render "$REPO_ROOT/hack/cluster/local/config/helper-pod.yaml" >"$CONFIG_DIR/helper-pod.yaml"
  component_spawn local-path "$LOCAL_PATH_BIN/local-path-provisioner" start \
    --kubeconfig "$CONFIG_DIR/local-path.kubeconfig" --config "$CONFIG_DIR/local-path.json" \
    --helper-image "$BUSYBOX_IMAGE" --helper-pod-file "$CONFIG_DIR/helper-pod.yaml" --namespace local-path-storage
}

local_path_check() { kubectl_admin get storageclass standard; }
