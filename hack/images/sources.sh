# shellcheck shell=bash
# What is compiled for the images: the Rust programs and the page. Sourced after lib.sh.

# shellcheck source=../lib/cargo.sh
source "$REPO_ROOT/hack/lib/cargo.sh"

# build_binaries: the static programs; SKIP_CARGO=1 takes those that are there.
build_binaries() {
  if [[ ${SKIP_CARGO:-} == 1 ]]; then
    return 0
  fi
  command -v cargo >/dev/null || die "the Rust compiler is missing" "install Rust with rustup and put cargo on PATH"
  own_target
  say "compiling operator, api-server and simulator"
  (cd "$REPO_ROOT" && env -u SOURCE_DATE_EPOCH cargo build --release --locked -p operator -p api-server -p simulator)
}

# compile_page FOLDER: `npm ci` and `npm run build` in a copy of web/, so that a developer's own node_modules stay as they are.
compile_page() {
  rm -rf --one-file-system "$1"
  mkdir -p "$1"
  tar -C "$REPO_ROOT/web" --exclude=./node_modules --exclude=./dist -cf - . | tar -C "$1" -xf -
  cd "$1" || return
  npm ci --no-audit --no-fund
  npm run build
}

# page_folder: prints the folder of the built page, built when it is not in the cache.
page_folder() {
  local hash folder work
  hash="$(web_sources_hash)"
  folder="$CAMERASITE_CACHE/web/$hash"
  if [[ ! -f $folder/index.html ]]; then
    command -v npm >/dev/null || die "npm is missing: the page cannot be built" "install Node.js 20 or newer and put npm on PATH"
    say "building the page" >&2
    work="$CAMERASITE_CACHE/web/work"
    logged "the page" "$CAMERASITE_CACHE/logs/web.log" compile_page "$work"
    mv -T "$work/dist" "$folder"
    rm -rf --one-file-system "$work"
  fi
  printf '%s' "$folder"
}
