//! `/livez`, `/readyz`, `/health`, `/metrics`.

use api_server::db::shards::beat;
use contract::summary::Gateway;
use serde_json::json;

use crate::support::inventory::camera;
use crate::support::prober::sign;
use crate::support::redis::Redis;
use crate::support::site::Site;

#[tokio::test]
async fn a_site_that_has_all_it_needs_is_ok() {
    let site = Site::with(vec![camera("hall")]).await;
    let redis = Redis::start();
    let api = site.api(Some(&redis)).await;
    beat(&site.database(), &sign(0, Gateway::None)).await.unwrap();
    let ok = json!({"status": "ok", "message": null});
    let expected = json!({
        "status": "ok",
        "dependencies": {
            "database": ok, "cache": ok, "inventory": ok,
            "probers": {"status": "ok", "message": null, "want": 1, "live": 1}
        }
    });
    let health = api.get("/health").await;
    assert_eq!((health.status.as_u16(), health.json), (200, expected));
}

#[tokio::test]
async fn readiness_ends_when_the_end_is_announced_and_service_goes_on() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    assert_eq!(api.get("/livez").await.text, "ok\n");
    assert_eq!(api.get("/readyz").await.status, 200);
    api.shutdown.announce();
    let answer = api.get("/readyz").await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json["type"], "/problems/not-ready");
    assert_eq!(api.get("/cameras").await.status, 200);
    assert_eq!(api.get("/livez").await.status, 200);
}

#[tokio::test]
async fn metrics_count_by_route_template_and_never_by_path() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    for path in ["/cameras/hall", "/cameras/1", "/cameras/nobody", "/secret/place"] {
        api.get(path).await;
    }
    let metrics = api.get("/metrics").await;
    assert!(
        metrics
            .header("content-type")
            .starts_with("text/plain; version=0.0.4")
    );
    let has = |line: &str| {
        assert!(
            metrics.text.lines().any(|found| found == line),
            "{line} not in {}",
            metrics.text
        );
    };
    has(r#"http_requests_total{method="GET",route="/cameras/{id}",status="200",site="nord"} 2"#);
    has(r#"http_requests_total{method="GET",route="/cameras/{id}",status="404",site="nord"} 1"#);
    has(r#"http_requests_total{method="GET",route="none",status="404",site="nord"} 1"#);
    has(r#"http_requests_in_flight{site="nord"} 1"#);
    assert!(metrics.text.contains("http_request_duration_seconds_bucket{"));
    assert!(
        metrics
            .text
            .contains("process_resident_memory_bytes{site=\"nord\"}")
    );
    assert!(
        !metrics.text.contains("hall") && !metrics.text.contains("secret"),
        "{}",
        metrics.text
    );
}
