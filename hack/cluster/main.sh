# shellcheck shell=bash
# What every entry script of this folder needs; --help prints the comment at the top of the script.

if [[ ${1:-} == --help || ${1:-} == -h ]]; then
  sed -n '2,/^set -euo/{/^#/s/^# \{0,1\}//p}' "$0"
  exit 0
fi

# shellcheck source=../lib/env.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib/env.sh"
for part in lib/packages lib/process lib/pki cluster/preflight cluster/provider cluster/build/lib; do
  # shellcheck source=/dev/null
  source "$REPO_ROOT/hack/$part.sh"
done
unset part
