//! Writes the status: a server-side apply on the subresource, only when something differs.

use crds::{CameraSite, CameraSiteStatus};
use kube::api::{Patch, PatchParams};
use kube::core::{PartialObjectMeta, Request};
use kube::{Client, Resource as _};
use serde_json::json;

use super::PolledStatus;
use crate::answer::metadata_only;
use crate::site::Identity;

/// Who writes which part of the status. Two field managers, so that neither clobbers the other's part.
#[derive(Clone, Copy, Debug)]
pub enum StatusOwner<'a> {
    /// Everything but the counts of cameras: the reconciler.
    Pass(&'a CameraSiteStatus),
    /// What cameras do: the poller.
    Poll(&'a PolledStatus),
}

/// Writes one part of the status. A site that is gone is left alone.
///
/// # Errors
/// When the API server cannot be asked or refuses, such as for a site that was made again under the same name.
pub async fn write(client: &Client, id: &Identity, part: StatusOwner<'_>) -> kube::Result<()> {
    let (manager, status) = match part {
        StatusOwner::Pass(status) => (crds::FIELD_MANAGER.to_owned(), json!(status)),
        StatusOwner::Poll(status) => (format!("{}-poller", crds::FIELD_MANAGER), json!(status)),
    };
    let body = json!({
        "apiVersion": format!("{}/{}", crds::GROUP, crds::VERSION),
        "kind": crds::KIND,
        "metadata": { "name": id.name, "uid": id.uid },
        "status": status,
    });
    let request = Request::new(CameraSite::url_path(&(), Some(&id.namespace))).patch_subresource(
        "status",
        &id.name,
        &PatchParams::apply(&manager).force(),
        &Patch::Apply(&body),
    );
    let request = metadata_only(request.map_err(kube::Error::BuildRequest)?);
    match client.request::<PartialObjectMeta<CameraSite>>(request).await {
        Ok(_) => Ok(()),
        Err(kube::Error::Api(status)) if status.is_not_found() => Ok(()),
        Err(error) => Err(error),
    }
}
