# shellcheck shell=bash
# Building Go programs into the cache. Sourced after common.sh and packages.sh.
# Go's own build cache makes an interrupted build go on where it stopped; a program appears under its
# final name only when it is complete.

export CGO_ENABLED=0
export GOFLAGS=-buildvcs=false
export GOTOOLCHAIN=auto

# need_go: stops with one clear line when there is no Go compiler.
need_go() {
  if ! command -v go >/dev/null; then
    die "the Go compiler is missing: building Kubernetes, helm and coredns needs it" "install Go 1.26 or newer and put it on PATH"
  fi
}

# run_with_progress WHAT LOG COMMAND…: COMMAND with its output in LOG and a line every 30 s; a failure is explained.
run_with_progress() {
  local what="$1" log="$2" started=$SECONDS next=30 pid status=0
  shift 2
  mkdir -p "${log%/*}"
  "$@" >"$log" 2>&1 &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    if ((SECONDS - started >= next)); then
      say "still building $what ($next s)"
      next=$((next + 30))
    fi
    sleep 0.5
  done
  wait "$pid" || status=$?
  if ((status == 0)); then
    return 0
  fi
  log_tail "$log"
  if grep -qE 'no such host|dial tcp|i/o timeout|connection refused|network is unreachable|proxyconnect' "$log"; then
    die "building $what: the Go module proxy cannot be reached" "check this machine's network (or GOPROXY) and run the same command again"
  fi
  if grep -q 'no space left on device' "$log"; then
    die "building $what: the disk is full" "free some space below $CAMERASITE_CACHE, TMPDIR and Go's cache, and run the same command again"
  fi
  die "building $what failed (status $status)" "read $log, mend it and run the same command again: it goes on where it stopped"
}

# publish FROM TO: moves the programs in folder FROM to folder TO, each at once.
publish() {
  local file
  mkdir -p "$2"
  for file in "$1"/*; do
    mv -f "$file" "$2/${file##*/}"
  done
  rmdir "$1"
}

# scratch_for DIR: prints an empty folder beside DIR for a build; what a killed run left there goes away.
scratch_for() {
  rm -rf "$1.partial"
  mkdir -p "$1.partial"
  printf '%s' "$1.partial"
}

# go_install DIR PACKAGE VERSION: PACKAGE's program in DIR, built only when it is not there yet.
go_install() {
  if [[ ! -x $1/${2##*/} ]]; then
    need_go
    with_lock build go_install_now "$@"
  fi
}

go_install_now() {
  local dir="$1" package="$2" version="$3" name scratch
  name="${package##*/}"
  # Another run may have built it while this one waited for the lock.
  if [[ -x $dir/$name ]]; then
    return 0
  fi
  say "building $name $version (once; kept in $dir)"
  scratch="$(scratch_for "$dir")"
  run_with_progress "$name" "$CAMERASITE_CACHE/logs/build-$name.log" \
    env GOBIN="$scratch" go install -trimpath -ldflags '-s -w' "$package@$version"
  publish "$scratch" "$dir"
}
