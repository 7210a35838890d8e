# shellcheck shell=bash
# What a person needs to see when something does not come up. Sourced after hack/lib/common.sh.

# diagnose_namespace NAMESPACE: events, pods that are not ready and the end of their logs, on standard error.
diagnose_namespace() {
  local namespace="$1" pod
  {
    printf '\n--- pods of %s\n' "$namespace"
    kubectl -n "$namespace" get pods -o wide || true
    printf '\n--- last events of %s\n' "$namespace"
    kubectl -n "$namespace" get events --sort-by=.lastTimestamp | tail -n 20 || true
    while read -r pod; do
      diagnose_pod "$namespace" "$pod"
    done < <(unready_pods "$namespace")
  } >&2
}

# unready_pods NAMESPACE: one a line; pods that have done their work are left out.
unready_pods() {
  kubectl -n "$1" get pods -o json | jq -r '
    .items[] | select(.status.phase != "Succeeded")
    | select([.status.conditions[]? | select(.type == "Ready" and .status == "True")] | length == 0)
    | .metadata.name'
}

# diagnose_pod NAMESPACE POD: states of its containers and the end of their logs.
diagnose_pod() {
  printf '\n--- pod %s/%s\n' "$1" "$2"
  kubectl -n "$1" get pod "$2" -o json | jq -r '
    (.status.initContainerStatuses // []) + (.status.containerStatuses // []) | .[]
    | "\(.name): \(.state | to_entries[0] | "\(.key) \(.value.reason // "") \(.value.message // "")"), restarts \(.restartCount)"' || true
  kubectl -n "$1" logs "$2" --all-containers --tail=20 --prefix 2>&1 | cut -c1-400 || true
}
