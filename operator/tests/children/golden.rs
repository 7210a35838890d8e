//! One snapshot of all children for each fixture.

use operator::resources::manifests;
use serde_json::{Value, json};

use crate::support;

#[test]
fn the_children_of_each_fixture_are_as_reviewed() {
    for name in support::FIXTURES {
        let mut children = manifests(&support::children(name)).unwrap();
        children.iter_mut().for_each(shorten);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../snapshots");
        settings.bind(|| insta::assert_yaml_snapshot!(name, children));
    }
}

/// A dashboard has a thousand lines; `monitoring` holds it against its template.
fn shorten(child: &mut Value) {
    let files = child.get_mut("data").and_then(Value::as_object_mut);
    let files = files.into_iter().flatten();
    for (_, file) in files.filter(|(name, _)| name.starts_with("camerasite.")) {
        let board: Value = serde_json::from_str(file.as_str().unwrap()).unwrap();
        *file = json!({ "uid": board["uid"], "title": board["title"] });
    }
}
