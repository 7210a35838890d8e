//! The climb to `onvif://` cameras: DNS → TCP → the device's clock → who it is.

use bytes::Bytes;
use contract::inventory::Depth;
use hyper::{Method, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::auth::Login;
use crate::credentials::Credentials;
use crate::facts::Facts;
use crate::http::Request;
use crate::ladder::connect::open;
use crate::ladder::found::Found;
use crate::ladder::watch::Watch;
use crate::ladder::web::WebClient;
use crate::ladder::{Failure, Target, judge_status};
use crate::onvif::{self, Answer, Question, Token};
use crate::reason::Reason;
use crate::result::{Scope, Stage};

/// Climbs as far as the target asks; who the camera is only where `scope` asks for it and there are credentials.
///
/// A device that will not say who it is may still be well. One that rejects the login is not.
pub(super) async fn climb(
    target: &Target,
    credentials: Option<&Credentials>,
    scope: Scope,
    watch: &mut Watch,
) -> Result<Found, Failure> {
    let url = target.url(credentials)?;
    if target.depth() == Depth::Connect {
        open(watch, &url, target).await?;
        return Ok(Found::default());
    }
    let mut client = WebClient::new(watch, Stage::Onvif, target, credentials);
    let mut talk = Talk::new(&mut client);
    let mut facts = talk.clock(&url).await?;
    if scope.device && credentials.is_some() {
        talk.device(&url, &mut facts).await?;
    }
    Ok(Found::from(facts))
}

/// Where the device says that its picture is.
///
/// Devices behind a translated address name their own one; a picture there is fetched without credentials.
pub(crate) async fn snapshot_url(client: &mut WebClient<'_>, device: &Url) -> Result<Url, Failure> {
    let mut talk = Talk::new(client);
    talk.clock(device).await?;
    let media = match talk.ask(device, &Question::MediaCapabilities).await? {
        Reply::Said(said) => onvif::media_service(&said).and_then(|address| service(device, address)),
        Reply::Fault => None,
    };
    let media = media.unwrap_or_else(|| device.clone());
    let none = |what: &str| {
        Failure::new(
            Reason::NotFound,
            format!("the camera tells {what} by ONVIF; set its snapshotUrl"),
        )
    };
    let Reply::Said(profiles) = talk.ask(&media, &Question::Profiles).await? else {
        return Err(none("no media profile"));
    };
    let profile = onvif::profile(&profiles).ok_or_else(|| none("no media profile"))?;
    let question = Question::SnapshotUri(profile.to_owned());
    let Reply::Said(answer) = talk.ask(&media, &question).await? else {
        return Err(none("no address of a picture"));
    };
    let address = onvif::snapshot_uri(&answer).ok_or_else(|| none("no address of a picture"))?;
    picture_url(device, address).ok_or_else(|| none("no usable address of a picture"))
}

/// The service at `address`, but on the device's own host and port: credentials go nowhere else.
fn service(device: &Url, address: &str) -> Option<Url> {
    let stated = device.join(address).ok()?;
    let mut url = device.clone();
    url.set_path(stated.path());
    url.set_query(stated.query());
    Some(url)
}

/// The picture's address, if it is one of HTTP; without user information.
fn picture_url(device: &Url, address: &str) -> Option<Url> {
    let mut url = device.join(address).ok()?;
    let fits = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    // What a device wrote into its address is not what the user trusted it with.
    (fits && url.set_username("").is_ok() && url.set_password(None).is_ok()).then_some(url)
}

/// An answer that is no refusal.
enum Reply {
    Said(onvif::Element),
    Fault,
}

/// A conversation with one device.
struct Talk<'c, 'a> {
    client: &'c mut WebClient<'a>,
    login: Login<'a>,
    /// The device's clock minus ours, as far as it is known.
    offset: SignedDuration,
    /// The device takes the login within the message.
    by_token: bool,
}

impl<'c, 'a> Talk<'c, 'a> {
    fn new(client: &'c mut WebClient<'a>) -> Self {
        Self {
            login: Login::new(client.credentials()),
            client,
            offset: SignedDuration::ZERO,
            by_token: false,
        }
    }

    /// Asks for the clock; that the device answers is what tells that it is alive.
    async fn clock(&mut self, url: &Url) -> Result<Facts, Failure> {
        let asked = Timestamp::now();
        let (reply, server) = self.ask_with_server(url, &Question::SystemDateAndTime).await?;
        let half = (Timestamp::now().duration_since(asked)) / 2;
        let clock = match &reply {
            Reply::Said(said) => onvif::utc(said),
            Reply::Fault => None,
        };
        let offset = clock.map(|clock| clock.duration_since(asked) - half);
        self.offset = offset.unwrap_or_default();
        Ok(Facts {
            server,
            clock_offset_ms: offset.and_then(|offset| i64::try_from(offset.as_millis()).ok()),
            ..Facts::default()
        })
    }

    /// Asks who the device is; one that answers with a fault leaves the facts as they are.
    async fn device(&mut self, url: &Url, facts: &mut Facts) -> Result<(), Failure> {
        if let Reply::Said(said) = self.ask(url, &Question::DeviceInformation).await? {
            let device = onvif::device(&said);
            let told = |text: Option<String>| text.and_then(|text| self.client.told(&text));
            facts.make = told(device.make);
            facts.model = told(device.model);
            facts.firmware = told(device.firmware);
            facts.serial = told(device.serial);
        }
        Ok(())
    }

    async fn ask(&mut self, url: &Url, question: &Question) -> Result<Reply, Failure> {
        Ok(self.ask_with_server(url, question).await?.0)
    }

    /// Asks without a login, then with the one that the device wants: HTTP's, or a token within the message. Each is
    /// tried once.
    async fn ask_with_server(
        &mut self,
        url: &Url,
        question: &Question,
    ) -> Result<(Reply, Option<String>), Failure> {
        loop {
            let (answer, server) = self.post(url, question).await?;
            match answer {
                Answer::Said(said) => return Ok((Reply::Said(said), server)),
                Answer::Fault => return Ok((Reply::Fault, server)),
                Answer::NotAuthorized if self.client.credentials().is_none() => {
                    return Err(Failure::new(
                        Reason::AuthRequired,
                        "the camera asks for a login and has no credentials; set its credentialsSecretRef"
                            .to_owned(),
                    ));
                }
                Answer::NotAuthorized if self.by_token => {
                    return Err(Failure::new(
                        Reason::AuthFailed,
                        "the camera rejects the user name or the password for ONVIF, or the user may not do this; \
                         correct the Secret or the camera's ONVIF users"
                            .to_owned(),
                    ));
                }
                Answer::NotAuthorized => self.by_token = true,
            }
        }
    }

    async fn post(&mut self, url: &Url, question: &Question) -> Result<(Answer, Option<String>), Failure> {
        let token = self
            .client
            .credentials()
            .filter(|_| self.by_token)
            .map(|credentials| {
                let now = Timestamp::now();
                Token::new(credentials, now.saturating_add(self.offset).unwrap_or(now))
            });
        let request = Request {
            method: Method::POST,
            url,
            content_type: Some(onvif::CONTENT_TYPE),
            body: Bytes::from(question.envelope(token.as_ref())),
        };
        let reply = self.client.ask(&request, &mut self.login).await?;
        let status = reply.status;
        let server = reply
            .header(header::SERVER)
            .and_then(|name| self.client.told(name));
        if status == StatusCode::NOT_FOUND || status == StatusCode::SERVICE_UNAVAILABLE {
            judge_status(status)?;
        }
        let document = self.client.within(reply.read(onvif::ANSWER_LIMIT)).await??;
        match onvif::read(&document) {
            Ok(answer) => Ok((answer, server)),
            Err(_) if status == StatusCode::UNAUTHORIZED => Ok((Answer::NotAuthorized, server)),
            Err(error) => {
                judge_status(status)?;
                Err(Failure::new(
                    Reason::HttpStatus,
                    format!("what listens there does not speak ONVIF: {error}"),
                ))
            }
        }
    }
}
