# shellcheck shell=bash
# Chooses what runs the cluster and loads its functions: <provider>_{up,down,status,health,load,forward}.
# Sourced by the entry scripts after common.sh.

# recorded_provider: the provider of the cluster that is up, if there is one.
recorded_provider() { cat "$CLUSTER_STATE/provider" 2>/dev/null || true; }

# choose_provider: sets PROVIDER from CLUSTER, else from the cluster that is up, else from what this machine has.
choose_provider() {
  local recorded
  recorded="$(recorded_provider)"
  case "${CLUSTER:-}" in
    kind | local) PROVIDER="$CLUSTER" ;;
    '')
      if [[ -n $recorded ]]; then
        PROVIDER="$recorded"
      elif docker info >/dev/null 2>&1; then
        PROVIDER=kind
      else
        PROVIDER=local
      fi
      ;;
    *) die "CLUSTER=$CLUSTER is not a kind of cluster" "use CLUSTER=kind, CLUSTER=local, or leave it out" ;;
  esac
  if [[ -n $recorded && $recorded != "$PROVIDER" ]]; then
    die "a $recorded cluster is still up, and CLUSTER=$PROVIDER asks for another" "run: make cluster-down CLUSTER=$recorded"
  fi
}

# load_provider: chooses and sources it.
load_provider() {
  choose_provider
  # shellcheck source=local/provider.sh
  source "$REPO_ROOT/hack/cluster/$PROVIDER/provider.sh"
}

# with_cluster_lock COMMAND…: one change of the cluster at a time.
with_cluster_lock() { with_lock "$CLUSTER_NAME" "$@"; }

# health_line NAME WHY_NOT CHECK…: prints the line; adds to HEALTH_FAILED when CHECK fails.
health_line() {
  local name="$1" why="$2"
  shift 2
  if "$@" >/dev/null 2>&1; then
    printf '%-26s ok\n' "$name"
  else
    printf '%-26s failed  %s\n' "$name" "$why"
    HEALTH_FAILED=$((HEALTH_FAILED + 1))
  fi
}
