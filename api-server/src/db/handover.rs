//! Which shard has a camera: how one lets go of it and how the next one takes it over.

use std::collections::BTreeMap;

use probe::Snapshot;
use serde::Serialize;
use serde_json::Value;
use sqlx::postgres::PgConnection;
use sqlx::types::Json;

use super::states::readable;
use super::{Database, Error};

/// A camera that a shard has let go of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReleaseWrite {
    /// Name of the camera.
    pub camera: String,
    /// The shard that probed it.
    pub shard: u32,
    /// The number of shards that made it let go.
    pub shards: u32,
}

/// Enters releases.
///
/// # Errors
/// When the database is away or refuses the rows.
pub(super) async fn release(connection: &mut PgConnection, releases: &[ReleaseWrite]) -> Result<(), Error> {
    sqlx::query(
        "insert into shard_releases (camera, shard, shards)
         select camera, shard, shards from jsonb_to_recordset($1) as x(camera text, shard integer, shards integer)
         on conflict (camera) do update
         set shard = excluded.shard, shards = excluded.shards, released_at = now()",
    )
    .bind(Json(releases))
    .execute(connection)
    .await?;
    Ok(())
}

/// Cameras that wait for their former owner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// All of them.
    pub cameras: Vec<String>,
    /// Those whose owner has had its time, and is not waited for any longer.
    pub overdue: Vec<String>,
}

/// Takes over those of the wanted cameras that no other shard probes, with their stored states; the rest stays out of the answer.
///
/// A camera is free when its last shard has released it, when it was `shard` itself, when nobody has ever probed it, when
/// nothing was stored of it for two intervals and at least 30 s, or when it is overdue. Taking it voids its release in the same statement, so that
/// no release is believed twice.
///
/// # Errors
/// When the database is away.
pub async fn take(
    database: &Database,
    shard: u32,
    wanted: &Wanted,
) -> Result<BTreeMap<String, Option<Snapshot>>, Error> {
    let mut connection = database.acquire().await?;
    let rows: Vec<(String, Option<Value>)> = sqlx::query_as(
        "with free as (
             select wanted.camera
             from unnest($1::text[]) as wanted(camera)
             left join camera_states s on s.camera = wanted.camera
             left join shard_releases r on r.camera = wanted.camera and r.released_at > now() - interval '10 minutes'
             where s.camera is null or s.shard = $2 or r.camera is not null or wanted.camera = any ($3)
                or s.updated_at < now() - greatest(
                       interval '30 seconds', interval '2 seconds' * (s.snapshot ->> 'intervalSeconds')::double precision)
         ), voided as (
             delete from shard_releases r using free where r.camera = free.camera
         ), taken as (
             update camera_states s set shard = $2 from free where s.camera = free.camera
             returning s.camera, s.snapshot
         )
         select free.camera, taken.snapshot from free left join taken on taken.camera = free.camera",
    )
    .bind(&wanted.cameras)
    .bind(i32::try_from(shard).unwrap_or(i32::MAX))
    .bind(&wanted.overdue)
    .fetch_all(&mut *connection)
    .await?;
    let states = rows.into_iter().map(|(camera, stored)| {
        let state = stored.and_then(|stored| readable(&camera, stored));
        (camera, state)
    });
    Ok(states.collect())
}
