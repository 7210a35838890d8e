//! The rows, and the statements on them within a transaction.

use std::collections::BTreeMap;
use std::net::IpAddr;

use contract::inventory::CamerasFile;
use serde::Serialize;
use serde_json::Value;
use sqlx::postgres::PgConnection;
use sqlx::types::Json;

use crate::db::Error;
use crate::db::sync::address;
use crate::inventory::definition::Definition;

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

/// What is known of the name of a camera.
#[derive(sqlx::FromRow)]
pub(super) struct Known {
    pub(super) name: String,
    pub(super) origin: String,
    pub(super) version: i32,
    pub(super) active: bool,
    pub(super) definition: Option<Value>,
    pub(super) pinned_address: Option<String>,
}

impl Known {
    /// Whether this is what would be written.
    pub(super) fn is(&self, write: &OwnedWrite) -> bool {
        self.definition.as_ref() == Some(&write.definition)
            && self.pinned_address.as_ref() == Some(&write.pinned_address)
    }
}

/// Waits until nobody else writes such cameras.
pub(super) async fn lock(connection: &mut PgConnection) -> Result<(), Error> {
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(LOCK)
        .execute(connection)
        .await?;
    Ok(())
}

/// What is known of these names.
pub(super) async fn known(
    connection: &mut PgConnection,
    names: &[&str],
) -> Result<BTreeMap<String, Known>, Error> {
    let rows: Vec<Known> = sqlx::query_as(
        "select name, origin, version, removed_at is null as active, definition, pinned_address
         from cameras where name = any ($1) for update",
    )
    .bind(names)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name.clone(), row)).collect())
}

/// Those of the names that the CameraSite has come to declare.
pub(super) async fn declared(connection: &mut PgConnection, names: &[&str]) -> Result<Vec<String>, Error> {
    Ok(sqlx::query_scalar(
        "select name from cameras where name = any ($1) and origin = 'Declared' and removed_at is null",
    )
    .bind(names)
    .fetch_all(connection)
    .await?)
}

/// How many cameras the site has, whoever owns them.
pub(super) async fn total(connection: &mut PgConnection) -> Result<usize, Error> {
    let total: i64 = sqlx::query_scalar("select count(*) from cameras where removed_at is null")
        .fetch_one(connection)
        .await?;
    Ok(usize::try_from(total).unwrap_or_default())
}

/// Stores the cameras that differ from what is stored. The caller has made sure that none of them is declared; one that the
/// CameraSite has come to declare since is left alone.
pub(super) async fn put(connection: &mut PgConnection, writes: &[OwnedWrite]) -> Result<(), Error> {
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
             on conflict (name) do nothing
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
