#!/usr/bin/env bash
# Starts PostgreSQL; on an empty PGDATA it first creates the database and runs /docker-entrypoint-initdb.d.
# Variables, read on an empty PGDATA only: POSTGRES_{PASSWORD,USER,DB,INITDB_ARGS} or the same with _FILE,
# POSTGRES_INITDB_WALDIR, POSTGRES_HOST_AUTH_METHOD.
set -Eeuo pipefail

die() {
  printf 'docker-entrypoint: %s\n' "$*" >&2
  exit 1
}

# from_file NAME [DEFAULT]: sets NAME from itself or from the file that NAME_FILE names, never from both.
from_file() {
  local name=$1 file_name=$1_FILE value
  value=${2:-}
  if [[ -n "${!name:-}" && -n "${!file_name:-}" ]]; then
    die "both $name and $file_name are set: unset one of them"
  elif [[ -n "${!name:-}" ]]; then
    value=${!name}
  elif [[ -n "${!file_name:-}" ]]; then
    [[ -r "${!file_name}" ]] || die "$file_name names ${!file_name}, which cannot be read: mount it readable for uid $(id -u)"
    value=$(<"${!file_name}")
  fi
  unset "$file_name"
  export "$name=$value"
}

only_prints() {
  local argument
  for argument in "$@"; do
    case "$argument" in
    -'?' | --help | -V | --version | --describe-config | -C | -C?*) return 0 ;;
    esac
  done
  return 1
}

main() {
  [[ "${1:-}" != -* ]] || set -- postgres "$@"
  if [[ "${1:-}" == postgres ]] && ! only_prints "$@"; then
    [[ "$(id -u)" != 0 ]] || die "PostgreSQL refuses to run as root: run the container as uid 999"
    mkdir -p "$PGDATA"
    chmod 0700 "$PGDATA" 2>/dev/null || true
    if [[ -s "$PGDATA/PG_VERSION" ]]; then
      printf 'docker-entrypoint: %s holds a database already, nothing to initialise\n' "$PGDATA"
    else
      # shellcheck source=initialise.sh
      source /usr/local/bin/initialise.sh
      initialise "$@"
    fi
  fi
  exec "$@"
}

main "$@"
