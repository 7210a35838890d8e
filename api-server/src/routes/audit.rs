//! `/api/v1/audit`: who did or saw what, newest first.

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

use super::App;
use super::cameras::Page;
use super::query::{Params, one_more};
use crate::db::audit::{self, Filter};
use crate::error::Problem;
use crate::time::ApiTime;

/// Name of the list in its cursors.
const LIST: &str = "audit";

/// Route of the audit log.
pub(super) fn router() -> Router<App> {
    Router::new().route("/api/v1/audit", get(list))
}

/// A line.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    id: i64,
    at: ApiTime,
    actor: String,
    action: String,
    object: String,
    detail: String,
    request_id: String,
    remote: String,
}

impl From<audit::Line> for Line {
    fn from(row: audit::Line) -> Self {
        Self {
            id: row.id,
            at: ApiTime(row.at.to_jiff()),
            actor: row.actor,
            action: row.action,
            object: row.object,
            detail: row.detail,
            request_id: row.request_id,
            remote: row.remote,
        }
    }
}

async fn list(
    State(app): State<App>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<Line>>, Problem> {
    let mut params = Params::new(pairs);
    let filter = Filter {
        actor: params.text("actor"),
        action: params.text("action"),
        object: params.text("object"),
    };
    let limit = params.limit();
    let before = params.before(LIST)?;
    params.finish()?;
    let (rows, total) = audit::page(&app.database, &filter, before, one_more(limit)).await?;
    Ok(Json(Page::of_rows(rows, total, limit, LIST, |row| row.id)))
}
