# shellcheck shell=bash
# Builds one image from a context folder, with buildah (no daemon) or with docker. Sourced after lib.sh.

# choose_builder: sets BUILDER unless it is given: docker where its daemon answers, else buildah.
choose_builder() {
  if [[ -z ${BUILDER:-} ]]; then
    if docker info >/dev/null 2>&1; then BUILDER=docker; else BUILDER=buildah; fi
  fi
  case "$BUILDER" in
    docker) docker info >/dev/null 2>&1 || die "BUILDER=docker, but no Docker daemon answers" "start it, or use BUILDER=buildah" ;;
    buildah) prepare_buildah ;;
    *) die "BUILDER=$BUILDER is not a builder" "use BUILDER=docker or BUILDER=buildah" ;;
  esac
}

# Nothing in the store is worth keeping between runs: images live in archives. A store that a killed run left is dropped.
prepare_buildah() {
  need_packages buildah
  BUILDAH_STORE="$CAMERASITE_CACHE/buildah"
  rm -rf --one-file-system "$BUILDAH_STORE"
  mkdir -p "$BUILDAH_STORE"
  printf '{"default":[{"type":"insecureAcceptAnything"}]}\n' >"$BUILDAH_STORE/policy.json"
  export BUILDAH_ISOLATION=chroot
}

in_store() {
  local command="$1"
  shift
  buildah --root "$BUILDAH_STORE/root" --runroot "$BUILDAH_STORE/run" --storage-driver vfs "$command" \
    --signature-policy "$BUILDAH_STORE/policy.json" "$@"
}

# builder_load ARCHIVE REF: makes an image that was built before usable as a base.
builder_load() {
  case "$BUILDER" in
    docker) docker load --quiet --input "$1" ;;
    buildah) in_store pull "docker-archive:$1:$2" ;;
  esac
}

# builder_build REF CONTEXT ARCHIVE [NAME=VALUE…]: the archive appears only when it is complete.
builder_build() {
  local ref="$1" context="$2" archive="$3" argument arguments=()
  shift 3
  for argument in "$@"; do arguments+=(--build-arg "$argument"); done
  rm -f "$archive.partial"
  case "$BUILDER" in
    docker)
      docker build --file "$context/Containerfile" --tag "$ref" "${arguments[@]}" "$context"
      docker save --output "$archive.partial" "$ref"
      ;;
    buildah)
      in_store bud --timestamp 0 --pull=false --file "$context/Containerfile" --tag "$ref" "${arguments[@]}" "$context"
      in_store push "$ref" "docker-archive:$archive.partial:$ref"
      ;;
  esac
  mv "$archive.partial" "$archive"
}

# builder_done: gives the space back.
builder_done() {
  [[ $BUILDER != buildah ]] || rm -rf --one-file-system "$BUILDAH_STORE"
}
