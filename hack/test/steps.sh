# shellcheck shell=bash
# Steps of a test run and their totals. Sourced after hack/lib/common.sh.

TEST_LOGS="$CAMERASITE_CACHE/logs/test"
mkdir -p "$TEST_LOGS"
passed=0
failed=0
skipped=0
failures=()
skips=()

# step NAME KIND SECONDS COMMAND…: runs COMMAND for at most SECONDS with its output in a log, and counts what it reports.
# KIND is how its totals read: check (one test, by exit status), cargo, vitest or lines ("N passed, N failed[, N skipped]").
step() {
  local name=$1 kind=$2 limit=$3 log status=0 started=$SECONDS
  shift 3
  log="$TEST_LOGS/${name//[^a-z0-9]/-}.log"
  timeout --kill-after=30 "$limit" "$@" >"$log" 2>&1 </dev/null || status=$?
  count_"$kind" "$log" "$status"
  if ((status == 0)); then
    printf '  ok   %-44s %4ds\n' "$name" $((SECONDS - started))
    return 0
  fi
  if ((status == 124 || status == 137)); then
    printf 'stopped after %s s\n' "$limit" >>"$log"
  fi
  failures+=("$name")
  printf '  FAIL %-44s %4ds  (status %s)\n' "$name" $((SECONDS - started)) "$status"
  # With many test programs the one that failed is far from the end of the log.
  grep -nE '\.\.\. FAILED|panicked at' "$log" | head -n 20 | cut -c1-300 | sed 's/^/    ! /' >&2 || true
  log_tail "$log" 60
  return 0
}

# skip NAME REASON: a test that cannot run here; it is named before the totals.
skip() {
  skipped=$((skipped + 1))
  skips+=("$1: $2")
}

count_check() {
  if (($2 == 0)); then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

# add_counts PASSED FAILED SKIPPED STATUS: a command that failed without a failed test counts as one failure.
add_counts() {
  passed=$((passed + $1))
  failed=$((failed + $2))
  skipped=$((skipped + $3))
  if (($4 != 0 && $2 == 0)); then
    failed=$((failed + 1))
  fi
}

# sum_of FILE PATTERN: the sum of the numbers that stand before the words of PATTERN.
sum_of() { sed 's/\x1b\[[0-9;]*m//g' "$1" | { grep -oE "$2" || true; } | awk '{sum += $1} END {print sum + 0}'; }

# Ignored tests need a server; each runs in a later step of its own, so they are no skips. One that finds that it cannot
# run here prints "skipped: NAME: REASON" and passes.
count_cargo() {
  local line count=0
  while IFS= read -r line; do
    skips+=("${line#skipped: }")
    count=$((count + 1))
  done < <(grep '^skipped: ' "$1" || true)
  add_counts "$(($(sum_of "$1" '[0-9]+ passed;') - count))" "$(sum_of "$1" '[0-9]+ failed;')" "$count" "$2"
}

count_vitest() {
  local totals="$1.totals"
  grep -E '^ *(.\[[0-9;]*m)* *Tests ' "$1" >"$totals" || true
  add_counts "$(sum_of "$totals" '[0-9]+ passed')" "$(sum_of "$totals" '[0-9]+ failed')" \
    "$(sum_of "$totals" '[0-9]+ skipped')" "$2"
}

count_lines() {
  local totals="$1.totals"
  grep -E '^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$' "$1" | tail -n 1 >"$totals" || true
  add_counts "$(sum_of "$totals" '[0-9]+ passed')" "$(sum_of "$totals" '[0-9]+ failed')" \
    "$(sum_of "$totals" '[0-9]+ skipped')" "$2"
}

# print_totals: what failed, what was skipped and why, then the totals alone; status 1 when anything failed.
print_totals() {
  local line
  for line in "${failures[@]}"; do
    printf 'failed: %s (log: %s)\n' "$line" "$TEST_LOGS/${line//[^a-z0-9]/-}.log"
  done
  for line in "${skips[@]}"; do
    printf 'skipped: %s\n' "$line"
  done
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  ((failed == 0))
}
