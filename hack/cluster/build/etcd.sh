# shellcheck shell=bash
# etcd, from the module in build/etcd: Debian's is older than what Kubernetes is tested with, and lacks what lists need to be
# served from memory. Sourced after build/lib.sh.

# build_etcd: when it is not in the cache yet.
build_etcd() {
  if [[ ! -x $ETCD_BIN/etcd ]]; then
    need_go
    with_lock build build_etcd_now
  fi
}

build_etcd_now() {
  local scratch
  # Another run may have built it while this one waited for the lock.
  if [[ -x $ETCD_BIN/etcd ]]; then
    return 0
  fi
  say "building etcd $ETCD_VERSION (once; kept in $ETCD_BIN)"
  scratch="$(scratch_for "$ETCD_BIN")"
  run_with_progress etcd "$CAMERASITE_CACHE/logs/build-etcd.log" \
    go build -C "$REPO_ROOT/hack/cluster/build/etcd" -trimpath -ldflags '-s -w' -o "$scratch/etcd" go.etcd.io/etcd/server/v3
  publish "$scratch" "$ETCD_BIN"
}
