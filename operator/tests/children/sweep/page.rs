//! Rows of what the web page is told of the site.

use serde_json::{Value, json};

use super::{Row, children, row};

pub(super) fn rows() -> Vec<Row> {
    let page = |page: Value| json!({ "web": page });
    let plan = || {
        let picture = json!({ "name": "plans", "key": "ground.png" });
        page(json!({ "floorPlans": [{ "name": "ground-floor", "imageConfigMapRef": picture }] }))
    };
    let told = |pointer| ("ConfigMap", "web", pointer);
    let mounted = |pointer| ("Deployment", "web", pointer);
    vec![
        row(
            ".web.language",
            page(json!({ "language": "fr" })),
            told("/data/default.conf.template"),
            in_french(),
        ),
        row(
            ".web.externalURL",
            page(json!({ "externalURL": "https://cameras.example.net" })),
            (
                "Deployment",
                "api",
                "/spec/template/spec/containers/0/env/8/value/externalURL",
            ),
            "https://cameras.example.net",
        ),
        row(
            ".web.floorPlans[].name",
            plan(),
            told("/data/site.json/floorPlans/0/image"),
            "/plans/ground-floor.png",
        ),
        row(
            ".web.floorPlans[].imageConfigMapRef.name",
            plan(),
            mounted("/spec/template/spec/volumes/3/projected/sources/0/configMap/name"),
            "plans",
        ),
        row(
            ".web.floorPlans[].imageConfigMapRef.key",
            plan(),
            mounted("/spec/template/spec/volumes/3/projected/sources/0/configMap/items/0/key"),
            "ground.png",
        ),
        row(
            ".web.tilesURL",
            page(json!({ "tilesURL": "https://tiles.example.net/{z}/{x}/{y}.png" })),
            told("/data/site.json/tilesURL"),
            "https://tiles.example.net/{z}/{x}/{y}.png",
        ),
        row(
            ".web.tilesAttribution",
            page(json!({
                "tilesURL": "https://tiles.example.net/{z}/{x}/{y}.png",
                "tilesAttribution": "© Example",
            })),
            told("/data/site.json/tilesAttribution"),
            "© Example",
        ),
    ]
}

/// nginx's configuration of a site that speaks French, made from that of a site that speaks as its readers do.
fn in_french() -> String {
    let children = children(&json!({}));
    let template = children
        .iter()
        .find_map(|child| child.pointer("/data/default.conf.template")?.as_str())
        .unwrap();
    let page = "try_files $uri /index.html;";
    assert_eq!(template.matches(page).count(), 1);
    template.replace(
        page,
        &format!("{page}\n    sub_filter '<html>' '<html lang=\"fr\">';"),
    )
}
