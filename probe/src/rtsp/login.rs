//! How often, and with what, we log in: cameras lock accounts and addresses, so as seldom as can be.

use crate::credentials::Credentials;
use crate::ladder::Failure;
use crate::reason::Reason;
use crate::rtsp::auth::{self, Scheme};
use crate::rtsp::challenge::{self, Challenge};
use crate::rtsp::{Method, Response};

/// The login to one server within one probe: one try, and one more only with a nonce that was not tried.
pub(crate) struct Login<'a> {
    credentials: Option<&'a Credentials>,
    scheme: Option<Scheme>,
    tries: u32,
}

impl<'a> Login<'a> {
    pub(crate) const fn new(credentials: Option<&'a Credentials>) -> Self {
        Self {
            credentials,
            scheme: None,
            tries: 0,
        }
    }

    /// The `Authorization` header for a request, once the server has asked for one.
    pub(crate) fn authorization(&self, method: Method, uri: &str) -> Option<String> {
        Some(self.scheme.as_ref()?.authorize(self.credentials?, method, uri))
    }

    /// Takes in a 401. `Ok`: ask again with [`Login::authorization`]. `Err`: the verdict.
    pub(crate) fn challenged(&mut self, response: &Response) -> Result<(), Failure> {
        if self.credentials.is_none() {
            return Err(Failure::new(
                Reason::AuthRequired,
                "the camera asks for a login and has no credentials; set its credentialsSecretRef".to_owned(),
            ));
        }
        let challenges: Vec<Challenge> = response
            .headers("www-authenticate")
            .flat_map(challenge::parse)
            .collect();
        let offered = auth::choose(&challenges);
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
            "the camera asks for a login by {}; Basic and Digest MD5 can be done",
            names.join(", ")
        )
    };
    Failure::new(Reason::AuthRequired, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unauthorized(challenge: &str) -> Response {
        let head = format!("RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: {challenge}\r\n\r\n");
        Response::parse_head(head.as_bytes()).unwrap()
    }

    fn digest(nonce: &str, more: &str) -> Response {
        unauthorized(&format!("Digest realm=\"r\", nonce=\"{nonce}\"{more}"))
    }

    fn verdict(answers: &[Response]) -> Result<(), Reason> {
        let credentials = Credentials::new("viewer", "hunter2");
        let mut login = Login::new(Some(&credentials));
        answers
            .iter()
            .try_for_each(|answer| login.challenged(answer))
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
        let basic = || unauthorized("Basic realm=\"r\"");
        assert_eq!(verdict(&[basic()]), Ok(()));
        assert_eq!(verdict(&[basic(), basic()]), Err(Reason::AuthFailed));
        assert_eq!(verdict(&[digest("1", ""), basic()]), Err(Reason::AuthFailed));
    }

    #[test]
    fn what_was_never_tried_has_not_failed() {
        let mut login = Login::new(None);
        assert_eq!(
            login.challenged(&digest("1", "")).unwrap_err().reason,
            Reason::AuthRequired
        );
        let failure = verdict(&[unauthorized("Digest realm=\"r\", nonce=\"1\", algorithm=SHA-256")]);
        assert_eq!(failure, Err(Reason::AuthRequired));
    }
}
