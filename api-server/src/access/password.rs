//! Passwords: what one must look like, and how it is kept (Argon2id, RFC 9106).

use std::fmt;
use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::Deserialize;
use tokio::sync::Semaphore;
use utoipa::ToSchema;

/// Memory of a hash in KiB, rounds and lanes: what OWASP's cheat sheet on password storage asks at least.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// Hashes made at once; each takes 19 MiB.
const AT_ONCE: usize = 1;
/// The least characters of a password that somebody chooses.
const CHOSEN_MIN: usize = 12;
/// The most bytes of a password.
const BYTES_MAX: usize = 1024;

/// A password as somebody types it. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(as = Password, format = Password, max_length = 1_024)]
#[serde(transparent)]
pub struct Plain(String);

impl fmt::Debug for Plain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Plain(redacted)")
    }
}

impl Plain {
    /// The content of a mounted file; a newline at its end is not part of it.
    ///
    /// # Errors
    /// Says what is wrong with it, without quoting it.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "holds no text".to_owned())?;
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() || text.len() > BYTES_MAX {
            return Err(format!(
                "holds {} bytes, a password has 1 to {BYTES_MAX}",
                text.len()
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// Why this cannot be a new password, with what would be right.
    #[must_use]
    pub fn weakness(&self, user: &str) -> Option<String> {
        let characters = self.0.chars().count();
        if characters < CHOSEN_MIN || self.0.len() > BYTES_MAX {
            Some(format!(
                "must have at least {CHOSEN_MIN} characters and at most {BYTES_MAX} bytes"
            ))
        } else if self.0.to_lowercase().contains(&user.to_lowercase()) {
            Some("must not hold the user's name".to_owned())
        } else {
            None
        }
    }
}

/// Hashes and checks passwords, one at a time and beside the threads that answer requests.
#[derive(Clone, Debug)]
pub struct Passwords {
    place: Arc<Semaphore>,
    cost: Params,
    /// Of no password: what a name that nobody has is checked against, so that it takes as long.
    nobody: Arc<str>,
}

impl Passwords {
    /// Ready to hash.
    ///
    /// # Errors
    /// When the hash function does not work here.
    pub fn new() -> anyhow::Result<Self> {
        let (memory, rounds, lanes) = COST;
        let cost = Params::new(memory, rounds, lanes, None)?;
        let nobody = hash(&cost, &Plain(format!("{:032x}", rand::random::<u128>())))?;
        Ok(Self {
            place: Arc::new(Semaphore::new(AT_ONCE)),
            cost,
            nobody: nobody.into(),
        })
    }

    /// What is stored of a password, in the PHC string format.
    ///
    /// # Errors
    /// When the hash function fails.
    pub async fn hash(&self, password: Plain) -> anyhow::Result<String> {
        let cost = self.cost.clone();
        self.aside(move || hash(&cost, &password)).await
    }

    /// Whether a password is the one of `stored`; `None` is nobody's and never fits, and takes as long.
    ///
    /// # Errors
    /// When the hash function fails, or what is stored is no hash.
    pub async fn fits(&self, password: Plain, stored: Option<String>) -> anyhow::Result<bool> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.as_ref().to_owned());
        let fits = self.aside(move || verify(&password, &stored)).await?;
        Ok(fits && known)
    }

    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        let place = Arc::clone(&self.place).acquire_owned().await?;
        let done = tokio::task::spawn_blocking(move || {
            // Given back when the work is done, not when whoever asked for it goes away.
            let _place = place;
            work()
        });
        done.await?
    }
}

fn hash(cost: &Params, password: &Plain) -> anyhow::Result<String> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.clone());
    Ok(argon2.hash_password(password.0.as_bytes())?.to_string())
}

fn verify(password: &Plain, stored: &str) -> anyhow::Result<bool> {
    let stored = PasswordHash::new(stored)?;
    match Argon2::default().verify_password(password.0.as_bytes(), &stored) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Plain {
        Plain(text.to_owned())
    }

    #[tokio::test]
    async fn a_password_fits_its_own_hash_alone_and_nobody_has_one() {
        let passwords = Passwords::new().unwrap();
        let stored = passwords.hash(plain("correct horse")).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert_ne!(stored, passwords.hash(plain("correct horse")).await.unwrap());
        let fits = async |text, stored| passwords.fits(plain(text), stored).await.unwrap();
        assert!(fits("correct horse", Some(stored.clone())).await);
        assert!(!fits("battery staple", Some(stored)).await);
        assert!(!fits("correct horse", None).await);
        assert!(
            passwords
                .fits(plain("x"), Some("no hash".to_owned()))
                .await
                .is_err()
        );
    }

    #[test]
    fn weak_passwords_are_refused_and_no_password_is_shown() {
        assert_eq!(plain("a long enough one").weakness("jane"), None);
        assert_eq!(plain("ééééééééééééé").weakness("jane"), None);
        for weak in [
            "short",
            "12345678901",
            "my name is JANE, hello",
            &"x".repeat(1025),
        ] {
            assert!(plain(weak).weakness("jane").is_some(), "{weak}");
        }
        assert_eq!(Plain::parse(b"secret\n"), Ok(plain("secret")));
        assert!(Plain::parse(b"\n").is_err());
        assert!(Plain::parse(b"\xff").is_err());
        assert_eq!(format!("{:?}", plain("secret")), "Plain(redacted)");
    }
}
