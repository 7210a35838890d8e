//! ConfigMap `<site>-postgres`: what the database does around its first start.

use std::collections::BTreeMap;

use contract::Component;
use k8s_openapi::api::core::v1::ConfigMap;

use super::{INIT_DIR, MARKER};
use crate::resources::meta::component_meta;
use crate::site::Site;

/// Sourced by the image's entrypoint at the first start, while the server listens on its socket alone. Runs every file
/// of every ConfigMap, by file name, then by the order of the `ConfigMap`s: two files of one name both run.
const RUN_ALL: &str = r#"# shellcheck shell=bash
camerasite_fail() {
  printf 'camerasite: init script %s failed; correct its ConfigMap, the first start is then run again\n' "$1" >&2
  exit 1
}

camerasite_psql() {
  PGHOST='' PGHOSTADDR='' psql --no-password --no-psqlrc -v ON_ERROR_STOP=1 \
    --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:-postgres}" "$@"
}

camerasite_run() {
  printf 'camerasite: running init script %s\n' "$1"
  case "$1" in
    *.sql) camerasite_psql --file "$1" ;;
    *.sql.gz) gzip -dc "$1" | camerasite_psql ;;
    *.sh) bash "$1" </dev/null ;;
    *) printf 'camerasite: %s is neither .sql, .sql.gz nor .sh: not run\n' "$1" >&2 ;;
  esac
}

camerasite_list() {
  local file
  for file in @INIT_DIR@/*/*; do
    if [ -f "$file" ]; then
      printf '%s %s\n' "${file##*/}" "$file"
    fi
  done | LC_ALL=C sort | cut -d ' ' -f 2
}

# Keys of a ConfigMap hold no blanks, so the list can be split at them.
for camerasite_file in $(camerasite_list); do
  camerasite_run "$camerasite_file" || camerasite_fail "$camerasite_file"
done
touch @MARKER@
sync
printf 'camerasite: first start completed\n'
"#;

/// The ConfigMap with the script of the first start.
#[must_use]
pub fn config_map(site: &Site) -> ConfigMap {
    let script = RUN_ALL
        .replace("@INIT_DIR@", INIT_DIR)
        .replace("@MARKER@", MARKER);
    ConfigMap {
        metadata: component_meta(&site.id, Component::Postgres),
        data: Some(BTreeMap::from([("00-camerasite.sh".to_owned(), script)])),
        ..ConfigMap::default()
    }
}
