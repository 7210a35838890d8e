//! The routes of role `serve`, one file a subject; each exports `router()`.

mod actor;
mod body;
mod cameras;
mod cursor;
mod etag;
mod events;
mod frozen;
pub(crate) mod health;
mod history;
mod maintenance;
mod notes;
mod on_demand;
mod query;
mod reports;
mod summary;
mod view;

use std::sync::Arc;

pub use on_demand::ProbeLimit;

use axum::Router;
use prometheus::Registry;

use crate::cache::Cache;
use crate::db::Database;
use crate::http::layered;
use crate::inventory::Inventory;
use crate::metrics::HttpMetrics;
use crate::probers::Probers;
use crate::service::Readiness;

/// What handlers need.
#[derive(Clone, Debug)]
pub struct App {
    /// Name of the site.
    pub site: String,
    /// The database.
    pub database: Database,
    /// The counters of views.
    pub cache: Arc<Cache>,
    /// `cameras.json`.
    pub inventory: Inventory,
    /// The probers.
    pub probers: Probers,
    /// How often a camera is probed on demand.
    pub probe_limit: Arc<ProbeLimit>,
    /// Whether the role may be sent requests.
    pub readiness: Readiness,
    /// What `/metrics` shows.
    pub registry: Registry,
}

/// All routes of role `serve`, with limits, metrics and problem documents around them.
pub fn router(app: App, metrics: HttpMetrics) -> Router {
    let routes = Router::new()
        .merge(health::router())
        .merge(frozen::router())
        .merge(cameras::router())
        .merge(summary::router())
        .merge(events::router())
        .merge(history::router())
        .merge(maintenance::router())
        .merge(reports::router())
        .merge(notes::router())
        .with_state(app.clone());
    layered(routes, on_demand::router().with_state(app), metrics)
}
