# shellcheck shell=bash
# Messages, cache paths and waiting. Sourced by every script of hack/; it runs nothing by itself.

REPO_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
readonly REPO_ROOT
CAMERASITE_CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/camerasite"
readonly CAMERASITE_CACHE

# shellcheck source=../cluster/versions.env
source "$REPO_ROOT/hack/cluster/versions.env"

# say TEXT: a progress line with the seconds since the script started.
say() { printf '==> [%4ds] %s\n' "$SECONDS" "$*"; }
# ok TEXT: something is as it should be.
ok() { printf '  ok   %s\n' "$*"; }
# warn TEXT: something is odd and the work goes on.
warn() { printf '  warn %s\n' "$*" >&2; }

# die WHAT [CURE]: one line that says what happened to what, one that says what to do; exit 1.
die() {
  printf 'error: %s\n' "$1" >&2
  if [[ -n ${2:-} ]]; then
    printf '   do: %s\n' "$2" >&2
  fi
  exit 1
}

# log_tail FILE [LINES]: the end of a log, indented, so that a failure can be understood where it is read.
log_tail() {
  if [[ -s $1 ]]; then
    printf '  last lines of %s:\n' "$1" >&2
    tail -n "${2:-15}" "$1" | cut -c1-400 | sed 's/^/    | /' >&2
  else
    printf '  %s is empty\n' "$1" >&2
  fi
}

# wait_until SECONDS COMMAND…: polls COMMAND until it succeeds; status 1 once the deadline has passed.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= deadline)); then
      return 1
    fi
    sleep 0.2
  done
}

# Descriptors of the locks that this script holds; a process that outlives the script must close them.
LOCK_DESCRIPTORS=()

# with_lock NAME COMMAND…: runs COMMAND while no other script of ours holds the same lock.
with_lock() {
  local lock="$CAMERASITE_CACHE/locks/$1" descriptor
  shift
  mkdir -p "${lock%/*}"
  exec {descriptor}>"$lock"
  LOCK_DESCRIPTORS+=("$descriptor")
  if ! flock --nonblock "$descriptor"; then
    say "another run holds $lock: waiting for it"
    flock "$descriptor"
  fi
  "$@"
  exec {descriptor}>&-
  unset 'LOCK_DESCRIPTORS[-1]'
}

# close_locks: for a process that is to outlive the script.
close_locks() {
  local descriptor
  for descriptor in ${LOCK_DESCRIPTORS[@]+"${LOCK_DESCRIPTORS[@]}"}; do
    exec {descriptor}>&-
  done
}

# port_taken PORT: whether somebody listens on PORT on this machine's loopback.
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# port_holder PORT: " (held by …)" where ss can tell, else nothing.
port_holder() {
  local users=''
  if command -v ss >/dev/null; then
    users="$(ss -H -ltnp "sport = :$1" 2>/dev/null | sed -n 's/.*users:((\(.*\)))$/\1/p' | head -n 1)"
  fi
  if [[ -n $users ]]; then
    printf ' (held by %s)' "$users"
  fi
}

# require_free_port PORT PURPOSE VARIABLE: stops with one clear line when PORT is taken.
require_free_port() {
  if port_taken "$1"; then
    die "port 127.0.0.1:$1 for $2 is taken$(port_holder "$1")" "stop what holds it, or choose another port with $3=<port>"
  fi
}
