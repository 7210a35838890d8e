# shellcheck shell=bash
# The network namespace that the cluster lives in. It has no uplink: nothing in the cluster reaches out, and
# this machine's own addresses, routes and iptables rules stay as they are.

network_exists() { [[ -e /run/netns/$NETNS ]] && in_netns true 2>/dev/null; }

network_up() {
  if network_exists; then
    return 0
  fi
  network_down
  ip netns add "$NETNS"
  in_netns ip link set lo up
  # A bridge without ports stands for the node's network card: not every kernel has the dummy device.
  in_netns ip link add "$NODE_DEVICE" type bridge
  in_netns ip address add "$NODE_ADDRESS/24" dev "$NODE_DEVICE"
  in_netns ip address add "$DNS_ADDRESS/24" dev "$NODE_DEVICE"
  in_netns ip link set "$NODE_DEVICE" up
  in_netns ip route add default dev "$NODE_DEVICE"
  in_netns sysctl -q -w net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1
}

network_down() {
  ip netns delete "$NETNS" 2>/dev/null || true
  # After a reboot only the name may be left.
  rm -f "/run/netns/$NETNS"
}
