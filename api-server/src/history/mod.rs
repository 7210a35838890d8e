//! Time: pieces of it, maintenance windows over it, and what share of it a camera was available. Pure: reads no clock and does
//! no I/O.

pub mod availability;
pub mod buckets;
pub mod recurrence;
pub mod spans;
pub mod timeline;
pub mod windows;

#[cfg(test)]
mod tests;
