# shellcheck shell=bash
# What cargo needs to be told. To be sourced after common.sh.

# own_target: cargo takes what is built for up to date by the times of the sources alone, and all checkouts on a machine share
# the folder of what is built. Where another checkout has built last, each source of this one is made newer than that.
own_target() {
  local target="${CARGO_TARGET_DIR:-$CAMERASITE_CACHE/target}"
  if [[ "$(cat "$target/checkout" 2>/dev/null)" == "$REPO_ROOT" ]]; then
    return 0
  fi
  find "$REPO_ROOT" -name node_modules -prune -o -name '*.rs' -exec touch {} +
  mkdir -p "$target"
  printf '%s\n' "$REPO_ROOT" >"$target/checkout"
}
