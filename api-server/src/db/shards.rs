//! Heartbeats of the prober shards.

use contract::summary::Gateway;

use super::{Database, Error};

/// What is known of the shards that gave a sign of life in the last 20 s, by the database's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How many they are.
    pub live: u32,
    /// What they say of the gateway: Down when one of them says so, None when none asks.
    pub gateway: Gateway,
}

/// How the first `want` shards stand.
///
/// # Errors
/// When the database is away.
pub async fn standing(database: &Database, want: u32) -> Result<Standing, Error> {
    let mut connection = database.acquire().await?;
    let (live, words): (i64, Vec<String>) = sqlx::query_as(
        "select count(*), coalesce(array_agg(distinct gateway) filter (where gateway is not null), '{}')
         from prober_shards where shard < $1 and seen_at > now() - interval '20 seconds'",
    )
    .bind(i32::try_from(want).unwrap_or(i32::MAX))
    .fetch_one(&mut *connection)
    .await?;
    let says = |gateway| words.iter().any(|word| word == gateway_word(gateway));
    let found = [Gateway::Down, Gateway::Up]
        .into_iter()
        .find(|gateway| says(*gateway));
    Ok(Standing {
        live: u32::try_from(live).unwrap_or(u32::MAX),
        gateway: found.unwrap_or(Gateway::None),
    })
}

const fn gateway_word(gateway: Gateway) -> &'static str {
    match gateway {
        Gateway::Up => "Up",
        Gateway::Down => "Down",
        Gateway::None => "None",
    }
}

/// A sign of life of a shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beat {
    /// The shard.
    pub shard: u32,
    /// Name of its pod.
    pub pod: String,
    /// How many cameras it probes.
    pub cameras: usize,
    /// What it knows of the site's gateway.
    pub gateway: Gateway,
}

/// Stores a sign of life.
///
/// # Errors
/// When the database is away.
pub async fn beat(database: &Database, beat: &Beat) -> Result<(), Error> {
    let mut connection = database.acquire().await?;
    sqlx::query(
        "insert into prober_shards (shard, pod, cameras, gateway, seen_at) values ($1, $2, $3, $4, now())
         on conflict (shard) do update
         set pod = excluded.pod, cameras = excluded.cameras, gateway = excluded.gateway, seen_at = excluded.seen_at",
    )
    .bind(i32::try_from(beat.shard).unwrap_or(i32::MAX))
    .bind(&beat.pod)
    .bind(i32::try_from(beat.cameras).unwrap_or(i32::MAX))
    .bind(gateway_word(beat.gateway))
    .execute(&mut *connection)
    .await?;
    Ok(())
}
