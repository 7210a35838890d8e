//! The cameras that users enter.
//!
//! Who writes them holds a lock until the transaction ends, so that what was checked is still so when it is written.

mod import;
mod rows;

use std::collections::BTreeMap;

use contract::inventory::CAMERAS_MAX;
pub use import::{Imported, import};
use rows::Known;
pub use rows::OwnedWrite;
use serde::Deserialize as _;
use serde_json::Value;
use sqlx::Acquire as _;

use super::audit::{self, Entry};
use super::cameras::{self, CameraRow, Key};
use super::{Database, Error};
use crate::inventory::definition::Definition;
use crate::inventory::owned::Owned;

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
        }) if origin == "Declared" => Err(Refusal::Declared(write.name().to_owned())),
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
    rows::lock(&mut transaction).await?;
    let known = rows::known(&mut transaction, &[write.name()]).await?;
    let total = rows::total(&mut transaction).await?;
    if let Err(refusal) = check(known.get(write.name()), total) {
        return Ok(Err(refusal));
    }
    rows::put(&mut transaction, std::slice::from_ref(write)).await?;
    audit::add(&mut transaction, entry).await?;
    let stored = cameras::row(&mut transaction, &Key::Name(write.name().to_owned())).await?;
    match stored {
        Some(row) if row.origin == "Api" => {
            transaction.commit().await?;
            Ok(Ok(row))
        }
        Some(row) => Ok(Err(Refusal::Declared(row.name))),
        None => Ok(Err(Refusal::Gone)),
    }
}

/// Takes a camera out of the inventory if it still has this version, if one is asked for. Its row and its history stay.
///
/// # Errors
/// When the database is away; then nothing is changed.
pub async fn remove(database: &Database, name: &str, version: Option<i32>, entry: &Entry<'_>) -> Outcome<()> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    rows::lock(&mut transaction).await?;
    let known = rows::known(&mut transaction, &[name]).await?;
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
