//! The short look at the stream: SETUP, PLAY, some seconds of packets, TEARDOWN.

use std::time::Duration;

use contract::inventory::SampleSettings;
use tokio::time::{Instant, timeout_at};

use super::describe::Described;
use super::refused;
use crate::ladder::Failure;
use crate::ladder::found::Found;
use crate::ladder::watch::Watch;
use crate::reason::Reason;
use crate::result::Stage;
use crate::rtsp::{
    ByteStream, Frames, Grant, Method, Response, RtspError, Session, Unanswered, control, granted,
};
use crate::sample::{DATA_LIMIT, Ending, Sampler};

/// Longest time without a sign of life: there are cameras that end a session long before its declared time.
const LONGEST_SILENCE: Duration = Duration::from_secs(10);

/// Plays the stream and judges it. The session is ended whatever comes of it.
pub(super) async fn sample<S: ByteStream>(
    watch: &mut Watch,
    described: Described<'_, S>,
    settings: SampleSettings,
) -> Result<Found, Failure> {
    let Described {
        client,
        description,
        base,
        has_get_parameter,
    } = described;
    let track = control::of(&base, description.track.as_deref());
    let presentation = control::of(&base, description.presentation.as_deref());
    let (Some(track), Some(presentation)) = (track, presentation) else {
        client.close().await;
        return Err(Failure::new(
            Reason::BadSdp,
            "the description names its tracks by something that is no RTSP URL (a=control)".to_owned(),
        ));
    };
    let mut session = Session::new(client, &presentation);
    let mut listener = Listener::new(Sampler::new(&description, settings));
    let method = if has_get_parameter {
        Method::GetParameter
    } else {
        Method::Options
    };
    let ending = async {
        let setup = watch.stage(Stage::Play, session.setup(&track)).await?;
        let grant = grant(&accepted(Method::Setup, setup)?)?;
        listener.begin(grant.channel);
        let play = watch
            .stage(Stage::Play, session.play(DATA_LIMIT, &mut listener))
            .await?;
        accepted(Method::Play, play)?;
        let begun = Instant::now();
        let ending = listen(&mut session, &mut listener, &KeepAlive::new(method, &grant)).await;
        watch.book(Stage::Sample, begun.elapsed());
        Ok::<_, Failure>(ending)
    }
    .await;
    let end = listener.elapsed();
    session.end().await;
    let (facts, flaw) = listener.sampler.finish(description.facts, end, ending?);
    Ok(Found {
        facts: Some(facts),
        flaw,
    })
}

/// The answer if it is a success, else the verdict.
fn accepted(method: Method, answer: Result<Response, Unanswered>) -> Result<Response, Failure> {
    match answer {
        Ok(response) if response.is_success() => Ok(response),
        Ok(response) => Err(refused(method, response.status)),
        Err(Unanswered::Login(failure)) => Err(failure),
        // It did speak RTSP until now.
        Err(Unanswered::Connection(error)) => Err(Failure::new(
            Reason::NoMedia,
            format!("the camera gives no stream; at {method}: {error}"),
        )),
    }
}

fn grant(setup: &Response) -> Result<Grant, Failure> {
    granted(setup).ok_or_else(|| {
        let message = "the camera accepts SETUP over TCP but would send its stream elsewhere".to_owned();
        Failure::new(Reason::RtspStatus, message)
    })
}

/// Takes in the stream until the sample is over.
async fn listen<S: ByteStream>(
    session: &mut Session<S>,
    listener: &mut Listener,
    keep_alive: &KeepAlive,
) -> Ending {
    let mut sign_of_life = Instant::now() + keep_alive.every;
    loop {
        let now = Instant::now();
        let over = listener.over_at();
        if now >= over {
            return Ending::Complete;
        }
        if now >= sign_of_life {
            sign_of_life = now + keep_alive.every;
            if let Ok(Err(_)) = timeout_at(over, session.keep_alive(keep_alive.method)).await {
                return Ending::Broken;
            }
        }
        let step = timeout_at(over.min(sign_of_life), session.step(listener)).await;
        match step {
            Ok(Ok(())) | Err(_) => {}
            Ok(Err(RtspError::Closed | RtspError::Io(_))) => return Ending::Broken,
            Ok(Err(_)) => return Ending::Complete,
        }
    }
}

/// How the session is kept alive.
struct KeepAlive {
    method: Method,
    every: Duration,
}

impl KeepAlive {
    fn new(method: Method, grant: &Grant) -> Self {
        Self {
            method,
            every: (grant.timeout / 2).min(LONGEST_SILENCE),
        }
    }
}

/// Gives the sampler its packets with their times.
struct Listener {
    sampler: Sampler,
    channel: u8,
    started: Instant,
}

impl Listener {
    fn new(sampler: Sampler) -> Self {
        Self {
            sampler,
            channel: 0,
            started: Instant::now(),
        }
    }

    /// From now on the times count.
    fn begin(&mut self, channel: u8) {
        self.channel = channel;
        self.started = Instant::now();
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    fn over_at(&self) -> Instant {
        self.started + self.sampler.over_at()
    }
}

impl Frames for Listener {
    fn wants(&mut self, channel: u8) -> bool {
        if channel == self.channel {
            return true;
        }
        // The channel beside the stream's is that of its control packets.
        if channel != self.channel.wrapping_add(1) {
            self.sampler.stray();
        }
        false
    }

    fn take(&mut self, data: &[u8]) {
        self.sampler.packet(self.elapsed(), data);
    }
}

#[cfg(test)]
mod tests;
