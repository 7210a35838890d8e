# shellcheck shell=bash
# Names, tags and archives of the images. Sourced by the scripts of this folder.

# shellcheck source=../lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib/common.sh"
# shellcheck source=../lib/packages.sh
source "$REPO_ROOT/hack/lib/packages.sh"
# shellcheck source=../cluster/provider.sh
source "$REPO_ROOT/hack/cluster/provider.sh"
# shellcheck source=official.env
source "$REPO_ROOT/hack/images/official.env"

IMAGE_NAMES=(operator api-server simulator postgres postgres-exporter redis redis-exporter nginx web rtsp-source)
# Of the monitoring stack on a local cluster; built and loaded by hack/monitoring/up only.
MONITORING_IMAGE_NAMES=(prometheus alertmanager prometheus-operator node-exporter)
IMAGE_ARCHIVES="$CAMERASITE_CACHE/images"
CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$CAMERASITE_CACHE/target}"
export CARGO_TARGET_DIR
BINARIES="$CARGO_TARGET_DIR/x86_64-unknown-linux-gnu/release"
# A failure inside $(…) is a failure.
shopt -s inherit_errexit
choose_provider

# is_official NAME: whether the cluster takes this image from a registry.
is_official() {
  [[ $PROVIDER == kind && $1 =~ ^(postgres|redis|postgres-exporter|redis-exporter|nginx)$ ]]
}

# our_images: the names of the images that are built for this kind of cluster.
our_images() {
  local name
  for name in "${IMAGE_NAMES[@]}"; do
    is_official "$name" || printf '%s\n' "$name"
  done
}

# image_folder NAME: the folder of its Containerfile.
image_folder() {
  case "$1" in
    operator | api-server | simulator | web) printf '%s' "$REPO_ROOT/images/$1" ;;
    nginx) printf '%s' "$REPO_ROOT/images/local/nginx-unprivileged" ;;
    postgres | postgres-exporter | redis | redis-exporter | rtsp-source | prometheus | alertmanager | prometheus-operator | node-exporter)
      printf '%s' "$REPO_ROOT/images/local/$1"
      ;;
    *) die "there is no image called $1" "name some of: ${IMAGE_NAMES[*]} ${MONITORING_IMAGE_NAMES[*]}" ;;
  esac
}

# go_programs NAME: the folder of the programs that are built from a Go module for the image.
go_programs() {
  case "$1" in
    prometheus | alertmanager) "$REPO_ROOT/hack/tools/$1" ;;
    prometheus-operator) "$REPO_ROOT/hack/tools/prometheus-operator" programs ;;
  esac
}

# hash_tree PATH…: 12 hex digits over the names and contents of all files below, and which of them are executable.
hash_tree() {
  local path
  for path in "$@"; do
    [[ -e $path ]] || die "$path is missing: an image is made of it"
    describe_tree "$path"
  done | sha256sum | cut -c1-12
}

describe_tree() {
  local files
  mapfile -d '' files < <(
    find "$1" \( -name node_modules -o -name dist -o -name coverage -o -name e2e -o -name __pycache__ \) -prune \
      -o -type f -printf '%P\0' | LC_ALL=C sort -z
  )
  if [[ -f $1 ]]; then
    sha256sum <"$1"
  else
    (cd "$1" && sha256sum -- "${files[@]}" && find "${files[@]}" -perm -u+x)
  fi
}

web_sources_hash() {
  hash_tree "$REPO_ROOT/web"
}

rootfs_hash() {
  hash_tree "$(image_folder "$1")/rootfs" "$REPO_ROOT/images/local/rootfs" "$REPO_ROOT/hack/images/rootfs.sh"
}

# image_tag NAME: a hash of everything that the image is made of.
image_tag() {
  local folder own others
  folder="$(image_folder "$1")"
  case "$1" in
    operator | api-server | simulator)
      [[ -x $BINARIES/$1 ]] || die "$BINARIES/$1 is missing, so the image $1 has no tag yet" "run: make images"
      hash_tree "$folder" "$BINARIES/$1"
      return
      ;;
    # The folder is named by all that the programs are built of.
    prometheus | alertmanager | prometheus-operator) others="$(basename "$(go_programs "$1")")" ;;
    web) others="$(web_sources_hash) $(image_ref nginx)" ;;
    *) others="$(rootfs_hash "$1")" ;;
  esac
  own="$(hash_tree "$folder")"
  printf '%s\n' "$own" "$others" | sha256sum | cut -c1-12
}

# image_ref NAME: the name under which the cluster knows it.
image_ref() {
  local official="${1//-/_}" folder tag
  official="OFFICIAL_${official^^}"
  if is_official "$1"; then
    printf '%s' "${!official}"
    return
  fi
  folder="$(image_folder "$1")"
  tag="$(image_tag "$1")"
  case "$folder" in
    */images/local/*) printf 'camerasite.io/local/%s:%s' "${folder##*/}" "$tag" ;;
    *) printf 'camerasite.io/%s:%s' "$1" "$tag" ;;
  esac
}

# image_archive NAME: the file that holds it, named by its tag.
image_archive() {
  local tag
  tag="$(image_tag "$1")"
  printf '%s/%s-%s.tar' "$IMAGE_ARCHIVES" "$1" "$tag"
}

# logged WHAT LOG COMMAND…: runs COMMAND in a subshell that stops at its first failure. The output goes to LOG;
# a failure shows its end.
logged() {
  local what="$1" log="$2" status
  shift 2
  mkdir -p "${log%/*}"
  set +e
  (
    set -e
    "$@"
  ) >"$log" 2>&1
  status=$?
  set -e
  ((status == 0)) || explain_failure "$what" "$log"
}

explain_failure() {
  local again="run the same command again: what was finished is kept"
  log_tail "$2"
  if grep -qiE 'could not resolve|temporary failure|network is unreachable|ENOTFOUND|EAI_AGAIN|unable to connect|no such host' "$2"; then
    die "$1: the network cannot be reached" "check this machine's network (or its proxy settings) and $again"
  fi
  if grep -qiE 'no space left on device' "$2"; then
    die "$1: the disk is full" "free some space below $CAMERASITE_CACHE and $again"
  fi
  die "$1 failed" "read $2, mend it and $again"
}
