//! `GET /api/v1/cameras.csv`: the inventory as a spreadsheet, which can be imported again.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use contract::inventory::Priority;
use contract::place::Coordinates;
use http::{HeaderValue, header};
use serde::Deserialize as _;
use sheet::{COLUMNS, harmless};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::App;
use super::super::cameras::{Filters, Wanted};
use super::super::view::{self, Camera};
use crate::db::owned;
use crate::error::Problem;

/// Route of the export.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(export))
}

/// The inventory as a spreadsheet
///
/// All cameras that pass the filters, by name. It can be imported again.
#[utoipa::path(get, path = "/api/v1/cameras.csv", operation_id = "exportCameras", tag = "Cameras", params(Filters),
    responses((status = 200, description = "The sheet (RFC 4180).", body = String, content_type = "text/csv",
        headers(("content-disposition" = String, description = "Its file name.")))))]
async fn export(
    State(app): State<App>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let wanted = Wanted::new(pairs)?;
    let cameras = wanted.cameras(&app).await?;
    let logins = logins(&app).await?;
    let chosen = cameras.iter().filter(|camera| wanted.wants(camera));
    let mut response = render(chosen, &logins).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"cameras.csv\""),
    );
    Ok(response)
}

/// The names of the cameras' credentials: Secrets of declared cameras, entries of `spec.credentials` of the others.
async fn logins(app: &App) -> Result<BTreeMap<String, String>, Problem> {
    let site = view::inventory(app)?;
    let declared = site
        .cameras
        .iter()
        .filter_map(|camera| Some((camera.name.clone(), camera.credentials.clone()?)));
    let entered = owned::definitions(&app.database).await?;
    let entered = entered
        .into_iter()
        .filter_map(|(name, definition)| Some((name, definition.credentials?)));
    Ok(entered.chain(declared).collect())
}

/// The whole file (RFC 4180).
fn render<'a>(cameras: impl Iterator<Item = &'a Camera>, logins: &BTreeMap<String, String>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing to memory does not fail, and every record has as many fields as the header.
    let _ = writer.write_record(COLUMNS);
    for camera in cameras {
        let record = record(camera, logins.get(&camera.name).map(String::as_str));
        let _ = writer.write_record(record.iter().map(|cell| harmless(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

/// The cells in the order of [`COLUMNS`]; what an absent field means is left empty.
fn record(camera: &Camera, login: Option<&str>) -> [String; COLUMNS.len()] {
    let place = camera.coordinates.as_ref();
    let place = place
        .and_then(|place| Coordinates::deserialize(place).ok())
        .unwrap_or_default();
    let unless = |text: &str, default: &str| {
        if text == default {
            String::new()
        } else {
            text.to_owned()
        }
    };
    [
        camera.name.clone(),
        unless(&camera.display_name, &camera.name),
        camera.url.clone(),
        camera.zone.clone(),
        camera.location.clone().unwrap_or_default(),
        place.latitude.unwrap_or_default(),
        place.longitude.unwrap_or_default(),
        login.unwrap_or_default().to_owned(),
        unless(&camera.priority, &format!("{:?}", Priority::Normal)),
        camera.tags.join(" "),
        unless(&camera.enabled.to_string(), "true"),
    ]
}
