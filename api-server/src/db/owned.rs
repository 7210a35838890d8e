//! The cameras that users enter.
//!
//! Who writes them holds a lock until the transaction ends, so that what was checked is still so when it is written.

use std::collections::BTreeMap;
use std::net::IpAddr;

use contract::inventory::{CAMERAS_MAX, CamerasFile};
use serde::{Deserialize as _, Serialize};
use serde_json::Value;
use sqlx::Acquire as _;
use sqlx::postgres::PgConnection;
use sqlx::types::Json;

use super::audit::{self, Entry};
use super::cameras::{self, CameraRow, Key};
use super::sync::address;
use super::{Database, Error};
use crate::inventory::definition::Definition;
use crate::inventory::owned::Owned;

/// Key of the transaction lock of whoever writes cameras that users enter.
const LOCK: i64 = 0x0063_616d_6f77_6e65;

/// A camera as the statement reads it.
#[derive(Clone, Debug, Serialize)]
pub struct OwnedWrite {
    name: String,
    display_name: String,
    zone: String,
    location: Option<String>,
    url: String,
    address: String,
    priority: String,
    tags: Vec<String>,
    enabled: bool,
    interval_seconds: u32,
    coordinates: Option<Value>,
    definition: Value,
    pinned_address: String,
}

impl OwnedWrite {
    /// The camera that `definition` makes in a site, to be connected to at `pinned`.
    ///
    /// # Errors
    /// When JSON cannot be made of it.
    pub fn new(definition: &Definition, pinned: IpAddr, site: &CamerasFile) -> serde_json::Result<Self> {
        let camera = definition.camera(&site.probe);
        Ok(Self {
            address: address(&camera.url),
            priority: format!("{:?}", camera.priority),
            interval_seconds: camera.probe.interval_seconds.max(1),
            coordinates: camera.coordinates.map(serde_json::to_value).transpose()?,
            definition: serde_json::to_value(definition)?,
            pinned_address: pinned.to_string(),
            name: camera.name,
            display_name: camera.display_name,
            zone: camera.zone,
            location: camera.location,
            url: camera.url,
            tags: camera.tags,
            enabled: camera.enabled,
        })
    }
}

impl OwnedWrite {
    /// Name of the camera.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Why a change did not happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The CameraSite declares the camera.
    Declared(String),
    /// Another camera has the name.
    Taken,
    /// The site has as many cameras as it can.
    Full,
    /// It was changed meanwhile.
    Changed,
    /// There is no such camera any more.
    Gone,
}

/// A change that may be refused.
pub type Outcome<T> = Result<Result<T, Refusal>, Error>;

/// What is known of the name of a camera.
#[derive(sqlx::FromRow)]
struct Known {
    name: String,
    origin: String,
    version: i32,
    active: bool,
    definition: Option<Value>,
    pinned_address: Option<String>,
}

/// A number that changes with every change of a camera, and never comes back to what it was.
///
/// # Errors
/// When the database is away.
pub async fn revision(database: &Database) -> Result<i64, Error> {
    let mut connection = database.acquire().await?;
    Ok(
        sqlx::query_scalar("select coalesce(sum(version), 0)::bigint from cameras")
            .fetch_one(&mut *connection)
            .await?,
    )
}

/// All cameras that users entered, by name. One that cannot be read is logged and left out.
///
/// # Errors
/// When the database is away.
pub async fn all(database: &Database) -> Result<Vec<Owned>, Error> {
    let mut connection = database.acquire().await?;
    let rows: Vec<(String, Value, String)> = sqlx::query_as(
        "select name, definition, pinned_address from cameras
         where origin = 'Api' and removed_at is null and definition is not null and pinned_address is not null
         order by name",
    )
    .fetch_all(&mut *connection)
    .await?;
    let owned = rows.into_iter().filter_map(|(name, definition, pinned)| {
        let read = readable(&definition, &pinned);
        if read.is_none() {
            tracing::warn!(
                camera = name,
                "what was entered for this camera cannot be read, it is not probed"
            );
        }
        read
    });
    Ok(owned.collect())
}

fn readable(definition: &Value, pinned: &str) -> Option<Owned> {
    Some(Owned {
        definition: Definition::deserialize(definition).ok()?,
        pinned: pinned.parse().ok()?,
    })
}

/// What was entered for a camera; `None` for one that is declared or is not there.
///
/// # Errors
/// When the database is away.
pub async fn definition(database: &Database, name: &str) -> Result<Option<Definition>, Error> {
    let mut connection = database.acquire().await?;
    let stored: Option<Value> = sqlx::query_scalar(
        "select definition from cameras
         where name = $1 and origin = 'Api' and removed_at is null and definition is not null",
    )
    .bind(name)
    .fetch_optional(&mut *connection)
    .await?;
    Ok(stored.and_then(|stored| Definition::deserialize(&stored).ok()))
}

/// What was entered, by name.
///
/// # Errors
/// When the database is away.
pub async fn definitions(database: &Database) -> Result<BTreeMap<String, Definition>, Error> {
    let owned = all(database).await?;
    let named = owned
        .into_iter()
        .map(|owned| (owned.definition.name.clone(), owned.definition));
    Ok(named.collect())
}

/// Enters a camera. One of the same name that was removed comes back, with its id and its history.
///
/// # Errors
/// When the database is away; then nothing is stored.
pub async fn create(database: &Database, write: &OwnedWrite, entry: &Entry<'_>) -> Outcome<CameraRow> {
    change(database, write, entry, |known, total| match known {
        Some(Known {
            active: true, origin, ..
        }) if origin == "Declared" => Err(Refusal::Declared(write.name.clone())),
        Some(Known { active: true, .. }) => Err(Refusal::Taken),
        _ if total >= CAMERAS_MAX => Err(Refusal::Full),
        _ => Ok(()),
    })
    .await
}

/// Enters something else for a camera if it still has this version, if one is asked for.
///
/// # Errors
/// When the database is away; then nothing is stored.
pub async fn replace(
    database: &Database,
    version: Option<i32>,
    write: &OwnedWrite,
    entry: &Entry<'_>,
) -> Outcome<CameraRow> {
    change(database, write, entry, |known, _| ours(known, version)).await
}

/// Whether the camera is there, is a user's, and has the version.
fn ours(known: Option<&Known>, version: Option<i32>) -> Result<(), Refusal> {
    match known {
        Some(known) if !known.active => Err(Refusal::Gone),
        None => Err(Refusal::Gone),
        Some(known) if known.origin == "Declared" => Err(Refusal::Declared(known.name.clone())),
        Some(known) if version.is_some_and(|version| version != known.version) => Err(Refusal::Changed),
        Some(_) => Ok(()),
    }
}

async fn change(
    database: &Database,
    write: &OwnedWrite,
    entry: &Entry<'_>,
    check: impl FnOnce(Option<&Known>, usize) -> Result<(), Refusal>,
) -> Outcome<CameraRow> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    lock(&mut transaction).await?;
    let known = known(&mut transaction, &[&write.name]).await?;
    let total = total(&mut transaction).await?;
    if let Err(refusal) = check(known.get(&write.name), total) {
        return Ok(Err(refusal));
    }
    put(&mut transaction, std::slice::from_ref(write)).await?;
    audit::add(&mut transaction, entry).await?;
    let row = cameras::row(&mut transaction, &Key::Name(write.name.clone())).await?;
    transaction.commit().await?;
    Ok(row.ok_or(Refusal::Gone))
}

/// Takes a camera out of the inventory if it still has this version, if one is asked for. Its row and its history stay.
///
/// # Errors
/// When the database is away; then nothing is changed.
pub async fn remove(database: &Database, name: &str, version: Option<i32>, entry: &Entry<'_>) -> Outcome<()> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    lock(&mut transaction).await?;
    let known = known(&mut transaction, &[name]).await?;
    if let Err(refusal) = ours(known.get(name), version) {
        return Ok(Err(refusal));
    }
    sqlx::query(
        "update cameras set removed_at = now(), version = version + 1, updated_at = now() where name = $1",
    )
    .bind(name)
    .execute(&mut *transaction)
    .await?;
    audit::add(&mut transaction, entry).await?;
    transaction.commit().await?;
    Ok(Ok(()))
}

/// What an import does, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    /// Names of cameras that are new or come back.
    pub created: Vec<String>,
    /// Names of cameras that change.
    pub changed: Vec<String>,
    /// How many are as they were.
    pub unchanged: usize,
    /// Names that belong to the CameraSite: where there is one, nothing is imported.
    #[serde(skip)]
    pub declared: Vec<String>,
}

/// Enters all of the cameras or none; with `dry_run` none. `entry` is told of each camera that changes.
///
/// # Errors
/// When the database is away; then nothing is stored.
pub async fn import(
    database: &Database,
    writes: &[OwnedWrite],
    dry_run: bool,
    entry: &Entry<'_>,
) -> Outcome<Imported> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    lock(&mut transaction).await?;
    let names: Vec<&str> = writes.iter().map(|write| write.name.as_str()).collect();
    let known = known(&mut transaction, &names).await?;
    let mut imported = Imported::default();
    for write in writes {
        match known.get(&write.name) {
            Some(known) if known.active && known.origin == "Declared" => {
                imported.declared.push(write.name.clone());
            }
            Some(known) if known.active && known.is(write) => imported.unchanged += 1,
            Some(known) if known.active => imported.changed.push(write.name.clone()),
            _ => imported.created.push(write.name.clone()),
        }
    }
    if total(&mut transaction).await? + imported.created.len() > CAMERAS_MAX {
        return Ok(Err(Refusal::Full));
    }
    if dry_run || !imported.declared.is_empty() {
        return Ok(Ok(imported));
    }
    put(&mut transaction, writes).await?;
    for (action, names) in [
        ("camera.create", &imported.created),
        ("camera.replace", &imported.changed),
    ] {
        let entry = Entry { action, ..*entry };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        audit::add_each(&mut transaction, &entry, &names).await?;
    }
    transaction.commit().await?;
    Ok(Ok(imported))
}

impl Known {
    fn is(&self, write: &OwnedWrite) -> bool {
        self.definition.as_ref() == Some(&write.definition)
            && self.pinned_address.as_ref() == Some(&write.pinned_address)
    }
}

async fn lock(connection: &mut PgConnection) -> Result<(), Error> {
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(LOCK)
        .execute(connection)
        .await?;
    Ok(())
}

async fn known(connection: &mut PgConnection, names: &[&str]) -> Result<BTreeMap<String, Known>, Error> {
    let rows: Vec<Known> = sqlx::query_as(
        "select name, origin, version, removed_at is null as active, definition, pinned_address
         from cameras where name = any ($1) for update",
    )
    .bind(names)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name.clone(), row)).collect())
}

async fn total(connection: &mut PgConnection) -> Result<usize, Error> {
    let total: i64 = sqlx::query_scalar("select count(*) from cameras where removed_at is null")
        .fetch_one(connection)
        .await?;
    Ok(usize::try_from(total).unwrap_or_default())
}

/// Stores the cameras that differ from what is stored. The caller has made sure that none of them is declared; one that the
/// CameraSite has come to declare since is left alone.
async fn put(connection: &mut PgConnection, writes: &[OwnedWrite]) -> Result<(), Error> {
    sqlx::query(
        "with entered as (
             select * from jsonb_to_recordset($1) as x(
                 name text, display_name text, zone text, location text, url text, address text, priority text,
                 tags text[], enabled boolean, interval_seconds integer, coordinates jsonb, definition jsonb,
                 pinned_address text)
         ), added as (
             insert into cameras
                 (name, display_name, zone, location, url, address, priority, tags, enabled, origin, interval_seconds,
                  coordinates, definition, pinned_address)
             select name, display_name, zone, location, url, address, priority, tags, enabled, 'Api', interval_seconds,
                    coordinates, definition, pinned_address
             from entered e
             where not exists (select from cameras c where c.name = e.name)
             order by name
         )
         update cameras c
         set display_name = e.display_name, zone = e.zone, location = e.location, url = e.url, address = e.address,
             priority = e.priority, tags = e.tags, enabled = e.enabled, origin = 'Api',
             interval_seconds = e.interval_seconds, coordinates = e.coordinates, definition = e.definition,
             pinned_address = e.pinned_address, removed_at = null, version = c.version + 1, updated_at = now()
         from entered e
         where c.name = e.name and (c.origin = 'Api' or c.removed_at is not null)
           and (c.removed_at is not null or (c.definition, c.pinned_address) is distinct from (e.definition, e.pinned_address))",
    )
    .bind(Json(writes))
    .execute(connection)
    .await?;
    Ok(())
}
