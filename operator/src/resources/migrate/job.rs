//! Job `<site>-migrate-<hash>`; the hash is that of image and role Secrets, so that a change of either is a new Job.

use contract::Component;
use k8s_openapi::api::batch::v1::{Job, JobSpec};
use k8s_openapi::api::core::v1::{Container, PodTemplateSpec};

use crate::resources::meta::{Keep, object_meta};
use crate::resources::{login, pod, server};
use crate::site::{Site, Workload};

/// Attempts before the Job counts as failed; the migration itself waits for the database.
const BACKOFF_LIMIT: i32 = 4;
const GRACE_SECONDS: i64 = 30;

/// Name of the Job for this image and these role Secrets. All children of a site have names of at most 63 characters:
/// 40 of the site, 9 of the component, 11 of the hash.
#[must_use]
pub fn job_name(site: &Site, roles: &str) -> String {
    let hash = site
        .key
        .fingerprint([site.api.image.as_bytes(), roles.as_bytes()]);
    let short = hash.get(..10).unwrap_or(&hash);
    format!("{}-{short}", site.id.child(Component::Migrate))
}

/// The Job that makes roles, sets their passwords, migrates and grants. `roles` is the fingerprint of their Secrets.
#[must_use]
pub fn job(site: &Site, roles: &str) -> Job {
    let parts = pod::Parts {
        component: Component::Migrate,
        user: server::USER,
        container: container(site),
        volumes: login::volumes(site, login::of_migrations(site)),
        grace_seconds: GRACE_SECONDS,
        spread: Vec::new(),
        restart_hash: None,
        sysctls: Vec::new(),
    };
    let mut template: PodTemplateSpec = pod::template(site, parts);
    if let Some(spec) = &mut template.spec {
        // A pod for each attempt: the log of a failed one stays readable.
        spec.restart_policy = Some("Never".to_owned());
    }
    Job {
        metadata: object_meta(&site.id, job_name(site, roles), Component::Migrate, Keep::No),
        spec: Some(JobSpec {
            backoff_limit: Some(BACKOFF_LIMIT),
            template,
            ..JobSpec::default()
        }),
        ..Job::default()
    }
}

fn container(site: &Site) -> Container {
    let workload = Workload {
        replicas: 1,
        image: site.api.image.clone(),
        resources: server::job_requests(),
        held: false,
    };
    Container {
        volume_mounts: Some(login::mounts(
            site,
            Component::Migrate,
            login::of_migrations(site),
        )),
        ..server::container(site, Component::Migrate, "migrate", &workload)
    }
}
