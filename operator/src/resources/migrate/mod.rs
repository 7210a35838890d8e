//! The Job that makes database roles and schema.

mod job;

pub use job::{job, job_name};
