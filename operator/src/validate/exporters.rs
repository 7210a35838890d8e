//! The exporters: only for what is the site's own, and only while somebody wants its metrics.

use crds::{CacheMode, CameraSiteSpec, DatabaseMode};

use super::secrets::Judged;
use crate::exporter::{PostgresExporter, RedisExporter};
use crate::settings::Settings;

pub(super) fn postgres(
    spec: &CameraSiteSpec,
    settings: &Settings,
    secrets: &Judged,
) -> Option<PostgresExporter> {
    let wanted = spec.monitoring.enabled && spec.database.mode == DatabaseMode::Managed;
    wanted.then(|| PostgresExporter {
        image: settings.postgres_exporter_image.clone(),
        login: secrets.exporter_login.clone(),
    })
}

pub(super) fn redis(spec: &CameraSiteSpec, settings: &Settings, secrets: &Judged) -> Option<RedisExporter> {
    let wanted = spec.monitoring.enabled && spec.cache.mode == CacheMode::Managed;
    wanted.then(|| RedisExporter {
        image: settings.redis_exporter_image.clone(),
        password: secrets.exporter_password.clone(),
    })
}
