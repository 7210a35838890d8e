//! Keys of Secrets that the spec names for others to read.

use crds::SecretKey;
use crds::conditions::reason;

use super::Finding;
use crate::observe::{Content, Referenced, References};

/// What is wrong with a key that is to hold `what`; `who` begins the sentence. Its value is said nowhere.
pub(super) fn finding(
    references: &References,
    reference: &SecretKey,
    who: &str,
    what: &str,
    url: bool,
) -> Option<Finding> {
    let SecretKey { name, key } = reference;
    let (reason, said) = match references.keys.get(reference) {
        Some(Referenced::Found(Content::Other)) if url => (
            reason::SECRET_INVALID,
            format!(
                "has no http or https URL alone under the key {key}: correct it, a line break at its end counts"
            ),
        ),
        Some(Referenced::Found(_)) => return None,
        Some(Referenced::Invalid(_)) => (
            reason::SECRET_INVALID,
            format!("has nothing under the key {key}: add it"),
        ),
        None => (
            reason::SECRET_NOT_FOUND,
            format!("does not exist: create it, with {what} under the key {key}"),
        ),
    };
    let message = format!("{who} names the Secret {name}, which {said}");
    Some(Finding { reason, message })
}
