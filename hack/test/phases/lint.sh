# shellcheck shell=bash
# Format, lints, scripts, licences, stale files.

# shellcheck source=../../tools/versions.env
source hack/tools/versions.env
need_packages shellcheck
need_page_packages
say "installing cargo-deny where it is missing"
hack/tools/cargo-deny

step 'format: Rust' check 120 cargo fmt --all --check
step 'format: page' check 120 npm --prefix web run --silent format:check
step 'lint: Rust' check 1200 cargo clippy --workspace --all-targets --locked -- -D warnings
step 'lint: page' check 300 npm --prefix web run --silent lint
step 'types: page' check 300 npm --prefix web run --silent typecheck
step 'lint: scripts' check 120 hack/test/scripts
step 'licences and duplicate versions' check 300 "$CARGO_DENY" --locked check licenses bans sources
step 'docs: Rust' check 900 env RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --locked
