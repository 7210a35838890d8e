//! Which images of the database and of the cache are known to run.

use crds::conditions::{self as types, reason};
use crds::{CameraSiteStatus, Images};

use crate::conditions::find;

/// Lets the status name an image only once it serves; until then, and while its workload is being deleted, the one that
/// served before stays. It is what a database or a cache goes back to when the spec no longer names an image.
pub fn keep_served(before: Option<&Images>, next: &mut CameraSiteStatus) {
    let says = |type_: &str, reason: &str| {
        find(&next.conditions, type_).is_some_and(|condition| condition.reason == reason)
    };
    let database = says(types::DATABASE_READY, reason::SERVING);
    let cache = [reason::SERVING, reason::DISABLED]
        .iter()
        .any(|reason| says(types::CACHE_READY, reason));
    let mut images = next.images.take().unwrap_or_default();
    if !database {
        images.postgres = before.and_then(|before| before.postgres.clone());
    }
    if !cache {
        images.redis = before.and_then(|before| before.redis.clone());
    }
    // Never an empty object: the API server makes null of one whose last field is taken away, and refuses that.
    next.images = (images != Images::default()).then_some(images);
}

#[cfg(test)]
mod tests {
    use k8s_openapi::jiff::Timestamp;

    use super::*;
    use crate::conditions::{Verdict, condition};

    fn images(postgres: &str, redis: &str) -> Images {
        Images {
            postgres: Some(postgres.into()),
            redis: Some(redis.into()),
        }
    }

    /// What the status names after a pass in which the database and the cache had these reasons.
    fn named(before: Option<&Images>, database: &'static str, cache: &'static str) -> Option<Images> {
        named_of(images("new", "new"), before, database, cache)
    }

    /// The same where the live workloads have these images.
    fn named_of(
        live: Images,
        before: Option<&Images>,
        database: &'static str,
        cache: &'static str,
    ) -> Option<Images> {
        let say = |type_, reason| {
            condition(
                &[],
                type_,
                Verdict::no(reason, ""),
                Some(1),
                Timestamp::UNIX_EPOCH,
            )
        };
        let mut next = CameraSiteStatus {
            conditions: vec![
                say(types::DATABASE_READY, database),
                say(types::CACHE_READY, cache),
            ],
            images: Some(live),
            ..CameraSiteStatus::default()
        };
        keep_served(before, &mut next);
        next.images
    }

    #[test]
    fn an_image_is_named_once_it_serves() {
        let before = images("old", "old");
        let (serves, rolls) = (reason::SERVING, reason::ROLLING_OUT);
        assert_eq!(named(Some(&before), serves, rolls), Some(images("new", "old")));
        assert_eq!(named(Some(&before), rolls, serves), Some(images("old", "new")));
        assert_eq!(named(None, rolls, reason::UNAVAILABLE), None);
        assert_eq!(named(None, serves, serves), Some(images("new", "new")));
    }

    #[test]
    fn what_is_being_deleted_is_remembered_and_what_is_switched_off_is_not() {
        let before = images("old", "old");
        let gone = |cache| named_of(Images::default(), Some(&before), reason::TERMINATING, cache);
        assert_eq!(gone(reason::TERMINATING), Some(before.clone()));
        let database_only = Images {
            redis: None,
            ..before.clone()
        };
        assert_eq!(gone(reason::DISABLED), Some(database_only));
    }

    #[test]
    fn no_image_is_no_object() {
        let nothing = named_of(Images::default(), None, reason::WAITING, reason::DISABLED);
        assert_eq!(nothing, None);
    }
}
