//! The table of rights and the router know the same routes.

use std::collections::{BTreeMap, BTreeSet};

use super::{fault, on_demand, quick};
use crate::access::RULES;

/// Methods and templates of a router, as its `Debug` tells them: axum has no other list.
fn routes(router: &axum::Router<super::App>) -> BTreeSet<(String, String)> {
    let told = format!("{router:?}");
    // What follows is where requests go that no route takes.
    let told = told.split("PathRouter {").nth(1).unwrap();
    let (mut methods, mut templates) = (BTreeMap::new(), BTreeMap::new());
    for part in told.split("RouteId(").skip(1) {
        let (id, rest) = part.split_once("): ").unwrap_or_default();
        if rest.starts_with("MethodRouter(") {
            let (_, allowed) = rest.split_once("allow_header: Bytes(b\"").unwrap();
            methods.insert(id, allowed.split_once('"').unwrap().0);
        } else if let Some(template) = rest.strip_prefix('"') {
            templates.insert(id, template.split_once('"').unwrap().0);
        }
    }
    assert_eq!(methods.len(), templates.len(), "{told}");
    let mut found = BTreeSet::new();
    for (id, template) in templates {
        let allowed = methods[id].split(',').filter(|method| *method != "HEAD");
        found.extend(allowed.map(|method| (method.to_owned(), template.to_owned())));
    }
    found
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let routed = routes(&quick().merge(fault::router()).merge(on_demand::router()).into());
    let ruled: BTreeSet<_> = RULES
        .iter()
        .map(|rule| (rule.method.to_string(), rule.route.to_owned()))
        .collect();
    assert_eq!(routed, ruled, "left: the router, right: access/table.rs");
}
