# shellcheck shell=bash
# What a machine must have, checked before anything is started: one clear line a check. Sourced after common.sh.

MIN_DISK_GB="${CAMERASITE_MIN_DISK_GB:-8}"
MIN_MEMORY_GB="${CAMERASITE_MIN_MEMORY_GB:-3}"

preflight_platform() {
  if [[ "$(uname -s) $(uname -m)" != 'Linux x86_64' ]]; then
    die "this machine is $(uname -s) $(uname -m): the local cluster runs on Linux x86_64 only" "use CLUSTER=kind with Docker"
  fi
}

preflight_root() {
  if ((EUID != 0)); then
    die "the local cluster needs root (network namespaces, mounts, cgroups) and this is user $(id -un)" "run the same command with sudo, or use CLUSTER=kind with Docker"
  fi
}

preflight_disk() {
  local free
  mkdir -p "$CAMERASITE_CACHE"
  free="$(df -Pk "$CAMERASITE_CACHE" | awk 'NR == 2 {print int($4 / 1048576)}')"
  if ((free < MIN_DISK_GB)); then
    die "$free GB of disk are free at $CAMERASITE_CACHE, $MIN_DISK_GB GB are needed" "free some space, or set XDG_CACHE_HOME to a folder on a larger disk"
  fi
}

preflight_memory() {
  local available
  available="$(awk '/^MemAvailable:/ {print int($2 / 1048576)}' /proc/meminfo)"
  if ((available < MIN_MEMORY_GB)); then
    die "$available GB of memory are available, $MIN_MEMORY_GB GB are needed" "stop other programs, or use a larger machine"
  fi
}

preflight_namespaces() {
  if ! unshare --net true 2>/dev/null; then
    die "this machine does not let root make a network namespace" "run in a virtual machine or a privileged container, or use CLUSTER=kind with Docker"
  fi
}

preflight_cgroups() {
  if ! cgroup_writable; then
    die "the cgroup hierarchy at /sys/fs/cgroup is missing or read-only" "run in a virtual machine or a privileged container, or use CLUSTER=kind with Docker"
  fi
}

preflight_bridge() {
  if [[ ! -e /proc/sys/net/bridge/bridge-nf-call-iptables ]] && ! modprobe br_netfilter 2>/dev/null; then
    die "the kernel module br_netfilter is missing: Services cannot work" "load it (modprobe br_netfilter) or install your kernel's extra modules"
  fi
}
