#!/usr/bin/env bash
# guard.sh DIRECTORY: waits until standard input ends, which it does however the tests end, then stops every server whose
# process id lies in DIRECTORY/*.pid and removes DIRECTORY.
set -euo pipefail

directory=$1
# Whoever stops the tests by signalling their process group means them, not their tidying up.
trap '' INT TERM HUP QUIT

# Postgres and Redis both take SIGINT as the order to end now and tidily.
stop() {
    local pid=$1 tries
    kill -INT "$pid" 2>/dev/null || return 0
    # What a test has paused sees no signal before it goes on.
    kill -CONT "$pid" 2>/dev/null || true
    pkill -CONT -P "$pid" 2>/dev/null || true
    for ((tries = 0; tries < 50; tries++)); do
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
}

cat >/dev/null
for file in "$directory"/*.pid; do
    [[ -e $file ]] || continue
    stop "$(<"$file")"
done
rm -rf "$directory"
