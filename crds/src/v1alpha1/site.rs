//! The CameraSite itself.

use kube::{CustomResource, KubeSchema};
use serde::{Deserialize, Serialize};

use super::{
    Api, Cache, Camera, CameraSiteStatus, CamerasFrom, Database, History, LocalReference, Location,
    Monitoring, NamedCredentials, NetworkPolicy, Previews, Probe, Prober, Scheduling, Web, rules,
};

/// What the site is to be.
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, PartialEq, KubeSchema)]
#[kube(
    group = "camerasite.io",
    version = "v1alpha1",
    kind = "CameraSite",
    plural = "camerasites",
    shortname = "csite",
    category = "camerasites",
    namespaced,
    status = "CameraSiteStatus",
    derive = "PartialEq",
    doc = "A site with IP cameras that are probed and supervised: its database, cache, API, probers and web page.",
    validation = rules::site_name(),
    printcolumn(
        name = "City",
        type_ = "string",
        json_path = ".spec.location.city",
        description = "City of the site."
    ),
    printcolumn(
        name = "Cameras",
        type_ = "string",
        json_path = ".status.cameras.summary",
        description = "Cameras that work, of those that are watched."
    ),
    printcolumn(
        name = "Ready",
        type_ = "string",
        json_path = r#".status.conditions[?(@.type=="Ready")].status"#,
        description = "Whether the site has converged and serves."
    ),
    printcolumn(
        name = "Reason",
        type_ = "string",
        json_path = r#".status.conditions[?(@.type=="Ready")].reason"#,
        description = "Why the site is ready or not."
    ),
    printcolumn(
        name = "Version",
        type_ = "string",
        json_path = ".status.version",
        description = "Version of the operator that manages the site.",
        priority = 1
    ),
    printcolumn(
        name = "Web",
        type_ = "string",
        json_path = ".status.endpoints.web",
        description = "Address of the web page.",
        priority = 1
    ),
    printcolumn(
        name = "Age",
        type_ = "date",
        json_path = ".metadata.creationTimestamp",
        description = "Time since the site was created."
    )
)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::probe::camera_timeouts(), validation = rules::probe::camera_samples(),
    validation = rules::camera::together())]
pub struct CameraSiteSpec {
    /// Name of the site for people. The resource's name where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 64))]
    pub display_name: Option<String>,

    /// Where the site is.
    pub location: Location,

    /// The cameras to watch, by name. Above 200 cameras apply with `kubectl apply --server-side`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    #[x_kube(merge_strategy = ListMerge::Map(vec!["name".into()]))]
    pub cameras: Vec<Camera>,

    /// Inventories in CSV with more cameras to watch; 1,000 are the most together. Of two cameras with one name that of
    /// spec.cameras counts, else that of the inventory whose ConfigMap comes first by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 10))]
    #[x_kube(validation = rules::inventory::unique())]
    pub cameras_from: Vec<CamerasFrom>,

    /// Logins that cameras which are entered by the API may name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 50))]
    #[x_kube(merge_strategy = ListMerge::Map(vec!["name".into()]))]
    pub credentials: Vec<NamedCredentials>,

    /// How cameras are probed, unless they say otherwise.
    #[serde(default)]
    pub probe: Probe,

    /// The programs that probe.
    #[serde(default)]
    pub prober: Prober,

    /// Whether pictures of the cameras may be fetched for people to look at.
    #[serde(default)]
    pub previews: Previews,

    /// For how many days the past is kept.
    #[serde(default)]
    pub history: History,

    /// The PostgreSQL database with states and history.
    #[serde(default)]
    pub database: Database,

    /// The Redis cache that counts views.
    #[serde(default)]
    pub cache: Cache,

    /// The HTTP API.
    #[serde(default)]
    pub api: Api,

    /// The web page.
    #[serde(default)]
    pub web: Web,

    /// How the site is monitored.
    #[serde(default)]
    pub monitoring: Monitoring,

    /// Secrets of type `kubernetes.io/dockerconfigjson` in this namespace with which the site's images are pulled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 16))]
    #[x_kube(merge_strategy = ListMerge::Map(vec!["name".into()]))]
    pub image_pull_secrets: Vec<LocalReference>,

    /// Where the pods run.
    #[serde(default)]
    pub scheduling: Scheduling,

    /// Who may talk to whom.
    #[serde(default)]
    pub network_policy: NetworkPolicy,

    /// True: nothing of the site is changed, made again or deleted until it is false again; how the site does is still
    /// reported. Deleting the CameraSite works all the same.
    #[serde(default)]
    pub suspend: bool,
}
