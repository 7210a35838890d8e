# shellcheck shell=bash
# shellcheck disable=SC2034  # read by the other files of this folder
# Names, addresses and folders of the local cluster.

NETNS="$CLUSTER_NAME"
NODE_NAME=camerasite-control-plane
NODE_DEVICE=cs-node
NODE_ADDRESS=10.88.0.1
DNS_ADDRESS=10.88.0.53
POD_CIDR=10.244.0.0/16
SERVICE_CIDR=10.96.0.0/16
SERVICE_API_ADDRESS=10.96.0.1
SERVICE_DNS_ADDRESS=10.96.0.10
CNI_NETWORK="$CLUSTER_NAME"
CNI_BIN=/usr/lib/cni

PKI_DIR="$CLUSTER_STATE/pki"
CONFIG_DIR="$CLUSTER_STATE/config"
LOG_DIR="$CLUSTER_STATE/logs"
PID_DIR="$CLUSTER_STATE/pids"
VOLUME_DIR="$CLUSTER_STATE/volumes"
# Sockets and what must not survive a reboot. Short and fixed: a socket's path may hold 107 characters.
RUN_DIR="/run/$CLUSTER_NAME"
CONTAINERD_SOCKET="$RUN_DIR/containerd.sock"
ADMIN_KUBECONFIG="$CONFIG_DIR/admin.kubeconfig"

# The order in which the components start; they stop the other way round.
COMPONENTS=(etcd kube-apiserver forward-kube-api containerd kube-controller-manager kube-scheduler kubelet kube-proxy coredns local-path)
PACKAGES=(containerd runc containernetworking-plugins iptables iproute2 conntrack ipset socat ethtool
  util-linux procps curl openssl ca-certificates)

# in_netns COMMAND…: runs COMMAND in the cluster's network. Not `ip netns exec`: that mounts /sys anew and hides the cgroups.
in_netns() { nsenter "--net=/run/netns/$NETNS" "$@"; }

# http_ok URL [CURL OPTION…]: whether URL answers 200 inside the cluster's network.
http_ok() {
  local url="$1"
  shift
  [[ "$(in_netns curl -s -o /dev/null -m 2 -w '%{http_code}' "$@" "$url")" == 200 ]]
}

# kubectl_admin ARGUMENTS…
kubectl_admin() { "$KUBERNETES_BIN/kubectl" --kubeconfig "$ADMIN_KUBECONFIG" "$@"; }

# render FILE: FILE with @NAME@ replaced by the value of the shell variable NAME.
render() {
  local text name
  text="$(<"$1")"
  while [[ $text =~ @([A-Z_]+)@ ]]; do
    name="${BASH_REMATCH[1]}"
    text="${text//@$name@/${!name}}"
  done
  printf '%s\n' "$text"
}
