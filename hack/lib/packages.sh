# shellcheck shell=bash
# Debian packages, installed without asking. Sourced after common.sh.

# package_installed NAME
package_installed() {
  [[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# apt_get ARGUMENTS…: apt-get with its output in a log; a failure is explained.
apt_get() {
  local log="$CAMERASITE_CACHE/logs/apt.log"
  mkdir -p "${log%/*}"
  if ! DEBIAN_FRONTEND=noninteractive apt-get -y -qq \
    -o Acquire::Retries=2 -o APT::Sandbox::User=root -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1; then
    log_tail "$log"
    if grep -qE 'Could not resolve|Temporary failure resolving|Could not connect|Network is unreachable|Unable to connect' "$log"; then
      die "apt-get $1: the package mirror cannot be reached" "check this machine's network (or its apt proxy) and run the same command again"
    fi
    die "apt-get $1 failed" "read $log, mend it and run the same command again"
  fi
}

# need_packages NAME…: installs those that are missing; does nothing, and needs neither root nor network, when none is.
need_packages() {
  local name missing=()
  for name in "$@"; do
    if ! package_installed "$name"; then
      missing+=("$name")
    fi
  done
  if ((${#missing[@]} == 0)); then
    return 0
  fi
  if ! command -v apt-get >/dev/null; then
    die "these packages are missing and this machine has no apt-get: ${missing[*]}" "install them by hand (only Debian and Ubuntu are set up automatically)"
  fi
  if ((EUID != 0)); then
    die "these packages are missing and only root can install them: ${missing[*]}" "run: sudo apt-get install ${missing[*]}"
  fi
  say "installing packages: ${missing[*]}"
  apt_get update
  apt_get install --no-install-recommends "${missing[@]}"
}

# need_page_packages: what web/package-lock.json names, as it says, once a run.
need_page_packages() {
  if [[ -z ${page_packages:-} ]]; then
    say "installing the page's packages"
    npm --prefix "$REPO_ROOT/web" ci --no-audit --no-fund --silent
    page_packages=1
  fi
}
