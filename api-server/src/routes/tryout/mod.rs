//! `POST /api/v1/try`: what a camera answers that is not in the inventory. Nothing of it is stored, and the password goes to
//! the prober and from there to the camera alone.

mod limit;

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use contract::credentials::BasicAuth;
use contract::inventory::Depth;
use serde::Deserialize;
use sheet::rules;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::body::Body;
use super::view;
use crate::access::Actor;
use crate::db::audit;
use crate::error::{Invalid, Problem};
use crate::internal::{TryAnswer, TryOrder};
use crate::inventory::reach::host;
use crate::probers::Errand;
pub use limit::TryLimit;

/// The most that a user name or a password may have, in bytes.
const LOGIN_MAX: usize = 256;
/// The most that a try takes at the prober: its ladder twice, a sample, and some.
const PATIENCE: Duration = Duration::from_secs(50);

/// Route of tries.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tryout))
}

/// What a client wants to try. No `Debug`: it holds a password.
#[derive(Deserialize, ToSchema)]
#[schema(as = TryInput)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// The camera's URL, without a login.
    #[schema(examples("rtsp://10.20.1.11:554/Streaming/Channels/101"))]
    url: String,
    /// What to log in with, if it asks.
    username: Option<String>,
    /// Its password; nothing keeps it.
    password: Option<String>,
    /// How far to go; by default as far as the site's probes.
    depth: Option<Depth>,
}

impl Input {
    /// The order to a prober, or everything that is wrong.
    fn judge(self, depth: Depth) -> Result<TryOrder, Vec<Invalid>> {
        let mut errors = Vec::new();
        let mut note = |pointer: &str, detail: &str| {
            errors.push(Invalid {
                pointer: pointer.to_owned(),
                detail: detail.to_owned(),
            });
        };
        let login = match (self.username, self.password) {
            (Some(username), Some(password)) => Some(BasicAuth { username, password }),
            (None, None) => None,
            _ => {
                note(
                    "/password",
                    "username and password belong together; give both or neither",
                );
                None
            }
        };
        if let Err(what) = rules::url(&self.url, login.is_some()) {
            note("/url", what);
        }
        let fits = |text: &str| (1..=LOGIN_MAX).contains(&text.len()) && !text.contains(char::is_control);
        if login
            .as_ref()
            .is_some_and(|login| !fits(&login.username) || !fits(&login.password))
        {
            note(
                "/password",
                "username and password must have 1 to 256 bytes and no control characters",
            );
        }
        if errors.is_empty() {
            Ok(TryOrder {
                url: self.url,
                depth: self.depth.unwrap_or(depth),
                login,
            })
        } else {
            Err(errors)
        }
    }
}

/// Try a camera
///
/// Probes what is not in the inventory, from where the site's cameras are probed. Nothing of it is stored.
#[utoipa::path(post, path = "/api/v1/try", operation_id = "tryCamera", tag = "Cameras", request_body = Input,
    responses(
        (status = 200, description = "What it answered, step by step.", body = TryAnswer),
        (status = 409, description = "The address may not be asked (address-refused)."),
        (status = 422, description = "It cannot be tried; each error says which field and why."),
        (status = 429, description = "Another try of yours is running, or it was the eleventh within a minute."),
        (status = 504, description = "The prober does not answer (prober-unreachable)."),
    ))]
async fn tryout(
    State(app): State<App>,
    actor: Actor,
    Body(input): Body<Input>,
) -> Result<Json<TryAnswer>, Problem> {
    let site = view::inventory(&app)?;
    let order = input.judge(site.probe.depth).map_err(Problem::invalid)?;
    let _turn = TryLimit::admit(&app.try_limit, Arc::clone(&app.cache), actor.name()).await?;
    let host = host(&order.url);
    audit::write(&app.database, &actor.did("camera.try", &host)).await?;
    let errand = Errand::to_owner_of(&site, &host, PATIENCE);
    Ok(Json(app.probers.tryout(&errand, &order).await?))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn pointers(input: Value) -> Vec<String> {
        let input: Input = serde_json::from_value(input).unwrap();
        let errors = input.judge(Depth::Describe).err().unwrap_or_default();
        assert!(!format!("{errors:?}").contains("hunter2"), "{errors:?}");
        errors.into_iter().map(|error| error.pointer).collect()
    }

    #[test]
    fn what_cannot_be_tried_is_told_without_its_secrets() {
        let url = "rtsp://10.0.0.1/live";
        assert!(pointers(json!({ "url": url })).is_empty());
        assert!(pointers(json!({ "url": url, "username": "viewer", "password": "hunter2" })).is_empty());
        for (bad, pointer) in [
            (json!({ "url": "rtsp://u:hunter2@10.0.0.1/" }), "/url"),
            (json!({ "url": "rtsp://10.0.0.1/?password=hunter2" }), "/url"),
            (json!({ "url": "file:///etc/passwd" }), "/url"),
            (json!({ "url": url, "password": "hunter2" }), "/password"),
            (
                json!({ "url": url, "username": "", "password": "hunter2" }),
                "/password",
            ),
            (
                json!({ "url": url, "username": "a", "password": "hunter2\n" }),
                "/password",
            ),
        ] {
            assert_eq!(pointers(bad.clone()), [pointer], "{bad}");
        }
    }
}
