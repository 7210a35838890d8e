//! How Alertmanager tells the API of alerts.

/// Path on the API's port that takes Alertmanager's webhook payload, for who has the token
/// [`crate::secrets::ALERTS_TOKEN`].
pub const WEBHOOK_PATH: &str = "/api/v1/alerts/webhook";
