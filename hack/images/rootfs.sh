# shellcheck shell=bash
# Roots of the stand-in images, from Debian packages. Sourced after lib.sh.

DEBIAN_RELEASE=bookworm
# All files carry one date, so that the same packages give the same image.
export SOURCE_DATE_EPOCH=1735689600

# debian_sources: this machine's own Debian mirror, or nothing on another distribution or release.
debian_sources() {
  # shellcheck disable=SC2016  # $(…) are apt's own fields
  apt-get indextargets 'Created-By: Packages' 'Origin: Debian' --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' |
    grep -E " $DEBIAN_RELEASE(-updates|-security)? " | sort -u || true
}

# package_list NAME: what the image needs, separated by commas.
package_list() {
  cat "$REPO_ROOT/images/local/rootfs/packages" "$(image_folder "$1")/rootfs/packages" | sort -u | paste -sd,
}

# extract_packages NAME FILE: unpacks the packages, prunes them (of apt too, so there is nothing left to clean) and packs the rest as FILE.
extract_packages() {
  local common="$REPO_ROOT/images/local/rootfs" own sources
  own="$(image_folder "$1")/rootfs"
  sources="$(debian_sources)"
  # Without a list on standard input mmdebstrap takes Debian's default mirror.
  mmdebstrap --variant=extract --architectures=amd64 --skip=cleanup/apt --skip=cleanup/mmdebstrap --skip=output/dev \
    --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
    --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
    --include="$(package_list "$1")" \
    --extract-hook="$common/prune \"\$1\" $common/keep $own/keep" \
    --extract-hook="$common/finish \"\$1\" $own" \
    "$DEBIAN_RELEASE" "$2" ${sources:+-} <<<"$sources"
}

# stand_in_rootfs NAME: prints the path of its rootfs.tar, made when it is not in the cache; a former one goes away.
stand_in_rootfs() {
  local file
  file="$CAMERASITE_CACHE/rootfs/$1-$(rootfs_hash "$1").tar"
  if [[ ! -s $file ]]; then
    mkdir -p "${file%/*}"
    rm -f "${file%/*}/$1"-*.tar
    say "fetching Debian packages for $1" >&2
    # mmdebstrap knows the format by the end of the name.
    logged "the root of image $1" "$CAMERASITE_CACHE/logs/rootfs-$1.log" extract_packages "$1" "${file%.tar}.partial.tar"
    mv "${file%.tar}.partial.tar" "$file"
  fi
  printf '%s' "$file"
}
