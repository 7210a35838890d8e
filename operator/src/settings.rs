//! What an installation of the operator decides for all of its sites.

/// Images that a site gets where its spec names none, and the cluster's DNS domain.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct Settings {
    /// Image of the API server (API, probers and migrations).
    #[arg(long, env = "CAMERASITE_API_IMAGE", default_value = concat!("camerasite.io/api-server:", env!("CARGO_PKG_VERSION")))]
    pub api_image: String,
    /// Image of the web page.
    #[arg(long, env = "CAMERASITE_WEB_IMAGE", default_value = concat!("camerasite.io/web:", env!("CARGO_PKG_VERSION")))]
    pub web_image: String,
    /// Image of the simulator.
    #[arg(long, env = "CAMERASITE_SIMULATOR_IMAGE", default_value = concat!("camerasite.io/simulator:", env!("CARGO_PKG_VERSION")))]
    pub simulator_image: String,
    /// Image of a new site's database.
    #[arg(
        long,
        env = "CAMERASITE_POSTGRES_IMAGE",
        default_value = "docker.io/library/postgres:17"
    )]
    pub postgres_image: String,
    /// Image of a new site's cache.
    #[arg(
        long,
        env = "CAMERASITE_REDIS_IMAGE",
        default_value = "docker.io/library/redis:7.4"
    )]
    pub redis_image: String,
    /// Image of the exporter of a database's metrics.
    #[arg(
        long,
        env = "CAMERASITE_POSTGRES_EXPORTER_IMAGE",
        default_value = "docker.io/prometheuscommunity/postgres-exporter:v0.20.1"
    )]
    pub postgres_exporter_image: String,
    /// Image of the exporter of a cache's metrics.
    #[arg(
        long,
        env = "CAMERASITE_REDIS_EXPORTER_IMAGE",
        default_value = "docker.io/oliver006/redis_exporter:v1.89.0"
    )]
    pub redis_exporter_image: String,
    /// Where the pages of docs/runbooks can be read, for the alerts to lead there; they lead nowhere where it is empty.
    #[arg(long, env = "CAMERASITE_RUNBOOKS", default_value = "")]
    pub runbooks: String,
    /// Namespace of the operator itself: policies let it ask each site's API for a summary.
    #[arg(
        long,
        env = "CAMERASITE_OPERATOR_NAMESPACE",
        default_value = "camerasite-system"
    )]
    pub operator_namespace: String,
    /// DNS domain of the cluster.
    #[arg(long, env = "CAMERASITE_CLUSTER_DOMAIN", default_value = "cluster.local")]
    pub cluster_domain: String,
}
