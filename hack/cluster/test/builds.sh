# shellcheck shell=bash
# shellcheck disable=SC2016  # the stand-ins expand their variables themselves
# Builds: no network, a failure, a kill half-way. A stand-in for the Go compiler makes each of them happen.

# fake_go SCRIPT: puts a `go` that runs SCRIPT first on the builds' PATH.
fake_go() {
  mkdir -p "$WORK/go"
  printf '#!/usr/bin/env bash\n%s\n' "$1" >"$WORK/go/go"
  chmod +x "$WORK/go/go"
}

# build_tool: builds the made-up program "tool" into WORK/bin, in a shell of its own.
build_tool() {
  PATH="$WORK/go:$PATH" bash -c \
    'set -euo pipefail; source hack/cluster/main.sh; go_install "$0/bin" example.org/tool v1.0.0' "$WORK"
}

test_builds() {
  fake_go 'GOPROXY=http://127.0.0.1:1 GOFLAGS=-mod=mod GONOSUMDB=1 PATH="${PATH#*:}" exec go "$@"'
  expect_refusal 'no network during a build is said' 'module proxy cannot be reached' build_tool
  fake_go 'echo "tool.go:1: syntax error" >&2; exit 2'
  expect_refusal 'a failed build shows the end of its log' 'syntax error' build_tool
  fake_go 'touch "$GOBIN/tool"; exec sleep 60'
  test_killed_build
  fake_go 'printf "#!/bin/sh\n" >"$GOBIN/tool"; chmod +x "$GOBIN/tool"'
  expect 'a build after a killed one completes' build_tool
  expect 'its program is in the cache, and nothing else' only_the_tool
  fake_go 'exit 1'
  expect 'what is in the cache is not built again' build_tool
}

test_killed_build() {
  local build
  export -f build_tool
  export WORK
  setsid bash -c build_tool >"$OUTPUT" 2>&1 &
  build=$!
  wait_until 10 test -e "$WORK/bin.partial/tool"
  kill -KILL -- "-$build"
  wait "$build" 2>/dev/null || true
  expect 'a killed build leaves nothing under the final name' test ! -e "$WORK/bin/tool"
}

only_the_tool() { [[ -x $WORK/bin/tool && ! -e $WORK/bin.partial ]]; }
