//! What is known of the site, as labels.

use std::collections::HashMap;

use contract::inventory::CamerasFile;
use prometheus::{IntGauge, Opts, Registry};

/// A registry with `camerasite_site_info` alone, made anew for each scrape: the inventory may have changed. `url` is where people
/// reach the page, empty where that is not known.
///
/// # Errors
/// When the metric cannot be registered, which is an error of ours.
pub fn site_info(site: &str, file: &CamerasFile, url: &str) -> prometheus::Result<Registry> {
    let labels = HashMap::from([("site".to_owned(), site.to_owned())]);
    let registry = Registry::new_custom(None, Some(labels))?;
    let vlan = file.place.vlan.map(|vlan| vlan.to_string()).unwrap_or_default();
    let info = IntGauge::with_opts(
        Opts::new(
            "camerasite_site_info",
            "What is known of the site, as labels; always 1.",
        )
        .const_label("city", &file.city)
        .const_label("vlan", vlan)
        .const_label("url", url),
    )?;
    info.set(1);
    registry.register(Box::new(info))?;
    Ok(registry)
}
