//! The door of a camera: challenges, nonces, and the lock on the account.

mod digest;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::behaviour::{Lockout, Login, Nonces, Scheme};
use digest::{Algorithm, Claim, Expected};

/// Realm of every camera.
const REALM: &str = "simulator";
/// Most nonces that a camera remembers; older ones have gone stale.
const NONCES: usize = 64;

/// A request, as far as a login is concerned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt<'a> {
    /// RTSP or HTTP method.
    pub(crate) method: &'a str,
    /// The URI as sent.
    pub(crate) uri: &'a str,
    /// The `Authorization` header.
    pub(crate) authorization: Option<&'a str>,
}

/// What becomes of an attempt.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Enter,
    /// A 401 with these `WWW-Authenticate` headers.
    Refuse {
        challenges: Vec<String>,
        /// A login was tried with a wrong password.
        failed: bool,
        /// This failure locked the account.
        locked: bool,
    },
}

/// What a camera remembers of those who tried.
#[derive(Debug, Default)]
pub(crate) struct Door {
    nonces: VecDeque<Nonce>,
    failures: u32,
    locked_until: Option<Instant>,
}

#[derive(Debug)]
struct Nonce {
    value: String,
    good_for: GoodFor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GoodFor {
    Nothing,
    One,
    All,
}

/// What the claim of a client is worth.
enum Worth {
    Good,
    OutOfDate,
    Wrong,
}

impl Door {
    /// Judges an attempt and remembers what it must.
    pub(crate) fn judge(&mut self, login: &Login, attempt: Attempt<'_>, now: Instant) -> Verdict {
        let Some(authorization) = attempt.authorization else {
            return self.refuse(login, false, false);
        };
        if self.locked_until.is_some_and(|until| now < until) {
            return self.refuse(login, false, false);
        }
        match self.worth(login, attempt, authorization) {
            Worth::Good => {
                self.failures = 0;
                Verdict::Enter
            }
            Worth::OutOfDate => {
                let challenges = self.challenges(login, true);
                Verdict::Refuse {
                    challenges,
                    failed: false,
                    locked: false,
                }
            }
            Worth::Wrong => {
                let locked = self.fail(login.lockout, now);
                self.refuse(login, true, locked)
            }
        }
    }

    fn refuse(&mut self, login: &Login, failed: bool, locked: bool) -> Verdict {
        let challenges = self.challenges(login, false);
        Verdict::Refuse {
            challenges,
            failed,
            locked,
        }
    }

    /// Counts a wrong password; tells whether it locked the account.
    fn fail(&mut self, lockout: Option<Lockout>, now: Instant) -> bool {
        let Some(lockout) = lockout else { return false };
        self.failures += 1;
        if self.failures < lockout.failures {
            return false;
        }
        self.failures = 0;
        self.locked_until = Some(now + Duration::from_secs(lockout.seconds.into()));
        true
    }

    fn worth(&mut self, login: &Login, attempt: Attempt<'_>, authorization: &str) -> Worth {
        let (scheme, rest) = authorization.split_once(' ').unwrap_or((authorization, ""));
        if scheme.eq_ignore_ascii_case("Basic") {
            let good = offers_basic(login.scheme) && is_account(login, rest);
            return if good { Worth::Good } else { Worth::Wrong };
        }
        let claim = scheme
            .eq_ignore_ascii_case("Digest")
            .then(|| Claim::parse(rest))
            .flatten();
        let Some(claim) = claim else { return Worth::Wrong };
        let expected = Expected {
            realm: REALM,
            username: &login.username,
            password: &login.password,
            method: attempt.method,
            uri: attempt.uri,
        };
        if !algorithms(login.scheme).contains(&claim.algorithm) || !claim.is_true(expected) {
            return Worth::Wrong;
        }
        if self.spend(claim.nonce()) {
            Worth::Good
        } else {
            Worth::OutOfDate
        }
    }

    /// Uses a nonce; tells whether it was good.
    fn spend(&mut self, value: &str) -> bool {
        let Some(at) = self.nonces.iter().position(|nonce| nonce.value == value) else {
            return false;
        };
        let good_for = self.nonces[at].good_for;
        if good_for != GoodFor::All {
            self.nonces.remove(at);
        }
        good_for != GoodFor::Nothing
    }

    /// The values of `WWW-Authenticate`, the strongest first.
    fn challenges(&mut self, login: &Login, stale: bool) -> Vec<String> {
        let good_for = match login.nonces {
            Nonces::Lasting => GoodFor::All,
            Nonces::StaleFirst if stale => GoodFor::All,
            Nonces::StaleFirst => GoodFor::Nothing,
            Nonces::NewEachTime => GoodFor::One,
        };
        let mut challenges: Vec<String> = Vec::new();
        for &algorithm in algorithms(login.scheme) {
            let nonce = self.issue(good_for);
            challenges.push(challenge(algorithm, &nonce, login.scheme, stale));
        }
        if offers_basic(login.scheme) {
            challenges.push(format!("Basic realm=\"{REALM}\""));
        }
        if login.scheme == Scheme::Both {
            vec![challenges.join(", ")]
        } else {
            challenges
        }
    }

    fn issue(&mut self, good_for: GoodFor) -> String {
        if self.nonces.len() == NONCES {
            self.nonces.pop_front();
        }
        let value = format!("{:032x}", rand::random::<u128>());
        self.nonces.push_back(Nonce {
            value: value.clone(),
            good_for,
        });
        value
    }
}

fn challenge(algorithm: Algorithm, nonce: &str, scheme: Scheme, stale: bool) -> String {
    let mut text = format!("Digest realm=\"{REALM}\", nonce=\"{nonce}\"");
    if scheme != Scheme::DigestMd5NoQop {
        text.push_str(", qop=\"auth\", algorithm=");
        text.push_str(algorithm.as_str());
    }
    if stale {
        text.push_str(", stale=true");
    }
    text
}

const fn algorithms(scheme: Scheme) -> &'static [Algorithm] {
    match scheme {
        Scheme::Basic => &[],
        Scheme::DigestMd5 | Scheme::DigestMd5NoQop | Scheme::Both => &[Algorithm::Md5],
        Scheme::DigestSha256 => &[Algorithm::Sha256],
        Scheme::MultipleHeaders => &[Algorithm::Sha256, Algorithm::Md5],
    }
}

const fn offers_basic(scheme: Scheme) -> bool {
    matches!(scheme, Scheme::Basic | Scheme::Both | Scheme::MultipleHeaders)
}

fn is_account(login: &Login, encoded: &str) -> bool {
    STANDARD
        .decode(encoded.trim())
        .is_ok_and(|account| account == format!("{}:{}", login.username, login.password).into_bytes())
}
