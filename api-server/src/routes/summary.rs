//! `/api/v1/summary`: the site in numbers.

use axum::extract::State;
use axum::response::Response;
use contract::summary::{CameraCounts, DependencyState, Probers, Summary};
use jiff::Timestamp;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::view::{self, Shown};
use super::{App, answers};
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
async fn get_summary(State(app): State<App>) -> Result<Response, Problem> {
    let read = || {
        let app = app.clone();
        async move {
            let cameras = view::cameras(&app, &Filter::default()).await?;
            answers::written(&of(&app, &cameras).await?)
        }
    };
    Ok(answers::sent(app.answers.summary.read((), read).await?))
}

/// The summary of all cameras.
pub(super) async fn of(app: &App, cameras: &[view::Camera]) -> Result<Summary, Problem> {
    let file = view::inventory(app)?;
    let (standing, cache) = tokio::join!(shards::standing(&app.database, file.shards), app.cache.health(),);
    let standing = standing?;
    Ok(Summary {
        site: file.site.clone(),
        city: file.city.clone(),
        time_zone: file.time_zone.clone(),
        counts: count(cameras),
        gateway: standing.gateway,
        probers: Probers {
            want: file.shards,
            live: standing.live,
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
