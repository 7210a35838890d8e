//! The cameras that a site declares: in its spec, and in inventories that it names. Pure.

mod declared;
mod sheet;
mod source;

pub use contract::inventory::CAMERAS_MAX;
pub use declared::{Declared, Entry, declared};
pub use sheet::{Row, Sheet};
pub use source::{Listing, listings};
