//! The probers: a StatefulSet whose ordinals are the shards.

mod statefulset;

pub use statefulset::statefulset;
