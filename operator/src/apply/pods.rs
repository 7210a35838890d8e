//! The hash of the mounted configuration on live pods: changing it makes the kubelet refresh their volumes at once.

use contract::Component;
use k8s_openapi::api::core::v1::Pod;
use kube::api::{Patch, PatchParams};
use kube::{Api, Client};
use serde_json::json;

use super::ApplyError;
use super::child::failure;
use crate::metrics::Metrics;
use crate::observe::PodFacts;
use crate::resources::cameras;
use crate::site::Site;

/// Sets the hash on the pods of api, prober and simulator that have another one. No pod is restarted. None is touched
/// while the site is suspended.
///
/// # Errors
/// When a pod cannot be changed for another reason than that it is gone.
pub async fn refresh_pods(
    client: &Client,
    metrics: &Metrics,
    site: &Site,
    pods: &[PodFacts],
) -> Result<(), ApplyError> {
    if site.suspended {
        return Ok(());
    }
    let hashes = Hashes::of(site);
    let stale = pods.iter().filter(|pod| !pod.leaving).filter_map(|pod| {
        let hash = hashes.get(pod.component)?;
        (pod.config_hash.as_deref() != Some(hash)).then_some((pod, hash))
    });
    let api = Api::<Pod>::namespaced(client.clone(), &site.id.namespace);
    let manager = PatchParams {
        field_manager: Some(crds::FIELD_MANAGER.to_owned()),
        ..PatchParams::default()
    };
    for (pod, hash) in stale {
        let patch = json!({
            "metadata": { "uid": pod.uid, "annotations": { crds::CONFIG_HASH_ANNOTATION: hash } }
        });
        match api
            .patch_metadata(&pod.name, &manager, &Patch::Merge(&patch))
            .await
        {
            Ok(_) => metrics.write("annotate"),
            // Gone, or another pod of the same name: the next pass sees that one.
            Err(kube::Error::Api(status)) if status.is_not_found() || status.is_conflict() => {}
            Err(error) => return Err(failure::<Pod>("annotate", &pod.name, error)),
        }
    }
    Ok(())
}

/// Fingerprints of what components read while they run.
struct Hashes {
    server: String,
    simulator: Option<String>,
}

impl Hashes {
    fn of(site: &Site) -> Self {
        let server = [
            cameras::json(&site.cameras),
            cameras::json(&site.credentials),
            cameras::json(&site.authorities),
        ];
        // A new password is in the pods before, or soon after, the database knows it.
        let logins = site.database.roles();
        let simulator = site
            .simulator
            .as_ref()
            .map(|simulator| cameras::json(&simulator.file));
        Self {
            server: site
                .key
                .fingerprint(server.iter().map(String::as_str).chain(logins).map(str::as_bytes)),
            simulator: simulator.map(|file| site.key.fingerprint([file.as_bytes()])),
        }
    }

    /// That of a component; `None` where it reads its files only when it starts.
    fn get(&self, component: Component) -> Option<&str> {
        match component {
            Component::Api | Component::Prober => Some(&self.server),
            Component::Simulator => self.simulator.as_deref(),
            Component::Postgres
            | Component::Redis
            | Component::Migrate
            | Component::Web
            | Component::PostgresExporter
            | Component::RedisExporter
            | Component::Monitoring => None,
        }
    }
}
