//! `/api/v1/openapi.json`, and `/docs` which shows it to people: files in the binary, none from elsewhere, and nothing that a
//! strict Content-Security-Policy forbids.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderName, HeaderValue, header};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use crate::error::Problem;

/// The page itself.
const PAGE: &str = include_str!("index.html");
/// What the page needs: name, media type, content.
const FILES: [(&str, &str, &str); 3] = [
    ("page.js", JAVASCRIPT, include_str!("page.js")),
    (
        "swagger-ui-bundle.js",
        JAVASCRIPT,
        include_str!(concat!(env!("OUT_DIR"), "/swagger-ui-bundle.js")),
    ),
    (
        "swagger-ui.css",
        "text/css; charset=utf-8",
        include_str!(concat!(env!("OUT_DIR"), "/swagger-ui.css")),
    ),
];
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
/// As the page of the site has it.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

/// Routes of the document.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(document))
        .routes(routes!(page))
        .routes(routes!(file))
}

/// This document
#[utoipa::path(get, path = "/api/v1/openapi.json", operation_id = "getDocument", tag = "Documentation",
    responses((status = 200, description = "The API in the form of OpenAPI 3.1.", body = Object)))]
async fn document(State(app): State<App>) -> Response {
    answer("application/json", app.document)
}

/// This document for people
#[utoipa::path(get, path = "/docs", operation_id = "getDocs", tag = "Documentation",
    responses((status = 200, description = "A page.", body = String, content_type = "text/html")))]
async fn page() -> Response {
    answer("text/html; charset=utf-8", PAGE)
}

/// A file of the page for people
#[utoipa::path(get, path = "/docs/{file}", operation_id = "getDocsFile", tag = "Documentation",
    params(("file" = String, Path, description = "Name of the file.", example = "swagger-ui.css")),
    responses(
        (status = 200, description = "The file.", content((String = "text/javascript"), (String = "text/css"))),
        (status = 404, description = "The page has no such file."),
    ))]
async fn file(Path(name): Path<String>) -> Result<Response, Problem> {
    let found = FILES.iter().find(|(file, ..)| *file == name);
    let (_, media_type, content) = found.ok_or_else(|| Problem::not_found("/docs has no such file."))?;
    Ok(answer(media_type, *content))
}

/// An answer that a browser may keep, and must ask about before it uses it again.
fn answer(media_type: &'static str, content: impl Into<axum::body::Body>) -> Response {
    const HEADERS: [(HeaderName, &str); 3] = [
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let mut response = Response::new(content.into()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
