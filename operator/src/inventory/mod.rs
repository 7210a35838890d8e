//! The cameras that a site declares: in its spec, and in inventories that it names. Pure.

mod declared;
mod problems;
mod sheet;
mod source;

pub use declared::{Declared, Entry, declared};
pub use problems::Problems;
pub use sheet::{Row, Sheet};
pub use source::{Listing, listings};

/// Most cameras of a site.
pub const CAMERAS_MAX: usize = 1000;
