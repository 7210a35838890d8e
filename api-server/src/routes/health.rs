//! `/livez`, `/readyz`, `/health`, `/metrics`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use crate::cache::CacheHealth;
use crate::db::{self, Database, shards};
use crate::error::{Problem, chain};
use crate::metrics::site_info;

/// Routes of health.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(livez))
        .routes(routes!(readyz))
        .routes(routes!(health))
        .routes(routes!(metrics))
}

/// Whether the process runs
#[utoipa::path(get, path = "/livez", operation_id = "livez", tag = "Health",
    responses((status = 200, description = "It does.", body = String)))]
pub(crate) async fn livez() -> &'static str {
    "ok\n"
}

/// Whether the process may be sent requests
///
/// True from the first look at the database's schema until it is told to stop.
#[utoipa::path(get, path = "/readyz", operation_id = "readyz", tag = "Health",
    responses(
        (status = 200, description = "It may.", body = String),
        (status = 503, description = "Not yet, or not any more; the detail says why."),
    ))]
async fn readyz(State(app): State<App>) -> Result<&'static str, Problem> {
    ready(app.readiness.hindrance())
}

/// The answer of `/readyz`.
///
/// # Errors
/// 503 with what hinders.
pub(crate) fn ready(hindrance: Option<&'static str>) -> Result<&'static str, Problem> {
    match hindrance {
        None => Ok("ok\n"),
        Some(why) => Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-ready", why)),
    }
}

/// What Prometheus reads
#[utoipa::path(get, path = "/metrics", operation_id = "metrics", tag = "Health",
    responses((status = 200, description = "Metrics in the Prometheus text format 0.0.4.", body = String)))]
async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    let file = app.inventory.borrow().value.clone();
    let url = app.gate.rules.external_url.as_deref().unwrap_or_default();
    let site = file.map(|file| site_info(&app.site, &file, url)).transpose();
    match site {
        Ok(Some(site)) => exposition(&[&app.registry, &site]),
        Ok(None) => exposition(&[&app.registry]),
        Err(error) => {
            tracing::error!(%error, "the site's metric cannot be made");
            Err(Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR))
        }
    }
}

/// The answer of `/metrics`: the registries in the Prometheus text format.
///
/// # Errors
/// 500 when a metric family is inconsistent.
pub(crate) fn exposition(registries: &[&prometheus::Registry]) -> Result<Response, Problem> {
    match crate::metrics::render(registries) {
        Ok(text) => Ok(([(header::CONTENT_TYPE, prometheus::TEXT_FORMAT)], text).into_response()),
        Err(error) => {
            tracing::error!(%error, "metrics cannot be rendered");
            Err(Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR))
        }
    }
}

/// How well something does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(as = HealthStatus)]
#[serde(rename_all = "lowercase")]
enum Status {
    Ok,
    Disabled,
    Degraded,
    Down,
}

/// Something that the API needs.
#[derive(Debug, Serialize, ToSchema)]
struct Dependency {
    /// How it is.
    status: Status,
    /// What is wrong with it.
    message: Option<String>,
}

impl Dependency {
    const OK: Self = Self {
        status: Status::Ok,
        message: None,
    };

    fn new(status: Status, message: impl Into<String>) -> Self {
        Self {
            status,
            message: Some(message.into()),
        }
    }
}

/// The probers, with how many there should be and are.
#[derive(Debug, Serialize, ToSchema)]
struct ProbersHealth {
    #[serde(flatten)]
    dependency: Dependency,
    /// Shards that the site asks for; null before the inventory was read.
    #[schema(examples(2))]
    want: Option<u32>,
    /// Shards that reported lately; null while that is not known.
    #[schema(examples(2))]
    live: Option<u32>,
}

/// What the API needs.
#[derive(Debug, Serialize, ToSchema)]
struct Dependencies {
    /// Postgres.
    database: Dependency,
    /// Redis.
    cache: Dependency,
    /// The site's probers.
    probers: ProbersHealth,
    /// The file with the declared cameras.
    inventory: Dependency,
}

/// How the API does.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// Of all together: down only without the database.
    status: Status,
    /// Of each.
    dependencies: Dependencies,
}

/// How the API and what it needs are
#[utoipa::path(get, path = "/health", operation_id = "health", tag = "Health",
    responses(
        (status = 200, description = "It does its work, well or degraded.", body = Health),
        (status = 503, description = "The database is away.", body = Health),
    ))]
async fn health(State(app): State<App>) -> (StatusCode, Json<Health>) {
    let (wanted, inventory) = inventory(&app);
    let (database, cache) = tokio::join!(database(&app.database), app.cache.health());
    let probers = probers(&app.database, wanted, database.status).await;
    let cache = match cache {
        CacheHealth::Ok => Dependency::OK,
        CacheHealth::Down(why) => Dependency::new(Status::Down, why),
        CacheHealth::Disabled => Dependency {
            status: Status::Disabled,
            message: None,
        },
    };
    let status = overall(
        database.status,
        &[cache.status, probers.dependency.status, inventory.status],
    );
    let code = if status == Status::Down {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::OK
    };
    let dependencies = Dependencies {
        database,
        cache,
        probers,
        inventory,
    };
    (code, Json(Health { status, dependencies }))
}

/// Only the database can take the API down; the rest makes it poorer.
fn overall(database: Status, others: &[Status]) -> Status {
    if database == Status::Down {
        Status::Down
    } else if others.iter().any(|status| *status > Status::Disabled) {
        Status::Degraded
    } else {
        Status::Ok
    }
}

async fn database(database: &Database) -> Dependency {
    match database.ping().await {
        Ok(()) => Dependency::OK,
        Err(error) => Dependency::new(Status::Down, plain(&error)),
    }
}

/// The error without its causes: they name users and hosts, and `/health` is open to anyone.
fn plain(error: &db::Error) -> String {
    tracing::debug!(error = chain(error), "a dependency is away");
    error.to_string()
}

async fn probers(database: &Database, want: Option<u32>, database_status: Status) -> ProbersHealth {
    let unknown = |why: String| ProbersHealth {
        dependency: Dependency::new(Status::Degraded, why),
        want,
        live: None,
    };
    let Some(wanted) = want else {
        return unknown("the inventory has not been read".to_owned());
    };
    if database_status == Status::Down {
        return unknown("the database holds their signs of life, and it is away".to_owned());
    }
    match shards::standing(database, wanted).await {
        Err(error) => unknown(plain(&error)),
        Ok(shards::Standing { live, .. }) => {
            let dependency = match live {
                live if live >= wanted => Dependency::OK,
                0 => Dependency::new(Status::Down, format!("none of {wanted} shards reports")),
                live => Dependency::new(Status::Degraded, format!("{live} of {wanted} shards report")),
            };
            ProbersHealth {
                dependency,
                want,
                live: Some(live),
            }
        }
    }
}

/// How many shards the inventory asks for, and whether the file is in use.
fn inventory(app: &App) -> (Option<u32>, Dependency) {
    let loaded = app.inventory.borrow();
    let shards = loaded.value.as_ref().map(|file| file.shards);
    let dependency = match (&loaded.problem, shards) {
        (None, Some(_)) => Dependency::OK,
        (Some(problem), Some(_)) => Dependency::new(
            Status::Degraded,
            format!("{problem}; the last good one stays in force"),
        ),
        (problem, None) => Dependency::new(
            Status::Down,
            problem.clone().unwrap_or_else(|| "not read yet".to_owned()),
        ),
    };
    (shards, dependency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_database_takes_the_api_down() {
        assert_eq!(overall(Status::Ok, &[Status::Ok, Status::Disabled]), Status::Ok);
        assert_eq!(overall(Status::Ok, &[Status::Down, Status::Ok]), Status::Degraded);
        assert_eq!(overall(Status::Down, &[Status::Ok]), Status::Down);
    }
}
