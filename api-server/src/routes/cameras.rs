//! `/api/v1/cameras`.

use axum::Json;
use axum::extract::{Path, Query, State};
use http::Method;
use jiff::Timestamp;
use serde::{Deserialize as _, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::query::{Paging, Params};
use super::view::{self, Camera, Shown, count_views, show_views};
use super::{App, cursor};
use crate::db::cameras::{self, CameraRow, Filter, Key};
use crate::error::Problem;

/// Name of the list in its cursors.
const LIST: &str = "cameras";

/// Routes of cameras.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one))
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page<T> {
    /// What is on this page.
    pub(super) items: Vec<T>,
    /// The `cursor` of the next page; null on the last one.
    pub(super) next_cursor: Option<String>,
    /// How many there are on all pages.
    #[schema(examples(24))]
    pub(super) total: usize,
}

impl<T> Page<T> {
    /// A page of rows of which one more than `limit` was asked for; `name` is that of the list in its
    /// cursors, `position` where a row stands in it.
    pub(super) fn of_rows<R: Into<T>>(
        mut rows: Vec<R>,
        total: i64,
        limit: usize,
        name: &str,
        position: impl Fn(&R) -> i64,
    ) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| more);
        Self {
            next_cursor: last.map(|last| cursor::encode(name, &position(last).to_string())),
            items: rows.into_iter().map(R::into).collect(),
            total: usize::try_from(total).unwrap_or_default(),
        }
    }

    /// A short list on one page.
    pub(super) fn whole(items: Vec<T>) -> Self {
        Self {
            next_cursor: None,
            total: items.len(),
            items,
        }
    }
}

/// What a client asked the list for.
struct Wanted {
    filter: Filter,
    states: Vec<Shown>,
    after: Option<String>,
    limit: usize,
}

impl Wanted {
    fn new(pairs: Vec<(String, String)>) -> Result<Self, Problem> {
        let mut params = Params::new(pairs);
        let filter = Filter {
            zone: params.text("zone"),
            tag: params.text("tag"),
            q: params.text("q"),
        };
        let states = states(&mut params);
        let limit = params.limit();
        if params.text("sort").is_some_and(|sort| sort != "name") {
            params.refuse("sort", "must be name");
        }
        let after = params
            .text("cursor")
            .map(|cursor| cursor::decode(LIST, &cursor))
            .transpose()?;
        params.finish()?;
        Ok(Self {
            filter,
            states,
            after,
            limit,
        })
    }
}

/// The parameter `state`: one state or several with commas between them.
fn states(params: &mut Params) -> Vec<Shown> {
    let Some(text) = params.text("state") else {
        return Vec::new();
    };
    let parse = |word: &str| {
        let word = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(word.trim());
        Shown::deserialize(word)
    };
    text.split(',').map(parse).collect::<Result<_, _>>().unwrap_or_else(|_| {
        params.refuse("state", "takes Up, Degraded, Down, Flapping, Unknown, Maintenance or Disabled, or several with commas");
        Vec::new()
    })
}

/// The cameras of the site
///
/// Sorted by name. Counts no views.
#[utoipa::path(get, path = "/api/v1/cameras", operation_id = "listCameras", tag = "Cameras",
    params(
        ("zone" = Option<String>, Query, description = "Only cameras of this zone.", example = "quais"),
        ("tag" = Option<String>, Query, description = "Only cameras with this tag.", example = "outdoor"),
        ("q" = Option<String>, Query, description = "Only cameras whose name, display name, zone or address holds this text."),
        ("state" = Option<String>, Query, description = "Only cameras in this state, or in one of several with commas between them.",
            example = "Down,Flapping"),
        ("sort" = Option<String>, Query, description = "The order: `name`.", example = "name"),
        Paging,
    ),
    responses((status = 200, description = "A page of cameras.", body = Page<Camera>)))]
async fn list(
    State(app): State<App>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<Camera>>, Problem> {
    let wanted = Wanted::new(pairs)?;
    let mut all = view::cameras(&app, &wanted.filter).await?;
    if !wanted.states.is_empty() {
        all.retain(|camera| wanted.states.contains(&camera.state));
    }
    let mut page = paginate(all, wanted.after.as_deref(), wanted.limit);
    show_views(&mut page.items, &app.cache).await;
    Ok(Json(page))
}

/// The first `limit` cameras after the name `after`, of cameras sorted by name.
fn paginate(mut all: Vec<Camera>, after: Option<&str>, limit: usize) -> Page<Camera> {
    let total = all.len();
    let start = after.map_or(0, |after| {
        all.partition_point(|camera| camera.name.as_str() <= after)
    });
    let mut items = all.split_off(start);
    let more = items.len() > limit;
    items.truncate(limit);
    let next_cursor = items
        .last()
        .filter(|_| more)
        .map(|last| cursor::encode(LIST, &last.name));
    Page {
        items,
        next_cursor,
        total,
    }
}

/// A camera
///
/// Counts one view of it.
#[utoipa::path(get, path = "/api/v1/cameras/{key}", operation_id = "getCamera", tag = "Cameras",
    params(("key" = String, Path, description = "Id or name of the camera.", example = "hall")),
    responses(
        (status = 200, description = "The camera.", body = Camera),
        (status = 404, description = "There is no such camera."),
    ))]
async fn one(
    State(app): State<App>,
    method: Method,
    Path(key): Path<String>,
) -> Result<Json<Camera>, Problem> {
    Ok(Json(find(&app, &method, &key).await?))
}

/// The camera of an id or a name, one view counted.
pub(super) async fn find(app: &App, method: &Method, key: &str) -> Result<Camera, Problem> {
    let now = Timestamp::now();
    let (row, overlay) = tokio::join!(find_row(app, key), view::overlay(app, now));
    let mut camera = Camera::new(row?, &overlay?, now);
    count_views(std::slice::from_mut(&mut camera), &app.cache, method).await;
    Ok(camera)
}

/// The row of an id or a name.
pub(super) async fn find_row(app: &App, key: &str) -> Result<CameraRow, Problem> {
    let none = || Problem::not_found(format!("There is no camera {key:?}; /api/v1/cameras lists them."));
    if key.contains('\0') {
        return Err(none());
    }
    cameras::one(&app.database, &Key::from(key))
        .await?
        .ok_or_else(none)
}
