# shellcheck shell=bash
# Long-lived processes kept by pid files. Sourced after common.sh; PID_DIR and LOG_DIR must be set.
# A pid file holds "PID START", START being the kernel's start time of that process (field 22 of
# /proc/PID/stat): a number that was given to another process since then is never mistaken for ours.

# process_start_time PID: the start time in clock ticks since boot; fails when there is no such process.
process_start_time() {
  local stat
  { stat="$(<"/proc/$1/stat")"; } 2>/dev/null || return 1
  # The command name, in parentheses, may hold spaces: count the fields after it.
  stat="${stat##*) }"
  local fields
  read -r -a fields <<<"$stat"
  # A zombie has ended already.
  [[ ${fields[0]} != Z ]] && printf '%s' "${fields[19]}"
}

# process_pid NAME: prints the pid of NAME if that very process still runs.
process_pid() {
  local pid start
  [[ -r $PID_DIR/$1 ]] || return 1
  read -r pid start <"$PID_DIR/$1" || return 1
  [[ $start == "$(process_start_time "$pid")" ]] && printf '%s' "$pid"
}

# process_alive NAME
process_alive() { process_pid "$1" >/dev/null; }

# process_spawn NAME COMMAND…: starts COMMAND in a session of its own, its output in LOG_DIR/NAME.log.
# PROCESS_PREFIX (an array) goes before the command; PROCESS_CGROUP, if set, is the cgroup.procs file to enter.
process_spawn() {
  local name="$1" pid
  shift
  mkdir -p "$PID_DIR" "$LOG_DIR"
  (
    close_locks
    if [[ -n ${PROCESS_CGROUP:-} ]]; then
      printf '%s' "$BASHPID" >"$PROCESS_CGROUP"
    fi
    exec setsid ${PROCESS_PREFIX[@]+"${PROCESS_PREFIX[@]}"} "$@" </dev/null >>"$LOG_DIR/$name.log" 2>&1
  ) &
  pid=$!
  disown "$pid"
  printf '%s %s\n' "$pid" "$(process_start_time "$pid")" >"$PID_DIR/$name"
}

# process_stop NAME [SECONDS]: TERM to its process group, KILL when it is still there after SECONDS (5).
process_stop() {
  local pid
  if pid="$(process_pid "$1")"; then
    kill -TERM -- "-$pid" 2>/dev/null || true
    if ! wait_until "${2:-5}" process_gone "$1"; then
      kill -KILL -- "-$pid" 2>/dev/null || true
      wait_until 5 process_gone "$1" || warn "process $1 (pid $pid) does not end"
    fi
  fi
  rm -f "$PID_DIR/$1"
}

# process_gone NAME
process_gone() { ! process_alive "$1"; }

# process_ready NAME SECONDS CHECK…: waits for CHECK; fails at once when the process has ended.
process_ready() {
  local name="$1" deadline=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    if process_gone "$name" || ((SECONDS >= deadline)); then
      return 1
    fi
    sleep 0.2
  done
}
