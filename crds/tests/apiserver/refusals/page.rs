//! What is wrong with what the web page is told of the site.

use serde_json::{Value, json};

use crate::cases::{Refused, refused};

const ORIGIN: &[&str] = &["spec.web.externalURL", "without path", "correct the URL"];
const TILES: &[&str] = &[
    "spec.web.tilesURL",
    "{z}, {x} and {y}, each once",
    "correct the URL",
];
const KEY: &[&str] = &["spec.web.floorPlans[0].imageConfigMapRef.key", "rename the key"];

pub(super) fn all() -> Vec<Refused> {
    let page = |page: Value| json!({ "web": page });
    let origin = |url: &str| page(json!({ "externalURL": url }));
    let tiles = |url: &str| page(json!({ "tilesURL": url }));
    let attributed = |text: &str| {
        page(json!({ "tilesURL": "https://tiles.example.net/{z}/{x}/{y}", "tilesAttribution": text }))
    };
    let plan = |name: &str, config_map: &str, key: &str| {
        let picture = json!({ "name": config_map, "key": key });
        json!({ "name": name, "imageConfigMapRef": picture })
    };
    let plans = |plans: Vec<Value>| page(json!({ "floorPlans": plans }));
    let ground = || plan("ground", "plans", "ground.svg");
    let many = (0..21).map(|number| plan(&format!("level-{number}"), "plans", "a.svg"));
    vec![
        refused(
            page(json!({ "language": "de" })),
            &["spec.web.language", "\"en\", \"fr\""],
        ),
        refused(origin("cameras.example.net"), ORIGIN),
        refused(origin("ftp://cameras.example.net"), ORIGIN),
        refused(origin("https://cameras.example.net/"), ORIGIN),
        refused(origin("https://cameras.example.net/page"), ORIGIN),
        refused(origin("https://user@cameras.example.net"), ORIGIN),
        refused(tiles("https://tiles.example.net/{z}/{x}.png"), TILES),
        refused(tiles("https://tiles.example.net/{z}/{x}/{y}?key={key}"), TILES),
        refused(tiles("https://tiles.example.net/{z}/{x}/{y}/{z}"), TILES),
        refused(tiles("/tiles/{z}/{x}/{y}.png"), TILES),
        refused(tiles("https://{s}.tiles.example.net/{z}/{x}/{y}.png"), TILES),
        refused(
            tiles("https://tiles.example.net; script-src */{z}/{x}/{y}"),
            TILES,
        ),
        refused(tiles("https://tiles.example.net/{z}/{x}/{y}\";"), TILES),
        refused(
            page(json!({ "tilesAttribution": "© Example" })),
            &["spec.web.tilesAttribution", "give tilesURL"],
        ),
        refused(attributed(""), &["spec.web.tilesAttribution", "at least 1"]),
        refused(
            attributed(&"©".repeat(257)),
            &["spec.web.tilesAttribution", "256"],
        ),
        refused(
            plans(vec![plan("Ground floor", "plans", "ground.svg")]),
            &["spec.web.floorPlans[0].name", "choose a plainer name"],
        ),
        refused(
            plans(vec![plan("ground", "Plans", "ground.svg")]),
            &[
                "spec.web.floorPlans[0].imageConfigMapRef.name",
                "correct the name",
            ],
        ),
        refused(plans(vec![plan("ground", "plans", "ground.pdf")]), KEY),
        refused(plans(vec![plan("ground", "plans", "svg")]), KEY),
        refused(
            plans(vec![json!({ "name": "ground" })]),
            &["spec.web.floorPlans[0].imageConfigMapRef", "Required"],
        ),
        refused(
            plans(vec![ground(), ground()]),
            &["spec.web.floorPlans[1]", "Duplicate value"],
        ),
        refused(plans(many.collect()), &["spec.web.floorPlans", "20"]),
    ]
}
