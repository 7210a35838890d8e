//! The web page: nginx with the page's files, `/api/` proxied.

mod config_map;
mod deployment;
mod ingress;
mod page;

pub use config_map::config_map;
pub use deployment::deployment;
pub use ingress::ingress;
