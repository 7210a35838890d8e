# shellcheck shell=bash
# Starting, checking and removing the components. A component NAME has the functions NAME_start and NAME_check
# (dashes become underscores), a pid file and a log.

# component_spawn NAME COMMAND…: starts COMMAND in the cluster's network and cgroup.
component_spawn() {
  # shellcheck disable=SC2034  # read by process_spawn
  local PROCESS_PREFIX=(nsenter "--net=/run/netns/$NETNS")
  process_spawn "$@"
}

# component_check NAME: whether it runs and answers.
component_check() { process_alive "$1" && "${1//-/_}_check"; }

# component_up NAME SECONDS: starts it unless it runs and answers; a failure stops everything, explained.
component_up() {
  local name="$1" started=$SECONDS
  if component_check "$name" >/dev/null 2>&1; then
    return 0
  fi
  process_stop "$name"
  "${name//-/_}_start"
  if ! process_ready "$name" "$2" component_check "$name"; then
    component_failed "$name" "it did not answer within $2 s"
  fi
  ok "$name is up ($((SECONDS - started)) s)"
}

# component_failed NAME WHY: prints the end of its log, removes everything that was started, exits 1.
component_failed() {
  local name="$1" why="$2"
  if process_gone "$name"; then
    why='it ended'
  fi
  printf 'error: %s does not start: %s\n' "$name" "$why" >&2
  log_tail "$LOG_DIR/$name.log"
  keep_logs
  local_sweep
  die "the cluster is not up (component $name); what had been started is stopped again" \
    "read $CAMERASITE_CACHE/logs/last-failure/$name.log, mend it and run: make cluster-up"
}

# keep_logs: copies the logs out of the folder that the sweep removes.
keep_logs() {
  local kept="$CAMERASITE_CACHE/logs/last-failure"
  rm -rf "$kept"
  mkdir -p "$kept"
  cp "$LOG_DIR"/*.log "$kept/" 2>/dev/null || true
}

# local_sweep: ends every process of the cluster and removes all that it left, also after an unclean stop.
local_sweep() {
  local index
  for ((index = ${#COMPONENTS[@]} - 1; index >= 0; index--)); do
    # Orderly only where it matters: the kubelet must not see its pods die and start them again.
    case "${COMPONENTS[index]}" in
      kubelet | containerd | etcd) process_stop "${COMPONENTS[index]}" 3 ;;
    esac
  done
  if ! cgroup_kill; then
    die "these processes of the cluster do not end: $(cgroup_pids | tr '\n' ' ')" "look at them with ps, then run: make cluster-down"
  fi
  unmount_below "$RUN_DIR"
  unmount_below "$CLUSTER_STATE"
  containerd_remove
  kubelet_remove
  network_down
  cgroup_remove
  rm -rf "$RUN_DIR" "$CLUSTER_STATE"
}

# remove_if_empty DIR…: folders that programs made for themselves, unless somebody else uses them.
remove_if_empty() { rmdir "$@" 2>/dev/null || true; }

# unmount_below DIR: every mount in DIR, the innermost first.
unmount_below() {
  local path
  while read -r path; do
    umount "$path" 2>/dev/null || umount --lazy "$path" 2>/dev/null || warn "$path cannot be unmounted"
  done < <(awk -v dir="$1/" 'index($5, dir) == 1 {print $5}' /proc/self/mountinfo | sort -r)
}
