//! From what a request shows to who sent it.

use contract::access::Mode;
use http::HeaderValue;
use http::header::AUTHORIZATION;
use http::request::Parts;

use super::{Actor, Cookie, Gate, Key, Scope};
use crate::db::sessions::{self, Kind, Session};
use crate::db::tokens;
use crate::error::{Problem, chain};
use crate::token::Tokens;

impl Gate {
    /// Who sent the request. A cookie that opens nothing is as good as none; a token that does not is refused.
    ///
    /// # Errors
    /// 401 for a token that does not count, 503 when the database is away and is needed.
    pub(super) async fn authenticate(&self, parts: &Parts) -> Result<Actor, Problem> {
        let actor = Actor::anonymous(parts);
        if self.rules.mode == Mode::None {
            return Ok(actor.unchecked());
        }
        if let Some(presented) = parts.headers.get(AUTHORIZATION) {
            return self.bearer(actor, presented).await;
        }
        let Some(key) = Cookie::SESSION.read(&parts.headers) else {
            return Ok(actor);
        };
        Ok(match self.session(key.hash()).await? {
            Some(session) => actor.signed_in(session),
            None => actor,
        })
    }

    /// The session of a key. A page asks for several things at once: those requests share a read.
    async fn session(&self, key_hash: [u8; 32]) -> Result<Option<Session>, Problem> {
        let find = || {
            let (database, kinds) = (self.database.clone(), self.kinds());
            async move { Ok(sessions::find(&database, &key_hash, kinds).await?) }
        };
        self.sessions.read(key_hash, find).await
    }

    /// The kinds of sessions that count: who signed in with a password is out when the site turns to a provider.
    fn kinds(&self) -> &'static [Kind] {
        match self.rules.mode {
            Mode::Local => &[Kind::Password, Kind::Kiosk],
            Mode::Oidc => &[Kind::Oidc, Kind::Kiosk],
            Mode::None => &[],
        }
    }

    /// The site's own tokens are compared with the mounted files, which works without the database.
    async fn bearer(&self, actor: Actor, presented: &HeaderValue) -> Result<Actor, Problem> {
        let is = |tokens: &Tokens| {
            let token = tokens.borrow().value.clone();
            token.is_some_and(|token| token.admits(presented))
        };
        // A user's name has no brackets.
        if is(&self.operator) {
            return Ok(actor.known_as("(operator)", Scope::SummaryRead));
        }
        if is(&self.alerts) {
            return Ok(actor.known_as("(alertmanager)", Scope::AlertsWrite));
        }
        let key = presented.to_str().ok().and_then(|text| {
            let (scheme, token) = text.split_once(' ')?;
            scheme
                .eq_ignore_ascii_case("bearer")
                .then(|| Key::shown(token.trim()))
        });
        let Some(key) = key else {
            return Err(Problem::unauthenticated(
                "Only tokens are taken in Authorization, as Bearer.",
            ));
        };
        let found = tokens::find(&self.database, &key.hash()).await?;
        let Some(token) = found else {
            return Err(Problem::unauthenticated(
                "The token is not known, has expired or was revoked; an administrator can make a new one.",
            ));
        };
        if token.is_stale
            && let Err(error) = tokens::touch(&self.database, token.id).await
        {
            tracing::debug!(error = chain(&error), "the use of a token cannot be noted");
        }
        Ok(actor.known_as(format!("(token) {}", token.name), token.scope))
    }
}
