//! What clients know of the cameras, to tell them what is new and no more.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use tokio::time::Instant;

use crate::routes::view::Camera;

/// How old what every probe changes (last probe, latency, measured facts, views) may be on a page.
const DETAILS: Duration = Duration::from_mins(1);
/// The most cameras that are told of at one look; the others follow at the next ones.
const MOST: usize = 500;

/// A camera as it would be told.
#[derive(Clone, Debug)]
pub(super) struct Sketch {
    id: i32,
    /// Hash of what is worth telling at once.
    essence: u64,
    /// The whole camera as JSON.
    pub(super) json: Bytes,
}

impl Sketch {
    /// # Errors
    /// When the camera has no JSON, which is an error of ours.
    pub(super) fn new(camera: &Camera) -> serde_json::Result<Self> {
        Ok(Self {
            id: camera.id,
            essence: hash(&camera.essence())?,
            json: serde_json::to_vec(camera)?.into(),
        })
    }
}

fn hash(value: &impl Serialize) -> serde_json::Result<u64> {
    let mut hasher = DefaultHasher::new();
    serde_json::to_vec(value)?.hash(&mut hasher);
    Ok(hasher.finish())
}

/// What was told of a camera.
#[derive(Debug)]
struct Told {
    essence: u64,
    json: Bytes,
    at: Instant,
}

/// What was told of each camera.
#[derive(Debug, Default)]
pub(super) struct Picture(BTreeMap<i32, Told>);

/// What is new.
#[derive(Debug, Default)]
pub(super) struct News {
    /// Cameras that changed, whole.
    pub(super) changed: Vec<Bytes>,
    /// Cameras that are gone.
    pub(super) removed: Vec<i32>,
}

impl Picture {
    /// Notes that a camera is told.
    pub(super) fn note(&mut self, sketch: &Sketch, at: Instant) {
        let told = Told {
            essence: sketch.essence,
            json: sketch.json.clone(),
            at,
        };
        self.0.insert(sketch.id, told);
    }

    /// What differs from what was told, noted as told. What every probe changes is told of each camera once in a minute, spread
    /// over the looks that are `pause` apart.
    pub(super) fn compare(&mut self, sketches: &[Sketch], pause: Duration, now: Instant) -> News {
        let present: BTreeSet<_> = sketches.iter().map(|sketch| sketch.id).collect();
        let gone = self.0.keys().filter(|id| !present.contains(id)).copied();
        let removed: Vec<_> = gone.collect();
        for id in &removed {
            self.0.remove(id);
        }

        let (mut changed, mut details) = (Vec::new(), Vec::new());
        for sketch in sketches {
            match self.0.get(&sketch.id) {
                Some(told) if told.json == sketch.json => {}
                Some(told) if told.essence == sketch.essence => details.push((told.at, sketch)),
                _ => changed.push(sketch),
            }
        }
        changed.truncate(MOST);
        details.retain(|(at, _)| now.duration_since(*at) >= DETAILS);
        details.sort_by_key(|(at, sketch)| (*at, sketch.id));
        details.truncate(share(sketches.len(), pause));
        changed.extend(details.into_iter().map(|(_, sketch)| sketch));
        for sketch in &changed {
            self.note(sketch, now);
        }
        News {
            changed: changed.into_iter().map(|sketch| sketch.json.clone()).collect(),
            removed,
        }
    }
}

/// How many of `cameras` have their turn in a `pause`, rounded up.
fn share(cameras: usize, pause: Duration) -> usize {
    let turns = DETAILS.as_millis() / pause.as_millis().max(1);
    cameras.div_ceil(usize::try_from(turns).unwrap_or(usize::MAX).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_secs(2);

    fn sketch(id: i32, essence: u64, detail: u32) -> Sketch {
        Sketch {
            id,
            essence,
            json: format!("{id}:{essence}:{detail}").into(),
        }
    }

    fn told(news: &News) -> Vec<String> {
        let text = |json: &Bytes| String::from_utf8(json.to_vec()).unwrap();
        news.changed.iter().map(text).collect()
    }

    #[test]
    fn what_matters_is_told_at_once_and_nothing_twice() {
        let (mut picture, now) = (Picture::default(), Instant::now());
        let first = picture.compare(&[sketch(1, 1, 1), sketch(2, 1, 1)], PAUSE, now);
        assert_eq!(told(&first), ["1:1:1", "2:1:1"]);
        let same = picture.compare(&[sketch(1, 1, 1), sketch(2, 1, 1)], PAUSE, now);
        assert!(same.changed.is_empty() && same.removed.is_empty());
        let changed = picture.compare(&[sketch(1, 2, 1)], PAUSE, now);
        assert_eq!(
            (told(&changed), changed.removed),
            (vec!["1:2:1".to_owned()], vec![2])
        );
        picture.note(&sketch(1, 3, 1), now);
        assert!(picture.compare(&[sketch(1, 3, 1)], PAUSE, now).changed.is_empty());
    }

    #[test]
    fn details_take_turns_within_a_minute() {
        let (mut picture, mut now) = (Picture::default(), Instant::now());
        let all = |detail| -> Vec<_> { (0..90).map(|id| sketch(id, 1, detail)).collect() };
        picture.compare(&all(0), PAUSE, now);
        now += DETAILS / 2;
        assert!(
            picture.compare(&all(1), PAUSE, now).changed.is_empty(),
            "told lately"
        );
        now += DETAILS / 2;
        let mut ids = BTreeSet::new();
        for look in 0..30 {
            now += PAUSE;
            let news = told(&picture.compare(&all(look + 2), PAUSE, now));
            assert_eq!(news.len(), 3, "at look {look}");
            ids.extend(news.iter().map(|text| text.split(':').next().unwrap().to_owned()));
        }
        assert_eq!(ids.len(), 90);
    }

    #[test]
    fn a_look_has_a_most() {
        let (mut picture, now) = (Picture::default(), Instant::now());
        let all: Vec<_> = (0..1_100).map(|id| sketch(id, 1, 0)).collect();
        let looks: Vec<_> = (0..4)
            .map(|_| picture.compare(&all, PAUSE, now).changed.len())
            .collect();
        assert_eq!(looks, [500, 500, 100, 0]);
    }
}
