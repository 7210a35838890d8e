# shellcheck shell=bash
# A real cluster of another name: up, twice, broken in several ways, repaired, down.

test_running() {
  expect_saying 'up brings the cluster up' 'the cluster is Ready' hack/cluster/up
  expect_saying 'a second up does nothing' 'already up' hack/cluster/up
  expect 'health is good' hack/cluster/health
  expect_saying 'status shows the node Ready' "$NODE_NAME +Ready" hack/cluster/status
  expect_refusal 'a cluster of other versions is refused' 'an old cluster is still up' with_old_fingerprint hack/cluster/up
  test_forward
  test_workload
  test_killed_components
  test_everything_killed
  test_stale_pid_file
  expect 'down succeeds' hack/cluster/down
  expect 'down leaves nothing' nothing_left
  test_failing_component
}

with_old_fingerprint() {
  local file="$CLUSTER_STATE/fingerprint" kept status=0
  kept="$(<"$file")"
  printf 'kubernetes v1.0.0' >"$file"
  "$@" || status=$?
  printf '%s' "$kept" >"$file"
  return "$status"
}

test_forward() {
  hold_port "$API_PORT"
  expect_refusal 'a forward to a taken port is refused' "127.0.0.1:$API_PORT for api is taken" hack/cluster/forward start web api
  expect 'and the other forward was not started' process_gone forward-web
  release_port "$API_PORT"
  expect 'free ports are forwarded' hack/cluster/forward start
  expect 'the forwarded port listens' port_taken "$WEB_PORT"
  expect 'forwards stop' hack/cluster/forward stop
  expect 'the port is free again' fails port_taken "$WEB_PORT"
}

test_killed_components() {
  local name
  for name in kubelet containerd kube-apiserver; do
    kill -KILL "$(process_pid "$name")"
    wait_until 5 process_gone "$name"
  done
  expect 'health fails when components were killed' fails hack/cluster/health
  expect_saying 'up starts killed components again' 'the cluster is Ready' hack/cluster/up
  expect 'health is good again' hack/cluster/health
  expect 'the pod still serves' wait_until 20 pod_serves
}

# As a reboot does it: every process and the network gone, files left behind.
test_everything_killed() {
  cgroup_kill
  network_down
  expect_saying 'up after everything was killed' 'the cluster is Ready' hack/cluster/up
}

# A pid that was given to another process since: down must leave that one alone.
test_stale_pid_file() {
  local other
  sleep 600 &
  other=$!
  printf '%s 1\n' "$other" >"$PID_DIR/kube-scheduler"
  expect 'down with a stale pid file succeeds' hack/cluster/down
  expect 'the process that has that pid now was left alone' kill -0 "$other"
  kill "$other"
  wait "$other" 2>/dev/null || true
}

test_failing_component() {
  mkdir -p "$WORK/bin-failing"
  printf '#!/bin/sh\necho "containerd: the sky is falling" >&2\nexit 1\n' >"$WORK/bin-failing/containerd"
  chmod +x "$WORK/bin-failing/containerd"
  expect_refusal 'a component that fails is named, with the end of its log' 'the sky is falling' \
    env PATH="$WORK/bin-failing:$PATH" hack/cluster/up
  expect 'a failed up leaves nothing' nothing_left
}

# shared_folders: what lies in the folders that programs of the cluster share with others. Pods of other clusters
# come and go: only names are compared that do not belong to one. /run/netns itself is made by the first `ip netns add` on a
# machine, and stays.
shared_folders() {
  find /run/containerd /run/netns /var/lib/kubelet /usr/libexec/kubernetes -mindepth 1 -maxdepth 4 2>/dev/null | { grep -v '/run/containerd/s/' || true; } | sort || true
}

# nothing_left: no process, mount, network namespace, cgroup, socket or state of the cluster.
nothing_left() {
  local left=() added
  [[ -z "$(cgroup_pids)" ]] || left+=("processes: $(cgroup_pids | tr '\n' ' ')")
  [[ ! -e /run/netns/$NETNS ]] || left+=("network namespace $NETNS")
  [[ ! -e $RUN_DIR ]] || left+=("$RUN_DIR")
  [[ ! -e $CLUSTER_STATE ]] || left+=("$CLUSTER_STATE")
  ! grep -q -e "$CLUSTER_STATE/" -e "$RUN_DIR/" /proc/self/mountinfo || left+=('mounts')
  added="$(comm -13 <(printf '%s\n' "$SHARED_BEFORE") <(shared_folders) | tr '\n' ' ')"
  [[ -z $added ]] || left+=("files: $added")
  [[ -z "$(find /sys/fs/cgroup -maxdepth 2 -type d -name "$CGROUP" 2>/dev/null)" ]] || left+=('cgroups')
  ! port_taken "$KUBE_API_PORT" || left+=("a listener on port $KUBE_API_PORT")
  if ((${#left[@]} > 0)); then
    printf 'left behind: %s\n' "${left[@]}"
    return 1
  fi
}
