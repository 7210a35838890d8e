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
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use prometheus::Registry;

use crate::cache::Cache;
use crate::db::Database;
use crate::http::layered;
use crate::inventory::Inventory;
use crate::metrics::HttpMetrics;
use crate::shutdown::Shutdown;

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

/// Readiness: true from the first check of the schema until SIGTERM. A database that is lost later does not change it, because
/// then the 503 must come from us and not from a proxy without a backend.
#[derive(Clone, Debug)]
pub struct Readiness {
    checked: Arc<AtomicBool>,
    shutdown: Shutdown,
}

impl Readiness {
    /// Not ready yet.
    #[must_use]
    pub fn new(shutdown: Shutdown) -> Self {
        Self {
            checked: Arc::default(),
            shutdown,
        }
    }

    /// The schema is there.
    pub fn mark(&self) {
        self.checked.store(true, Ordering::Relaxed);
    }

    /// Why the role must not be sent requests; `None` when it may.
    #[must_use]
    pub fn hindrance(&self) -> Option<&'static str> {
        if self.shutdown.announced() {
            Some("The process is stopping.")
        } else if self.checked.load(Ordering::Relaxed) {
            None
        } else {
            Some("The database has not been found with the schema of this build yet.")
        }
    }
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
