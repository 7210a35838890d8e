# shellcheck shell=bash
# The two images that the local cluster itself needs, as docker archives: pause (the process that holds a
# pod's namespaces) and busybox (the storage provisioner's helper). Sourced after build/lib.sh.

# image_archive FILE REF ROOTFS CONFIG: packs folder ROOTFS as a one-layer image; CONFIG is the image's "config" as JSON.
image_archive() {
  local file="$1" ref="$2" rootfs="$3" config="$4" work layer id
  work="$(scratch_for "$file.layers")"
  chmod 0755 "$rootfs"
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$rootfs" -cf "$work/layer.tar" .
  layer="$(sha256sum "$work/layer.tar" | cut -d' ' -f1)"
  printf '{"architecture":"amd64","os":"linux","config":%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$config" "$layer" >"$work/config.json"
  id="$(sha256sum "$work/config.json" | cut -d' ' -f1)"
  mv "$work/config.json" "$work/$id.json"
  printf '[{"Config":"%s.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$id" "$ref" >"$work/manifest.json"
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$work" -cf "$file.partial" manifest.json "$id.json" layer.tar
  mv "$file.partial" "$file"
  rm -rf "$work"
}

# build_pause_image: a static program of a few lines, alone in its image.
build_pause_image() {
  [[ -s $BASE_IMAGES/pause.tar ]] && return 0
  need_packages gcc libc6-dev
  local rootfs
  rootfs="$(scratch_for "$BASE_IMAGES/pause")"
  gcc -Os -static -s -Wall -Wextra -Werror -o "$rootfs/pause" "$REPO_ROOT/hack/cluster/build/pause/pause.c"
  image_archive "$BASE_IMAGES/pause.tar" "$PAUSE_IMAGE" "$rootfs" '{"User":"65535:65535","Entrypoint":["/pause"]}'
  rm -rf "$rootfs"
}

# build_busybox_image: Debian's static busybox with a link for every applet. The package is unpacked, not
# installed: it would replace the machine's own busybox.
build_busybox_image() {
  [[ -s $BASE_IMAGES/busybox.tar && -x $BASE_IMAGES/busybox ]] && return 0
  local rootfs package
  rootfs="$(scratch_for "$BASE_IMAGES/busybox")"
  package="$(scratch_for "$BASE_IMAGES/busybox-package")"
  apt_get update
  (cd "$package" && apt_get download busybox-static)
  dpkg -x "$package"/busybox-static_*.deb "$package/root"
  mkdir -p "$rootfs/bin" "$rootfs/etc" "$rootfs/tmp"
  chmod 1777 "$rootfs/tmp"
  printf 'root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n' >"$rootfs/etc/passwd"
  cp "$(find "$package/root" -type f -path '*/bin/busybox')" "$rootfs/bin/busybox"
  "$rootfs/bin/busybox" --install -s "$rootfs/bin"
  # --install writes links to the path it was called by: make them point beside themselves.
  find "$rootfs/bin" -type l -exec ln -sf busybox {} \;
  image_archive "$BASE_IMAGES/busybox.tar" "$BUSYBOX_IMAGE" "$rootfs" \
    '{"Env":["PATH=/bin"],"Cmd":["/bin/sh"]}'
  install -m 0755 "$rootfs/bin/busybox" "$BASE_IMAGES/busybox"
  rm -rf "$rootfs" "$package"
}

# build_base_images: both, when they are not in the cache yet.
build_base_images() {
  mkdir -p "$BASE_IMAGES"
  build_pause_image
  build_busybox_image
}
