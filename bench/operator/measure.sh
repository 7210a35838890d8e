# shellcheck shell=bash
# What the parts of bench/operator/run do and read. Sourced by it; WORK is a folder, SCALE_BIN that of the programs.

scale() { "$SCALE_BIN/examples/scale" "$@"; }

# start NAME COMMAND…: in the background, with a log; its process id is the last of the array started.
start() {
  local name=$1
  shift
  "$@" >"$WORK/$name.log" 2>&1 &
  started+=("$!")
}

timestamp() { date -u +%Y-%m-%dT%H:%M:%S.%6NZ; }

# make_foreign_secrets: by server-side apply. What `kubectl apply` adds on the client's side, the whole object once more in an
# annotation, may have 256 KiB at most: of those with as much there are some, too, of the type that the operator watches.
make_foreign_secrets() {
  local number folder="$WORK/secrets"
  mkdir "$folder"
  kubectl create namespace foreign >/dev/null
  for ((number = 1; number <= FOREIGN; number++)); do
    foreign_secret "large-$number" Opaque 750 >"$folder/$number.yaml"
    # Not all at once: kubectl holds them in memory.
    if ((number % 25 == 0 || number == FOREIGN)); then
      kubectl apply --server-side -f "$folder" >/dev/null
      rm "$folder"/*
    fi
  done
  for ((number = 1; number <= FOREIGN / 15 + 1; number++)); do
    foreign_secret "applied-$number" kubernetes.io/basic-auth 130 >"$folder/$number.yaml"
  done
  kubectl apply -f "$folder" >/dev/null
  rm -r "$folder"
}

# foreign_secret NAME TYPE KILOBYTES: random bytes, a third more as the text that is stored.
foreign_secret() {
  printf 'apiVersion: v1\nkind: Secret\nmetadata: {name: %s, namespace: foreign}\ntype: %s\n' "$1" "$2"
  printf 'stringData: {username: theirs, password: "%s"}\n' "$(head -c "$3K" /dev/urandom | base64 -w 0)"
}

# make_operator_user: the operator and the bare client are one user, whom the audit log tells from the others.
make_operator_user() {
  kubectl create namespace camerasite-system >/dev/null
  kubectl create clusterrolebinding "$USER_NAME" --clusterrole cluster-admin --user "$USER_NAME" >/dev/null
  kubectl config view --raw --flatten -o json |
    jq --arg user "$USER_NAME" '.users[].user.as = $user | .contexts[].context.namespace = "camerasite-system"' >"$WORK/operator.yaml"
}

# start_operator: as a process of its own, until it has listed the sites.
start_operator() {
  KUBECONFIG="$WORK/operator.yaml" start operator "$SCALE_BIN/operator" run --listen "$METRICS"
  operator=${started[-1]}
  wait_until 60 leads || die "the operator does not lead" "$(tail -n 3 "$WORK/operator.log")"
}

stop_operator() {
  kill "$operator"
  wait "$operator" || true
}

metrics() { curl -fsS "http://$METRICS/metrics"; }

leads() { metrics 2>/dev/null | grep -qx 'camerasite_operator_leader 1'; }

# metric NAME: the sum over its labels.
metric() { metrics | awk -v name="$1" '$1 ~ "^" name "([{]|$)" { sum += $2 } END { printf "%d", sum }'; }

# requests: to the API server, of the operator since it started, by method.
requests() {
  metrics | sed -n 's/^camerasite_operator_requests_total{method="\([A-Z]*\)"} \(.*\)/{"\1": \2}/p' | jq -s 'add // {}'
}

# memory: of the operator now and at most, in 10^6 bytes.
memory() {
  local now peak
  now="$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$operator/status")"
  peak="$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$operator/status")"
  jq -cn --argjson now "$now" --argjson peak "$peak" \
    '{megabytes: ($now * 1.024 / 100 | round / 10), peakMegabytes: ($peak * 1.024 / 100 | round / 10)}'
}

# cpu_seconds: of the operator since it started; fields 14 and 15 of proc_pid_stat(5), after a name without spaces.
cpu_seconds() {
  awk -v ticks="$(getconf CLK_TCK)" '{ printf "%.1f", ($14 + $15) / ticks }' "/proc/$operator/stat"
}

# server_cpu_seconds: of kube-apiserver and etcd since they started, which are alone in this network namespace.
server_cpu_seconds() {
  local pid stats=()
  for pid in $(ss -ltnpH | grep -oE '"(kube-apiserver|etcd)",pid=[0-9]+' | grep -oE '[0-9]+$' | sort -u); do
    stats+=("/proc/$pid/stat")
  done
  ((${#stats[@]} == 2)) || die "kube-apiserver and etcd are not found among those who listen" "ss -ltnp shows them"
  awk -v ticks="$(getconf CLK_TCK)" '{ sum += ($14 + $15) / ticks } END { printf "%.1f", sum }' "${stats[@]}"
}

# since BEFORE: processor seconds of kube-apiserver and etcd since then.
since() {
  local now
  now="$(server_cpu_seconds)"
  jq -n "$now - $1 | . * 10 | round / 10"
}

# sample_status: a status as the operator writes it first, of a site that is gone afterwards.
sample_status() {
  local sample=(-n sample-00 csite/site-0000)
  scale sites --sites 1 --cameras "$CAMERAS" --namespaces 1 --prefix sample
  start_operator
  wait_until 60 has_status "${sample[@]}" || die "the operator does not write the status of a site" "$(tail -n 3 "$WORK/operator.log")"
  kubectl get "${sample[@]}" -o json | jq .status >"$WORK/status.json"
  stop_operator
  kubectl patch "${sample[@]}" --type merge -p '{"metadata":{"finalizers":null}}' >/dev/null
  kubectl delete "${sample[@]}" --wait=false >/dev/null
}

has_status() { kubectl get "$@" -o json | jq -e .status.conditions >/dev/null; }

# audit SINCE UNTIL
audit() { scale audit --log "$AUDIT_LOG" --user "$USER_NAME" --since "$1" --until "$2"; }

# wait_for_children COUNT: by the operator's own count, which costs the API server nothing; asked for so seldom that the asking
# takes no processor time from those who are measured.
wait_for_children() {
  # The turns of the others pass, too.
  local deadline=$((SECONDS + 3600))
  until (($(created) >= $1)); do
    ((SECONDS < deadline)) || die "only $(created) of $1 children were made" "$(tail -n 3 "$WORK/operator.log")"
    sleep 2
  done
}

created() { metrics | awk '$1 == "camerasite_operator_writes_total{verb=\"create\"}" { count = $2 } END { print count + 0 }'; }

all_ready() {
  local ready
  sleep 3
  ready="$(kubectl get csite -A -o jsonpath='{range .items[*]}{.status.conditions[?(@.type=="Ready")].status} {.status.cameras.summary}{"\n"}{end}' |
    grep -c "^True $CAMERAS/$CAMERAS$" || true)"
  ((ready == SITES))
}

# at_rest: no pass for 15 s, but for a few.
at_rest() {
  local before
  before="$(passes)"
  sleep 15
  (($(passes) - before <= SITES / 30))
}

passes() { metric camerasite_operator_reconciliations_total; }

# all_seen: since it started, the operator has looked at each site.
all_seen() { (($(passes) >= SITES)); }

# rest: what the operator does in REST seconds.
rest() {
  local begun before after passes
  begun="$(timestamp)"
  before="$(requests)"
  passes="$(passes)"
  sleep "$REST"
  after="$(requests)"
  audit "$begun" "$(timestamp)" | jq --argjson memory "$(memory)" --argjson before "$before" --argjson after "$after" \
    --argjson passes $(($(passes) - passes)) \
    '{writes, byKind, mostStatusWritesOfASite, passes: $passes, memory: $memory, reads: (($after.GET // 0) - ($before.GET // 0))}'
}
