//! What nginx tells the page of the site: `site.json`, and the pictures of floor plans as files.

use std::path::Path;

use crds::FloorPlan;
use k8s_openapi::api::core::v1::{
    ConfigMapProjection, KeyToPath, ProjectedVolumeSource, Volume, VolumeMount, VolumeProjection,
};
use serde::Serialize;

use crate::resources::pod;
use crate::site::{Page, Site};

/// Key of the file that the page reads.
pub(super) const SITE_FILE: &str = "site.json";

/// Volume with the pictures.
const PLANS: &str = "plans";

/// The content of [`SITE_FILE`].
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SiteFile<'a> {
    floor_plans: Vec<Plan<'a>>,
    #[serde(rename = "tilesURL", skip_serializing_if = "Option::is_none")]
    tiles_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tiles_attribution: Option<&'a str>,
}

#[derive(Serialize)]
struct Plan<'a> {
    name: &'a str,
    /// Path of the picture on this server.
    image: String,
}

pub(super) fn site_file(page: &Page) -> String {
    let file = SiteFile {
        floor_plans: page.floor_plans.iter().map(Plan::from).collect(),
        tiles_url: page.tiles_url.as_deref(),
        tiles_attribution: page.tiles_attribution.as_deref(),
    };
    serde_json::json!(file).to_string()
}

impl<'a> From<&'a FloorPlan> for Plan<'a> {
    fn from(plan: &'a FloorPlan) -> Self {
        Self {
            name: &plan.name,
            image: format!("/{PLANS}/{}", file_name(plan)),
        }
    }
}

/// The pictures of the plans, where there are any. One that does not exist yet keeps no pod from its start.
pub(super) fn plans(site: &Site) -> Option<(Volume, VolumeMount)> {
    let plans = &site.page.floor_plans;
    let picture = |plan: &FloorPlan| VolumeProjection {
        config_map: Some(ConfigMapProjection {
            name: plan.image_config_map_ref.name.clone(),
            items: Some(vec![KeyToPath {
                key: plan.image_config_map_ref.key.clone(),
                path: file_name(plan),
                mode: None,
            }]),
            optional: Some(true),
        }),
        ..VolumeProjection::default()
    };
    let volume = Volume {
        name: PLANS.to_owned(),
        projected: Some(ProjectedVolumeSource {
            sources: Some(plans.iter().map(picture).collect()),
            ..ProjectedVolumeSource::default()
        }),
        ..Volume::default()
    };
    let mount = pod::read_only(PLANS, format!("/usr/share/nginx/{PLANS}"));
    (!plans.is_empty()).then_some((volume, mount))
}

/// The plan's name with the ending that tells nginx the kind of picture.
fn file_name(plan: &FloorPlan) -> String {
    let key = Path::new(&plan.image_config_map_ref.key);
    let ending = key.extension().unwrap_or_default();
    format!("{}.{}", plan.name, ending.display())
}

/// Scheme, host and port of the tiles, for the Content-Security-Policy.
pub(super) fn tiles_origin(page: &Page) -> Option<&str> {
    let url = page.tiles_url.as_deref()?;
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?']).next()?;
    url.get(..scheme.len() + "://".len() + host.len())
}
