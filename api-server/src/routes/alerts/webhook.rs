//! Where Alertmanager tells alerts.

use axum::extract::State;
use bytes::Bytes;
use jiff::Timestamp;

use super::payload::Payload;
use crate::access::Actor;
use crate::db::alerts;
use crate::error::Problem;
use crate::routes::App;

/// Tell alerts
///
/// For Alertmanager's webhook receiver. Whatever `Content-Type` it has: nothing but JSON is understood. While the database is
/// away the answer is 503, upon which Alertmanager tells it again.
#[utoipa::path(post, path = "/api/v1/alerts/webhook", operation_id = "tellAlerts", tag = "Alerts",
    request_body(content = Object, description = "The payload of Alertmanager's webhook, version 4."),
    responses((status = 200, description = "They are stored.", body = String, content_type = "text/plain")))]
pub(super) async fn receive(
    State(app): State<App>,
    actor: Actor,
    body: Bytes,
) -> Result<&'static str, Problem> {
    let payload = Payload::parse(&body, Timestamp::now())?;
    alerts::deliver(&app.database, &payload.alerts, payload.is_alive).await?;
    for alert in &payload.alerts {
        tracing::info!(
            alert = alert.name,
            severity = alert.severity,
            status = if alert.is_firing { "firing" } else { "resolved" },
            camera = alert.camera,
            fingerprint = alert.key,
            from = actor.name(),
            "alert received"
        );
    }
    Ok("Alert received")
}
