//! The web page.

use k8s_openapi::api::core::v1::ResourceRequirements;
use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FloorPlan, Ingress, resources, rules};

/// The web page: a Deployment of nginx.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::page::tiles_attribution())]
pub struct Web {
    /// Number of pods.
    #[schemars(range(min = 0, max = 100))]
    #[serde(default = "default_replicas")]
    pub replicas: i32,

    /// Container image. The operator's default where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    #[x_kube(validation = rules::image())]
    pub image: Option<String>,

    /// Compute resources of the web page's container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "resources::schema")]
    pub resources: Option<ResourceRequirements>,

    /// The page's way to the outside; without it only the cluster reaches it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ingress: Option<Ingress>,

    /// What the page speaks until its reader chooses another language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,

    /// Scheme, host and port under which people reach the page, where an ingress of this site does not tell, such as
    /// `https://cameras.example.net`. An OpenID Connect provider sends them back there.
    #[serde(default, rename = "externalURL", skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    #[x_kube(validation = rules::page::external_url())]
    pub external_url: Option<String>,

    /// Floor plans that the page draws cameras on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 20))]
    #[x_kube(merge_strategy = ListMerge::Map(vec!["name".into()]))]
    pub floor_plans: Vec<FloorPlan>,

    /// Where browsers fetch map tiles, with {z}, {x} and {y} in Web Mercator, such as
    /// `https://tiles.example.net/{z}/{x}/{y}.png`. No map where it is absent.
    #[serde(default, rename = "tilesURL", skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 512))]
    #[x_kube(validation = rules::page::tiles_url())]
    pub tiles_url: Option<String>,

    /// Whose the tiles are, in plain text, as their provider wants it said on the map, such as
    /// `© OpenStreetMap contributors`. Only with tilesURL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    pub tiles_attribution: Option<String>,
}

/// What the web page speaks until its reader chooses another language, by its ISO 639-1 code. The browser's language
/// where it is absent.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    En,
    /// French.
    Fr,
}

impl Language {
    /// Its ISO 639-1 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }
}

impl Default for Web {
    fn default() -> Self {
        Self {
            replicas: default_replicas(),
            image: None,
            resources: None,
            ingress: None,
            language: None,
            external_url: None,
            floor_plans: Vec::new(),
            tiles_url: None,
            tiles_attribution: None,
        }
    }
}

const fn default_replicas() -> i32 {
    1
}
