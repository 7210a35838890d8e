# shellcheck shell=bash
# Ports of the cluster on this machine's loopback: one socat a port, which enters the cluster's network for
# every connection. kube-api is part of the cluster; web and api lead to the demo's NodePorts.

# forward_spawn NAME PORT TARGET_PORT
forward_spawn() {
  # shellcheck disable=SC2034  # read by process_spawn
  local PROCESS_PREFIX=()
  process_spawn "forward-$1" socat "TCP-LISTEN:$2,bind=127.0.0.1,fork,reuseaddr" \
    "EXEC:nsenter --net=/run/netns/$NETNS socat STDIO TCP\\:$NODE_ADDRESS\\:$3"
}

forward_kube_api_start() { forward_spawn kube-api "$KUBE_API_PORT" 6443; }
forward_kube_api_check() { kubectl_admin version; }

# forward_ports NAME: "PORT TARGET_PORT VARIABLE" of a forward that users start.
forward_ports() {
  case "$1" in
    web) printf '%s %s WEB_PORT' "$WEB_PORT" "$WEB_NODE_PORT" ;;
    api) printf '%s %s API_PORT' "$API_PORT" "$API_NODE_PORT" ;;
    *) die "there is no forward called $1" "use: web, api" ;;
  esac
}

# local_forward_start NAME…: all or nothing: every port is checked before the first one is opened.
local_forward_start() {
  local name port target variable
  preflight_root
  network_exists || die "the cluster is not up: nothing to forward to" "run: make cluster-up"
  cgroup_up
  for name in "$@"; do
    read -r port target variable < <(forward_ports "$name"; printf '\n')
    if forward_current "$name" "$port"; then
      continue
    fi
    process_stop "forward-$name"
    require_free_port "$port" "$name" "$variable"
  done
  for name in "$@"; do
    read -r port target variable < <(forward_ports "$name"; printf '\n')
    if ! forward_current "$name" "$port"; then
      forward_spawn "$name" "$port" "$target"
      process_ready "forward-$name" 5 port_taken "$port" || die "the forward of port $port to $name does not start" "read $LOG_DIR/forward-$name.log"
      printf '%s' "$port" >"$CONFIG_DIR/forward-$name.port"
    fi
    ok "$name is at http://127.0.0.1:$port"
  done
}

# forward_current NAME PORT: whether it runs already, on that port.
forward_current() { process_alive "forward-$1" && [[ "$(cat "$CONFIG_DIR/forward-$1.port" 2>/dev/null)" == "$2" ]]; }

# local_forward_stop NAME…
local_forward_stop() {
  local name
  for name in "$@"; do
    forward_ports "$name" >/dev/null
    process_stop "forward-$name"
    ok "$name is not forwarded"
  done
}
