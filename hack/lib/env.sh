# shellcheck shell=bash
# Puts the cached kubectl, helm and kind on PATH and points KUBECONFIG at the cluster; what scripts ask of the cluster that
# is up. To be sourced; it builds nothing.

# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

export CAMERASITE_CACHE
export PATH="$KUBERNETES_BIN:$HELM_BIN:$KIND_BIN:$PATH"
export KUBECONFIG="$CLUSTER_STATE/kubeconfig"

require_cluster() {
  kubectl get --raw /readyz >/dev/null 2>&1 ||
    die "the cluster of $KUBECONFIG does not answer" "run: make cluster-up"
}

# image NAME: its reference among those in `refs`, which holds the output of hack/images/refs.
# shellcheck disable=SC2154  # set by whoever calls it
image() { sed -n "s|^$1=||p" <<<"$refs"; }
