//! What a client says of a maintenance window.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::db::maintenance::WindowWrite;
use crate::error::Invalid;
use crate::history::recurrence;
use crate::history::windows::Scope;

/// The longest reason, in characters.
const REASON_LIMIT: usize = 500;
/// The longest name of a zone or a camera, in characters.
const NAME_LIMIT: usize = 64;
/// The longest window that does not come again.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366);

/// A window as it is sent.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[schema(as = NewMaintenanceWindow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Input {
    /// What it covers.
    #[schema(required = true)]
    scope: Option<ScopeWord>,
    /// The zone, with the scope Zone.
    #[schema(examples("quais"))]
    zone: Option<String>,
    /// Name of the camera, with the scope Camera.
    #[schema(examples("hall"))]
    camera: Option<String>,
    /// What is done.
    #[serde(default)]
    #[schema(required = true, min_length = 1, max_length = 500, examples("New lenses"))]
    reason: String,
    /// When it starts; of one that comes again: from when on, now by default.
    starts_at: Option<Timestamp>,
    /// When it ends; of one that comes again: until when it does.
    ends_at: Option<Timestamp>,
    /// When it comes again, if it does.
    recurrence: Option<Recurrence>,
}

/// What a maintenance window covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(as = MaintenanceScope)]
pub(super) enum ScopeWord {
    /// Every camera.
    Site,
    /// The cameras of a zone.
    Zone,
    /// A camera.
    Camera,
}

/// When a window comes again.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewRecurrence)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Recurrence {
    /// Minute, hour, day of the month, month, day of the week at which it begins.
    #[schema(examples("30 22 * * MON"))]
    cron: String,
    /// IANA name of the time zone in which that is meant.
    #[schema(examples("Europe/Paris"))]
    time_zone: String,
    /// How long it lasts each time, in seconds.
    #[schema(minimum = 60, maximum = 604_800, examples(7200))]
    duration_seconds: i32,
}

/// What is wrong with an input, all of it.
#[derive(Default)]
struct Errors(Vec<Invalid>);

impl Errors {
    fn note(&mut self, pointer: &str, detail: impl Into<String>) {
        self.0.push(Invalid {
            pointer: pointer.to_owned(),
            detail: detail.into(),
        });
    }
}

impl Input {
    /// The window, or everything that is wrong with it. A window that comes again begins by default at `now`.
    pub(super) fn judge(self, now: Timestamp) -> Result<WindowWrite, Vec<Invalid>> {
        let mut errors = Errors::default();
        let scope = self.judge_scope(&mut errors);
        let reason = self.reason.trim();
        if reason.is_empty() || reason.chars().count() > REASON_LIMIT || reason.contains('\0') {
            errors.note(
                "/reason",
                format!("The reason must say in 1 to {REASON_LIMIT} characters what is done."),
            );
        }
        self.judge_recurrence(&mut errors);
        self.judge_times(&mut errors);
        if !errors.0.is_empty() {
            return Err(errors.0);
        }
        Ok(WindowWrite {
            scope,
            reason: reason.to_owned(),
            starts_at: self.starts_at.unwrap_or(now),
            ends_at: self.ends_at,
            recurrence: self.recurrence.map(|recurrence| {
                let Recurrence {
                    cron,
                    time_zone,
                    duration_seconds,
                } = recurrence;
                (cron, time_zone, duration_seconds)
            }),
        })
    }

    fn judge_scope(&self, errors: &mut Errors) -> Scope {
        let given = |name: &Option<String>| name.clone().filter(|name| !name.is_empty());
        let (zone, camera) = (given(&self.zone), given(&self.camera));
        for (pointer, name) in [("/zone", &zone), ("/camera", &camera)] {
            let unusable = |name: &String| name.chars().count() > NAME_LIMIT || name.contains('\0');
            if name.as_ref().is_some_and(unusable) {
                errors.note(
                    pointer,
                    format!("The name takes at most {NAME_LIMIT} characters."),
                );
            }
        }
        match (self.scope, zone, camera) {
            (Some(ScopeWord::Site), None, None) => Scope::Site,
            (Some(ScopeWord::Zone), Some(zone), None) => Scope::Zone(zone),
            (Some(ScopeWord::Camera), None, Some(camera)) => Scope::Camera(camera),
            _ => {
                errors.note(
                    "/scope",
                    "The scope must be Site, Zone with a zone, or Camera with a camera, and nothing beside it.",
                );
                Scope::Site
            }
        }
    }

    fn judge_times(&self, errors: &mut Errors) {
        let once = self.recurrence.is_none();
        if once && self.starts_at.is_none() {
            errors.note(
                "/startsAt",
                "A window that does not come again must say when it starts.",
            );
        }
        match (self.starts_at, self.ends_at) {
            (_, None) if once => {
                errors.note(
                    "/endsAt",
                    "A window that does not come again must say when it ends.",
                );
            }
            (Some(start), Some(end)) if end <= start => {
                errors.note("/endsAt", "The end must be after the start.");
            }
            (Some(start), Some(end)) if once && end.duration_since(start) > LONGEST => {
                errors.note(
                    "/endsAt",
                    "A window lasts 366 days at most; disable a camera that is gone for longer.",
                );
            }
            _ => {}
        }
    }

    fn judge_recurrence(&self, errors: &mut Errors) {
        let Some(recurrence) = &self.recurrence else {
            return;
        };
        let duration = SignedDuration::from_secs(recurrence.duration_seconds.into());
        if let Err(unusable) = recurrence::Recurrence::new(&recurrence.cron, &recurrence.time_zone, duration)
        {
            let field = unusable.field;
            errors.note(
                &format!("/recurrence/{field}"),
                format!("The field {field} {}.", unusable.why),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn pointers(input: Value) -> Vec<String> {
        let input: Input = serde_json::from_value(input).unwrap();
        let errors = input.judge(Timestamp::UNIX_EPOCH).err().unwrap_or_default();
        errors.into_iter().map(|error| error.pointer).collect()
    }

    #[test]
    fn everything_wrong_with_a_window_is_told_at_once() {
        let good = json!({
            "scope": "Site", "reason": "cabling", "startsAt": "2026-11-20T08:00:00Z", "endsAt": "2026-11-20T09:00:00Z"
        });
        let with = |patch: Value| {
            let mut input = good.clone();
            for (key, value) in patch.as_object().unwrap() {
                input[key] = value.clone();
            }
            pointers(input)
        };
        let weekly = |cron: &str, zone: &str, seconds: i32| json!({ "recurrence": { "cron": cron, "timeZone": zone, "durationSeconds": seconds }, "endsAt": null });
        assert!(with(json!({})).is_empty());
        assert!(with(weekly("30 22 * * SUN", "Europe/Paris", 3600)).is_empty());
        assert_eq!(pointers(json!({})), ["/scope", "/reason", "/startsAt", "/endsAt"]);
        for (patch, pointer) in [
            (json!({ "scope": "Zone" }), "/scope"),
            (json!({ "scope": "Site", "camera": "hall" }), "/scope"),
            (json!({ "scope": "Zone", "zone": "z".repeat(65) }), "/zone"),
            (json!({ "reason": " " }), "/reason"),
            (json!({ "reason": "r".repeat(501) }), "/reason"),
            (json!({ "endsAt": "2026-11-20T08:00:00Z" }), "/endsAt"),
            (json!({ "endsAt": "2028-11-20T08:00:00Z" }), "/endsAt"),
            (weekly("30 22 * *", "Europe/Paris", 3600), "/recurrence/cron"),
            (weekly("*/5 * * * *", "Europe/Paris", 3600), "/recurrence/cron"),
            (weekly("0 0 30 2 *", "Europe/Paris", 3600), "/recurrence/cron"),
            (weekly("0 25 * * *", "Europe/Paris", 3600), "/recurrence/cron"),
            (weekly("0 0 * * * UTC", "Europe/Paris", 3600), "/recurrence/cron"),
            (weekly("0 0 * * *", "Europe/Pariss", 3600), "/recurrence/timeZone"),
            (weekly("0 0 * * *", "UTC", 59), "/recurrence/durationSeconds"),
            (weekly("0 0 * * *", "UTC", 604_801), "/recurrence/durationSeconds"),
        ] {
            assert_eq!(with(patch.clone()), [pointer], "{patch}");
        }
    }
}
