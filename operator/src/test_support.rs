//! Fixtures and a pretended API server for unit tests.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crds::CameraSite;
use http::header::ACCEPT;
use http::{Method, Request, Response};
use kube::Client;
use kube::client::Body;
use serde_json::{Value, json};

use crate::monitoring::Served;
use crate::observe::Observed;
use crate::render::{generate, parse};
use crate::settings::Settings;
use crate::site::Site;
use crate::validate::{identity, validate};

/// UID of the site of all fixtures.
pub(crate) const UID: &str = "11111111-2222-3333-4444-555555555555";

pub(crate) fn settings() -> Settings {
    Settings {
        api_image: "example.net/api-server:test".into(),
        web_image: "example.net/web:test".into(),
        simulator_image: "example.net/simulator:test".into(),
        postgres_image: "example.net/postgres:test".into(),
        redis_image: "example.net/redis:test".into(),
        postgres_exporter_image: "example.net/postgres-exporter:test".into(),
        redis_exporter_image: "example.net/redis-exporter:test".into(),
        runbooks: "https://example.net/runbooks/".into(),
        operator_namespace: "operators".into(),
        cluster_domain: "cluster.test".into(),
    }
}

/// A site as a cluster hands it out, and an observation in which all generated Secrets exist.
pub(crate) fn observed(fixture: &str) -> (CameraSite, Observed) {
    let (mut object, references) = parse(fixture).unwrap();
    object.metadata.uid = Some(UID.into());
    object.metadata.generation = Some(3);
    let mut count = 0;
    let secrets = generate(&identity(&object).unwrap(), &object, || {
        count += 1;
        format!("password-{count}")
    });
    (
        object,
        Observed {
            secrets,
            references,
            served: Some(Served::ALL),
            ..Observed::default()
        },
    )
}

pub(crate) const MINIMAL: &str = include_str!("../tests/fixtures/minimal.yaml");
pub(crate) const NO_CACHE: &str = include_str!("../tests/fixtures/no_cache.yaml");
pub(crate) const CSV: &str = include_str!("../tests/fixtures/csv.yaml");
pub(crate) const EXTERNAL: &str = include_str!("../tests/fixtures/external.yaml");
pub(crate) const FULL: &str = include_str!("../tests/fixtures/full.yaml");
pub(crate) const SIMULATED: &str = include_str!("../tests/fixtures/simulated.yaml");

pub(crate) fn site(fixture: &str) -> Site {
    let (object, observed) = observed(fixture);
    validate(&object, &observed, &settings()).unwrap().0
}

/// A request as the API server sees it.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub method: Method,
    pub path: String,
    pub query: String,
    pub body: Value,
    /// Whether it asks for the metadata of the answer alone.
    pub metadata_only: bool,
}

impl Call {
    /// `POST Service gare-web`, or the last part of the path where the body names nothing.
    pub(crate) fn label(&self) -> String {
        let kind = self.body["kind"].as_str().unwrap_or_default();
        let name = self.body["metadata"]["name"]
            .as_str()
            .unwrap_or_else(|| self.path.rsplit('/').next().unwrap_or_default());
        format!("{} {kind} {name}", self.method)
    }
}

pub(crate) type Calls = Arc<Mutex<Vec<Call>>>;

/// A client whose requests are recorded and answered by `answer` with a status code and a body, of which those that ask for
/// metadata alone get no more.
pub(crate) fn api(mut answer: impl FnMut(&Call) -> (u16, Value) + Send + 'static) -> (Client, Calls) {
    let (service, mut handle) = tower_test::mock::pair::<Request<Body>, Response<Body>>();
    let calls = Calls::default();
    let log = Arc::clone(&calls);
    tokio::spawn(async move {
        while let Some((request, respond)) = handle.next_request().await {
            let (parts, body) = request.into_parts();
            let bytes = body.collect_bytes().await.unwrap();
            let call = Call {
                method: parts.method,
                path: parts.uri.path().to_owned(),
                query: parts.uri.query().unwrap_or_default().to_owned(),
                body: serde_json::from_slice(&bytes).unwrap_or_default(),
                metadata_only: parts
                    .headers
                    .get(ACCEPT)
                    .is_some_and(|accepted| accepted.to_str().unwrap().contains("as=PartialObjectMetadata;")),
            };
            let (code, mut body) = answer(&call);
            if call.metadata_only && code < 300 {
                body = json!({
                    "apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadata", "metadata": body["metadata"]
                });
            }
            log.lock().unwrap().push(call);
            let body = Body::from(serde_json::to_vec(&body).unwrap());
            respond.send_response(Response::builder().status(code).body(body).unwrap());
        }
    });
    (Client::new(service, "default"), calls)
}

/// The client with an answer that comes after `delay` to each request that `is_late`.
pub(crate) fn late(client: Client, delay: Duration, is_late: fn(&Request<Body>) -> bool) -> Client {
    let service = tower::service_fn(move |request: Request<Body>| {
        let client = client.clone();
        async move {
            if is_late(&request) {
                tokio::time::sleep(delay).await;
            }
            client.send(request).await
        }
    });
    Client::new(service, "default")
}

/// The body of a refusal.
pub(crate) fn refusal(code: u16, reason: &str, message: &str) -> (u16, Value) {
    let body = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "code": code, "reason": reason, "message": message
    });
    (code, body)
}

pub(crate) fn not_found() -> (u16, Value) {
    refusal(404, "NotFound", "not found")
}

/// The object of the request as the API server stores it: with a UID.
pub(crate) fn stored(call: &Call) -> (u16, Value) {
    let mut object = call.body.clone();
    object["metadata"]["uid"] = json!(format!("uid-of-{}", call.label()));
    object["metadata"]["resourceVersion"] = json!("7");
    object["metadata"]["generation"] = json!(1);
    object["metadata"]["managedFields"] =
        json!([{ "manager": crds::FIELD_MANAGER, "operation": "Update", "apiVersion": "v1" }]);
    (201, object)
}
