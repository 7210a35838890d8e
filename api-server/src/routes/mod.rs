//! The routes of role `serve`, one file a subject; each exports `router()`.

mod alerts;
mod answers;
mod audit;
mod body;
mod cameras;
mod cors;
mod cursor;
mod docs;
mod etag;
mod events;
mod fault;
mod frozen;
pub(crate) mod health;
mod history;
mod maintenance;
mod names;
mod notes;
mod on_demand;
mod order;
mod owned;
mod query;
mod reports;
mod session;
mod sessions;
mod stream;
mod summary;
mod tokens;
mod tryout;
mod users;
mod view;

use std::sync::Arc;

pub use answers::Answers;
pub use on_demand::ProbeLimit;
pub(crate) use stream::tell;
pub use tryout::TryLimit;

use axum::{Router, middleware};
use bytes::Bytes;
use prometheus::Registry;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::access::{Gate, guard};
use crate::cache::Cache;
use crate::db::Database;
use crate::http::layered;
use crate::inventory::Inventory;
use crate::inventory::reach::Reach;
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
    /// How often and how many cameras a user may try.
    pub try_limit: Arc<TryLimit>,
    /// Where cameras that users enter may be.
    pub reach: Arc<Reach>,
    /// Whether the role may be sent requests.
    pub readiness: Readiness,
    /// Reads that requests share.
    pub answers: Arc<Answers>,
    /// What clients of the live stream are told.
    pub stream: Arc<Hub>,
    /// What `/metrics` shows.
    pub registry: Registry,
    /// What `/api/v1/openapi.json` shows.
    pub document: Bytes,
    /// Whether faults can be rehearsed.
    pub fault_injection: bool,
}

/// All routes of role `serve`, with the table of rights, limits, metrics and problem documents around them.
pub fn router(app: &App, metrics: HttpMetrics) -> Router {
    let cors = cors::layer(&app.gate.rules.allowed_origins);
    let guarded = |routes: Router<App>| {
        let guard = middleware::from_fn_with_state(Arc::clone(&app.gate), guard);
        routes.layer(guard).with_state(app.clone())
    };
    let mut quick = quick();
    if app.fault_injection {
        quick = quick.merge(fault::router());
    }
    let slow = on_demand::router();
    layered(guarded(quick.into()), guarded(slow.into()), metrics).layer(cors)
}

/// What all routes say of themselves, also those that a site may not have.
pub(crate) fn description() -> OpenApi {
    quick()
        .merge(fault::router())
        .merge(on_demand::router())
        .into_openapi()
}

/// Routes that answer at once.
fn quick() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(health::router())
        .merge(frozen::router())
        .merge(cameras::router())
        .merge(owned::router())
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
        .merge(docs::router())
}

#[cfg(test)]
mod tests;
