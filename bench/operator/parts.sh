# shellcheck shell=bash
# The parts of bench/operator/run, each on an API server of its own. Sourced by it.

readonly MANY=(--sites "$SITES" --cameras "$CAMERAS" --namespaces "$NAMESPACES")

# measured NAME JSON: what was measured, for the result.
measured() {
  say "$1: $(jq -c . <<<"$2")"
  printf '%s\n' "$2" >"$SCALE_MEASURED/$1.json"
}

part_bare() { client bare; }

# part_needed: the bare client with what no operator can do without: watches, and a status write of each site.
part_needed() {
  sample_status
  scale sites "${MANY[@]}" --prefix needed
  client needed --status "$WORK/status.json"
}

# client NAME [ARGUMENT…]: the bare client sends the children of all sites.
client() {
  local name=$1 before sent
  shift
  await_turns "$name"
  before="$(server_cpu_seconds)"
  sent="$(KUBECONFIG="$WORK/operator.yaml" scale bare "${MANY[@]}" --prefix "$name" "$@")"
  measured "$name" "$(jq --argjson served "$(since "$before")" '. + {serverCpuSeconds: $served}' <<<"$sent")"
  end_turns "$name"
}

# part_operator OBJECTS: the operator makes as many children, is disturbed, rests, and starts again.
part_operator() {
  say "making $SITES sites"
  scale sites "${MANY[@]}" --prefix sites
  make_children "$1"
  say "letting every workload serve"
  start summaries "$SCALE_BIN/examples/scale" summaries --listen "$SITE_API" --dns "$NAME_SERVER:53" --cameras "$CAMERAS" --flap "$WORK/flap"
  start workloads "$SCALE_BIN/examples/scale" workloads
  wait_until 900 all_ready || die "not all sites are Ready" "read $(cp "$WORK"/*.log /tmp && printf '/tmp/*.log')"
  wait_until 900 at_rest
  say "all are Ready: $(memory)"
  say "$EDITS edits"
  measured edits "$(scale edits --edits "$EDITS" --sites "$SITES" --namespaces "$NAMESPACES" --prefix sites)"
  wait_until 900 at_rest
  say "at rest for $REST s"
  measured constant "$(rest)"
  say "a tenth of the cameras flapping for $REST s"
  touch "$WORK/flap"
  measured flapping "$(rest)"
  rm "$WORK/flap"
  wait_until 900 all_ready
  wait_until 900 at_rest
  say "the operator starts again"
  stop_operator
  start_again
  stop_operator
}

make_children() {
  local objects=$1 begun served cpu written
  await_turns operator
  begun="$(timestamp)"
  served="$(server_cpu_seconds)"
  start_operator
  wait_for_children "$objects"
  cpu="$(cpu_seconds)"
  served="$(since "$served")"
  written="$(audit "$begun" "$(timestamp)")"
  measured operator "$(jq --argjson objects "$objects" --arg begun "$begun" --argjson memory "$(memory)" --argjson requests "$(requests)" \
    --argjson cpu "$cpu" --argjson served "$served" '. + {objects: $objects, begun: $begun, ended: .lastChild, memory: $memory,
      requests: $requests, cpuSeconds: $cpu, serverCpuSeconds: $served}' <<<"$written")"
  end_turns operator
}

start_again() {
  local begun
  begun="$(timestamp)"
  start_operator
  wait_until 900 all_seen
  wait_until 900 at_rest
  measured restart "$(jq -n --argjson memory "$(memory)" --argjson requests "$(requests)" --argjson written "$(audit "$begun" "$(timestamp)")" \
    '{memory: $memory, requests: $requests, writes: $written.writes, byKind: $written.byKind}')"
}
