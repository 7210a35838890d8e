# shellcheck shell=bash
# A tiny test runner: a line a check, totals at the end. Sourced by test/lifecycle.

PASSED=0
FAILED=0
OUTPUT="$(mktemp)"

# report RESULT TEXT: RESULT is the status of the check; on failure the last command's output is shown.
report() {
  if (($1 == 0)); then
    PASSED=$((PASSED + 1))
    printf 'ok     %s\n' "$2"
  else
    FAILED=$((FAILED + 1))
    printf 'not ok %s\n' "$2"
    sed 's/^/       | /' "$OUTPUT"
  fi
}

# expect TEXT COMMAND…: passes when COMMAND succeeds.
expect() {
  local text="$1" status=0
  shift
  "$@" >"$OUTPUT" 2>&1 || status=$?
  report "$status" "$text"
}

# expect_refusal TEXT PATTERN COMMAND…: passes when COMMAND fails, with a line that matches PATTERN and one that says what to do.
expect_refusal() {
  local text="$1" pattern="$2" status=0
  shift 2
  "$@" >"$OUTPUT" 2>&1 || status=$?
  if ((status != 0)) && grep -qE "$pattern" "$OUTPUT" && grep -q '^   do: ' "$OUTPUT"; then
    report 0 "$text"
  else
    printf '(status %s, expected a failure that says: %s)\n' "$status" "$pattern" >>"$OUTPUT"
    report 1 "$text"
  fi
}

# expect_saying TEXT PATTERN COMMAND…: passes when COMMAND succeeds with a line that matches PATTERN.
expect_saying() {
  local text="$1" pattern="$2" status=0
  shift 2
  "$@" >"$OUTPUT" 2>&1 || status=$?
  if ((status == 0)) && grep -qE "$pattern" "$OUTPUT"; then
    report 0 "$text"
  else
    printf '(status %s, expected success and: %s)\n' "$status" "$pattern" >>"$OUTPUT"
    report 1 "$text"
  fi
}

# hold_port PORT: a stranger who listens there, until release_port. Reusable: else nobody could listen there for a
# minute after the stranger was the first to close a connection.
hold_port() {
  socat "TCP-LISTEN:$1,bind=127.0.0.1,fork,reuseaddr" SYSTEM:true &
  HOLDER=$!
  wait_until 5 port_taken "$1"
}

# release_port PORT
release_port() {
  kill "$HOLDER"
  wait "$HOLDER" || true
  wait_until 5 fails port_taken "$1"
}

# totals: the last line; status 1 when a check failed.
totals() {
  rm -f "$OUTPUT"
  printf '%d passed, %d failed\n' "$PASSED" "$FAILED"
  ((FAILED == 0))
}
