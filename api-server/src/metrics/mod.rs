//! Metrics: a registry whose every series carries `site`, and what is counted of HTTP.

mod http;
mod site;
mod stream;

use std::collections::HashMap;

pub use http::HttpMetrics;
use prometheus::process_collector::ProcessCollector;
use prometheus::{Registry, TextEncoder};
pub use site::site_info;
pub use stream::StreamMetrics;

/// A registry with the constant label `site` and the process's own figures (`process_*`).
///
/// # Errors
/// When a collector cannot be registered, which is an error of ours.
pub fn registry(site: &str) -> prometheus::Result<Registry> {
    let labels = HashMap::from([("site".to_owned(), site.to_owned())]);
    let registry = Registry::new_custom(None, Some(labels))?;
    registry.register(Box::new(ProcessCollector::for_self()))?;
    Ok(registry)
}

/// The registries in the Prometheus text format, version 0.0.4.
///
/// # Errors
/// When a metric family is inconsistent, which is an error of ours.
pub fn render(registries: &[&Registry]) -> prometheus::Result<String> {
    let families: Vec<_> = registries.iter().flat_map(|registry| registry.gather()).collect();
    TextEncoder::new().encode_to_string(&families)
}
