//! The routes of role `serve`, one file a subject; each exports `router()`.

mod alerts;
mod audit;
mod body;
mod cameras;
mod cors;
mod cursor;
mod etag;
mod events;
mod frozen;
pub(crate) mod health;
mod history;
mod maintenance;
mod names;
mod notes;
mod on_demand;
mod query;
mod reports;
mod session;
mod sessions;
mod stream;
mod summary;
mod tokens;
mod users;
mod view;

use std::sync::Arc;

pub use on_demand::ProbeLimit;
pub(crate) use stream::tell;

use axum::{Router, middleware};
use prometheus::Registry;

use crate::access::{Gate, guard};
use crate::cache::Cache;
use crate::db::Database;
use crate::http::layered;
use crate::inventory::Inventory;
use crate::metrics::HttpMetrics;
use crate::probers::Probers;
use crate::service::Readiness;
use crate::stream::Hub;

/// What handlers need.
#[derive(Clone, Debug)]
pub struct App {
    /// Name of the site.
    pub site: String,
    /// The database.
    pub database: Database,
    /// Who may do what.
    pub gate: Arc<Gate>,
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
    /// What clients of the live stream are told.
    pub stream: Arc<Hub>,
    /// What `/metrics` shows.
    pub registry: Registry,
}

/// All routes of role `serve`, with the table of rights, limits, metrics and problem documents around them.
pub fn router(app: &App, metrics: HttpMetrics) -> Router {
    let cors = cors::layer(&app.gate.rules.allowed_origins);
    let guarded = |routes: Router<App>| {
        let guard = middleware::from_fn_with_state(Arc::clone(&app.gate), guard);
        routes.layer(guard).with_state(app.clone())
    };
    layered(guarded(quick()), guarded(on_demand::router()), metrics).layer(cors)
}

/// Routes that answer at once.
fn quick() -> Router<App> {
    Router::new()
        .merge(health::router())
        .merge(frozen::router())
        .merge(cameras::router())
        .merge(summary::router())
        .merge(stream::router())
        .merge(alerts::router())
        .merge(events::router())
        .merge(history::router())
        .merge(maintenance::router())
        .merge(reports::router())
        .merge(notes::router())
        .merge(session::router())
        .merge(sessions::router())
        .merge(users::router())
        .merge(tokens::router())
        .merge(audit::router())
}

#[cfg(test)]
mod tests;
