# shellcheck shell=bash
# Every process of the cluster lives in a cgroup of the cluster's name: the components in its child "system", the
# pods in its child "kubepods". What is in there is ours, whatever became of its pid file.

CGROUP="$CLUSTER_NAME"

# cgroup_hierarchies: the mount points, one a line: all of version 1, or the only one of version 2.
cgroup_hierarchies() {
  awk '$3 == "cgroup" {print $2; found = 1} $3 == "cgroup2" {two = $2} END {if (!found && two != "") print two}' /proc/mounts
}

# cgroup_tracker: the hierarchy whose process lists we rely on.
cgroup_tracker() {
  local hierarchy
  hierarchy="$(cgroup_hierarchies | grep -m 1 '/pids$' || true)"
  printf '%s' "${hierarchy:-$(cgroup_hierarchies | head -n 1)}"
}

cgroup_writable() {
  local tracker
  tracker="$(cgroup_tracker)"
  [[ -n $tracker && -w $tracker ]]
}

# cgroup_up: makes the cgroup everywhere and sets PROCESS_CGROUP.
cgroup_up() {
  local hierarchy
  for hierarchy in $(cgroup_hierarchies); do
    if [[ -f $hierarchy/cgroup.controllers ]]; then
      cgroup_delegate "$hierarchy"
    fi
    mkdir -p "$hierarchy/$CGROUP"
    if [[ -f $hierarchy/cgroup.controllers ]]; then
      cgroup_delegate "$hierarchy/$CGROUP"
    fi
    # In version 1 a new cpuset is empty and takes no process until it is filled.
    if [[ -f $hierarchy/cpuset.cpus && ! -f $hierarchy/cgroup.controllers ]]; then
      cat "$hierarchy/cpuset.cpus" >"$hierarchy/$CGROUP/cpuset.cpus"
      cat "$hierarchy/cpuset.mems" >"$hierarchy/$CGROUP/cpuset.mems"
    fi
  done
  hierarchy="$(cgroup_tracker)"
  mkdir -p "$hierarchy/$CGROUP/system"
  # shellcheck disable=SC2034  # read by process_spawn
  PROCESS_CGROUP="$hierarchy/$CGROUP/system/cgroup.procs"
}

# cgroup_delegate DIR: lets the children of DIR (version 2) use every controller that DIR has.
cgroup_delegate() {
  local controller
  for controller in $(<"$1/cgroup.controllers"); do
    printf '+%s' "$controller" >"$1/cgroup.subtree_control" 2>/dev/null || true
  done
}

# cgroup_pids: every process of the cluster.
cgroup_pids() {
  local tracker
  tracker="$(cgroup_tracker)"
  if [[ -d $tracker/$CGROUP ]]; then
    find "$tracker/$CGROUP" -name cgroup.procs -exec cat {} + 2>/dev/null || true
  fi
}

# cgroup_kill: ends them all; status 1 when some are still there after ten seconds.
cgroup_kill() {
  local pids deadline=$((SECONDS + 10))
  while pids="$(cgroup_pids)" && [[ -n $pids ]]; do
    # shellcheck disable=SC2086  # one argument a pid; some may have ended in between
    kill -KILL $pids 2>/dev/null || true
    if ((SECONDS >= deadline)); then
      return 1
    fi
    sleep 0.1
  done
}

# cgroup_remove: removes the cgroup from every hierarchy; beside those of version 1 there may be one of version 2.
cgroup_remove() {
  local hierarchy
  while read -r hierarchy; do
    wait_until 5 cgroup_remove_from "$hierarchy" || warn "cgroup $hierarchy/$CGROUP cannot be removed"
  done < <(awk '$3 ~ /^cgroup2?$/ {print $2}' /proc/mounts)
}

cgroup_remove_from() {
  if [[ -d $1/$CGROUP ]]; then
    find "$1/$CGROUP" -depth -type d -exec rmdir {} \; 2>/dev/null || true
  fi
  [[ ! -d $1/$CGROUP ]]
}
