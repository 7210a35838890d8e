//! One snapshot of all children for each fixture.

use operator::resources::manifests;

use crate::support;

#[test]
fn the_children_of_each_fixture_are_as_reviewed() {
    for name in support::FIXTURES {
        let children = manifests(&support::children(name)).unwrap();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../snapshots");
        settings.bind(|| insta::assert_yaml_snapshot!(name, children));
    }
}
