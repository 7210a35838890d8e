//! `/api/v1/cameras`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::{Method, header};
use serde::{Deserialize as _, Serialize};
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Type};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::order::{self, Order, Position};
use super::query::{Paging, Params, optional};
use super::view::{self, Camera, Shown, count_views, show_views};
use super::{App, answers, cursor, etag};
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

/// How the filters of cameras are described.
pub(super) enum Filters {}

impl IntoParams for Filters {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = || ObjectBuilder::new().schema_type(Type::String);
        let words = |words: [&'static str; 2]| text().enum_values(Some(words));
        let parameters = [
            ("zone", "Only cameras of this zone.", text()),
            ("tag", "Only cameras with this tag.", text()),
            (
                "q",
                "Only cameras whose name, display name, zone, location or address holds this text.",
                text(),
            ),
            (
                "state",
                "Only cameras in this state, or in one of several with commas between them.",
                text(),
            ),
            (
                "priority",
                "Only cameras of this priority.",
                words(["Normal", "Critical"]),
            ),
            ("origin", "Only cameras from there.", words(["Declared", "Api"])),
            (
                "enabled",
                "Only cameras that are probed, or only those that are not.",
                ObjectBuilder::new().schema_type(Type::Boolean),
            ),
        ];
        let parameters = parameters.map(|(name, description, schema)| optional(name, description, schema));
        parameters.into()
    }
}

/// What a client asked the list for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Wanted {
    filter: Filter,
    states: Vec<Shown>,
    order: Order,
    after: Option<Position>,
    limit: usize,
}

impl Wanted {
    pub(super) fn new(pairs: Vec<(String, String)>) -> Result<Self, Problem> {
        let mut params = Params::new(pairs);
        let filter = Filter {
            zone: params.text("zone"),
            tag: params.text("tag"),
            priority: params.one_of("priority", &["Normal", "Critical"]),
            enabled: params.parsed("enabled", "true or false"),
            origin: params.one_of("origin", &["Declared", "Api"]),
            q: params.text("q"),
        };
        let states = states(&mut params);
        let limit = params.limit();
        let order = order(&mut params);
        let after = params
            .text("cursor")
            .map(|cursor| order.after(LIST, &cursor))
            .transpose()?;
        params.finish()?;
        Ok(Self {
            filter,
            states,
            order,
            after,
            limit,
        })
    }
}

impl Wanted {
    /// The cameras that pass the filters, but for that of states.
    pub(super) async fn cameras(&self, app: &App) -> Result<Arc<[Camera]>, Problem> {
        view::cameras(app, &self.filter).await
    }

    /// Whether a camera is in a state that was asked for.
    pub(super) fn wants(&self, camera: &Camera) -> bool {
        self.states.is_empty() || self.states.contains(&camera.state)
    }

    /// The page, as it is sent.
    async fn page(&self, app: &App) -> Result<Bytes, Problem> {
        let mut page = if self.states.is_empty() && self.order.is_by_name() {
            self.page_by_name(app).await?
        } else {
            let all = self.cameras(app).await?;
            let wanted = all.iter().filter(|camera| self.wants(camera));
            self.order.page(LIST, wanted, self.after.as_ref(), self.limit)
        };
        show_views(&mut page.items, &app.cache).await;
        answers::written(&page)
    }

    /// The usual order and no condition on what only time tells: the database finds the page, and no other camera is read.
    async fn page_by_name(&self, app: &App) -> Result<Page<Camera>, Problem> {
        let after = self.after.as_ref().map(Position::name);
        let (rows, total) = view::page(app, &self.filter, after, self.limit + 1).await?;
        Ok(self.order.cut(LIST, rows, self.limit, total))
    }
}

/// The parameter `sort`.
fn order(params: &mut Params) -> Order {
    let Some(text) = params.text("sort") else {
        return Order::default();
    };
    Order::parse(&text).unwrap_or_else(|| {
        params.refuse("sort", order::EXPECTED);
        Order::default()
    })
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
/// Counts no views.
#[utoipa::path(get, path = "/api/v1/cameras", operation_id = "listCameras", tag = "Cameras",
    params(
        Filters,
        ("sort" = Option<String>, Query, description = "The order: name, displayName, zone, state (the worst first), since, latencyMs \
            or id, with - before it for descending.", example = "-since"),
        Paging,
    ),
    responses((status = 200, description = "A page of cameras.", body = Page<Camera>)))]
async fn list(
    State(app): State<App>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let wanted = Wanted::new(pairs)?;
    let read = || {
        let (app, wanted) = (app.clone(), wanted.clone());
        async move { wanted.page(&app).await }
    };
    let page = app.answers.pages.read(wanted.clone(), read).await?;
    Ok(answers::sent(page))
}

/// A camera
///
/// Counts one view of it.
#[utoipa::path(get, path = "/api/v1/cameras/{key}", operation_id = "getCamera", tag = "Cameras",
    params(("key" = String, Path, description = "Id or name of the camera.", example = "hall")),
    responses(
        (status = 200, description = "The camera.", body = Camera,
            headers(("etag" = String, description = "Its version, for If-Match."))),
        (status = 404, description = "There is no such camera."),
    ))]
async fn one(State(app): State<App>, method: Method, Path(key): Path<String>) -> Result<Response, Problem> {
    let camera = find(&app, &method, &key).await?;
    let tag = etag::of(camera.version);
    Ok(([(header::ETAG, tag)], Json(camera)).into_response())
}

/// The camera of an id or a name, one view counted.
pub(super) async fn find(app: &App, method: &Method, key: &str) -> Result<Camera, Problem> {
    let found = view::camera(app, &parse(key)?).await?;
    let mut camera = found.ok_or_else(|| none(key))?;
    count_views(std::slice::from_mut(&mut camera), &app.cache, method).await;
    Ok(camera)
}

/// The row of an id or a name.
pub(super) async fn find_row(app: &App, key: &str) -> Result<CameraRow, Problem> {
    let row = cameras::one(&app.database, &parse(key)?).await?;
    row.ok_or_else(|| none(key))
}

/// What names a camera; the database takes no NUL.
fn parse(key: &str) -> Result<Key, Problem> {
    if key.contains('\0') {
        return Err(none(key));
    }
    Ok(Key::from(key))
}

fn none(key: &str) -> Problem {
    Problem::not_found(format!("There is no camera {key:?}; /api/v1/cameras lists them."))
}
