# shellcheck shell=bash
# Puts the cached kubectl, helm and kind on PATH and points KUBECONFIG at the cluster. To be sourced; it builds nothing.

# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

export CAMERASITE_CACHE
export PATH="$KUBERNETES_BIN:$HELM_BIN:$KIND_BIN:$PATH"
export KUBECONFIG="$CLUSTER_STATE/kubeconfig"
