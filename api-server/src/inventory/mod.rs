//! The site's inventory: what the operator mounts, and the cameras that users enter.

pub mod definition;
mod files;
pub mod owned;
pub mod reach;

pub use files::{Inventory, parse_authorities, parse_cameras, parse_credentials};
