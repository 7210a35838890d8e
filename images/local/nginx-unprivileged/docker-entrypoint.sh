#!/bin/sh
# Runs the hooks of /docker-entrypoint.d before nginx: *.envsh are sourced, *.sh executed, both only when executable.
set -eu

note() {
  [ -n "${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ] || printf '%s: %s\n' "$0" "$*"
}

run_hooks() {
  for hook in /docker-entrypoint.d/*; do
    [ -e "$hook" ] || continue
    if [ ! -x "$hook" ]; then
      note "ignoring $hook, not executable"
      continue
    fi
    case "$hook" in
    *.envsh)
      note "sourcing $hook"
      # shellcheck source=/dev/null
      . "$hook"
      ;;
    *.sh)
      note "running $hook"
      "$hook"
      ;;
    *) note "ignoring $hook, neither .sh nor .envsh" ;;
    esac
  done
}

case "${1:-}" in
nginx | nginx-debug) run_hooks ;;
esac

exec "$@"
