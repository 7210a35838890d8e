//! The declared cameras of `cameras.json` in table `cameras`.

use contract::inventory::{Camera, CamerasFile};
use contract::place::Coordinates;
use serde::Serialize;
use sqlx::postgres::PgConnection;
use sqlx::types::Json;
use url::Url;

use super::Error;

/// Key of the session lock whose holder alone writes declared cameras.
const LOCK: i64 = 0x0063_616d_7379_6e63;

/// A declared camera as the statement reads it.
#[derive(Serialize)]
struct Declared<'a> {
    name: &'a str,
    display_name: &'a str,
    zone: &'a str,
    location: Option<&'a str>,
    url: &'a str,
    address: String,
    priority: String,
    tags: &'a [String],
    enabled: bool,
    origin: String,
    interval_seconds: u32,
    coordinates: Option<&'a Coordinates>,
}

impl<'a> From<&'a Camera> for Declared<'a> {
    fn from(camera: &'a Camera) -> Self {
        Self {
            name: &camera.name,
            display_name: &camera.display_name,
            zone: &camera.zone,
            location: camera.location.as_deref(),
            url: &camera.url,
            address: address(&camera.url),
            priority: format!("{:?}", camera.priority),
            tags: &camera.tags,
            enabled: camera.enabled,
            origin: format!("{:?}", camera.origin),
            interval_seconds: camera.probe.interval_seconds.max(1),
            coordinates: camera.coordinates.as_ref(),
        }
    }
}

/// How many cameras a synchronisation touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Changes {
    /// New rows.
    pub added: i64,
    /// Rows that changed or came back.
    pub changed: i64,
    /// Rows that left the inventory.
    pub retired: i64,
}

/// Tries to become the one replica that synchronises. The lock lasts as long as the session.
///
/// # Errors
/// When the database is away.
pub async fn try_lead(session: &mut PgConnection) -> Result<bool, Error> {
    Ok(sqlx::query_scalar("select pg_try_advisory_lock($1)")
        .bind(LOCK)
        .fetch_one(session)
        .await?)
}

/// Makes table `cameras` say what the file says. Runs on the session that holds the lock, so a holder that lost its session
/// cannot write. New rows are inserted by name alone: `on conflict` would use up an id for every camera at every run.
///
/// A camera that a user had entered is taken over, with a line in the audit log; its id and its history stay.
///
/// # Errors
/// When the database is away.
pub async fn declared(session: &mut PgConnection, file: &CamerasFile) -> Result<Changes, Error> {
    let rows: Vec<Declared<'_>> = file.cameras.iter().map(Declared::from).collect();
    let changes = sqlx::query_as(
        "with declared as (
             select * from jsonb_to_recordset($1) as x(
                 name text, display_name text, zone text, location text, url text, address text, priority text,
                 tags text[], enabled boolean, origin text, interval_seconds integer, coordinates jsonb)
         ), added as (
             insert into cameras
                 (name, display_name, zone, location, url, address, priority, tags, enabled, origin, interval_seconds,
                  coordinates)
             select name, display_name, zone, location, url, address, priority, tags, enabled, origin, interval_seconds,
                    coordinates
             from declared d
             where not exists (select from cameras c where c.name = d.name)
             order by name
             returning 1
         ), changed as (
             update cameras c
             set display_name = d.display_name, zone = d.zone, location = d.location, url = d.url, address = d.address,
                 priority = d.priority, tags = d.tags, enabled = d.enabled, origin = d.origin,
                 interval_seconds = d.interval_seconds, coordinates = d.coordinates, definition = null,
                 pinned_address = null, removed_at = null, version = c.version + 1, updated_at = now()
             from declared d
             where c.name = d.name
               and (c.display_name, c.zone, c.location, c.url, c.address, c.priority, c.tags, c.enabled, c.origin,
                    c.interval_seconds, c.coordinates, c.removed_at is not null)
                   is distinct from
                   (d.display_name, d.zone, d.location, d.url, d.address, d.priority, d.tags, d.enabled, d.origin,
                    d.interval_seconds, d.coordinates, false)
             returning 1
         ), taken_over as (
             insert into audit_log (actor, action, object, request_id, remote, detail)
             select '(site)', 'camera.takeover', c.name, '', '', 'the CameraSite declares it now'
             from cameras c join declared d on d.name = c.name
             where c.origin = 'Api' and c.removed_at is null
         ), retired as (
             update cameras c
             set removed_at = now(), version = c.version + 1, updated_at = now()
             where c.origin = 'Declared' and c.removed_at is null
               and not exists (select from declared d where d.name = c.name)
             returning 1
         )
         select (select count(*) from added) as added,
                (select count(*) from changed) as changed,
                (select count(*) from retired) as retired",
    )
    .bind(Json(rows))
    .fetch_one(session)
    .await?;
    Ok(changes)
}

/// `host` or `host:port` of a camera's URL; the URL itself where it has no host.
pub(crate) fn address(url: &str) -> String {
    let Ok(parsed) = Url::parse(url) else {
        return url.to_owned();
    };
    match (parsed.host_str(), parsed.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_is_the_host_and_the_port_that_the_url_names() {
        assert_eq!(
            address("rtsp://10.20.1.11:554/Streaming/Channels/101"),
            "10.20.1.11:554"
        );
        assert_eq!(address("rtsp://camera.example.net/live"), "camera.example.net");
        assert_eq!(address("tcp://[2001:db8::1]:8080"), "[2001:db8::1]:8080");
        assert_eq!(address("not a url"), "not a url");
    }
}
