//! The Secrets that are generated once: read, or made where neither they nor the data that they open exist.

use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Secret};
use kube::api::PostParams;
use kube::{Api, Client};

use super::Known;
use super::password::random_password;
use crate::metrics::Metrics;
use crate::ownership::{self, Ownerless, Ownership};
use crate::resources::secrets::Plan;
use crate::site::{GeneratedSecrets, Identity};

/// A generated Secret as it was found or made.
#[derive(Clone, Debug, Default)]
pub enum SecretState {
    /// The site does not need it, or is suspended and has none.
    #[default]
    Unneeded,
    /// It is there and ours.
    Present(Box<Secret>),
    /// It is gone while the data that it opened is there.
    Lost {
        /// Its name.
        secret: String,
        /// The claim with the data.
        claim: String,
    },
    /// An object of its name is not ours.
    Taken {
        /// Its name.
        secret: String,
    },
    /// That of an earlier site is still being deleted.
    Terminating {
        /// Its name.
        secret: String,
    },
}

impl SecretState {
    /// The Secret, where it is there and ours.
    #[must_use]
    pub fn into_present(self) -> Option<Box<Secret>> {
        match self {
            Self::Present(secret) => Some(secret),
            _ => None,
        }
    }
}

/// Reads the Secrets; those that are missing are made where `make` is set.
pub(super) async fn read(
    client: &Client,
    metrics: &Metrics,
    known: &Known,
    id: &Identity,
    plans: GeneratedSecrets<Plan>,
    make: bool,
) -> kube::Result<GeneratedSecrets<SecretState>> {
    let one = async |plan| {
        let state = ensure(client, metrics, id, plan, make).await?;
        if let SecretState::Present(secret) = &state {
            known.seen::<Secret>(&secret.metadata);
        }
        Ok::<_, kube::Error>(state)
    };
    let GeneratedSecrets {
        superuser,
        owner,
        app,
        exporter,
        redis,
        api,
    } = plans;
    let (superuser, owner, app, exporter, redis, api) = tokio::try_join!(
        one(superuser),
        one(owner),
        one(app),
        one(exporter),
        one(redis),
        one(api)
    )?;
    Ok(GeneratedSecrets {
        superuser,
        owner,
        app,
        exporter,
        redis,
        api,
    })
}

/// Reads the Secret of the plan; makes it only after live reads have shown neither it nor the claim that guards it.
async fn ensure(
    client: &Client,
    metrics: &Metrics,
    id: &Identity,
    plan: Plan,
    make: bool,
) -> kube::Result<SecretState> {
    if !plan.wanted {
        return Ok(SecretState::Unneeded);
    }
    let secrets = Api::<Secret>::namespaced(client.clone(), &id.namespace);
    if let Some(secret) = secrets.get_opt(&plan.name).await? {
        return Ok(judge(id, secret, plan.name));
    }
    if let Some(claim) = &plan.guarded_by {
        let claims = Api::<PersistentVolumeClaim>::namespaced(client.clone(), &id.namespace);
        if claims.get_metadata_opt(claim).await?.is_some() {
            return Ok(SecretState::Lost {
                secret: plan.name,
                claim: claim.clone(),
            });
        }
    }
    if !make {
        return Ok(SecretState::Unneeded);
    }
    let fresh = plan.generate(id, random_password);
    let manager = PostParams {
        field_manager: Some(crds::FIELD_MANAGER.to_owned()),
        ..PostParams::default()
    };
    match secrets.create(&manager, &fresh).await {
        Ok(secret) => {
            metrics.write("create");
            Ok(judge(id, secret, plan.name))
        }
        // Somebody was faster: what is there counts, and the fresh password is forgotten.
        Err(kube::Error::Api(status)) if status.is_already_exists() => {
            let secret = secrets.get(&plan.name).await?;
            Ok(judge(id, secret, plan.name))
        }
        Err(error) => Err(error),
    }
}

fn judge(id: &Identity, secret: Secret, name: String) -> SecretState {
    match ownership::judge(id, &secret.metadata, Ownerless::Allowed) {
        Ownership::Ours => SecretState::Present(Box::new(secret)),
        Ownership::Leaving => SecretState::Terminating { secret: name },
        Ownership::Foreign => SecretState::Taken { secret: name },
    }
}

#[cfg(test)]
mod tests {
    use http::Method;
    use serde_json::json;

    use super::*;
    use crate::resources::secrets::plans;
    use crate::test_support::{Call, MINIMAL, api, not_found, observed, refusal, stored};
    use crate::validate::identity;

    const SECRET: &str = "corner-shop-postgres-superuser";

    /// Ensures the superuser's Secret against this API server.
    async fn superuser(
        answer: impl FnMut(&Call) -> (u16, serde_json::Value) + Send + 'static,
    ) -> (SecretState, Vec<Call>) {
        superuser_of(MINIMAL, answer).await
    }

    async fn superuser_of(
        fixture: &str,
        answer: impl FnMut(&Call) -> (u16, serde_json::Value) + Send + 'static,
    ) -> (SecretState, Vec<Call>) {
        let (client, calls) = api(answer);
        let (object, _) = observed(fixture);
        let id = identity(&object).unwrap();
        let plan = plans(&id, &object.spec).superuser;
        let metrics = Metrics::new().unwrap();
        let state = ensure(&client, &metrics, &id, plan, !object.spec.suspend)
            .await
            .unwrap();
        let calls = calls.lock().unwrap().clone();
        (state, calls)
    }

    fn existing(password: &str) -> serde_json::Value {
        use base64::Engine;
        let encoded = base64::engine::general_purpose::STANDARD.encode(password);
        json!({
            "kind": "Secret", "apiVersion": "v1", "type": "kubernetes.io/basic-auth", "data": { "password": encoded },
            "metadata": { "name": SECRET, "labels": {
                "app.kubernetes.io/instance": "corner-shop", "app.kubernetes.io/managed-by": "camerasite-operator"
            }}
        })
    }

    fn password(state: SecretState) -> Vec<u8> {
        state
            .into_present()
            .unwrap()
            .data
            .unwrap()
            .remove("password")
            .unwrap()
            .0
    }

    #[tokio::test]
    async fn it_is_made_once_where_neither_it_nor_its_volume_exists() {
        let (state, calls) = superuser(|call| {
            if call.method == Method::GET {
                not_found()
            } else {
                stored(call)
            }
        })
        .await;
        let methods: Vec<_> = calls.iter().map(|call| call.method.clone()).collect();
        assert_eq!(methods, [Method::GET, Method::GET, Method::POST]);
        assert_eq!(calls[2].body["type"], "kubernetes.io/basic-auth");
        assert!(
            calls[2].body["metadata"]["ownerReferences"].is_null(),
            "it outlives its site"
        );
        assert_eq!(password(state).len(), 32);
    }

    #[tokio::test]
    async fn a_suspended_site_gets_none() {
        let suspended = MINIMAL.replacen("spec:\n", "spec:\n  suspend: true\n", 1);
        let (state, calls) = superuser_of(&suspended, |_| not_found()).await;
        assert!(matches!(state, SecretState::Unneeded), "{state:?}");
        assert!(calls.iter().all(|call| call.method == Method::GET), "{calls:?}");
    }

    #[tokio::test]
    async fn no_new_password_is_made_over_old_data() {
        let (state, calls) = superuser(|call| {
            if call.path.contains("persistentvolumeclaims") {
                let body = json!({
                    "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
                    "metadata": { "name": "corner-shop-postgres-data" }
                });
                (200, body)
            } else {
                not_found()
            }
        })
        .await;
        assert!(matches!(state, SecretState::Lost { .. }), "{state:?}");
        assert!(calls.iter().all(|call| call.method == Method::GET), "{calls:?}");
    }

    #[tokio::test]
    async fn what_somebody_else_made_meanwhile_counts() {
        let mut reads = 0;
        let (state, _) = superuser(move |call| {
            if call.method == Method::POST {
                return refusal(409, "AlreadyExists", "already exists");
            }
            reads += 1;
            if reads > 2 {
                (200, existing("theirs"))
            } else {
                not_found()
            }
        })
        .await;
        assert_eq!(password(state), b"theirs");
    }

    #[tokio::test]
    async fn an_existing_one_is_read_and_not_written() {
        let (state, calls) = superuser(|_| (200, existing("edited by a user"))).await;
        assert_eq!(calls.len(), 1);
        assert_eq!(password(state), b"edited by a user");
    }

    #[tokio::test]
    async fn one_without_our_labels_is_not_ours() {
        let (state, calls) = superuser(|_| {
            let mut secret = existing("foreign");
            secret["metadata"]["labels"] = json!({});
            (200, secret)
        })
        .await;
        assert!(matches!(state, SecretState::Taken { .. }), "{state:?}");
        assert_eq!(calls.len(), 1);
    }
}
