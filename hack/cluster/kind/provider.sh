# shellcheck shell=bash
# kind: the same cluster as a container, where a Docker daemon answers. See provider.sh one folder up.

# shellcheck source=../build/kubernetes.sh
source "$REPO_ROOT/hack/cluster/build/kubernetes.sh"
# shellcheck source=../build/tools.sh
source "$REPO_ROOT/hack/cluster/build/tools.sh"
# shellcheck source=health.sh
source "$REPO_ROOT/hack/cluster/kind/health.sh"

KIND_CLUSTER="$CLUSTER_NAME"
KIND_NODE="$KIND_CLUSTER-control-plane"

# kind_docker: stops with one clear line when there is no Docker daemon.
kind_docker() {
  if ! docker info >/dev/null 2>&1; then
    die "no Docker daemon answers, and kind needs one" "start Docker (and be in its group), or use CLUSTER=local as root"
  fi
}

# kind_config: kind-config.yaml with the ports of this run.
kind_config() {
  sed -e "s/^name: camerasite/name: $KIND_CLUSTER/" -e "s/apiServerPort: 16443/apiServerPort: $KUBE_API_PORT/" \
    -e "s/hostPort: 8080/hostPort: $WEB_PORT/" -e "s/hostPort: 8000/hostPort: $API_PORT/" "$REPO_ROOT/kind-config.yaml"
}

# kind_image: the node image that kind-config.yaml names.
kind_image() { sed -n 's/^ *image: //p' "$REPO_ROOT/kind-config.yaml"; }

kind_exists() { "$KIND_BIN/kind" get clusters 2>/dev/null | grep -qx "$KIND_CLUSTER"; }

kind_publish_kubeconfig() {
  mkdir -p "$CLUSTER_STATE"
  "$KIND_BIN/kind" get kubeconfig --name "$KIND_CLUSTER" >"$CLUSTER_STATE/kubeconfig.partial"
  chmod 0600 "$CLUSTER_STATE/kubeconfig.partial"
  mv "$CLUSTER_STATE/kubeconfig.partial" "$CLUSTER_STATE/kubeconfig"
  printf kind >"$CLUSTER_STATE/provider"
}

kind_up() {
  kind_docker
  build_kubernetes kubectl
  build_kind
  build_helm
  if kind_exists; then
    kind_resume
    return 0
  fi
  preflight_disk
  preflight_memory
  require_free_port "$KUBE_API_PORT" "the Kubernetes API" KUBE_API_PORT
  require_free_port "$WEB_PORT" web WEB_PORT
  require_free_port "$API_PORT" api API_PORT
  say "creating the kind cluster $KIND_CLUSTER"
  kind_create
  kubectl apply --server-side --force-conflicts -f "$REPO_ROOT/hack/cluster/objects.yaml" >/dev/null
  kubectl -n kube-system rollout status deployment/coredns --timeout=120s >/dev/null
  say "the cluster is Ready; KUBECONFIG=$CLUSTER_STATE/kubeconfig"
}

# kind_create: a failed creation leaves nothing.
kind_create() {
  local log="$CAMERASITE_CACHE/logs/kind.log"
  mkdir -p "${log%/*}" "$CLUSTER_STATE"
  # From the root: kind reads the relative paths of its configuration from the working directory.
  if ! (cd "$REPO_ROOT" && kind_config | "$KIND_BIN/kind" create cluster --config - --wait 180s \
    --kubeconfig "$CLUSTER_STATE/kubeconfig.kind") >"$log" 2>&1; then
    log_tail "$log"
    "$KIND_BIN/kind" delete cluster --name "$KIND_CLUSTER" --kubeconfig "$CLUSTER_STATE/kubeconfig.kind" >/dev/null 2>&1 || true
    rm -rf "$CLUSTER_STATE"
    die "the kind cluster cannot be created; nothing of it is left" "read $log, mend it and run: make cluster-up"
  fi
  kind_publish_kubeconfig
}

# kind_resume: a cluster that exists already: started again when it was stopped, refused when it is an old one.
kind_resume() {
  local image
  image="$(docker inspect --format '{{.Config.Image}}' "$KIND_NODE")"
  if [[ $image != "$(kind_image)" ]]; then
    die "an old cluster is still up ($image); this checkout wants $(kind_image)" "run: make cluster-down"
  fi
  docker start "$KIND_NODE" >/dev/null
  kind_publish_kubeconfig
  wait_until 120 kind_health || die "the kind cluster exists and does not become healthy" "run: make health, or start afresh with make cluster-down cluster-up"
  say "the cluster is already up; KUBECONFIG=$CLUSTER_STATE/kubeconfig"
}

kind_down() {
  if [[ -x $KIND_BIN/kind ]] && kind_exists; then
    say "deleting the kind cluster $KIND_CLUSTER"
    "$KIND_BIN/kind" delete cluster --name "$KIND_CLUSTER" --kubeconfig "$CLUSTER_STATE/kubeconfig"
  else
    say "no kind cluster is up"
  fi
  rm -rf "$CLUSTER_STATE"
}

# kind_load FILE…: an image whose configuration the node has already is skipped.
kind_load() {
  local file id
  for file in "$@"; do
    id="$(tar -xOf "$file" manifest.json 2>/dev/null | sed -n 's/.*"Config":"[^"]*\([0-9a-f]\{64\}\)[^"]*".*/\1/p')"
    if [[ -n $id ]] && docker exec "$KIND_NODE" ctr -n k8s.io images list -q | grep -qx "sha256:$id"; then
      ok "image of $file is loaded already"
    else
      "$KIND_BIN/kind" load image-archive "$file" --name "$KIND_CLUSTER"
      ok "image of $file loaded"
    fi
  done
}

# kind_forward_start NAME…: the ports were published when the cluster was made.
kind_forward_start() { ok "published by kind: web http://127.0.0.1:$WEB_PORT, api http://127.0.0.1:$API_PORT"; }
kind_forward_stop() { ok "kind publishes its ports until make cluster-down"; }
