//! The routes of role `serve`, one file a subject; each exports `router()`.

mod cameras;
mod cursor;
mod events;
mod frozen;
pub(crate) mod health;
mod query;
mod summary;
mod view;

use std::sync::Arc;

use axum::Router;
use prometheus::Registry;

use crate::cache::Cache;
use crate::db::Database;
use crate::http::layered;
use crate::inventory::Inventory;
use crate::metrics::HttpMetrics;
use crate::service::Readiness;

/// What handlers need.
#[derive(Clone, Debug)]
pub struct App {
    /// The database.
    pub database: Database,
    /// The counters of views.
    pub cache: Arc<Cache>,
    /// `cameras.json`.
    pub inventory: Inventory,
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
        .with_state(app);
    layered(routes, metrics)
}
