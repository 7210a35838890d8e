//! Who asks, and what they may do.
//!
//! `table` says which route needs which right, `guard` finds out who asks and compares; handlers only read the [`Actor`].

mod actor;
mod authenticate;
mod cookie;
mod guard;
mod key;
mod limit;
mod origin;
mod password;
mod scope;
mod seed;
mod table;

use std::path::PathBuf;

use contract::access::Access;
use contract::{files, secrets};
use tokio_util::sync::CancellationToken;

pub use actor::{Actor, Standing};
pub use cookie::{Cookie, is_outer_scheme_https};
pub use guard::guard;
pub use key::Key;
pub use limit::LoginLimit;
pub use password::{Passwords, Plain};
pub use scope::Scope;
pub use seed::Seed;
pub use table::{RULES, Right, Rule};

use crate::db::Database;
use crate::db::sessions::Session;
use crate::error::Problem;
use crate::oidc::Provider;
use crate::reads::Reads;
use crate::reload::{Follower, Loaded};
use crate::token::{Token, Tokens};

/// What the role `serve` needs to know about access.
#[derive(Clone, Debug)]
pub struct Config {
    /// The rules.
    pub rules: Access,
    /// Directory of the first administrator's password and of the tokens.
    pub tokens_dir: PathBuf,
    /// Directory of the secret for the OpenID Connect provider.
    pub oidc_dir: PathBuf,
}

/// Everything that deciding on a request takes, shared by all of them.
#[derive(Debug)]
pub struct Gate {
    /// The rules.
    pub rules: Access,
    /// Hashes and checks passwords.
    pub passwords: Passwords,
    /// How often a password may be tried.
    pub limit: LoginLimit,
    /// Where people sign in in mode OIDC.
    pub provider: Option<Provider>,
    database: Database,
    sessions: Reads<[u8; 32], Result<Option<Session>, Problem>>,
    operator: Tokens,
    alerts: Tokens,
}

impl Gate {
    /// Reads the tokens and follows them until `stop`.
    ///
    /// # Errors
    /// When no password can be hashed, or the provider's address is none.
    pub async fn open(config: Config, database: Database, stop: &CancellationToken) -> anyhow::Result<Self> {
        let follow = async |key| {
            let path = config.tokens_dir.join(key);
            Follower::start(path, Token::parse, stop.clone()).await
        };
        let provider = config
            .rules
            .oidc
            .clone()
            .map(|oidc| Provider::new(oidc, config.oidc_dir.join(files::OIDC_CLIENT_SECRET_FILE)))
            .transpose()?;
        Ok(Self {
            passwords: Passwords::new()?,
            limit: LoginLimit::default(),
            provider,
            operator: follow(secrets::OPERATOR_TOKEN).await,
            alerts: follow(secrets::ALERTS_TOKEN).await,
            rules: config.rules,
            sessions: Reads::default(),
            database,
        })
    }
}

/// The password in the site's Secret, as it is followed.
pub type SeedPassword = tokio::sync::watch::Receiver<Loaded<Plain>>;
