//! What can go wrong with the database, sorted by what the caller can do about it.

/// A database error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database is away, starting, or not prepared yet: the same call may work later.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    /// The database answered, and the answer is an error of ours.
    #[error("the database refused a statement")]
    Refused(#[source] sqlx::Error),
    /// The mounted login cannot be read.
    #[error("cannot read the database login in {path}: check that the Secret is mounted")]
    Login {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

impl Error {
    /// Whether the same call may work later.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Login { .. })
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if is_unavailable(&error) {
            Self::Unavailable(error)
        } else {
            Self::Refused(error)
        }
    }
}

/// SQLSTATE 28P01: the password is wrong (or the role does not exist, which Postgres does not tell apart).
pub(crate) fn is_bad_password(error: &sqlx::Error) -> bool {
    has_code(error, |code| code == "28P01")
}

fn is_unavailable(error: &sqlx::Error) -> bool {
    use sqlx::Error as E;
    match error {
        E::Io(_) | E::Tls(_) | E::Protocol(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed => true,
        E::Database(_) => has_code(error, is_unavailable_code),
        _ => false,
    }
}

/// Codes of a database that is away, full, shutting down, or that the migrate Job has not prepared yet.
fn is_unavailable_code(code: &str) -> bool {
    let class = code.get(..2).unwrap_or_default();
    let not_prepared = ["3D000", "3F000", "42P01", "42501", "42703"];
    ["08", "28", "53", "57", "58"].contains(&class) || not_prepared.contains(&code) || code == "25006"
}

fn has_code(error: &sqlx::Error, test: impl Fn(&str) -> bool) -> bool {
    error
        .as_database_error()
        .and_then(|error| error.code().map(|code| test(&code)))
        .unwrap_or(false)
}
