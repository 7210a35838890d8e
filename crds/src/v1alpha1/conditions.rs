//! The types and reasons of a site's conditions. Each word is API: its meaning does not change.

/// Converged and serving, rollouts finished. Sums up all others.
pub const READY: &str = "Ready";
/// Serving; stays True during a rollout.
pub const AVAILABLE: &str = "Available";
/// The database runs and has its schema.
pub const DATABASE_READY: &str = "DatabaseReady";
/// The cache runs, or the site has none.
pub const CACHE_READY: &str = "CacheReady";
/// The API serves.
pub const API_READY: &str = "ApiReady";
/// Every shard of the probers runs, and the simulator where the site has simulated cameras.
pub const PROBER_READY: &str = "ProberReady";
/// The web page serves.
pub const WEB_READY: &str = "WebReady";
/// What Prometheus, Alertmanager and Grafana read of the site is there, or the site wants none of it.
pub const MONITORING_READY: &str = "MonitoringReady";
/// No watched camera is Down.
pub const CAMERAS_HEALTHY: &str = "CamerasHealthy";
/// Every declared camera is in the inventory with its credentials and authorities.
pub const INVENTORY_ACCEPTED: &str = "InventoryAccepted";
/// True while a pass ends unconverged (kstatus); absent otherwise.
pub const RECONCILING: &str = "Reconciling";
/// True when only a user can mend what is wrong (kstatus); absent otherwise.
pub const STALLED: &str = "Stalled";

/// Why a condition has its status.
pub mod reason {
    /// Everything is as declared.
    pub const CONVERGED: &str = "Converged";
    /// The component serves.
    pub const SERVING: &str = "Serving";
    /// The component is switched off by the spec.
    pub const DISABLED: &str = "Disabled";
    /// A new revision is being rolled out, or the first one has not started yet.
    pub const ROLLING_OUT: &str = "RollingOut";
    /// Scaled to zero by the spec.
    pub const SCALED_TO_ZERO: &str = "ScaledToZero";
    /// Waits for another component.
    pub const WAITING: &str = "Waiting";
    /// Pods fail, or are gone, outside a rollout.
    pub const UNAVAILABLE: &str = "Unavailable";
    /// A Job or a pod has failed for good.
    pub const FAILED: &str = "Failed";
    /// The spec's `suspend` is set: nothing is changed, what is observed is still reported.
    pub const SUSPENDED: &str = "Suspended";
    /// The site serves without its cache; views are not counted meanwhile.
    pub const CACHE_UNAVAILABLE: &str = "CacheUnavailable";
    /// An object of a child's name is not ours; nothing is touched.
    pub const NAME_TAKEN: &str = "NameTaken";
    /// The database's volume exists without the Secret that opens it.
    pub const CREDENTIALS_LOST: &str = "CredentialsLost";
    /// A Secret that the spec names does not exist.
    pub const SECRET_NOT_FOUND: &str = "SecretNotFound";
    /// A Secret that the spec names is of the wrong type or lacks a key.
    pub const SECRET_INVALID: &str = "SecretInvalid";
    /// A ConfigMap that the spec names does not exist.
    pub const CONFIG_MAP_NOT_FOUND: &str = "ConfigMapNotFound";
    /// A ConfigMap that the spec names lacks the key, or its inventory has cameras or columns that are left out.
    pub const CONFIG_MAP_INVALID: &str = "ConfigMapInvalid";
    /// A volume cannot grow to the size that the spec asks for.
    pub const STORAGE_NOT_RESIZABLE: &str = "StorageNotResizable";
    /// The spec says something that cannot be done.
    pub const INVALID_SPEC: &str = "InvalidSpec";
    /// The API server refused a child.
    pub const APPLY_FAILED: &str = "ApplyFailed";
    /// The cluster lacks kinds of prometheus-operator; without them the site serves all the same.
    pub const CRDS_MISSING: &str = "CRDsMissing";
    /// A child of an older object of the same name is still being deleted.
    pub const TERMINATING: &str = "Terminating";
    /// Every declared camera is in the inventory.
    pub const ACCEPTED: &str = "Accepted";
    /// No watched camera is Down.
    pub const ALL_UP: &str = "AllUp";
    /// At least one camera is Down.
    pub const CAMERAS_DOWN: &str = "CamerasDown";
    /// At least one camera's state is not known.
    pub const CAMERAS_UNKNOWN: &str = "CamerasUnknown";
    /// The site watches no camera.
    pub const NO_CAMERAS: &str = "NoCameras";
    /// The site's API has not been asked yet, or did not answer.
    pub const SUMMARY_UNAVAILABLE: &str = "SummaryUnavailable";
    /// A pass is under way or will be repeated.
    pub const PROGRESSING: &str = "Progressing";
    /// Not known yet.
    pub const PENDING: &str = "Pending";
}
