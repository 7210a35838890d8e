//! How often, and with what, we log in: cameras lock accounts and addresses, so as seldom as can be.

use std::borrow::Cow;

use crate::auth::challenge::{self, Challenge};
use crate::auth::scheme::{self, Scheme};
use crate::credentials::Credentials;
use crate::ladder::Failure;
use crate::reason::Reason;

/// The login to one server within one probe: one try, and one more only with a nonce that was not tried.
pub(crate) struct Login<'a> {
    credentials: Option<Cow<'a, Credentials>>,
    scheme: Option<Scheme>,
    /// Since the last answer that was no challenge.
    tries: u32,
}

impl<'a> Login<'a> {
    pub(crate) fn new(credentials: Option<&'a Credentials>) -> Self {
        Self {
            credentials: credentials.map(Cow::Borrowed),
            scheme: None,
            tries: 0,
        }
    }

    /// The `Authorization` header of the next request, once the server has asked for one. `uri` as it is sent: the
    /// absolute one in RTSP, the path with its query in HTTP. Call it once for each request, because nonces are counted.
    pub(crate) fn authorization(&mut self, method: &str, uri: &str) -> Option<String> {
        let credentials = self.credentials.as_deref()?;
        Some(self.scheme.as_mut()?.authorize(credentials, method, uri))
    }

    /// The same, with credentials of its own: for what outlives the probe.
    pub(crate) fn into_owned(self) -> Login<'static> {
        Login {
            credentials: self
                .credentials
                .map(|credentials| Cow::Owned(credentials.into_owned())),
            scheme: self.scheme,
            tries: self.tries,
        }
    }

    /// Takes in an answer to a request with our login that was no challenge: the next one may again need a new nonce.
    pub(crate) fn accepted(&mut self) {
        self.tries = self.tries.min(1);
    }

    /// Takes in a 401 with the values of its `WWW-Authenticate` headers, all of them. `Ok`: ask again with
    /// [`Login::authorization`]. `Err`: the verdict.
    pub(crate) fn challenged<'h>(
        &mut self,
        offers: impl IntoIterator<Item = &'h str>,
    ) -> Result<(), Failure> {
        if self.credentials.is_none() {
            return Err(Failure::new(
                Reason::AuthRequired,
                "the camera asks for a login and has no credentials; set its credentialsSecretRef".to_owned(),
            ));
        }
        let challenges: Vec<Challenge> = offers.into_iter().flat_map(challenge::parse).collect();
        let offered = scheme::choose(&challenges);
        if self.tries > 0 && !self.is_worth_another(offered.as_ref()) {
            return Err(Failure::new(
                Reason::AuthFailed,
                "the camera rejects the user name or the password; correct the Secret that holds them"
                    .to_owned(),
            ));
        }
        let Some(scheme) = offered else {
            return Err(impossible(&challenges));
        };
        self.scheme = Some(scheme);
        self.tries += 1;
        Ok(())
    }

    /// After one failed try: whether the server offers a Digest with a nonce that was not used yet.
    fn is_worth_another(&self, offered: Option<&Scheme>) -> bool {
        match (&self.scheme, offered) {
            (Some(Scheme::Digest(used)), Some(Scheme::Digest(fresh))) => {
                self.tries == 1 && (fresh.stale || fresh.nonce != used.nonce)
            }
            _ => false,
        }
    }
}

/// A login that we cannot do: nothing was tried, so it is no failed one.
fn impossible(challenges: &[Challenge]) -> Failure {
    let names: Vec<String> = challenges
        .iter()
        .map(|challenge| match challenge.get("algorithm") {
            Some(algorithm) => format!("{} {algorithm}", challenge.scheme),
            None => challenge.scheme.clone(),
        })
        .collect();
    let message = if names.is_empty() {
        "the camera asks for a login but does not say how".to_owned()
    } else {
        format!(
            "the camera asks for a login by {}; Basic and Digest with MD5 or SHA-256 can be done",
            names.join(", ")
        )
    };
    Failure::new(Reason::AuthRequired, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(nonce: &str, more: &str) -> String {
        format!("Digest realm=\"r\", nonce=\"{nonce}\"{more}")
    }

    fn verdict(challenges: &[String]) -> Result<(), Reason> {
        let credentials = Credentials::new("viewer", "hunter2");
        let mut login = Login::new(Some(&credentials));
        challenges
            .iter()
            .try_for_each(|challenge| login.challenged([challenge.as_str()]))
            .map_err(|failure| failure.reason)
    }

    #[test]
    fn a_second_try_needs_a_nonce_that_was_not_used() {
        assert_eq!(verdict(&[digest("1", "")]), Ok(()));
        assert_eq!(
            verdict(&[digest("1", ""), digest("1", "")]),
            Err(Reason::AuthFailed)
        );
        assert_eq!(verdict(&[digest("1", ""), digest("2", "")]), Ok(()));
        assert_eq!(verdict(&[digest("1", ""), digest("1", ", stale=true")]), Ok(()));
    }

    #[test]
    fn there_is_never_a_third_try() {
        let answers = [
            digest("1", ""),
            digest("2", ", stale=true"),
            digest("3", ", stale=true"),
        ];
        assert_eq!(verdict(&answers), Err(Reason::AuthFailed));
    }

    #[test]
    fn basic_is_tried_once() {
        let basic = || "Basic realm=\"r\"".to_owned();
        assert_eq!(verdict(&[basic()]), Ok(()));
        assert_eq!(verdict(&[basic(), basic()]), Err(Reason::AuthFailed));
        assert_eq!(verdict(&[digest("1", ""), basic()]), Err(Reason::AuthFailed));
    }

    #[test]
    fn what_was_never_tried_has_not_failed() {
        let mut login = Login::new(None);
        assert_eq!(
            login.challenged([digest("1", "").as_str()]).unwrap_err().reason,
            Reason::AuthRequired
        );
        let failure = verdict(&[digest("1", ", algorithm=SHA-512-256")]);
        assert_eq!(failure, Err(Reason::AuthRequired));
    }

    #[test]
    fn an_accepted_login_may_meet_a_new_nonce_later_but_not_a_rejection() {
        let credentials = Credentials::new("viewer", "hunter2");
        let mut login = Login::new(Some(&credentials));
        for nonce in ["1", "2"] {
            login.challenged([digest(nonce, "").as_str()]).unwrap();
        }
        login.accepted();
        login.challenged([digest("3", "").as_str()]).unwrap();
        login.accepted();
        let rejected = login.challenged([digest("3", "").as_str()]).unwrap_err();
        assert_eq!(rejected.reason, Reason::AuthFailed);
    }
}
