//! `/api/v1/reports/availability`: hand-computed cases.

use contract::inventory::Camera;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::camera::store_up;
use crate::support::history::{at, event, store_events, watched_since};
use crate::support::inventory::{camera, file};
use crate::support::site::Site;

async fn report(api: &Api, query: &str) -> Vec<Value> {
    let answer = api.get(&format!("/api/v1/reports/availability?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["items"].as_array().unwrap().clone()
}

/// Availability and coverage of a camera.
async fn of(api: &Api, camera: &str, from: &str, to: &str) -> (Value, Value) {
    let items = report(api, &format!("camera={camera}&from={from}&to={to}")).await;
    (items[0]["availability"].clone(), items[0]["coverage"].clone())
}

/// A camera's past, and the shares of a window of it, worked out by hand.
struct Case {
    name: &'static str,
    since: &'static str,
    events: &'static [(&'static str, &'static str)],
    window: (&'static str, &'static str),
    availability: Option<f64>,
    coverage: Option<f64>,
}

const CASES: [Case; 10] = [
    // Down for 1 s of a day: 86,399 / 86,400 = 0.99998…
    Case {
        name: "a-second",
        since: "2025-01-01T00:00:00Z",
        events: &[
            ("2025-01-01T00:00:00Z", "Up"),
            ("2025-03-10T12:00:00Z", "Down"),
            ("2025-03-10T12:00:01Z", "Up"),
        ],
        window: ("2025-03-10T00:00:00Z", "2025-03-11T00:00:00Z"),
        availability: Some(0.9999),
        coverage: Some(1.0),
    },
    // Unknown for 6 h of a day, Down for 3 h: 15 / 18 up, 18 / 24 known.
    Case {
        name: "unknown",
        since: "2025-01-01T00:00:00Z",
        events: &[
            ("2025-01-01T00:00:00Z", "Up"),
            ("2025-03-10T06:00:00Z", "Unknown"),
            ("2025-03-10T12:00:00Z", "Down"),
            ("2025-03-10T15:00:00Z", "Degraded"),
        ],
        window: ("2025-03-10T00:00:00Z", "2025-03-11T00:00:00Z"),
        availability: Some(0.8333),
        coverage: Some(0.75),
    },
    // There from 18:00 on, first probed a minute later, Down for the last hour: 299 / 359 and 359 / 1440.
    Case {
        name: "young",
        since: "2025-03-10T18:00:00Z",
        events: &[("2025-03-10T18:01:00Z", "Up"), ("2025-03-10T23:00:00Z", "Down")],
        window: ("2025-03-10T00:00:00Z", "2025-03-11T00:00:00Z"),
        availability: Some(0.8328),
        coverage: Some(0.2493),
    },
    // Down for 90 minutes across the end of the year, of which 30 and 60 lie in the two years' days: 2790 / 2880.
    Case {
        name: "new-year",
        since: "2024-01-01T00:00:00Z",
        events: &[
            ("2024-01-01T00:00:00Z", "Up"),
            ("2024-12-31T23:30:00Z", "Down"),
            ("2025-01-01T01:00:00Z", "Up"),
        ],
        window: ("2024-12-31T00:00:00Z", "2025-01-02T00:00:00Z"),
        availability: Some(0.9687),
        coverage: Some(1.0),
    },
    // The day on which clocks go forward in Paris has 23 h; Down for the hour that local time skips: 22 / 23.
    Case {
        name: "spring",
        since: "2025-01-01T00:00:00Z",
        events: &[
            ("2025-01-01T00:00:00Z", "Up"),
            ("2025-03-30T01:00:00Z", "Down"),
            ("2025-03-30T02:00:00Z", "Up"),
        ],
        window: ("2025-03-29T23:00:00Z", "2025-03-30T22:00:00Z"),
        availability: Some(0.9565),
        coverage: Some(1.0),
    },
    // Flapping with Up beneath for 6 h, with Down for 6 h, from a build that did not say for 6 h, then Up: 12 / 18, 18 / 24.
    Case {
        name: "flapping",
        since: "2025-01-01T00:00:00Z",
        events: &[
            ("2025-03-10T00:00:00Z", "Flapping:Up"),
            ("2025-03-10T06:00:00Z", "Flapping:Down"),
            ("2025-03-10T12:00:00Z", "Flapping:Unknown"),
            ("2025-03-10T18:00:00Z", "Up"),
        ],
        window: ("2025-03-10T00:00:00Z", "2025-03-11T00:00:00Z"),
        availability: Some(0.6666),
        coverage: Some(0.75),
    },
    // Up all day: exactly 1. Events of other days change nothing.
    Case {
        name: "steady",
        since: "2025-01-01T00:00:00Z",
        events: &[
            ("2025-01-01T00:00:00Z", "Down"),
            ("2025-03-09T23:59:59.999Z", "Up"),
            ("2025-03-11T00:00:00Z", "Down"),
        ],
        window: ("2025-03-10T00:00:00Z", "2025-03-11T00:00:00Z"),
        availability: Some(1.0),
        coverage: Some(1.0),
    },
    // Down all day.
    Case {
        name: "dead",
        since: "2025-01-01T00:00:00Z",
        events: &[("2025-02-01T00:00:00Z", "Down")],
        window: ("2025-03-10T00:00:00Z", "2025-03-11T00:00:00Z"),
        availability: Some(0.0),
        coverage: Some(1.0),
    },
    // Never judged.
    Case {
        name: "silent",
        since: "2025-01-01T00:00:00Z",
        events: &[("2025-02-01T00:00:00Z", "Unknown")],
        window: ("2025-03-10T00:00:00Z", "2025-03-11T00:00:00Z"),
        availability: None,
        coverage: Some(0.0),
    },
    // 20 minutes of 400 days down: 575,980 / 576,000 = 0.99996…, which is not 1.
    Case {
        name: "long",
        since: "2024-01-01T00:00:00Z",
        events: &[
            ("2024-01-01T00:00:00Z", "Up"),
            ("2025-01-05T00:00:00Z", "Down"),
            ("2025-01-05T00:20:00Z", "Up"),
        ],
        window: ("2024-02-01T00:00:00Z", "2025-03-07T00:00:00Z"),
        availability: Some(0.9999),
        coverage: Some(1.0),
    },
];

#[tokio::test]
async fn the_report_is_exact_to_the_fourth_decimal() {
    let site = Site::with(CASES.iter().map(|case| camera(case.name)).collect()).await;
    let api = site.api(None).await;
    for case in CASES {
        watched_since(&site, case.name, case.since).await;
        let events = case.events.iter().map(|(when, to)| event(case.name, when, to));
        store_events(&site.database(), events.collect()).await;
        let (from, to) = case.window;
        assert_eq!(
            of(&api, case.name, from, to).await,
            (json!(case.availability), json!(case.coverage)),
            "{}",
            case.name
        );
    }
}

#[tokio::test]
async fn down_counts_from_the_first_failed_probe_also_where_it_was_decided_after_the_window() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    watched_since(&site, "hall", "2025-03-10T00:00:00Z").await;
    let mut down = event("hall", "2025-03-10T10:00:40Z", "Down");
    down.since = at("2025-03-10T09:54:00Z");
    down.verdict_since = Some(down.since);
    let up = event("hall", "2025-03-10T09:00:00Z", "Up");
    store_events(&site.database(), vec![up, down]).await;
    // 54 of 60 minutes.
    assert_eq!(
        of(&api, "hall", "2025-03-10T09:00:00Z", "2025-03-10T10:00:00Z").await,
        (json!(0.9), json!(1.0))
    );
}

#[tokio::test]
async fn maintenance_that_is_entered_or_changed_afterwards_counts() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    watched_since(&site, "hall", "2025-01-01T00:00:00Z").await;
    let events = [
        ("2025-01-01T00:00:00Z", "Up"),
        ("2025-03-10T12:00:00Z", "Down"),
        ("2025-03-10T18:00:00Z", "Up"),
    ];
    store_events(
        &site.database(),
        events.iter().map(|(when, to)| event("hall", when, to)).collect(),
    )
    .await;
    let day = async || of(&api, "hall", "2025-03-10T00:00:00Z", "2025-03-11T00:00:00Z").await;
    assert_eq!(day().await, (json!(0.75), json!(1.0)));

    let window = |from: &str, to: &str| json!({ "scope": "Camera", "camera": "hall", "reason": "cabling", "startsAt": from, "endsAt": to });
    // The last 4 of 6 h down under maintenance: 18 / 20 up, 20 / 20 known.
    let made = api
        .send(
            Method::POST,
            "/api/v1/maintenance",
            &window("2025-03-10T14:00:00Z", "2025-03-10T18:00:00Z"),
        )
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(day().await, (json!(0.9), json!(1.0)));

    // All of them, and an hour in which it was up: 17 / 17.
    let path = made.header("location").to_owned();
    let changed = api
        .send_if(
            Method::PUT,
            &path,
            made.header("etag"),
            &window("2025-03-10T12:00:00Z", "2025-03-10T19:00:00Z"),
        )
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(day().await, (json!(1.0), json!(1.0)));

    // The whole day: nothing is left to be a share of.
    let whole = window("2025-03-09T12:00:00Z", "2025-03-12T19:00:00Z");
    let changed = api
        .send_if(Method::PUT, &path, changed.header("etag"), &whole)
        .await;
    assert_eq!(day().await, (Value::Null, Value::Null));

    let gone = api
        .send_if(Method::DELETE, &path, changed.header("etag"), &Value::Null)
        .await;
    assert_eq!(gone.status, 204);
    assert_eq!(day().await, (json!(0.75), json!(1.0)));
}

/// Every night from 02:30 for 2 h on the clocks of Paris, from Saturday to Monday across the change of the clocks; Down from
/// Sunday 01:00 UTC to 05:00 UTC.
#[tokio::test]
async fn a_window_that_comes_again_follows_local_clocks() {
    let site = Site::with(vec![camera("hall"), camera("vault")]).await;
    let api = site.api(None).await;
    for name in ["hall", "vault"] {
        watched_since(&site, name, "2025-01-01T00:00:00Z").await;
        let events = [
            ("2025-01-01T00:00:00Z", "Up"),
            ("2025-10-26T01:00:00Z", "Down"),
            ("2025-10-26T05:00:00Z", "Up"),
        ];
        store_events(
            &site.database(),
            events.iter().map(|(when, to)| event(name, when, to)).collect(),
        )
        .await;
    }
    let nightly = json!({
        "scope": "Zone", "zone": "halls", "reason": "patrol", "startsAt": "2025-01-01T00:00:00Z",
        "recurrence": { "cron": "30 2 * * *", "timeZone": "Europe/Paris", "durationSeconds": 7200 }
    });
    let made = api.send(Method::POST, "/api/v1/maintenance", &nightly).await;
    assert_eq!(made.status, 201, "{}", made.text);
    // On 26 October 02:30 is 00:30 UTC: maintenance from 00:30 to 02:30 UTC, Down counts from 02:30 to 05:00. Of 22 h 2.5 h.
    assert_eq!(
        of(&api, "hall", "2025-10-26T00:00:00Z", "2025-10-27T00:00:00Z").await,
        (json!(0.8863), json!(1.0))
    );
    let sum = report(&api, "by=Zone&from=2025-10-26T00:00:00Z&to=2025-10-27T00:00:00Z").await;
    let figures = &sum[0];
    assert_eq!(
        (&figures["name"], &figures["cameras"]),
        (&json!("halls"), &json!(2))
    );
    assert_eq!(figures["maintenanceMs"], 2 * 7_200_000);
    assert_eq!(figures["downMs"], 2 * 9_000_000);
}

#[tokio::test]
async fn zones_and_the_site_are_the_sums_of_their_cameras() {
    let quay = Camera {
        zone: "=quais".to_owned(),
        ..camera("quay")
    };
    let site = Site::with(vec![camera("hall"), quay, camera("vault")]).await;
    let api = site.api(None).await;
    // Up for 24 h; down for 12 of 24 h; unknown but for 6 h up.
    let pasts: [(&str, &[(&str, &str)]); 3] = [
        ("hall", &[("2025-03-10T00:00:00Z", "Up")]),
        (
            "quay",
            &[("2025-03-10T00:00:00Z", "Up"), ("2025-03-10T12:00:00Z", "Down")],
        ),
        ("vault", &[("2025-03-10T18:00:00Z", "Up")]),
    ];
    for (name, events) in pasts {
        watched_since(&site, name, "2025-03-10T00:00:00Z").await;
        let events = events.iter().map(|(when, to)| event(name, when, to)).collect();
        store_events(&site.database(), events).await;
    }
    let day = "from=2025-03-10T00:00:00Z&to=2025-03-11T00:00:00Z";
    let shares = |items: &[Value]| -> Vec<Value> {
        items
            .iter()
            .map(|item| json!([item["name"], item["availability"], item["coverage"]]))
            .collect()
    };
    assert_eq!(
        shares(&report(&api, &format!("by=Zone&{day}")).await),
        [json!(["=quais", 0.5, 1.0]), json!(["halls", 1.0, 0.625])]
    );
    // 42 of 54 h up, 54 of 72 h known.
    assert_eq!(
        shares(&report(&api, &format!("by=Site&{day}")).await),
        [json!(["nord", 0.7777, 0.75])]
    );
    let csv = api
        .get(&format!("/api/v1/reports/availability?format=csv&{day}"))
        .await;
    assert_eq!(
        csv.header("content-type"),
        "text/csv; charset=utf-8; header=present"
    );
    let lines: Vec<_> = csv.text.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "from,to,name,zone,cameras,availability,coverage,up_ms,down_ms,maintenance_ms"
    );
    assert_eq!(
        lines[2],
        "2025-03-10T00:00:00.000Z,2025-03-11T00:00:00.000Z,quay,'=quais,1,0.5000,1.0000,43200000,43200000,0"
    );
    for (query, pointer) in [
        ("by=Street", "/by"),
        ("format=pdf", "/format"),
        ("from=yesterday", "/from"),
        ("from=2025-03-10T00:00:00Z&to=2025-03-10T00:00:00Z", "/from"),
        ("from=2999-01-01T00:00:00Z", "/from"),
        ("from=2001-01-01T00:00:00Z", "/from"),
        ("until=2025-03-10T00:00:00Z", "/until"),
    ] {
        let refused = api.get(&format!("/api/v1/reports/availability?{query}")).await;
        assert_eq!(
            (refused.status.as_u16(), &refused.json["errors"][0]["pointer"]),
            (422, &json!(pointer)),
            "{query}"
        );
    }
}

#[tokio::test]
async fn time_in_which_a_camera_was_disabled_or_gone_does_not_count() {
    let site = Site::with(vec![camera("hall"), camera("vault")]).await;
    let api = site.api(None).await;
    let period = async |camera: &str| -> (bool, i64) {
        sqlx::query_as("select bool_or(ended_at is null), count(*) from camera_periods where camera = $1")
            .bind(camera)
            .fetch_one(&mut site.superuser().await)
            .await
            .unwrap()
    };
    assert_eq!(period("hall").await, (true, 1));
    let disabled = Camera {
        enabled: false,
        ..camera("hall")
    };
    let settle = async |cameras: Vec<Camera>, expected: (bool, i64)| {
        site.write_inventory(&file(cameras));
        crate::support::eventually("the period is noted", async || {
            (period("hall").await == expected).then_some(())
        })
        .await;
    };
    settle(vec![disabled, camera("vault")], (false, 1)).await;
    settle(vec![camera("hall")], (true, 2)).await;
    assert_eq!(period("vault").await, (false, 1), "gone from the inventory");

    // Watched from 6 to 12 and from 18 on; up all day.
    sqlx::raw_sql(
        "delete from camera_periods where camera = 'hall';
         insert into camera_periods values
             ('hall', '2025-03-10 06:00+00', '2025-03-10 12:00+00'), ('hall', '2025-03-10 18:00+00', null)",
    )
    .execute(&mut site.superuser().await)
    .await
    .unwrap();
    store_events(
        &site.database(),
        vec![
            event("hall", "2025-03-10T00:00:00Z", "Up"),
            event("hall", "2025-03-10T09:00:00Z", "Down"),
            event("hall", "2025-03-10T13:00:00Z", "Up"),
        ],
    )
    .await;
    // Up 3 + 6 h, down 3 h, of 24 h.
    assert_eq!(
        of(&api, "hall", "2025-03-10T00:00:00Z", "2025-03-11T00:00:00Z").await,
        (json!(0.75), json!(0.5))
    );
}

#[tokio::test]
async fn a_camera_that_nobody_reports_any_more_is_not_up() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    watched_since(&site, "hall", "2025-03-10T00:00:00Z").await;
    let since = "2025-03-10T00:00:00Z";
    store_events(&site.database(), vec![event("hall", since, "Up")]).await;
    store_up(&site.database(), "hall").await;
    sqlx::query("update camera_states set result_at = '2025-03-10 11:59:00+00'")
        .execute(&mut site.superuser().await)
        .await
        .unwrap();
    // Stale after 60 s.
    assert_eq!(
        of(&api, "hall", since, "2025-03-11T00:00:00Z").await,
        (json!(1.0), json!(0.5))
    );
}
