//! The client, and the guard before it.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use k8s_openapi::api::core::v1::ConfigMap;
use kube::{Api, Client, Config};

/// Namespace of [`MARK`].
pub const MARK_NAMESPACE: &str = "kube-system";
/// `ConfigMap` without which no test touches a cluster; `make cluster-up` creates it.
pub const MARK: &str = "camerasite-e2e";
/// Namespace that the operator is installed in.
pub const OPERATOR_NAMESPACE: &str = "camerasite-system";

/// A client of the cluster that `KUBECONFIG` names.
///
/// # Errors
/// When no cluster is configured or reachable, and when the cluster is not marked as one for tests: the tests delete
/// pods and kill processes.
pub async fn connect() -> Result<Client> {
    let mut config = Config::infer()
        .await
        .context("no cluster: set KUBECONFIG, or run `make e2e`")?;
    config.connect_timeout = Some(Duration::from_secs(5));
    let url = config.cluster_url.to_string();
    let client = Client::try_from(config).context("the kubeconfig cannot be used")?;
    require_mark(&client, &url).await?;
    Ok(client)
}

/// Fails unless the cluster at `url` has [`MARK`].
async fn require_mark(client: &Client, url: &str) -> Result<()> {
    let marks: Api<ConfigMap> = Api::namespaced(client.clone(), MARK_NAMESPACE);
    let mark = marks
        .get_opt(MARK)
        .await
        .with_context(|| format!("{url} does not answer: run `make cluster-up`"))?;
    if mark.is_none() {
        bail!(
            "{url} is not a cluster for tests, nothing was touched: it has no ConfigMap {MARK_NAMESPACE}/{MARK} \
             (`make cluster-up` makes a cluster that has it)"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use http::{Request, Response};
    use kube::client::Body;
    use serde_json::{Value, json};

    use super::*;

    /// A client whose every request is answered with `status` and `body`.
    fn client(status: u16, body: &Value) -> Client {
        let body = body.to_string();
        let service = tower::service_fn(move |_: Request<Body>| {
            let answer = Response::builder()
                .status(status)
                .body(Body::from(body.clone().into_bytes()));
            async move { Ok::<_, Infallible>(answer.unwrap()) }
        });
        Client::new(service, "default")
    }

    #[tokio::test]
    async fn a_cluster_without_the_mark_is_refused_by_name() {
        let status = json!({"kind": "Status", "status": "Failure", "reason": "NotFound", "code": 404});
        let refusal = require_mark(&client(404, &status), "https://production.example")
            .await
            .unwrap_err();
        let refusal = format!("{refusal:#}");
        assert!(
            refusal.contains("https://production.example is not a cluster for tests"),
            "{refusal}"
        );
        assert!(refusal.contains("kube-system/camerasite-e2e"), "{refusal}");
    }

    #[tokio::test]
    async fn a_cluster_that_refuses_to_tell_is_refused_too() {
        let status = json!({"kind": "Status", "status": "Failure", "reason": "Forbidden", "code": 403});
        assert!(
            require_mark(&client(403, &status), "https://production.example")
                .await
                .is_err()
        );
    }

    #[tokio::test]
    async fn a_marked_cluster_is_let_in() {
        let mark = json!({"metadata": {"name": MARK, "namespace": MARK_NAMESPACE}});
        require_mark(&client(200, &mark), "https://test.example")
            .await
            .unwrap();
    }
}
