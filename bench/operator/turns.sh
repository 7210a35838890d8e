# shellcheck shell=bash
# Several parts of bench/operator/run that work a second each, one after the other, while the others stand still: what else the
# machine has to do then slows all of them alike. Sourced by it. A part is every process of its network namespace.

# Process ids by part.
declare -A part_pids=()

# in_network PART: this process, and each that it starts, belongs to PART.
in_network() { stat -L -c %i /proc/self/ns/net >"$SCALE_TURNS/$1.network"; }

# await_turns PART: what PART has prepared waits for the other parts.
await_turns() {
  touch "$SCALE_TURNS/$1.prepared"
  wait_until 3600 test -e "$SCALE_TURNS/begun" || die "the other parts are not prepared" "run bench/operator/run again"
}

# end_turns PART: PART has done what is measured in turns, and waits until the others have.
end_turns() {
  touch "$SCALE_TURNS/$1.done"
  wait_until 3600 test -e "$SCALE_TURNS/ended" || die "the other parts do not end" "run bench/operator/run again"
}

# start_part PART COMMAND…: in a network namespace of its own, until it awaits its turns; in a session of its own, since the
# kernel hangs up what stands still in that of a terminal that goes.
start_part() {
  local part=$1
  shift
  SCALE_GROUND=network SCALE_PART="$part" setsid unshare --user --map-root-user --mount --net "$@" &
  part_pids[$part]=$!
  wait_until 900 prepared_or_ended "$part"
  part_lives "$part" || die "the part $part has ended early" "what it said last is above"
}

prepared_or_ended() { [[ -e $SCALE_TURNS/$1.prepared ]] || ! part_lives "$1"; }

part_lives() { kill -0 "${part_pids[$1]}" 2>/dev/null; }

# stop_parts: those that are left.
stop_parts() {
  local part
  for part in "${!part_pids[@]}"; do
    if part_lives "$part"; then
      signal_part TERM "$part"
      signal_part CONT "$part"
      wait "${part_pids[$part]}" || true
    fi
  done
}

# signal_part SIGNAL PART
signal_part() {
  local members=("${part_pids[$2]}")
  # Before it is in its network it is the one process.
  if [[ -s $SCALE_TURNS/$2.network ]]; then
    mapfile -t members < <(stat -L -c '%i %n' /proc/[0-9]*/ns/net 2>/dev/null |
      awk -v network="$(cat "$SCALE_TURNS/$2.network")" '$1 == network { split($2, path, "/"); print path[3] }')
  fi
  # One that has ended meanwhile needs no signal.
  kill "-$1" "${members[@]}" 2>/dev/null || true
}

# take_turns PART…: until all are done. Prints who worked from when to when, in seconds since the epoch.
take_turns() {
  local part working=1
  for part; do
    signal_part STOP "$part"
  done
  touch "$SCALE_TURNS/begun"
  while ((working)); do
    working=0
    for part; do
      if [[ ! -e $SCALE_TURNS/$part.done ]]; then
        working=1
        take_turn "$part"
      fi
    done
  done
  touch "$SCALE_TURNS/ended"
  for part; do
    signal_part CONT "$part"
  done
}

# take_turn PART
take_turn() {
  local from=$EPOCHREALTIME
  part_lives "$1" || die "the part $1 has ended early" "what it said last is above"
  signal_part CONT "$1"
  sleep 1
  # Who is done goes on: the operator's lease would not outlive the work of all others.
  [[ -e $SCALE_TURNS/$1.done ]] || signal_part STOP "$1"
  printf '%s %s %s\n' "$1" "$from" "$EPOCHREALTIME"
}
