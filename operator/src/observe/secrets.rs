//! The Secrets that are generated once: read, or made where neither they nor the data that they open exist.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Secret};
use kube::api::PostParams;
use kube::{Api, Resource};
use tokio::sync::OnceCell;

use super::live::Reader;
use super::password::random_password;
use crate::metrics::Metrics;
use crate::ownership::{self, Ownerless, Ownership};
use crate::resources::secrets::Plan;
use crate::site::GeneratedSecrets;

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
    reader: &Reader<'_>,
    metrics: &Metrics,
    plans: GeneratedSecrets<Plan>,
    make: bool,
) -> kube::Result<GeneratedSecrets<SecretState>> {
    let keeper = Keeper::new(reader, metrics, make);
    let GeneratedSecrets {
        superuser,
        owner,
        app,
        exporter,
        redis,
        api,
    } = plans;
    let (superuser, owner, app, exporter, redis, api) = tokio::try_join!(
        keeper.ensure(superuser),
        keeper.ensure(owner),
        keeper.ensure(app),
        keeper.ensure(exporter),
        keeper.ensure(redis),
        keeper.ensure(api)
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

/// Reads and makes a site's Secrets in one pass.
struct Keeper<'a> {
    reader: &'a Reader<'a>,
    metrics: &'a Metrics,
    make: bool,
    /// Whether claims are there, by their names; each is asked for once.
    claims: Mutex<HashMap<String, Arc<OnceCell<bool>>>>,
}

impl<'a> Keeper<'a> {
    fn new(reader: &'a Reader<'a>, metrics: &'a Metrics, make: bool) -> Self {
        Self {
            reader,
            metrics,
            make,
            claims: Mutex::default(),
        }
    }

    /// Reads the Secret of the plan; makes it only where the API server itself shows neither it, by taking it, nor the claim
    /// that guards it.
    async fn ensure(&self, plan: Plan) -> kube::Result<SecretState> {
        if !plan.wanted {
            return Ok(SecretState::Unneeded);
        }
        if let Some(secret) = self.reader.get(plan.name.clone()).await? {
            return Ok(self.judge(secret, plan.name));
        }
        if let Some(claim) = &plan.guarded_by
            && self.is_claimed(claim).await?
        {
            // What the watches say is no ground to call a Secret lost.
            return Ok(match self.api().get_opt(&plan.name).await? {
                Some(secret) => self.judge(Box::new(secret), plan.name),
                None => SecretState::Lost {
                    secret: plan.name,
                    claim: claim.clone(),
                },
            });
        }
        if self.make {
            self.create(&plan).await
        } else {
            Ok(SecretState::Unneeded)
        }
    }

    async fn is_claimed(&self, name: &str) -> kube::Result<bool> {
        let cell = {
            let mut claims = self.claims.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(claims.entry(name.to_owned()).or_default())
        };
        let found = cell.get_or_try_init(async || {
            let found = self.api::<PersistentVolumeClaim>().get_metadata_opt(name).await?;
            Ok::<_, kube::Error>(found.is_some())
        });
        found.await.copied()
    }

    async fn create(&self, plan: &Plan) -> kube::Result<SecretState> {
        let fresh = plan.generate(self.reader.id, random_password);
        let manager = PostParams {
            field_manager: Some(crds::FIELD_MANAGER.to_owned()),
            ..PostParams::default()
        };
        let secrets = self.api::<Secret>();
        let secret = match secrets.create(&manager, &fresh).await {
            Ok(secret) => {
                self.metrics.write("create");
                secret
            }
            // Somebody was faster: what is there counts, and the fresh password is forgotten.
            Err(kube::Error::Api(status)) if status.is_already_exists() => secrets.get(&plan.name).await?,
            Err(error) => return Err(error),
        };
        self.reader.known.seen::<Secret>(&secret.metadata);
        Ok(self.judge(Box::new(secret), plan.name.clone()))
    }

    fn judge(&self, secret: Box<Secret>, name: String) -> SecretState {
        match ownership::judge(self.reader.id, &secret.metadata, Ownerless::Allowed) {
            Ownership::Ours => SecretState::Present(secret),
            Ownership::Leaving => SecretState::Terminating { secret: name },
            Ownership::Foreign => SecretState::Taken { secret: name },
        }
    }

    fn api<K>(&self) -> Api<K>
    where
        K: Resource<Scope = NamespaceResourceScope, DynamicType = ()>,
    {
        Api::namespaced(self.reader.client.clone(), &self.reader.id.namespace)
    }
}

#[cfg(test)]
mod tests {
    use http::Method;
    use serde_json::json;

    use super::*;
    use crate::observe::Known;
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
        let (metrics, known) = (Metrics::new().unwrap(), Known::default());
        let reader = Reader {
            client: &client,
            known: &known,
            id: &id,
            served: None,
        };
        let keeper = Keeper::new(&reader, &metrics, !object.spec.suspend);
        let state = keeper.ensure(plan).await.unwrap();
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
