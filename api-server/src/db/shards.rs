//! Heartbeats of the prober shards.

use super::{Database, Error};

/// How many of the first `want` shards gave a sign of life in the last 20 s, by the database's clock.
///
/// # Errors
/// When the database is away.
pub async fn live(database: &Database, want: u32) -> Result<u32, Error> {
    let mut connection = database.acquire().await?;
    let live: i64 = sqlx::query_scalar(
        "select count(*) from prober_shards where shard < $1 and seen_at > now() - interval '20 seconds'",
    )
    .bind(i32::try_from(want).unwrap_or(i32::MAX))
    .fetch_one(&mut *connection)
    .await?;
    Ok(u32::try_from(live).unwrap_or(u32::MAX))
}

/// Says that a shard lives and how many cameras it probes.
///
/// # Errors
/// When the database is away.
pub async fn beat(database: &Database, shard: u32, pod: &str, cameras: usize) -> Result<(), Error> {
    let mut connection = database.acquire().await?;
    sqlx::query(
        "insert into prober_shards (shard, pod, cameras, seen_at) values ($1, $2, $3, now())
         on conflict (shard) do update
         set pod = excluded.pod, cameras = excluded.cameras, seen_at = excluded.seen_at",
    )
    .bind(i32::try_from(shard).unwrap_or(i32::MAX))
    .bind(pod)
    .bind(i32::try_from(cameras).unwrap_or(i32::MAX))
    .execute(&mut *connection)
    .await?;
    Ok(())
}
