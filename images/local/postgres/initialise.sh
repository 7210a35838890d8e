# shellcheck shell=bash
# Sourced by docker-entrypoint.sh, and only when PGDATA is empty.

read_settings() {
  from_file POSTGRES_PASSWORD
  from_file POSTGRES_USER postgres
  from_file POSTGRES_DB "$POSTGRES_USER"
  from_file POSTGRES_INITDB_ARGS
  : "${POSTGRES_HOST_AUTH_METHOD:=scram-sha-256}"
  [[ -n "$POSTGRES_PASSWORD" || "$POSTGRES_HOST_AUTH_METHOD" == trust ]] ||
    die "no superuser password: set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE"
}

# initdb wants a name for its uid; when the container runs as one that /etc/passwd does not know, a library lends it one.
lend_user_name() {
  local library
  ! whoami >/dev/null 2>&1 || return 0
  for library in /usr/lib/*-linux-gnu/libnss_wrapper.so; do
    NSS_WRAPPER_PASSWD=$(mktemp)
    NSS_WRAPPER_GROUP=$(mktemp)
    printf 'postgres:x:%s:%s:postgres:%s:/bin/false\n' "$(id -u)" "$(id -g)" "$PGDATA" >"$NSS_WRAPPER_PASSWD"
    printf 'postgres:x:%s:\n' "$(id -g)" >"$NSS_WRAPPER_GROUP"
    export LD_PRELOAD=$library NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
    return
  done
  die "uid $(id -u) has no name and libnss_wrapper.so is missing: run the container as uid 999"
}

return_user_name() {
  [[ -n "${NSS_WRAPPER_PASSWD:-}" ]] || return 0
  rm -f "$NSS_WRAPPER_PASSWD" "$NSS_WRAPPER_GROUP"
  unset LD_PRELOAD NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
}

create_cluster() {
  local options=(--username="$POSTGRES_USER" --pwfile=/dev/fd/3) more
  [[ -z "${POSTGRES_INITDB_WALDIR:-}" ]] || options+=(--waldir="$POSTGRES_INITDB_WALDIR")
  # The variable holds a command line, quotes included.
  eval "more=($POSTGRES_INITDB_ARGS)"
  lend_user_name
  initdb "${options[@]}" "${more[@]}" 3<<<"$POSTGRES_PASSWORD"
  return_user_name
  printf '\nhost all all all %s\n' "$POSTGRES_HOST_AUTH_METHOD" >>"$PGDATA/pg_hba.conf"
  # Debian's default is localhost alone; a container serves its pod's address.
  printf "\nlisten_addresses = '*'\n" >>"$PGDATA/postgresql.conf"
}

# The temporary server listens on its socket alone, so that nobody takes a half-made database for a ready one.
start_on_socket() {
  local quoted
  shift
  printf -v quoted '%q ' "$@" -c listen_addresses= -p "${PGPORT:-5432}"
  PGUSER=$POSTGRES_USER pg_ctl -D "$PGDATA" -w -o "$quoted" start
}

stop_on_socket() {
  PGUSER=$POSTGRES_USER pg_ctl -D "$PGDATA" -m fast -w stop
}

# psql_in DATABASE [OPTION…]: statements from standard input, over the socket only, stopping at the first error.
psql_in() {
  local database=$1
  shift
  PGHOST='' PGHOSTADDR='' psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc --username "$POSTGRES_USER" --dbname "$database" "$@"
}

# Init scripts that are sourced may use this name: it is the official image's.
# shellcheck disable=SC2120
docker_process_sql() {
  psql_in "$POSTGRES_DB" "$@"
}

create_database() {
  local exists
  exists=$(psql_in postgres --set name="$POSTGRES_DB" --tuples-only --no-align <<<"SELECT 1 FROM pg_database WHERE datname = :'name'")
  [[ -n "$exists" ]] || psql_in postgres --set name="$POSTGRES_DB" <<<'CREATE DATABASE :"name"'
}

run_script() {
  if [[ -x "$1" ]]; then
    "$1"
  else
    # shellcheck source=/dev/null
    source "$1"
  fi
}

run_init_files() {
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    [[ -f "$file" ]] || continue
    printf 'docker-entrypoint: %s\n' "$file"
    case "$file" in
    *.sh) run_script "$file" ;;
    *.sql) psql_in "$POSTGRES_DB" <"$file" ;;
    *.sql.gz) gzip -dc "$file" | psql_in "$POSTGRES_DB" ;;
    *.sql.xz) xz -dc "$file" | psql_in "$POSTGRES_DB" ;;
    *.sql.zst) zstd -dc "$file" | psql_in "$POSTGRES_DB" ;;
    *) printf 'docker-entrypoint: ignored, neither a script nor SQL\n' ;;
    esac
  done
}

initialise() {
  read_settings
  create_cluster
  export PGPASSWORD=$POSTGRES_PASSWORD
  start_on_socket "$@"
  create_database
  run_init_files
  stop_on_socket
  unset PGPASSWORD POSTGRES_PASSWORD
  printf 'docker-entrypoint: the database is initialised, starting it for everyone\n'
}
