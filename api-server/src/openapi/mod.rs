//! The document that describes the API (`OpenAPI` 3.1): what handlers say of themselves beside their code, and what holds for all
//! of them.

mod complete;

use serde_json::Value;
use utoipa::OpenApi as _;

use crate::error::Document;
use crate::routes;

/// What the document says beside its paths.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "CameraSite",
        description = "Supervision of a site's IP cameras: their state, their past, what is planned and who may do what.\n\n\
            Times are RFC 3339 in UTC with milliseconds; names that end in `Ms` and `Seconds` say their unit. Keys of answers are \
            always there, `null` where nothing is known. Errors are problems (RFC 9457) with the id of the request."
    ),
    components(schemas(Document)),
    tags(
        (name = "Cameras", description = "The site's cameras as they are now."),
        (name = "Events", description = "What happened to them."),
        (name = "History", description = "How they did."),
        (name = "Reports", description = "How available they were."),
        (name = "Alerts", description = "What Alertmanager told, and who took it on."),
        (name = "Maintenance", description = "When they are worked on."),
        (name = "Notes", description = "What one shift tells the next."),
        (name = "Summary", description = "The site in numbers."),
        (name = "Sign-in", description = "Sessions of people."),
        (name = "Users", description = "People who sign in with a password."),
        (name = "Tokens", description = "What programs show instead of a password."),
        (name = "Audit", description = "Who did or saw what."),
        (name = "Existing clients", description = "A contract that does not change: bare arrays and objects."),
        (name = "Health", description = "For those who run the site."),
        (name = "Fault rehearsal", description = "Faults on demand, only with `spec.api.faultInjection`."),
        (name = "Documentation", description = "This document."),
    )
)]
struct Base;

/// Paths that answer as others do: the other one, and the path that is described.
pub(crate) const ALIASES: [(&str, &str); 5] = [
    ("/webhook", "/api/v1/alerts/webhook"),
    ("/cameras", "/api/cameras"),
    ("/cameras/{id}", "/api/cameras/{id}"),
    ("/api/error", "/api/v1/fault/error"),
    ("/api/slow", "/api/v1/fault/slow"),
];

/// The document.
///
/// # Errors
/// When it cannot be written as JSON, which is an error of ours.
pub fn document() -> serde_json::Result<Value> {
    let mut described = Base::openapi();
    described.merge(routes::description());
    let mut document = serde_json::to_value(described)?;
    complete::complete(&mut document);
    Ok(document)
}

/// The document as it is served and committed.
///
/// # Errors
/// As [`document`].
pub fn text() -> serde_json::Result<String> {
    Ok(format!("{:#}\n", document()?))
}
