//! I/O in: live children, referenced Secrets and `ConfigMap`s, and the Secrets that are generated once.
//!
//! Everything is read from the API server itself, not from a cache: what is decided on it is never decided on old news.
//! Only what the watches say not to be there is not asked for: see [`Known`].

mod authority;
mod known;
mod live;
mod named;
mod password;
mod pods;
mod references;
mod secrets;

use kube::Client;

pub use authority::authority;
pub use known::Known;
pub use live::{Found, Live};
pub use named::Named;
pub use password::random_password;
pub use pods::PodFacts;
pub use references::{Content, Referenced, References, contents, database_logins, login, mounted};
pub use secrets::SecretState;

use live::Reader;

use crate::metrics::Metrics;
use crate::monitoring::Served;
use crate::site::{GeneratedSecrets, Identity};

/// Everything that a pass needs to know.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// Children as they are.
    pub live: Live,
    /// The generated Secrets.
    pub secrets: GeneratedSecrets<SecretState>,
    /// Objects that the spec names.
    pub references: References,
    /// The site's pods.
    pub pods: Vec<PodFacts>,
    /// Which kinds of prometheus-operator the cluster has; `None` while that is not known.
    pub served: Option<Served>,
}

/// Reads everything that a pass needs to know, but for children that are `known` to be absent; what the spec names is noted as
/// `named`. Generated Secrets that are missing are made, unless the site is suspended.
///
/// # Errors
/// When the API server cannot be asked or refuses.
pub async fn observe(
    client: &Client,
    metrics: &Metrics,
    known: &Known,
    named: &Named,
    served: Option<Served>,
    id: &Identity,
    spec: &crds::CameraSiteSpec,
) -> kube::Result<Observed> {
    let plans = crate::resources::secrets::plans(id, spec);
    let make = !spec.suspend;
    let reader = Reader {
        client,
        known,
        id,
        served,
    };
    let (live, secrets, references, pods) = tokio::try_join!(
        live::read(&reader),
        secrets::read(&reader, metrics, plans, make),
        references::read(client, named, id, spec),
        pods::list(client, known, id),
    )?;
    Ok(Observed {
        live,
        secrets,
        references,
        pods,
        served,
    })
}

#[cfg(test)]
mod tests {
    use http::Method;
    use k8s_openapi::api::core::v1::{Secret, Service};
    use serde_json::json;

    use super::*;
    use crate::test_support::{Call, MINIMAL, api, not_found, observed, stored};
    use crate::validate::identity;

    /// What a pass over a site without children lists.
    async fn lists(known: &Known) -> Vec<String> {
        let list = |call: &Call| ["/jobs", "/pods"].iter().any(|kind| call.path.ends_with(kind));
        let (client, calls) = api(move |call| match call.method {
            Method::GET if list(call) => (200, json!({ "metadata": {}, "items": [] })),
            Method::GET => not_found(),
            _ => stored(call),
        });
        let (object, _) = observed(MINIMAL);
        let id = identity(&object).unwrap();
        let (metrics, named) = (Metrics::new().unwrap(), Named::default());
        let observed = observe(&client, &metrics, known, &named, None, &id, &object.spec);
        Box::pin(observed).await.unwrap();
        let calls = calls.lock().unwrap();
        let mut lists: Vec<String> = calls.iter().filter(|call| list(call)).map(Call::label).collect();
        lists.sort_unstable();
        lists
    }

    #[tokio::test]
    async fn jobs_and_pods_are_listed_unless_the_site_is_known_to_be_childless() {
        let known = Known::default();
        known.watch::<Service>(1);
        assert_eq!(lists(&known).await, ["GET  jobs", "GET  pods"], "not listed yet");
        let known = Known::default();
        known.watch::<Secret>(0);
        assert_eq!(lists(&known).await, [""; 0], "nothing of it is there");
        assert_eq!(
            lists(&known).await,
            ["GET  jobs", "GET  pods"],
            "that pass has made its Secrets"
        );
    }
}
