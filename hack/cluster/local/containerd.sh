# shellcheck shell=bash

# containerd_snapshotter: overlayfs, unless the cache lies on an overlay itself (as in a container).
containerd_snapshotter() {
  case "$(stat -f -c %T "$CLUSTER_STATE")" in
    overlayfs) printf native ;;
    *) printf overlayfs ;;
  esac
}

containerd_start() {
  # shellcheck disable=SC2034  # read by render
  SNAPSHOTTER="$(containerd_snapshotter)"
  mkdir -p "$CONFIG_DIR/cni"
  render "$REPO_ROOT/hack/cluster/local/config/containerd.toml" >"$CONFIG_DIR/containerd.toml"
  render "$REPO_ROOT/hack/cluster/local/config/cni.conflist" >"$CONFIG_DIR/cni/10-camerasite.conflist"
  component_spawn containerd containerd --config "$CONFIG_DIR/containerd.toml"
}

containerd_check() { ctr_k8s images list -q; }

# ctr_k8s ARGUMENTS…: containerd's own client in the namespace that the kubelet uses.
ctr_k8s() { ctr --address "$CONTAINERD_SOCKET" --namespace k8s.io "$@"; }

# containerd_import FILE: loads a docker archive, unless the image it names is in already with the same content.
# The CRI plugin names each image twice: by its reference and by the digest of its configuration.
containerd_import() {
  local manifest id ref known
  manifest="$(tar -xOf "$1" manifest.json 2>/dev/null || true)"
  id="$(sed -n 's/.*"Config":"\(sha256:\|blobs\/sha256\/\)\{0,1\}\([0-9a-f]\{64\}\)[^"]*".*/\2/p' <<<"$manifest")"
  ref="$(sed -n 's/.*"RepoTags":\["\([^"]*\)".*/\1/p' <<<"$manifest")"
  if [[ -n $id && -n $ref ]]; then
    known="$(ctr_k8s images list | awk -v ref="$ref" -v id="sha256:$id" \
      '$1 == ref {a = $3} $1 == id {b = $3} END {if (a != "" && a == b) print "yes"}')"
    if [[ $known == yes ]]; then
      ok "image $ref is loaded already"
      return 0
    fi
  fi
  if ! ctr_k8s images import --no-unpack=false "$1" >"$LOG_DIR/import.log" 2>&1; then
    log_tail "$LOG_DIR/import.log"
    die "the image archive $1 cannot be loaded" "check that it is a docker or OCI archive and that the disk is not full"
  fi
  ok "image ${ref:-of $1} loaded"
}

# containerd_remove: what containerd and its helpers leave outside our folders. Called when no process is left.
containerd_remove() {
  local file id
  # Each shim's socket lies in a folder that all containerds share; the bundle names it.
  while read -r file; do
    rm -f "$(sed -n 's|^unix://||p' "$file")"
  done < <(find "$RUN_DIR/containerd" -name address 2>/dev/null)
  # The network plugins remember every sandbox; its loopback is not under our network's name.
  for file in "/var/lib/cni/results/$CNI_NETWORK"-*-eth0; do
    id="${file##*/"$CNI_NETWORK"-}"
    rm -f "$file" "/var/lib/cni/results/cni-loopback-${id%-eth0}-lo"
  done
  remove_if_empty /var/lib/cni/results /var/lib/cni /run/containerd/s /run/containerd
}
