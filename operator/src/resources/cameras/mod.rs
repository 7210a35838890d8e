//! The inventory that api and prober read, and the credentials that the prober logs in with.

mod config_map;
mod secret;

pub use config_map::config_map;
pub use secret::secret;

/// A JSON document; empty if it could not be written, which does not happen for maps with string keys.
pub(crate) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
