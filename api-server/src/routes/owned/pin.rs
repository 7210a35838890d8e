//! Which address a camera has, judged once and then kept.

use std::net::IpAddr;

use contract::inventory::CamerasFile;
use http::StatusCode;
use probe::AddressRules;

use super::super::App;
use crate::error::{Invalid, Problem};
use crate::inventory::definition::Definition;
use crate::inventory::reach::host;

/// The rules on addresses as they are now.
///
/// # Errors
/// 503 when the name servers do not answer.
pub(super) async fn rules(app: &App, site: &CamerasFile) -> Result<AddressRules, Problem> {
    let services = app.reach.services().await.map_err(|error| {
        tracing::warn!(%error, "no camera can be entered");
        let detail =
            "The name servers do not answer, so that no address can be checked; ask again in a moment.";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "dns-unavailable", detail)
    })?;
    Ok(app.reach.rules(site, services))
}

/// The address of the camera's URL. That of its picture is judged, too: it is looked up again whenever it is fetched.
///
/// # Errors
/// Why a camera cannot be there.
pub(super) async fn pin(rules: &AddressRules, definition: &Definition) -> Result<IpAddr, Invalid> {
    let resolve = async |pointer: &str, url: &str| {
        rules.resolve(&host(url)).await.map_err(|error| Invalid {
            pointer: pointer.to_owned(),
            detail: format!("The camera cannot be there: {error}."),
        })
    };
    if let Some(url) = &definition.snapshot_url {
        resolve("/snapshotUrl", url).await?;
    }
    resolve("/url", &definition.url).await
}
