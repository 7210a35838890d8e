//! The inventory as a spreadsheet: `/api/v1/cameras.csv`.

use contract::inventory::{Camera, CamerasFile};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::support::api::{Answer, Api};
use crate::support::inventory::{camera, file};
use crate::support::site::Site;

const SHEET: &str = "/api/v1/cameras.csv";

async fn import(api: &Api, query: &str, csv: impl Into<Vec<u8>>) -> Answer {
    let request = Client::new()
        .request(Method::POST, format!("http://{}{SHEET}{query}", api.address))
        .header(CONTENT_TYPE, "text/csv")
        .body(csv.into());
    Answer::read(&Method::POST, request.send().await.unwrap()).await
}

async fn site() -> Site {
    let site = Site::with(Vec::new()).await;
    site.write_inventory(&CamerasFile {
        credentials: vec!["halls".to_owned()],
        ..file(vec![camera("hall")])
    });
    site
}

#[tokio::test]
async fn a_sheet_is_tried_imported_and_imported_again() {
    let site = site().await;
    let api = site.api(None).await;
    let csv = "name;url;zone;tags;credentials;latitude;longitude\r\n\
               quay;rtsp://127.0.0.1:9/1;quays;ptz night;halls;48.8;'-2.5\r\n\
               mole;tcp://127.0.0.1:9;;;;;\r\n";
    let tried = import(&api, "?dryRun=true", csv).await;
    assert_eq!(tried.status, 200, "{}", tried.text);
    let expected = json!({
        "dryRun": true, "created": ["quay", "mole"], "changed": [], "unchanged": 0, "errors": []
    });
    assert_eq!(tried.json, expected);
    assert_eq!(
        api.get("/api/v1/cameras").await.json["total"],
        1,
        "nothing was done"
    );

    let imported = import(&api, "", csv).await;
    assert_eq!(
        (imported.status.as_u16(), &imported.json["created"]),
        (200, &json!(["quay", "mole"])),
        "{}",
        imported.text
    );
    let quay = api.get("/api/v1/cameras/quay").await.json;
    assert_eq!(
        (
            &quay["zone"],
            &quay["tags"],
            &quay["coordinates"]["longitude"],
            &quay["origin"]
        ),
        (
            &json!("quays"),
            &json!(["ptz", "night"]),
            &json!("-2.5"),
            &json!("Api")
        )
    );
    let notes = json!({ "notes": "kept", "probe": { "depth": "Connect" } });
    let patched = api
        .send_if(Method::PATCH, "/api/v1/cameras/quay", "*", &notes)
        .await;
    assert_eq!(patched.status, 200, "{}", patched.text);

    let again = import(&api, "", csv.replace("quays", "piers")).await;
    assert_eq!(
        (&again.json["changed"], &again.json["unchanged"]),
        (&json!(["quay"]), &json!(1)),
        "{}",
        again.text
    );
    let definition = api.get("/api/v1/cameras/quay/definition").await.json;
    assert_eq!(
        (
            &definition["zone"],
            &definition["notes"],
            &definition["probe"]["depth"]
        ),
        (&json!("piers"), &json!("kept"), &json!("Connect")),
        "what the sheet has no column for stays"
    );
    let log: Vec<(String, String)> =
        sqlx::query_as("select action, object from audit_log where detail = 'import' order by id")
            .fetch_all(&mut site.superuser().await)
            .await
            .unwrap();
    let entry = |action: &str, object: &str| (format!("camera.{action}"), object.to_owned());
    assert_eq!(
        log,
        [
            entry("create", "quay"),
            entry("create", "mole"),
            entry("replace", "quay")
        ]
    );
}

#[tokio::test]
async fn one_bad_row_keeps_all_rows_out_and_each_is_told_by_line_and_column() {
    let site = site().await;
    let api = site.api(None).await;
    let csv = "name,url,enabled,credentials\n\
               good,tcp://127.0.0.1:9,,\n\
               Bad,tcp://127.0.0.1:9,,\n\
               url,rtsp://admin:hunter2@127.0.0.1/,,\n\
               flag,tcp://127.0.0.1:9,perhaps,\n\
               login,tcp://127.0.0.1:9,,other\n\
               hall,tcp://127.0.0.1:9,,\n\
               good,tcp://127.0.0.1:9,,\n\
               cloud,http://169.254.169.254/,,\n\
               short,tcp://127.0.0.1:9\n";
    let expected = [
        (3, json!("name")),
        (4, json!("url")),
        (5, json!("enabled")),
        (6, json!("credentials")),
        (7, json!("name")),
        (8, json!("name")),
        (9, json!("url")),
        (10, Value::Null),
    ];
    let tried = import(&api, "?dryRun=true", csv).await;
    assert_eq!(tried.status, 200);
    let told: Vec<(u64, Value)> = tried.json["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["line"].as_u64().unwrap(), error["column"].clone()))
        .collect();
    assert_eq!(told, expected, "{}", tried.text);
    assert!(!tried.text.contains("hunter2"), "{}", tried.text);

    let refused = import(&api, "", csv).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json["type"]),
        (422, &json!("/problems/invalid"))
    );
    assert_eq!(refused.json["errors"][0]["pointer"], "/3/name");
    assert_eq!(refused.json["errors"][7]["pointer"], "/10");
    assert!(!refused.text.contains("hunter2"), "{}", refused.text);
    assert_eq!(
        api.get("/api/v1/cameras").await.json["total"],
        1,
        "all or nothing"
    );
}

#[tokio::test]
async fn what_is_no_sheet_is_refused() {
    let site = site().await;
    let api = site.api(None).await;
    assert_eq!(api.send(Method::POST, SHEET, &json!({})).await.status, 415);
    for bad in [
        "",
        "zone\nquays\n",
        "name,url,colour\nquay,tcp://127.0.0.1:9,red\n",
    ] {
        assert_eq!(import(&api, "", bad).await.status, 422, "{bad}");
    }
    let odd = import(&api, "?dryrun=true", "name,url\n").await;
    assert_eq!(odd.json["errors"][0]["pointer"], "/dryrun", "{}", odd.text);
    assert_eq!(import(&api, "", vec![b'x'; 2 << 20]).await.status, 413);
}

#[tokio::test]
async fn no_cell_of_an_export_is_a_formula_and_its_filters_are_those_of_the_list() {
    let mut hall = camera("hall");
    hall.display_name = "=HYPERLINK(\"http://example.net\")".to_owned();
    hall.zone = "@halls".to_owned();
    hall.location = Some("'quoted'".to_owned());
    let vault = Camera {
        zone: "+vaults".to_owned(),
        credentials: Some("vault-cameras".to_owned()),
        ..camera("vault")
    };
    let site = Site::with(vec![hall, vault]).await;
    let api = site.api(None).await;
    let export = api.get(SHEET).await;
    assert_eq!(export.header("content-type"), "text/csv; charset=utf-8");
    let mut lines = export.text.split("\r\n");
    assert!(lines.next().unwrap().starts_with("name,displayName,url,"));
    let hall = lines.next().unwrap();
    assert!(hall.contains(",\"'=HYPERLINK(\"\"http"), "{hall}");
    assert!(hall.contains(",'@halls,''quoted',"), "{hall}");
    assert!(lines.next().unwrap().contains(",'+vaults,,,,vault-cameras,"));
    let vaults = api.get(&format!("{SHEET}?zone=%2Bvaults")).await;
    assert_eq!(vaults.text.lines().count(), 2);
}

/// A text that a camera may have, such as a spreadsheet would like to calculate.
fn a_text() -> impl Strategy<Value = String> {
    "['=+@|,;\"é-]{0,2}([a-z=+'\"][a-z=+'\"; ]{0,7})?[a-zé]"
}

fn a_camera(number: usize) -> impl Strategy<Value = Value> {
    let text = || prop::option::of(a_text());
    (text(), text(), text(), prop::collection::vec("[='@+a-z-]{1,4}", 0..4), any::<bool>(), any::<bool>(), -90..90_i32).prop_map(
        move |(display_name, zone, location, tags, enabled, critical, degrees)| {
            json!({
                "name": format!("camera-{number}"), "url": format!("rtsp://127.0.0.1:9/{number}?a=b;c,d"),
                "displayName": display_name, "zone": zone, "location": location, "tags": tags, "enabled": enabled,
                "priority": if critical { "Critical" } else { "Normal" },
                "coordinates": { "latitude": degrees.to_string(), "longitude": format!("-{}", degrees.abs()) }
            })
        },
    )
}

#[tokio::test]
async fn what_is_exported_is_imported_again_as_it_was() {
    let site = site().await;
    let api = site.api(None).await;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for number in 0..40 {
        let tree = a_camera(number).new_tree(&mut runner).unwrap();
        let answer = api.send(Method::POST, "/api/v1/cameras", &tree.current()).await;
        assert_eq!(answer.status, 201, "{}: {}", tree.current(), answer.text);
    }
    let export = api.get(&format!("{SHEET}?origin=Api")).await.text;
    let same = import(&api, "?dryRun=true", export.clone()).await;
    assert_eq!(
        (&same.json["unchanged"], &same.json["errors"]),
        (&json!(40), &json!([])),
        "{}\n{export}",
        same.text
    );
    // And into another site.
    let other = self::site().await;
    let there = other.api(None).await;
    let imported = import(&there, "", export.clone()).await;
    assert_eq!(imported.status, 200, "{}", imported.text);
    assert_eq!(there.get(&format!("{SHEET}?origin=Api")).await.text, export);
}
