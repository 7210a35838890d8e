//! Cameras with the last word of their prober.

use jiff_sqlx::Timestamp;
use probe::Snapshot;
use serde_json::Value;
use serde_json::value::RawValue;
use sqlx::Postgres;
use sqlx::postgres::{PgArguments, PgConnection};
use sqlx::query::QueryAs;
use sqlx::types::Json;

use super::{Database, Error};

/// A camera of the inventory, with what its prober last said.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CameraRow {
    /// Identity, never reused.
    pub id: i32,
    /// Name, unique in the site.
    pub name: String,
    /// Name for people.
    pub display_name: String,
    /// Zone of the site, or empty.
    pub zone: String,
    /// Where it hangs, in words.
    pub location: Option<String>,
    /// What is probed.
    pub url: String,
    /// `host` or `host:port` of the URL.
    pub address: String,
    /// `Normal` or `Critical`.
    pub priority: String,
    /// Free labels.
    pub tags: Vec<String>,
    /// Whether it is probed.
    pub enabled: bool,
    /// `Declared` or `Api`.
    pub origin: String,
    /// Where it is drawn, as it was entered.
    pub coordinates: Option<Value>,
    /// Seconds between two probes.
    pub interval_seconds: i32,
    /// Counts the changes of the row.
    pub version: i32,
    /// When the camera was first entered.
    pub created_at: Timestamp,
    /// When the row last changed.
    pub updated_at: Timestamp,
    /// What the prober last said, as it is stored.
    pub snapshot: Option<Json<Box<RawValue>>>,
}

impl CameraRow {
    /// What the prober last said; `None` before the first probe, or when another build stored what this one cannot read.
    #[must_use]
    pub fn snapshot(&self) -> Option<Snapshot> {
        serde_json::from_str(self.snapshot.as_ref()?.get()).ok()
    }
}

/// The columns of [`CameraRow`], then `$rest`.
macro_rules! select {
    ($($rest:tt)*) => {
        concat!(
            "select c.id, c.name, c.display_name, c.zone, c.location, c.url, c.address, c.priority, c.tags, c.enabled,
                    c.origin, c.coordinates, c.interval_seconds, c.version, c.created_at, c.updated_at,
                    s.snapshot
             from cameras c left join camera_states s on s.camera = c.name
             where c.removed_at is null ",
            $($rest)*
        )
    };
}

/// The condition of a [`Filter`], with its fields as the first six parameters.
macro_rules! passes {
    () => {
        "and ($1::text is null or c.zone = $1)
         and ($2::text is null or $2 = any (c.tags))
         and ($3::text is null
              or strpos(lower(concat_ws(' ', c.name, c.display_name, c.zone, c.location, c.address)), lower($3)) > 0)
         and ($4::text is null or c.priority = $4)
         and ($5::boolean is null or c.enabled = $5)
         and ($6::text is null or c.origin = $6) "
    };
}

/// Which cameras to list; a missing filter lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Exactly this zone.
    pub zone: Option<String>,
    /// Has this tag.
    pub tag: Option<String>,
    /// Of this priority.
    pub priority: Option<String>,
    /// Probed or not.
    pub enabled: Option<bool>,
    /// Of this origin.
    pub origin: Option<String>,
    /// Words to find in name, display name, zone, location or address, whatever the case.
    pub q: Option<String>,
}

impl Filter {
    /// Its fields as the parameters of `passes!`.
    fn bind<'q, O>(
        &'q self,
        query: QueryAs<'q, Postgres, O, PgArguments>,
    ) -> QueryAs<'q, Postgres, O, PgArguments> {
        query
            .bind(&self.zone)
            .bind(&self.tag)
            .bind(&self.q)
            .bind(&self.priority)
            .bind(self.enabled)
            .bind(&self.origin)
    }
}

/// The cameras of the inventory that pass the filter, by name.
///
/// # Errors
/// When the database is away.
pub async fn list(database: &Database, filter: &Filter) -> Result<Vec<CameraRow>, Error> {
    let mut connection = database.acquire().await?;
    let query = sqlx::query_as(select!(passes!(), "order by c.name"));
    Ok(filter.bind(query).fetch_all(&mut *connection).await?)
}

/// Of the cameras that pass the filter the first `limit` after this name, by the bytes of their names; and how many pass it.
///
/// # Errors
/// When the database is away.
pub async fn page(
    database: &Database,
    filter: &Filter,
    after: Option<&str>,
    limit: i64,
) -> Result<(Vec<CameraRow>, i64), Error> {
    let mut connection = database.acquire().await?;
    let rows = sqlx::query_as(select!(
        passes!(),
        r#"and ($7::text is null or c.name collate "C" > $7) order by c.name collate "C" limit $8"#
    ));
    let rows = filter.bind(rows).bind(after).bind(limit);
    let rows: Vec<CameraRow> = rows.fetch_all(&mut *connection).await?;
    let found = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    // They are all here: no need to count.
    if after.is_none() && found < limit {
        return Ok((rows, found));
    }
    let total = sqlx::query_as(concat!(
        "select count(*) from cameras c where c.removed_at is null ",
        passes!()
    ));
    let (total,) = filter.bind(total).fetch_one(&mut *connection).await?;
    Ok((rows, total))
}

/// The cameras of the inventory that have these names.
///
/// # Errors
/// When the database is away.
pub async fn named(database: &Database, names: &[String]) -> Result<Vec<CameraRow>, Error> {
    let mut connection = database.acquire().await?;
    let rows = sqlx::query_as(select!("and c.name = any ($1)"))
        .bind(names)
        .fetch_all(&mut *connection)
        .await?;
    Ok(rows)
}

/// How a request names one camera.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// By identity.
    Id(i32),
    /// By name.
    Name(String),
}

impl From<&str> for Key {
    /// Names start with a letter, so a number is an id.
    fn from(text: &str) -> Self {
        text.parse()
            .map_or_else(|_| Self::Name(text.to_owned()), Self::Id)
    }
}

/// One camera of the inventory.
///
/// # Errors
/// When the database is away.
pub async fn one(database: &Database, key: &Key) -> Result<Option<CameraRow>, Error> {
    let mut connection = database.acquire().await?;
    row(&mut connection, key).await
}

/// The same within a transaction.
///
/// # Errors
/// When the database is away.
pub(super) async fn row(connection: &mut PgConnection, key: &Key) -> Result<Option<CameraRow>, Error> {
    let (id, name) = match key {
        Key::Id(id) => (Some(*id), None),
        Key::Name(name) => (None, Some(name)),
    };
    let row = sqlx::query_as(select!("and (c.id = $1 or c.name = $2)"))
        .bind(id)
        .bind(name)
        .fetch_optional(connection)
        .await?;
    Ok(row)
}
