//! Faults on demand, where the site wants them.

use crate::support::inventory::camera;
use crate::support::site::Site;

#[tokio::test]
async fn a_site_without_fault_injection_has_none_of_its_paths() {
    let mut site = Site::with(vec![camera("hall")]).await;
    site.fault_injection = false;
    let api = site.api(None).await;
    for path in [
        "/api/v1/fault/error",
        "/api/v1/fault/slow",
        "/api/error",
        "/api/slow",
    ] {
        let answer = api.get(path).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.text);
        assert_eq!(answer.json["type"], "/problems/not-found");
    }
}

#[tokio::test]
async fn a_share_of_the_requests_fails_and_is_counted_as_errors() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    for path in ["/api/v1/fault/error", "/api/error", "/api/error?rate=1"] {
        let answer = api.get(path).await;
        assert_eq!(answer.status, 500, "{path}");
        assert_eq!(answer.json["type"], "/problems/fault-injected");
    }
    assert_eq!(api.get("/api/error?rate=0").await.status, 200);
    let mut failed = 0;
    for _ in 0..200 {
        failed += i32::from(api.get("/api/v1/fault/error?rate=0.5").await.status == 500);
    }
    assert!((50..150).contains(&failed), "{failed}");
    for bad in ["rate=1.1", "rate=-0.1", "rate=NaN", "rate=often", "ratio=1"] {
        let answer = api.get(&format!("/api/v1/fault/error?{bad}")).await;
        assert_eq!(answer.status, 422, "{bad}");
    }
    let metrics = api.get("/metrics").await.text;
    assert!(metrics.contains(
        r#"http_requests_total{method="GET",route="/api/v1/fault/error",status="500",site="nord"}"#
    ));
}

#[tokio::test]
async fn an_answer_is_held_back_as_long_as_is_asked() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    let started = std::time::Instant::now();
    assert_eq!(api.get("/api/slow?ms=150").await.json["sleptMs"], 150);
    assert!(started.elapsed().as_millis() >= 150);
    for bad in ["ms=9001", "ms=-1", "ms=long", "s=1"] {
        assert_eq!(
            api.get(&format!("/api/v1/fault/slow?{bad}")).await.status,
            422,
            "{bad}"
        );
    }
}
