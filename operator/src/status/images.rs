//! Which images of the database and of the cache are known to run.

use crds::conditions::{self as types, reason};
use crds::{CameraSiteStatus, Images};

use crate::conditions::find;

/// Lets the status name an image only once it serves; until then the one that served before stays. It is what a database
/// or a cache goes back to when the spec no longer names an image.
pub fn keep_served(before: Option<&Images>, next: &mut CameraSiteStatus) {
    let serves = |type_: &str| {
        find(&next.conditions, type_).is_some_and(|condition| condition.reason == reason::SERVING)
    };
    let (database, cache) = (serves(types::DATABASE_READY), serves(types::CACHE_READY));
    let Some(images) = &mut next.images else { return };
    if !database && images.postgres.is_some() {
        images.postgres = before.and_then(|before| before.postgres.clone());
    }
    if !cache && images.redis.is_some() {
        images.redis = before.and_then(|before| before.redis.clone());
    }
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
    fn named(before: Option<&Images>, database: &'static str, cache: &'static str) -> Images {
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
            images: Some(images("new", "new")),
            ..CameraSiteStatus::default()
        };
        keep_served(before, &mut next);
        next.images.unwrap()
    }

    #[test]
    fn an_image_is_named_once_it_serves() {
        let before = images("old", "old");
        let (serves, rolls) = (reason::SERVING, reason::ROLLING_OUT);
        assert_eq!(named(Some(&before), serves, rolls), images("new", "old"));
        assert_eq!(named(Some(&before), rolls, serves), images("old", "new"));
        assert_eq!(named(None, rolls, reason::UNAVAILABLE), Images::default());
        assert_eq!(named(None, serves, serves), images("new", "new"));
    }
}
