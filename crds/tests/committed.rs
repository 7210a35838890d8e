//! The definition in `crds/yaml/` is the one that the types give.

use std::path::Path;

const FILE: &str = "yaml/camerasites.camerasite.io.yaml";

#[test]
fn the_committed_definition_is_up_to_date() -> anyhow::Result<()> {
    let committed = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE))?;
    assert!(
        committed == crds::crd_yaml()?,
        "crds/{FILE} is stale: run make generate and commit the result"
    );
    Ok(())
}
