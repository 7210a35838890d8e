#!/bin/sh
# Puts redis-server before arguments that are options or a *.conf file. The official image is built without protected
# mode, which would refuse every client from outside the pod; so it is turned off here unless somebody configured it.
set -eu

case "${1:-}" in
-* | *.conf) set -- redis-server "$@" ;;
esac

configures_protected_mode() {
  for argument in "$@"; do
    case "$argument" in
    --protected-mode) return 0 ;;
    *.conf) ! grep -qi '^[[:space:]]*protected-mode' "$argument" || return 0 ;;
    esac
  done
  return 1
}

if [ "${1:-}" = redis-server ]; then
  # Files of the cache are for its own user alone.
  [ "$(umask)" != 0022 ] || umask 0077
  configures_protected_mode "$@" || set -- "$@" --protected-mode no
fi

exec "$@"
