//! What the availability report is made of, camera by camera.

use std::collections::HashMap;

use futures::TryStreamExt as _;
use jiff_sqlx::{Timestamp, ToSqlx as _};
use probe::state::stale_after;
use sqlx::Acquire as _;
use sqlx::postgres::PgConnection;

use super::{Database, Error, maintenance, rollups};
use crate::history::availability::Record;
use crate::history::spans::{Span, Spans};
use crate::history::timeline::{Standing, Timeline};
use crate::history::windows::Calendar;

/// Which cameras to report; a missing filter lets everything through.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In this zone.
    pub zone: Option<String>,
    /// Of this name.
    pub camera: Option<String>,
}

/// A camera and what is known of it.
#[derive(Clone, Debug)]
pub struct CameraRecord {
    /// Identity.
    pub id: i32,
    /// Name.
    pub name: String,
    /// Zone, as it is now or was last.
    pub zone: String,
    /// What is known.
    pub record: Record,
}

/// A camera that was watched in the range.
#[derive(sqlx::FromRow)]
struct Watched {
    id: i32,
    name: String,
    zone: String,
    began: Vec<Timestamp>,
    ended: Vec<Option<Timestamp>>,
    result_at: Option<Timestamp>,
    interval_seconds: i32,
}

/// The cameras that were watched in `range`, those that have left the inventory since included, by name. Read in one
/// transaction, so that all of it is of the same moment.
///
/// # Errors
/// When the database is away, or a statement takes longer than 10 s.
pub async fn within(database: &Database, filter: &Filter, range: Span) -> Result<Vec<CameraRecord>, Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    sqlx::query("set transaction isolation level repeatable read, read only")
        .execute(&mut *transaction)
        .await?;
    sqlx::query("set local statement_timeout = '10s'")
        .execute(&mut *transaction)
        .await?;
    let windows = maintenance::within(&mut transaction, range).await?;
    let calendar = Calendar::new(&windows, range);
    let watched = watched(&mut transaction, filter, range).await?;
    let names: Vec<&str> = watched.iter().map(|camera| camera.name.as_str()).collect();
    let mut timelines = timelines(&mut transaction, &names, range).await?;
    let mut records = Vec::with_capacity(watched.len());
    for camera in watched {
        let timeline = timelines.remove(&camera.name).unwrap_or_default();
        let exact_from = timeline.begins().unwrap_or(range.to()).min(range.to());
        let hours = match Span::new(range.from(), exact_from) {
            Some(before) => rollups::hours(&mut transaction, &camera.name, before).await?,
            None => Vec::new(),
        };
        let record = Record {
            watched: camera.spans(range),
            maintenance: calendar.of(&camera.name, &camera.zone),
            timeline,
            stale_from: camera.stale_from(),
            hours,
        };
        records.push(CameraRecord {
            id: camera.id,
            name: camera.name,
            zone: camera.zone,
            record,
        });
    }
    transaction.commit().await?;
    Ok(records)
}

impl Watched {
    fn spans(&self, range: Span) -> Spans {
        let pieces = self.began.iter().zip(&self.ended);
        pieces
            .filter_map(|(began, ended)| {
                let ended = ended.map_or(range.to(), Timestamp::to_jiff);
                Span::new(began.to_jiff(), ended)
            })
            .collect()
    }

    /// From when on the last result no longer says anything, as every read of the state has it.
    fn stale_from(&self) -> Option<jiff::Timestamp> {
        let interval =
            std::time::Duration::from_secs(u64::try_from(self.interval_seconds).unwrap_or_default());
        let last = self.result_at?.to_jiff();
        Some(probe::clock::later(last, stale_after(interval)))
    }
}

async fn watched(connection: &mut PgConnection, filter: &Filter, range: Span) -> Result<Vec<Watched>, Error> {
    Ok(sqlx::query_as(
        "select c.id, c.name, c.zone, array_agg(p.began_at order by p.began_at) as began,
                array_agg(p.ended_at order by p.began_at) as ended, s.result_at,
                coalesce((s.snapshot ->> 'intervalSeconds')::integer, c.interval_seconds) as interval_seconds
         from cameras c
         join camera_periods p on p.camera = c.name and p.began_at < $2 and (p.ended_at is null or p.ended_at > $1)
         left join camera_states s on s.camera = c.name
         where ($3::text is null or c.zone = $3) and ($4::text is null or c.name = $4)
         group by c.id, s.camera
         order by c.name",
    )
    .bind(range.from().to_sqlx())
    .bind(range.to().to_sqlx())
    .bind(&filter.zone)
    .bind(&filter.camera)
    .fetch_all(connection)
    .await?)
}

/// An event as it counts.
#[derive(sqlx::FromRow)]
struct Decision {
    camera: String,
    since: Timestamp,
    to_state: String,
    verdict: Option<String>,
    verdict_since: Option<Timestamp>,
}

impl Decision {
    /// What counts from when on. Of a state that is known the verdict counts: Down since the first failed probe, also where the
    /// camera was found Flapping at the same time.
    fn standing(&self) -> (jiff::Timestamp, Standing) {
        let standing = Standing::new(&self.to_state, self.verdict.as_deref());
        let since = match (standing, self.verdict_since) {
            (Standing::Up | Standing::Down, Some(since)) => since,
            _ => self.since,
        };
        (since.to_jiff(), standing)
    }
}

/// The timelines of cameras by name: of each the last event before the range, those in it, and those of the hour after it,
/// which may say what the camera was at its end. Rows are folded as they come.
async fn timelines(
    connection: &mut PgConnection,
    cameras: &[&str],
    range: Span,
) -> Result<HashMap<String, Timeline>, Error> {
    let mut rows = sqlx::query_as::<_, Decision>(
        "select e.camera, e.since, e.to_state, e.verdict, e.verdict_since
         from unnest($1::text[]) as wanted(camera)
         cross join lateral (
             (select camera, at, since, to_state, verdict, verdict_since
              from camera_events
              where camera = wanted.camera and kind in ('State', 'Verdict') and at < $2
              order by at desc
              limit 1)
             union all
             (select camera, at, since, to_state, verdict, verdict_since
              from camera_events
              where camera = wanted.camera and kind in ('State', 'Verdict') and at >= $2 and at < $3 + interval '1 hour'
              order by at)
         ) e
         order by e.camera, e.at",
    )
    .bind(cameras)
    .bind(range.from().to_sqlx())
    .bind(range.to().to_sqlx())
    .fetch(connection);
    let mut timelines: HashMap<String, Timeline> = HashMap::with_capacity(cameras.len());
    while let Some(event) = rows.try_next().await? {
        let (since, standing) = event.standing();
        timelines.entry(event.camera).or_default().push(since, standing);
    }
    Ok(timelines)
}
