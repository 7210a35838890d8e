//! `POST /api/v1/cameras.csv`: many cameras at once, all or none.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use contract::inventory::CamerasFile;
use futures::{StreamExt as _, stream};
use http::{HeaderMap, StatusCode, header};
use probe::AddressRules;
use serde::Serialize;
use sheet::{Column, Flaw, Row, Sheet};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::App;
use super::super::query::Params;
use super::super::view;
use super::{pin, refused};
use crate::access::Actor;
use crate::db::owned::{self, Imported, OwnedWrite};
use crate::error::{Invalid, Problem};
use crate::inventory::definition::Definition;

/// How many addresses are looked up at a time.
const LOOKUPS: usize = 32;
/// How many rows are told about.
const TOLD: usize = 100;

/// Route of the import. It looks up every camera's address, which may take longer than other answers.
pub(in super::super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(import))
}

/// What an import does, would do, or why it does nothing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportReport)]
#[serde(rename_all = "camelCase")]
struct Report {
    /// Whether nothing was changed because nothing was to be.
    dry_run: bool,
    #[serde(flatten)]
    imported: Imported,
    /// What is wrong with rows; with errors nothing is imported.
    errors: Vec<RowError>,
}

/// What is wrong with a row.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct RowError {
    /// Line of the sheet; the header is the first.
    line: usize,
    /// Name of the column; null where the whole row is meant.
    column: Option<&'static str>,
    /// What is wrong and what to do.
    detail: String,
}

impl RowError {
    fn new(line: usize, flaw: &Flaw) -> Self {
        Self {
            line,
            column: flaw.column.map(Column::name),
            detail: flaw.what.clone(),
        }
    }

    /// An error of a field as one of the row's column of the same name.
    fn of_field(line: usize, invalid: Invalid) -> Self {
        let field = invalid.pointer.trim_start_matches('/');
        let field = field.split('/').next().unwrap_or_default();
        Self {
            line,
            column: sheet::COLUMNS.into_iter().find(|column| *column == field),
            detail: invalid.detail,
        }
    }

    fn name(line: usize, detail: &str) -> Self {
        Self {
            line,
            column: Some(Column::Name.name()),
            detail: detail.to_owned(),
        }
    }
}

/// Enter many cameras
///
/// All of the sheet or nothing. Cameras that it does not name stay as they are.
#[utoipa::path(post, path = "/api/v1/cameras.csv", operation_id = "importCameras", tag = "Cameras",
    params(("dryRun" = Option<bool>, Query, description = "Only tell what would be done.")),
    request_body(content = String, content_type = "text/csv",
        description = "A header of column names, then a line for each camera; , or ; between the cells."),
    responses(
        (status = 200, description = "What was done, or would be.", body = Report),
        (status = 409, description = "There would be too many cameras (too-many)."),
        (status = 422, description = "Rows have errors; each pointer is /line/column."),
    ))]
async fn import(
    State(app): State<App>,
    actor: Actor,
    Query(pairs): Query<Vec<(String, String)>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let mut params = Params::new(pairs);
    let dry_run = params.parsed("dryRun", "true or false").unwrap_or(false);
    params.finish()?;
    let kind = headers.get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/csv")) {
        let detail = "The body must be CSV and say so: Content-Type: text/csv.";
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            detail,
        ));
    }
    let site = view::inventory(&app)?;
    let stored = owned::definitions(&app.database).await?;
    let rules = pin::rules(&app, &site).await?;
    let sheet = Sheet::read(&body);
    let (mut errors, mut writes) = judge(&site, &rules, &stored, &sheet).await?;
    if errors.is_empty() {
        let entry = actor.did("camera.create", "").telling("import");
        let rows: Vec<OwnedWrite> = writes.values().cloned().collect();
        let imported = owned::import(&app.database, &rows, dry_run, &entry)
            .await?
            .map_err(refused)?;
        if imported.declared.is_empty() {
            return Ok(Json(Report {
                dry_run,
                imported,
                errors,
            })
            .into_response());
        }
        writes.retain(|_, write| imported.declared.iter().any(|name| name == write.name()));
        errors = writes.keys().map(|line| owned_by_spec(*line)).collect();
    }
    if dry_run {
        let imported = Imported::default();
        return Ok(Json(Report {
            dry_run,
            imported,
            errors,
        })
        .into_response());
    }
    Err(Problem::invalid(errors.into_iter().map(problem).collect()))
}

fn owned_by_spec(line: usize) -> RowError {
    RowError::name(
        line,
        "a camera of this name belongs to the CameraSite; change it there",
    )
}

/// The rows that can be cameras, by line, and what is wrong with the others.
async fn judge(
    site: &CamerasFile,
    rules: &AddressRules,
    stored: &BTreeMap<String, Definition>,
    sheet: &Sheet,
) -> Result<(Vec<RowError>, BTreeMap<usize, OwnedWrite>), Problem> {
    let mut errors: Vec<RowError> = sheet
        .problems
        .first()
        .map(|(line, flaw)| RowError::new(line, flaw))
        .collect();
    let declared: BTreeSet<&str> = site.cameras.iter().map(|camera| camera.name.as_str()).collect();
    let mut seen = BTreeSet::new();
    let mut definitions = Vec::new();
    for Row { line, camera } in &sheet.rows {
        if !seen.insert(camera.name.as_str()) {
            errors.push(RowError::name(
                *line,
                "a row before has this name already; rename or remove one",
            ));
            continue;
        }
        if declared.contains(camera.name.as_str()) {
            errors.push(owned_by_spec(*line));
            continue;
        }
        let before = stored
            .get(&camera.name)
            .cloned()
            .unwrap_or_else(|| Definition::bare(&camera.name, &camera.url));
        let definition = before.with_row(camera.clone(), &sheet.columns);
        match definition.judge(site) {
            Ok(()) => definitions.push((*line, definition)),
            Err(invalid) => {
                errors.extend(
                    invalid
                        .into_iter()
                        .take(1)
                        .map(|invalid| RowError::of_field(*line, invalid)),
                );
            }
        }
    }
    let mut writes = BTreeMap::new();
    for (line, definition, pinned) in pinned(rules, definitions).await {
        match pinned {
            Ok(pinned) => {
                let write = OwnedWrite::new(&definition, pinned, site).map_err(anyhow::Error::from)?;
                writes.insert(line, write);
            }
            Err(invalid) => errors.push(RowError::of_field(line, invalid)),
        }
    }
    errors.sort_by_key(|error| error.line);
    errors.truncate(TOLD);
    Ok((errors, writes))
}

async fn pinned(
    rules: &AddressRules,
    definitions: Vec<(usize, Definition)>,
) -> Vec<(usize, Definition, Result<IpAddr, Invalid>)> {
    stream::iter(definitions)
        .map(|(line, definition)| async move {
            let pinned = pin::pin(rules, &definition).await;
            (line, definition, pinned)
        })
        .buffer_unordered(LOOKUPS)
        .collect()
        .await
}

/// A row's error among those of a problem: `/line/column`.
fn problem(error: RowError) -> Invalid {
    let RowError { line, column, detail } = error;
    let place = column.map(|column| format!("/{column}")).unwrap_or_default();
    let within = column
        .map(|column| format!(", column {column}"))
        .unwrap_or_default();
    Invalid {
        pointer: format!("/{line}{place}"),
        detail: format!("Line {line}{within}: {detail}"),
    }
}
