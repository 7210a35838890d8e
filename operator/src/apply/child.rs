//! One child: compare, create or apply.

use std::fmt::Debug;

use crds::conditions::reason;
use k8s_openapi::NamespaceResourceScope;
use kube::api::{Patch, PatchParams, PostParams};
use kube::core::{PartialObjectMeta, Request};
use kube::{Api, Resource, ResourceExt};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::rules::{Refusal, Rules};
use super::{Applier, ApplyError, Outcome, Problem, compare, managed_fields};
use crate::answer::metadata_only;
use crate::observe::Found;
use crate::ownership::{self, Ownership};
use crate::resources::Child;

/// Annotation of a child with a fingerprint of what was applied last: tells a change of what is wanted, removals
/// included, from one that somebody made.
pub const DESIRED_HASH_ANNOTATION: &str = "camerasite.io/desired-hash";

/// Field manager that holds the number of pods from when we leave it to an autoscaler until that one sets it: a field
/// that its last owner leaves falls back to its default, one pod.
const REPLICAS_MANAGER: &str = "camerasite-operator-handover";

/// What the builders build and this module writes.
pub(super) trait Object:
    Resource<Scope = NamespaceResourceScope, DynamicType = ()> + Clone + Debug + DeserializeOwned + Serialize
{
}

impl<K> Object for K where
    K: Resource<Scope = NamespaceResourceScope, DynamicType = ()>
        + Clone
        + Debug
        + DeserializeOwned
        + Serialize
{
}

impl Applier<'_> {
    /// Brings one child to what is wanted.
    pub(super) async fn child<K: Object>(
        &mut self,
        wanted: Child<K>,
        live: Found<K>,
        rules: Rules,
    ) -> Outcome<K> {
        if self.error.is_some() {
            return Outcome::Skipped;
        }
        let ours =
            |live: Found<K>| live.filter(|object| self.judge(object.as_ref(), rules) == Ownership::Ours);
        let wanted = match wanted {
            Child::Apply(wanted) => wanted,
            Child::Off => return Outcome::Off(ours(live)),
            Child::Unknown => return Outcome::Unknown(ours(live)),
        };
        if self.site.suspended {
            return self.look(&*wanted, live, rules);
        }
        let result = match live {
            None => Box::pin(self.create(&*wanted, rules)).await,
            Some(live) => Box::pin(self.update(&*wanted, live, rules)).await,
        };
        result.unwrap_or_else(|error| {
            self.error = Some(error);
            Outcome::Skipped
        })
    }

    /// What is said of a child while the site is suspended.
    fn look<K: Object>(&self, wanted: &K, live: Found<K>, rules: Rules) -> Outcome<K> {
        let Some(live) = live else {
            return Outcome::Unknown(None);
        };
        match self.judge(live.as_ref(), rules) {
            Ownership::Ours => Outcome::Live(live),
            Ownership::Leaving => leaving::<K>(&wanted.name_any()),
            Ownership::Foreign => taken::<K>(&wanted.name_any()),
        }
    }

    async fn create<K: Object>(&mut self, wanted: &K, rules: Rules) -> Result<Outcome<K>, ApplyError> {
        let name = wanted.name_any();
        let failed = |source| failure::<K>("create", &name, source);
        let stamped = self.stamped(wanted).map_err(failed)?;
        let manager = PostParams {
            field_manager: Some(crds::FIELD_MANAGER.to_owned()),
            ..PostParams::default()
        };
        let path = K::url_path(&(), Some(&self.site.id.namespace));
        let request = Request::new(path).create(&manager, stamped.to_string().into_bytes());
        let request = request.map_err(|source| failed(kube::Error::BuildRequest(source)))?;
        match self
            .client
            .request::<PartialObjectMeta<K>>(metadata_only(request))
            .await
        {
            Ok(answer) => {
                self.metrics.write("create");
                self.seen::<K>(&answer.metadata);
                let mut made = wanted.clone();
                *made.meta_mut() = answer.metadata;
                Ok(Outcome::Live(Box::new(made)))
            }
            Err(kube::Error::Api(status)) if status.is_already_exists() => self.met::<K>(&name, rules).await,
            Err(error) => {
                let rules = Rules {
                    refusal: Refusal::ANY,
                    ..rules
                };
                self.refused("create", &name, rules, error)
            }
        }
    }

    /// An object that the read before this pass did not show.
    async fn met<K: Object>(&mut self, name: &str, rules: Rules) -> Result<Outcome<K>, ApplyError> {
        let found = self
            .api::<K>()
            .get(name)
            .await
            .map_err(|source| failure::<K>("read", name, source))?;
        if let Some(known) = self.known {
            known.met::<K>(found.meta());
        }
        Ok(match self.judge(&found, rules) {
            // Judged by the next pass, which comes at once: the object's own event brings it.
            Ownership::Ours => Outcome::Unknown(Some(Box::new(found))),
            Ownership::Leaving => leaving::<K>(name),
            Ownership::Foreign => taken::<K>(name),
        })
    }

    async fn update<K: Object>(
        &mut self,
        wanted: &K,
        live: Box<K>,
        rules: Rules,
    ) -> Result<Outcome<K>, ApplyError> {
        let name = wanted.name_any();
        match self.judge(live.as_ref(), rules) {
            Ownership::Foreign => return Ok(taken::<K>(&name)),
            Ownership::Leaving => return Ok(leaving::<K>(&name)),
            Ownership::Ours if rules.create_only => return Ok(Outcome::Live(live)),
            Ownership::Ours => {}
        }
        let failed = |source| failure::<K>("apply", &name, source);
        let mut stamped = self.stamped(wanted).map_err(failed)?;
        let current =
            serde_json::to_value(live.as_ref()).map_err(|source| failed(kube::Error::SerdeError(source)))?;
        if compare::covers(&stamped, &current) {
            return Ok(Outcome::Live(live));
        }
        let mut version = live.resource_version();
        if let Some(handover) = managed_fields::handover(live.meta()) {
            let merge = PatchParams {
                field_manager: Some(crds::FIELD_MANAGER.to_owned()),
                ..PatchParams::default()
            };
            let handed = self
                .api::<K>()
                .patch_metadata(&name, &merge, &Patch::Merge(&handover))
                .await;
            match handed {
                Ok(handed) => version = handed.resource_version(),
                Err(error) => return self.refused("apply", &name, rules, error),
            }
            self.metrics.write("apply");
        }
        if managed_fields::leaves_replicas(live.meta(), &stamped) {
            let given = handover_of_replicas(&current, version.as_deref());
            let other = PatchParams::apply(REPLICAS_MANAGER).force();
            match self.api::<K>().patch(&name, &other, &Patch::Apply(&given)).await {
                Ok(handed) => version = handed.resource_version(),
                Err(error) => return self.refused("apply", &name, rules, error),
            }
            self.metrics.write("apply");
        }
        let version = version.filter(|_| rules.at_version);
        // An object that was made again meanwhile is not this one: the API server answers 409.
        let exactly = [("uid", live.uid()), ("resourceVersion", version)];
        if let Some(metadata) = metadata(&mut stamped) {
            let known = exactly
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
            metadata.extend(known);
        }
        let forced = PatchParams::apply(crds::FIELD_MANAGER).force();
        match self
            .api::<K>()
            .patch(&name, &forced, &Patch::Apply(&stamped))
            .await
        {
            Ok(applied) => {
                self.metrics.write("apply");
                self.seen::<K>(applied.meta());
                Ok(Outcome::Live(Box::new(applied)))
            }
            Err(error) => self.refused("apply", &name, rules, error),
        }
    }

    /// An answer that will be the same next time becomes a problem of the child; any other is an error of the pass.
    fn refused<K: Object>(
        &mut self,
        verb: &'static str,
        name: &str,
        rules: Rules,
        error: kube::Error,
    ) -> Result<Outcome<K>, ApplyError> {
        /// Bad request, forbidden, too large, unprocessable.
        const FINAL: [u16; 4] = [400, 403, 413, 422];
        /// Of a kind that is gone or going.
        const UNSERVED: [u16; 2] = [404, 405];
        /// Of a webhook that does not answer.
        const BROKEN: u16 = 500;
        let kube::Error::Api(status) = error else {
            return Err(failure::<K>(verb, name, error));
        };
        let kind = K::kind(&());
        if rules.optional && UNSERVED.contains(&status.code) {
            let message = format!("the cluster has no {kind} any more: {}", status.message);
            let reason = reason::CRDS_MISSING;
            return Ok(Outcome::Problem(Problem { reason, message }));
        }
        if FINAL.contains(&status.code) || (rules.optional && status.code == BROKEN) {
            self.refused |= !rules.optional;
            let Refusal { reason, cure } = rules.refusal;
            let message = format!(
                "the API server refused to {verb} {kind} {name}: {}; {cure}",
                status.message
            );
            return Ok(Outcome::Problem(Problem { reason, message }));
        }
        Err(failure::<K>(verb, name, kube::Error::Api(status)))
    }

    /// The object with its fingerprint, as it is sent.
    fn stamped<K: Object>(&self, wanted: &K) -> kube::Result<Value> {
        let mut value = serde_json::to_value(wanted).map_err(kube::Error::SerdeError)?;
        let hash = self.site.key.fingerprint([value.to_string().as_bytes()]);
        if let Some(metadata) = metadata(&mut value) {
            let annotations = metadata
                .entry("annotations")
                .or_insert_with(|| serde_json::json!({}));
            if let Some(annotations) = annotations.as_object_mut() {
                annotations.insert(DESIRED_HASH_ANNOTATION.to_owned(), Value::String(hash));
            }
        }
        Ok(value)
    }

    fn judge<K: Object>(&self, object: &K, rules: Rules) -> Ownership {
        ownership::judge(&self.site.id, object.meta(), rules.ownerless)
    }

    pub(super) fn api<K: Object>(&self) -> Api<K> {
        Api::namespaced(self.client.clone(), &self.site.id.namespace)
    }
}

/// The number of pods as it is in this version, and nothing else: where an autoscaler has set another one meanwhile, the API
/// server answers 409.
fn handover_of_replicas(current: &Value, version: Option<&str>) -> Value {
    let part = |pointer: &str| current.pointer(pointer).cloned().unwrap_or_default();
    serde_json::json!({
        "apiVersion": part("/apiVersion"),
        "kind": part("/kind"),
        "metadata": { "name": part("/metadata/name"), "uid": part("/metadata/uid"), "resourceVersion": version },
        "spec": { "replicas": part("/spec/replicas") },
    })
}

fn metadata(value: &mut Value) -> Option<&mut serde_json::Map<String, Value>> {
    value.get_mut("metadata")?.as_object_mut()
}

pub(super) fn failure<K: Object>(verb: &'static str, name: &str, source: kube::Error) -> ApplyError {
    ApplyError {
        verb,
        kind: K::kind(&()).into_owned(),
        name: name.to_owned(),
        source: Box::new(source),
    }
}

fn taken<K: Object>(name: &str) -> Outcome<K> {
    let kind = K::kind(&());
    Outcome::Problem(Problem {
        reason: reason::NAME_TAKEN,
        message: format!(
            "{kind} {name} exists and is not of this site: rename or delete it, or rename the site"
        ),
    })
}

fn leaving<K: Object>(name: &str) -> Outcome<K> {
    let kind = K::kind(&());
    Outcome::Problem(Problem {
        reason: reason::TERMINATING,
        message: format!("{kind} {name} is still being deleted; it is made again when it is gone"),
    })
}
