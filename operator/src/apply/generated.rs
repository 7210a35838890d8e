//! The metadata of generated Secrets.
//!
//! Never a server-side apply: an apply that names no data would take away the data that our own create set.

use k8s_openapi::api::core::v1::Secret;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};
use kube::ResourceExt;
use kube::api::{Patch, PatchParams};
use serde_json::{Value, json};

use super::child::failure;
use super::{Applier, ApplyError, Outcome};
use crate::resources::Child;

impl Applier<'_> {
    /// Brings labels and owner of a generated Secret to what is wanted; its data stays as it is.
    pub(super) async fn generated(
        &mut self,
        wanted: Child<Secret>,
        live: Option<Box<Secret>>,
    ) -> Outcome<Secret> {
        if self.error.is_some() {
            return Outcome::Skipped;
        }
        if self.site.suspended {
            return live.map_or(Outcome::Unknown(None), Outcome::Live);
        }
        let (Child::Apply(wanted), Some(mut live)) = (wanted, live) else {
            return Outcome::Unknown(None);
        };
        if let Some(patch) = difference(&wanted.metadata, &live.metadata) {
            match self.patch_secret(&live.name_any(), &patch).await {
                Ok(metadata) => {
                    self.seen::<Secret>(&metadata);
                    live.metadata = metadata;
                }
                Err(error) => {
                    self.error = Some(error);
                    return Outcome::Skipped;
                }
            }
        }
        Outcome::Live(live)
    }

    async fn patch_secret(&self, name: &str, patch: &Value) -> Result<ObjectMeta, ApplyError> {
        let manager = PatchParams {
            field_manager: Some(crds::FIELD_MANAGER.to_owned()),
            ..PatchParams::default()
        };
        let patched = self
            .api::<Secret>()
            .patch_metadata(name, &manager, &Patch::Merge(patch))
            .await;
        let patched = patched.map_err(|source| failure::<Secret>("apply", name, source))?;
        self.metrics.write("apply");
        Ok(patched.metadata)
    }
}

/// The merge patch that brings `live` to what is wanted; `None` where it is.
fn difference(wanted: &ObjectMeta, live: &ObjectMeta) -> Option<Value> {
    let labels = wanted.labels.iter().flatten();
    let labelled = labels.clone().all(|(key, value)| {
        live.labels
            .as_ref()
            .and_then(|labels| labels.get(key))
            .is_some_and(|found| found == value)
    });
    let others = live
        .owner_references
        .iter()
        .flatten()
        .filter(|owner| owner.kind != crds::KIND);
    let owners: Vec<&OwnerReference> = others.chain(wanted.owner_references.iter().flatten()).collect();
    let owned = live.owner_references.iter().flatten().eq(owners.iter().copied());
    if labelled && owned {
        return None;
    }
    Some(json!({
        "metadata": { "uid": live.uid, "labels": wanted.labels, "ownerReferences": owners }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::meta::{Keep, object_meta};
    use crate::site::Identity;

    fn metadata(keep: Keep) -> ObjectMeta {
        let id = Identity {
            name: "gare".into(),
            namespace: "paris".into(),
            uid: Some("1".into()),
        };
        object_meta(&id, "gare-api".into(), contract::Component::Api, keep)
    }

    #[test]
    fn only_labels_and_our_owner_are_ever_patched() {
        assert_eq!(difference(&metadata(Keep::No), &metadata(Keep::No)), None);
        let mut live = metadata(Keep::No);
        live.owner_references.as_mut().unwrap().push(OwnerReference {
            kind: "Other".into(),
            ..OwnerReference::default()
        });
        live.annotations = Some([("mine".to_owned(), "1".to_owned())].into());
        let patch = difference(&metadata(Keep::Yes), &live).unwrap();
        let owners = patch["metadata"]["ownerReferences"].as_array().unwrap();
        assert_eq!(owners.len(), 1);
        assert_eq!(owners[0]["kind"], "Other", "owners of others stay");
        assert_eq!(
            patch.as_object().unwrap().len(),
            1,
            "nothing but metadata: {patch}"
        );
    }
}
