# shellcheck shell=bash
# The Kubernetes programs, from the module in build/kubernetes. Sourced after build/lib.sh.

# build_kubernetes PROGRAM…: those of them that are not in the cache yet.
build_kubernetes() {
  if [[ -n "$(kubernetes_missing "$@")" ]]; then
    need_go
    with_lock build build_kubernetes_now "$@"
  fi
}

# kubernetes_missing PROGRAM…: prints those that are not in the cache.
kubernetes_missing() {
  local name
  for name in "$@"; do
    if [[ ! -x $KUBERNETES_BIN/$name ]]; then
      printf '%s\n' "$name"
    fi
  done
}

build_kubernetes_now() {
  local missing packages scratch minor version=k8s.io/component-base/version
  # Another run may have built some while this one waited for the lock.
  mapfile -t missing < <(kubernetes_missing "$@")
  if ((${#missing[@]} == 0)); then
    return 0
  fi
  say "building Kubernetes $KUBERNETES_VERSION: ${missing[*]} (once, some minutes; kept in $KUBERNETES_BIN)"
  packages=("${missing[@]/#/k8s.io/kubernetes/cmd/}")
  scratch="$(scratch_for "$KUBERNETES_BIN")"
  minor="${KUBERNETES_VERSION#v1.}"
  minor="${minor%%.*}"
  run_with_progress Kubernetes "$CAMERASITE_CACHE/logs/build-kubernetes.log" \
    go build -C "$REPO_ROOT/hack/cluster/build/kubernetes" -trimpath -o "$scratch/" \
    -ldflags "-s -w -X $version.gitVersion=$KUBERNETES_VERSION -X $version.gitMajor=1 -X $version.gitMinor=$minor" \
    "${packages[@]}"
  publish "$scratch" "$KUBERNETES_BIN"
}
