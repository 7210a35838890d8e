//! Windows that come again: a cron expression on the clocks of a time zone.

use cronexpr::Crontab;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::spans::Span;

/// The longest that one occurrence may last.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The shortest.
pub const SHORTEST: SignedDuration = SignedDuration::from_mins(1);
/// The longest cron expression, in bytes.
const EXPRESSION_LIMIT: usize = 128;
/// No window is looked for from this year on: the search goes years ahead, and the calendar ends with 9999.
const LAST_YEAR: i16 = 9_900;
/// More than any clock was ever set forward or back: the order of local times tells nothing within it.
const SLACK: SignedDuration = SignedDuration::from_hours(26);

/// When a window begins, and how long it lasts.
///
/// The expression is asked on the local clock, and each local time begins one occurrence: one that the clock skips in spring
/// begins as much later as the clock jumps, one that it shows twice in autumn begins at the first. The duration is elapsed time.
#[derive(Clone, Debug)]
pub struct Recurrence {
    cron: Crontab,
    zone: TimeZone,
    duration: SignedDuration,
}

/// What is wrong with a recurrence: the field and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// `cron`, `timeZone` or `durationSeconds`.
    pub field: &'static str,
    /// What is wrong and what would be right.
    pub why: String,
}

impl Recurrence {
    /// Reads a recurrence.
    ///
    /// # Errors
    /// When the expression does not have five fields that make sense, does not begin with one minute (a window begins once an
    /// hour at most) or never comes; when the zone is not an IANA name; when the duration is below a minute or above 7 days.
    pub fn new(cron: &str, zone: &str, duration: SignedDuration) -> Result<Self, Unusable> {
        let zone = TimeZone::get(zone).map_err(|_| Unusable {
            field: "timeZone",
            why: format!("{zone:?} is not an IANA time zone such as Europe/Paris"),
        })?;
        if !(SHORTEST..=LONGEST).contains(&duration) {
            return Err(Unusable {
                field: "durationSeconds",
                why: "must be from 60 to 604800 seconds (7 days)".to_owned(),
            });
        }
        let cron = expression(cron).map_err(|why| Unusable { field: "cron", why })?;
        Ok(Self { cron, zone, duration })
    }

    /// The occurrences that have something in common with `within`, whole.
    #[must_use]
    pub fn occurrences(&self, within: Span) -> Vec<Span> {
        let civil = |at: Timestamp| at.to_zoned(self.zone.clone()).datetime();
        let early = |at: Timestamp, by: SignedDuration| at.checked_sub(by).unwrap_or(Timestamp::MIN);
        let mut clock = civil(early(early(within.from(), self.duration), SLACK));
        let last = civil(within.to().checked_add(SLACK).unwrap_or(Timestamp::MAX));
        let mut found = Vec::new();
        while let Some(next) = self.next(clock).filter(|next| *next <= last) {
            clock = next;
            found.extend(
                self.occurrence(next)
                    .filter(|span| span.intersection(within).is_some()),
            );
        }
        found
    }

    /// The first local time after `clock` that the expression names; it is asked in UTC, where no clock is ever set.
    fn next(&self, clock: DateTime) -> Option<DateTime> {
        if clock.year() >= LAST_YEAR {
            return None;
        }
        let at = TimeZone::UTC.to_timestamp(clock).ok()?;
        Some(self.cron.find_next(at).ok()?.datetime())
    }

    fn occurrence(&self, clock: DateTime) -> Option<Span> {
        let begins = self.zone.to_ambiguous_zoned(clock).compatible().ok()?.timestamp();
        Span::new(begins, begins.checked_add(self.duration).ok()?)
    }
}

fn expression(text: &str) -> Result<Crontab, String> {
    let fields: Vec<&str> = text.split_ascii_whitespace().collect();
    if fields.len() != 5 || text.len() > EXPRESSION_LIMIT {
        return Err(
            "must have five fields: minute, hour, day of month, month, day of week, such as \"0 22 * * SUN\""
                .to_owned(),
        );
    }
    if fields[0].parse::<u8>().is_err() {
        return Err(
            "must begin with one minute from 0 to 59: a window begins once an hour at most".to_owned(),
        );
    }
    let cron = cronexpr::parse_crontab(&format!("{} UTC", fields.join(" ")))
        .map_err(|error| format!("cannot be read: {}", error.to_string().replace('\n', " ")))?;
    // 30 February and the like.
    if cron.find_next(Timestamp::UNIX_EPOCH).is_err() {
        return Err("names a time that never comes".to_owned());
    }
    Ok(cron)
}
