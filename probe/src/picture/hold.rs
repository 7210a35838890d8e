//! Keeps a rejected login for pictures from being tried again and again.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::credentials::Credentials;

/// How long a rejected login is not tried again; cameras lock accounts.
const HOLD: Duration = Duration::from_mins(15);

/// Remembers, for one camera, the credentials that were rejected when a picture was fetched.
///
/// A picture that cannot be had does not fail the probe, so the hold that follows `AuthFailed` never comes about for it.
/// All holds are equal: what happened to a camera does not make it another one.
#[derive(Clone, Debug, Default)]
pub(crate) struct LoginHold(Arc<Mutex<Option<Rejected>>>);

#[derive(Clone, Debug)]
struct Rejected {
    credentials: Credentials,
    until: Instant,
}

impl LoginHold {
    /// Whether `credentials` were rejected lately.
    pub(crate) fn holds(&self, credentials: &Credentials) -> bool {
        let rejected = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rejected
            .as_ref()
            .is_some_and(|rejected| rejected.credentials == *credentials && Instant::now() < rejected.until)
    }

    /// `credentials` were rejected now.
    pub(crate) fn reject(&self, credentials: &Credentials) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Rejected {
            credentials: credentials.clone(),
            until: Instant::now() + HOLD,
        });
    }
}

impl PartialEq for LoginHold {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for LoginHold {}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_rejected_login_is_held_for_a_while_and_others_are_not() {
        let hold = LoginHold::default();
        let (old, new) = (
            Credentials::new("viewer", "old"),
            Credentials::new("viewer", "new"),
        );
        assert!(!hold.holds(&old));
        hold.reject(&old);
        assert!(hold.clone().holds(&old) && !hold.holds(&new));
        tokio::time::advance(HOLD).await;
        assert!(!hold.holds(&old));
    }
}
