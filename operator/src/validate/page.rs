//! What the web page is told of the site.

use std::collections::{BTreeMap, BTreeSet};

use contract::inventory::CamerasFile;
use crds::conditions::reason;
use crds::{CameraSiteSpec, Web};

use super::Finding;
use super::inventory::list;
use crate::observe::References;
use crate::site::Page;

pub(super) fn resolve(web: &Web) -> Page {
    Page {
        language: web.language,
        floor_plans: web.floor_plans.clone(),
        tiles_url: web.tiles_url.clone(),
        tiles_attribution: web.tiles_attribution.clone(),
    }
}

/// Plans without a picture, and cameras on plans that there are not: they are only not drawn.
pub(super) fn findings(
    spec: &CameraSiteSpec,
    cameras: &CamerasFile,
    references: &References,
) -> Vec<Finding> {
    let plans = &spec.web.floor_plans;
    let pictures = plans.iter().map(|plan| &plan.image_config_map_ref.name);
    let missing: BTreeSet<&String> = pictures
        .filter(|name| !references.config_maps.contains(*name))
        .collect();
    let missing = missing.into_iter().map(|name| Finding {
        reason: reason::CONFIG_MAP_NOT_FOUND,
        message: format!(
            "spec.web.floorPlans names the ConfigMap {name}, which does not exist: create it, and the plan appears"
        ),
    });
    let known: BTreeSet<&str> = plans.iter().map(|plan| plan.name.as_str()).collect();
    let mut lost: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for camera in &cameras.cameras {
        let plan = camera.coordinates.as_ref().and_then(|it| it.plan.as_deref());
        if let Some(plan) = plan.filter(|plan| !known.contains(plan)) {
            lost.entry(plan).or_default().push(&camera.name);
        }
    }
    let lost = lost.into_iter().map(|(plan, names)| Finding {
        reason: reason::INVALID_SPEC,
        message: format!(
            "{}: the floor plan {plan} of coordinates is not in spec.web.floorPlans: add it there, or correct the name",
            list(&names)
        ),
    });
    missing.chain(lost).collect()
}

#[cfg(test)]
mod tests {
    use crate::test_support::{FULL, observed, settings};
    use crate::validate::validate;

    #[test]
    fn a_plan_without_picture_and_cameras_without_plan_are_told_and_nothing_else_changes() {
        let (object, seen) = observed(FULL);
        let (site, findings) = validate(&object, &seen, &settings()).unwrap();
        let said = |object: &crds::CameraSite, seen| -> Vec<String> {
            let (other, findings) = validate(object, seen, &settings()).unwrap();
            assert_eq!(other.cameras, site.cameras);
            findings
                .inventory
                .into_iter()
                .map(|finding| finding.message)
                .collect()
        };
        let before = findings.inventory.len();
        let mut without_picture = seen.clone();
        without_picture.references.config_maps.remove("plans");
        let messages = said(&object, &without_picture);
        assert_eq!(messages.len(), before + 1, "{messages:?}");
        assert!(
            messages[before].contains("names the ConfigMap plans, which does not exist"),
            "{messages:?}"
        );
        let mut without_plan = object.clone();
        without_plan.spec.web.floor_plans.clear();
        let messages = said(&without_plan, &seen);
        assert_eq!(messages.len(), before + 1, "{messages:?}");
        assert!(
            messages[before].contains("the floor plan ground-floor of coordinates"),
            "{messages:?}"
        );
    }
}
