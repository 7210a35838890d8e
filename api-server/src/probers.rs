//! The api's client for the probers: each camera is asked through the shard that probes it.

use std::time::Duration;

use contract::inventory::{Camera, CamerasFile, Depth};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use probe::shard;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde::Deserialize;

use crate::error::{Invalid, Problem};
use crate::internal::{
    PROBE_ROUTE, ProbeAnswer, SNAPSHOT_AT, SNAPSHOT_REASON, SNAPSHOT_ROUTE, TRY_ROUTE, TryAnswer, TryOrder,
    slugs,
};
use crate::time::ApiTime;
use crate::token::Tokens;

/// Where the shard's number stands in the probers' address.
const SHARD: &str = "{shard}";
/// The most that a connection to a prober may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(2);
/// What a probe may take beside what its settings allow.
const ALLOWANCE: Duration = Duration::from_secs(2);
/// Most bytes of an answer: a probe's, or a picture of 320 pixels a side.
const ANSWER_LIMIT: usize = 1 << 20;

/// The probers of a site.
#[derive(Clone, Debug)]
pub struct Probers {
    client: Client,
    address: String,
    tokens: Tokens,
}

/// What is asked of a camera's prober.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    /// Name of the camera.
    pub camera: String,
    shard: u32,
    patience: Duration,
}

impl Errand {
    /// An errand to the prober of `camera`.
    #[must_use]
    pub fn new(inventory: &CamerasFile, camera: &Camera) -> Self {
        Self {
            camera: camera.name.clone(),
            shard: shard::owner(&camera.name, inventory.shards),
            patience: patience(camera),
        }
    }
}

impl Errand {
    /// An errand to the prober that would have a camera called `host`, so that one prober tries all of a host's cameras.
    #[must_use]
    pub fn to_owner_of(inventory: &CamerasFile, host: &str, patience: Duration) -> Self {
        Self {
            camera: host.to_owned(),
            shard: shard::owner(host, inventory.shards),
            patience,
        }
    }
}

/// The most that a full probe takes: the ladder, a sample where the stream is played, and the picture that goes with it.
fn patience(camera: &Camera) -> Duration {
    let settings = &camera.probe;
    let sample = if settings.depth == Depth::Stream {
        settings
            .sample
            .seconds
            .saturating_add(settings.sample.keyframe_timeout_seconds)
    } else {
        0
    };
    let seconds = settings.timeout_seconds.saturating_mul(2).saturating_add(sample);
    Duration::from_secs(seconds.into()) + ALLOWANCE
}

/// A picture as a prober gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// JPEG.
    pub jpeg: Vec<u8>,
    /// When it was taken, RFC 3339.
    pub at: HeaderValue,
    /// Why it is not a new one; `None` while it is.
    pub reason: Option<HeaderValue>,
}

impl Probers {
    /// Probers at `address`, a base URL in which `{shard}` stands for the shard's number.
    ///
    /// # Errors
    /// When the HTTP library cannot be set up.
    pub fn new(address: String, tokens: Tokens) -> anyhow::Result<Self> {
        let client = Client::builder()
            .connect_timeout(CONNECT_LIMIT)
            .redirect(Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self {
            client,
            address,
            tokens,
        })
    }

    /// Probes the camera now.
    ///
    /// # Errors
    /// 409 while its login is held, 504 when the prober does not answer or does not probe the camera.
    pub async fn probe(&self, errand: &Errand) -> Result<ProbeAnswer, Problem> {
        let (_, body) = self.ask(Method::POST, PROBE_ROUTE, errand, None).await?;
        serde_json::from_slice(&body).map_err(|error| unreachable(errand, &error))
    }

    /// The camera's picture.
    ///
    /// # Errors
    /// 404 where there are no pictures, 409 while the login is held, 503 or 504 when there is none now.
    pub async fn snapshot(&self, errand: &Errand) -> Result<Snapshot, Problem> {
        let (mut answer, jpeg) = self.ask(Method::GET, SNAPSHOT_ROUTE, errand, None).await?;
        let is_jpeg = answer
            .take(&CONTENT_TYPE)
            .is_some_and(|kind| kind == "image/jpeg");
        match answer.take(&SNAPSHOT_AT) {
            Some(at) if is_jpeg => Ok(Snapshot {
                jpeg,
                at,
                reason: answer.take(&SNAPSHOT_REASON),
            }),
            _ => Err(unreachable(errand, &"it answers something that is no picture")),
        }
    }

    /// Tries a camera that is not in the inventory.
    ///
    /// # Errors
    /// 422 where no camera may be there, 503 while the prober is busy, 504 when it does not answer.
    pub async fn tryout(&self, errand: &Errand, order: &TryOrder) -> Result<TryAnswer, Problem> {
        let (_, body) = self.ask(Method::POST, TRY_ROUTE, errand, Some(order)).await?;
        serde_json::from_slice(&body).map_err(|error| unreachable(errand, &error))
    }

    async fn ask(
        &self,
        method: Method,
        route: &str,
        errand: &Errand,
        order: Option<&TryOrder>,
    ) -> Result<(Head, Vec<u8>), Problem> {
        let Some(token) = self.tokens.borrow().value.clone() else {
            return Err(unreachable(errand, &"the internal token is not mounted yet"));
        };
        let base = self.address.replace(SHARD, &errand.shard.to_string());
        // A camera's name needs no encoding.
        let url = format!("{base}{}", route.replace("{name}", &errand.camera));
        let mut request = self
            .client
            .request(method, url)
            .header(AUTHORIZATION, token.header())
            .timeout(errand.patience);
        if let Some(order) = order {
            request = request.json(order);
        }
        let answer = request
            .send()
            .await
            .map_err(|error| unreachable(errand, &error.without_url()))?;
        let head = Head(answer.status(), answer.headers().clone());
        let body = read(answer).await.map_err(|why| unreachable(errand, &why))?;
        if head.0.is_success() {
            Ok((head, body))
        } else {
            Err(relayed(errand, head.0, &body))
        }
    }
}

/// Status and headers of an answer.
struct Head(StatusCode, http::HeaderMap);

impl Head {
    fn take(&mut self, name: &HeaderName) -> Option<HeaderValue> {
        self.1.remove(name)
    }
}

async fn read(mut answer: Response) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = answer
        .chunk()
        .await
        .map_err(|error| error.without_url().to_string())?
    {
        if body.len() + chunk.len() > ANSWER_LIMIT {
            return Err(format!("it answers more than {ANSWER_LIMIT} bytes"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// A problem as a prober tells it.
#[derive(Deserialize)]
struct Told {
    r#type: String,
    detail: String,
    until: Option<ApiTime>,
}

/// What a prober's problem is to the client: its own where it is about the camera, `prober-unreachable` where it is about us.
fn relayed(errand: &Errand, status: StatusCode, body: &[u8]) -> Problem {
    const ABOUT_THE_CAMERA: [&str; 6] = [
        slugs::AUTH_HELD,
        slugs::NO_PICTURE_SOURCE,
        slugs::PICTURE_UNAVAILABLE,
        slugs::PREVIEWS_OFF,
        slugs::PROBER_BUSY,
        slugs::NOT_CHECKED,
    ];
    let Ok(told) = serde_json::from_slice::<Told>(body) else {
        return unreachable(errand, &format!("it answers {status}"));
    };
    let slug = ABOUT_THE_CAMERA
        .into_iter()
        .find(|slug| told.r#type.strip_prefix("/problems/") == Some(slug));
    match (slug, told.until) {
        (Some(slugs::AUTH_HELD), Some(until)) => Problem::auth_held(until.0, jiff::Timestamp::now()),
        (Some(slug), _) => Problem::new(status, slug, told.detail),
        (None, _) if told.r#type.ends_with(slugs::ADDRESS_REFUSED) => Problem::invalid(vec![Invalid {
            pointer: "/url".to_owned(),
            detail: told.detail,
        }]),
        (None, _) => unreachable(errand, &format!("it answers {status}: {}", told.detail)),
    }
}

/// 504; the cause goes to the log, as it may name hosts.
fn unreachable(errand: &Errand, why: &dyn std::fmt::Display) -> Problem {
    let Errand { camera, shard, .. } = errand;
    tracing::warn!(camera, shard, %why, "a prober does not do what it was asked");
    let detail = format!(
        "The prober of this camera (shard {shard}) does not answer, or does not have the camera yet. Ask again in a moment; \
         /health tells how many probers live."
    );
    Problem::new(StatusCode::GATEWAY_TIMEOUT, "prober-unreachable", detail)
}
