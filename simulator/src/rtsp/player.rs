//! A playing session: which frame comes when, and what is sent of it.

use std::time::Duration;

use tokio::time::Instant;

use crate::behaviour::Behaviour;
use crate::clip::{self, Clip, FRAME_TICKS, FRAMES_PER_SECOND, Packet};

/// Time from frame to frame.
const FRAME_TIME: Duration = Duration::from_millis(1_000 / FRAMES_PER_SECOND as u64);
/// A session that is later than this does not send what it missed.
const LATE: Duration = Duration::from_secs(1);

/// What is sent of the clip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Feed {
    All,
    /// The same key frame again and again.
    OneKeyFrame,
    NoKeyFrame,
    OneInFour,
    UnknownCodec,
    Nothing,
}

/// Sends the clip of one session. It holds no part of it: a parked session costs its timer.
#[derive(Debug)]
pub(super) struct Player {
    channel: u8,
    /// Where in the endless loop the next frame is.
    place: usize,
    due: Instant,
    sequence: u16,
    time: u32,
    source: u32,
}

impl Player {
    /// Begins with the last key frame of the loop, which runs for all sessions alike since `started`.
    pub(super) fn new(channel: u8, clip: &Clip, started: Instant) -> Self {
        let frames = started.elapsed().as_millis() / FRAME_TIME.as_millis();
        Self {
            channel,
            place: clip.key_before(usize::try_from(frames).unwrap_or_default()),
            due: Instant::now(),
            sequence: rand::random(),
            time: rand::random(),
            source: rand::random(),
        }
    }

    /// When the next frame is sent.
    pub(super) const fn due(&self) -> Instant {
        self.due
    }

    /// Number and timestamp of the next packet, for `RTP-Info`.
    pub(super) const fn position(&self) -> (u16, u32) {
        (self.sequence, self.time)
    }

    /// The bytes of the next frame, empty where the behaviour leaves it out.
    pub(super) fn frame(&mut self, clip: &Clip, behaviour: &Behaviour) -> Vec<u8> {
        let feed = feed(behaviour);
        let frame = clip.frame(self.place);
        let mut wire = Vec::new();
        match feed {
            Feed::Nothing => {}
            Feed::NoKeyFrame if frame.is_key => {}
            Feed::OneInFour if !self.place.is_multiple_of(4) => {}
            Feed::OneKeyFrame => self.send(&mut wire, &clip.frame(0).packets),
            Feed::UnknownCodec => {
                let payload = clip::UNKNOWN_CODEC.into();
                self.send(
                    &mut wire,
                    &[Packet {
                        payload,
                        marker: true,
                    }],
                );
            }
            Feed::All | Feed::NoKeyFrame | Feed::OneInFour => self.send(&mut wire, &frame.packets),
        }
        self.advance(*behaviour == Behaviour::Frozen);
        wire
    }

    fn send(&mut self, wire: &mut Vec<u8>, packets: &[Packet]) {
        for packet in packets {
            clip::push_packet(wire, self.channel, packet, self.sequence, self.time, self.source);
            self.sequence = self.sequence.wrapping_add(1);
        }
    }

    fn advance(&mut self, time_stands_still: bool) {
        self.place = self.place.wrapping_add(1);
        if !time_stands_still {
            self.time = self.time.wrapping_add(FRAME_TICKS);
        }
        let now = Instant::now();
        self.due += FRAME_TIME;
        if self.due + LATE < now {
            self.due = now;
        }
    }
}

const fn feed(behaviour: &Behaviour) -> Feed {
    match behaviour {
        Behaviour::NoMedia | Behaviour::Hang => Feed::Nothing,
        Behaviour::FrozenPicture => Feed::OneKeyFrame,
        Behaviour::NoKeyframe => Feed::NoKeyFrame,
        Behaviour::LowFps => Feed::OneInFour,
        Behaviour::UnsupportedCodec => Feed::UnknownCodec,
        _ => Feed::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Timestamps, and whether a key frame begins, of the packets of `count` frames.
    fn play(behaviour: &Behaviour, count: usize) -> Vec<(u32, bool)> {
        let clip = Clip::bundled().unwrap();
        let mut player = Player::new(0, &clip, Instant::now());
        let (mut sequence, first) = player.position();
        let mut seen = Vec::new();
        for _ in 0..count {
            let wire = player.frame(&clip, behaviour);
            let mut rest = &wire[..];
            while let [b'$', 0, high, low, after @ ..] = rest {
                let (packet, others) = after.split_at(usize::from(u16::from_be_bytes([*high, *low])));
                assert_eq!(packet[2..4], sequence.to_be_bytes());
                sequence = sequence.wrapping_add(1);
                let time = u32::from_be_bytes(packet[4..8].try_into().unwrap());
                // Before its slice a key frame has the parameter sets in a STAP-A.
                seen.push((time.wrapping_sub(first), packet[12] & 0x1f == 24));
                rest = others;
            }
            assert!(rest.is_empty());
        }
        seen
    }

    fn times(seen: &[(u32, bool)]) -> Vec<u32> {
        let mut times: Vec<u32> = seen.iter().map(|(time, _)| *time).collect();
        times.dedup();
        times
    }

    fn keys(seen: &[(u32, bool)]) -> usize {
        seen.iter().filter(|(_, key)| *key).count()
    }

    #[tokio::test]
    async fn the_clip_is_played_in_a_loop_with_a_steady_clock() {
        let seen = play(&Behaviour::Healthy, 250);
        assert_eq!(
            times(&seen),
            (0..250).map(|frame| frame * 9_000).collect::<Vec<_>>()
        );
        assert_eq!(keys(&seen), 25);
        assert!(seen[0].1);
    }

    #[tokio::test]
    async fn faults_of_the_stream_are_what_they_say() {
        assert_eq!(times(&play(&Behaviour::Frozen, 20)), [0]);
        assert!(play(&Behaviour::NoMedia, 20).is_empty());
        let repeated = play(&Behaviour::FrozenPicture, 20);
        assert_eq!((times(&repeated).len(), keys(&repeated)), (20, 20));
        let keyless = play(&Behaviour::NoKeyframe, 20);
        assert_eq!((times(&keyless).len(), keys(&keyless)), (18, 0));
        let slow = play(&Behaviour::LowFps, 40);
        assert_eq!(
            times(&slow),
            (0..10).map(|frame| frame * 36_000).collect::<Vec<_>>()
        );
        assert_eq!(keys(&slow), 2);
        let other = play(&Behaviour::UnsupportedCodec, 20);
        assert_eq!((times(&other).len(), keys(&other)), (20, 0));
    }
}
