//! `/api/v1/summary`: the site in numbers.

use axum::Json;
use axum::extract::State;
use contract::summary::{CameraCounts, DependencyState, Probers, Summary};
use jiff::Timestamp;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::view::{self, Shown};
use crate::cache::CacheHealth;
use crate::db::cameras::Filter;
use crate::db::shards;
use crate::error::Problem;
use crate::time::ApiTime;

/// Route of the summary.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_summary))
}

/// The site in numbers
#[utoipa::path(get, path = "/api/v1/summary", operation_id = "getSummary", tag = "Summary",
    responses((status = 200, description = "The site as it is now.", body = Summary)))]
async fn get_summary(State(app): State<App>) -> Result<Json<Summary>, Problem> {
    let cameras = view::cameras(&app, &Filter::default()).await?;
    Ok(Json(of(&app, &cameras).await?))
}

/// The summary of all cameras.
pub(super) async fn of(app: &App, cameras: &[view::Camera]) -> Result<Summary, Problem> {
    let file = view::inventory(app)?;
    let (live, gateway, cache) = tokio::join!(
        shards::live(&app.database, file.shards),
        shards::gateway(&app.database, file.shards),
        app.cache.health(),
    );
    Ok(Summary {
        site: file.site.clone(),
        city: file.city.clone(),
        time_zone: file.time_zone.clone(),
        counts: count(cameras),
        gateway: gateway?,
        probers: Probers {
            want: file.shards,
            live: live?,
        },
        database: DependencyState::Ok,
        cache: match cache {
            CacheHealth::Ok => DependencyState::Ok,
            CacheHealth::Down(_) => DependencyState::Down,
            CacheHealth::Disabled => DependencyState::Disabled,
        },
        generated_at: ApiTime(Timestamp::now()).to_string(),
    })
}

fn count(cameras: &[view::Camera]) -> CameraCounts {
    let mut counts = CameraCounts::default();
    for camera in cameras {
        counts.total += 1;
        *match camera.state {
            Shown::Up => &mut counts.up,
            Shown::Degraded => &mut counts.degraded,
            Shown::Down => &mut counts.down,
            Shown::Flapping => &mut counts.flapping,
            Shown::Unknown => &mut counts.unknown,
            Shown::Maintenance => &mut counts.maintenance,
            Shown::Disabled => &mut counts.disabled,
        } += 1;
    }
    counts
}
