//! `/api/v1/audit`: who did or saw what, newest first.

use axum::Json;
use axum::extract::{Query, State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::cameras::Page;
use super::query::{Paging, Params, one_more};
use crate::db::audit::{self, Filter};
use crate::error::Problem;
use crate::time::ApiTime;

/// Name of the list in its cursors.
const LIST: &str = "audit";

/// Route of the audit log.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A line of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditLine)]
#[serde(rename_all = "camelCase")]
struct Line {
    /// Number of the line; later lines have higher ones.
    id: i64,
    /// When it happened.
    at: ApiTime,
    /// Who did it; names in brackets are programs and whoever is not known.
    #[schema(examples("jane"))]
    actor: String,
    /// What was done.
    #[schema(examples("token.add"))]
    action: String,
    /// To what.
    #[schema(examples("wall-display"))]
    object: String,
    /// What else there is to say; never a secret.
    detail: String,
    /// The request in which it was done, as in `X-Request-Id`.
    request_id: String,
    /// Address from which it was asked.
    #[schema(examples("192.0.2.9 via 10.0.0.7"))]
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

/// Who did what
///
/// Newest first.
#[utoipa::path(get, path = "/api/v1/audit", operation_id = "listAudit", tag = "Audit",
    params(
        ("actor" = Option<String>, Query, description = "Only what this actor did."),
        ("action" = Option<String>, Query, description = "Only this action."),
        ("object" = Option<String>, Query, description = "Only what was done to this."),
        Paging,
    ),
    responses((status = 200, description = "A page of the audit log.", body = Page<Line>)))]
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
