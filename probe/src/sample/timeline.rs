//! How the pictures of a stream follow each other, by its own clock and by ours.

use std::time::Duration;

/// How much longer than our own time a stream's clock may have run: servers begin with pictures from their buffer.
const HEAD_START: f64 = 10.0;

/// The timestamps of a stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Timeline {
    first: Option<u32>,
    last: u32,
    /// Furthest from the first timestamp, backwards and forwards, in units of the stream's clock. Pictures that are
    /// shown in another order than they are sent go backwards for a while.
    lowest: i64,
    highest: i64,
    pictures: u32,
    first_at: Duration,
    /// When the timestamp was seen to change last.
    changed_at: Duration,
    last_at: Duration,
}

impl Timeline {
    /// Takes in a packet that came `at` this time.
    pub(super) fn packet(&mut self, at: Duration, timestamp: u32) {
        self.last_at = at;
        let Some(first) = self.first else {
            *self = Self {
                first: Some(timestamp),
                last: timestamp,
                pictures: 1,
                first_at: at,
                changed_at: at,
                last_at: at,
                ..Self::default()
            };
            return;
        };
        if timestamp == self.last {
            return;
        }
        self.last = timestamp;
        self.changed_at = at;
        self.pictures = self.pictures.saturating_add(1);
        // Half of the range ahead is forwards, the other half backwards: so a wrap is no jump.
        let offset = i64::from(timestamp.wrapping_sub(first).cast_signed());
        self.lowest = self.lowest.min(offset);
        self.highest = self.highest.max(offset);
    }

    /// When the first packet came.
    pub(super) fn first_at(&self) -> Option<Duration> {
        self.first.map(|_| self.first_at)
    }

    /// How long packets went on coming with the timestamp that they had before.
    pub(super) fn stood_still(&self) -> Duration {
        self.last_at.saturating_sub(self.changed_at)
    }

    /// Pictures a second until `end`, by the stream's own clock of `rate` units a second where that can be believed,
    /// else by ours. `None` for fewer than two pictures.
    pub(super) fn pictures_per_second(&self, rate: u32, end: Duration) -> Option<f64> {
        if self.pictures < 2 {
            return None;
        }
        let ours = end.saturating_sub(self.first_at).as_secs_f64();
        // Two halves of the range of a timestamp make a whole one at most.
        let units = u32::try_from(self.highest - self.lowest).unwrap_or(u32::MAX);
        let theirs = f64::from(units) / f64::from(rate);
        let pictures = f64::from(self.pictures);
        if theirs > 0.0 && (ours / 2.0..=2.0 * ours + HEAD_START).contains(&theirs) {
            // Between n timestamps there are n - 1 pictures' times.
            Some((pictures - 1.0) / theirs)
        } else {
            (ours > 0.0).then(|| pictures / ours)
        }
    }

    /// Pictures so far.
    pub(super) const fn pictures(&self) -> u32 {
        self.pictures
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 90_000;

    /// Pictures that come every `every` milliseconds and whose clock goes on by `step`.
    fn stream(start: u32, count: u32, every: u64, step: u32) -> Timeline {
        let mut timeline = Timeline::default();
        for index in 0..count {
            let at = Duration::from_millis(u64::from(index) * every);
            timeline.packet(at, start.wrapping_add(index * step));
        }
        timeline
    }

    fn rate_of(timeline: &Timeline, end: u64) -> Option<f64> {
        let rate = timeline.pictures_per_second(RATE, Duration::from_millis(end));
        rate.map(|rate| (rate * 100.0).round() / 100.0)
    }

    #[test]
    fn the_streams_clock_counts_also_over_its_end() {
        assert_eq!(rate_of(&stream(1000, 101, 40, 3600), 4000), Some(25.0));
        assert_eq!(rate_of(&stream(u32::MAX - 9000, 101, 40, 3600), 4000), Some(25.0));
    }

    #[test]
    fn packets_of_one_picture_are_one_picture() {
        let mut timeline = Timeline::default();
        for index in 0..50_u32 {
            timeline.packet(Duration::from_millis(u64::from(index) * 20), index / 5 * 9000);
        }
        assert_eq!((timeline.pictures(), rate_of(&timeline, 1000)), (10, Some(10.0)));
    }

    #[test]
    fn pictures_from_a_buffer_do_not_make_the_stream_faster() {
        // Two seconds of pictures at once, then two in their own time.
        let mut timeline = stream(0, 50, 0, 3600);
        for index in 50..101_u32 {
            timeline.packet(Duration::from_millis(u64::from(index - 50) * 40), index * 3600);
        }
        assert_eq!(rate_of(&timeline, 2000), Some(25.0));
    }

    #[test]
    fn pictures_sent_in_another_order_are_counted_once() {
        let mut timeline = Timeline::default();
        for group in 0..25_u32 {
            for place in [3, 1, 2, 0] {
                let at = Duration::from_millis(u64::from(group) * 160);
                timeline.packet(at, (group * 4 + place) * 3600);
            }
        }
        assert_eq!(rate_of(&timeline, 4000), Some(25.0));
    }

    #[test]
    fn a_clock_that_cannot_be_believed_is_replaced_by_ours() {
        let milliseconds = stream(0, 101, 40, 40);
        assert_eq!(rate_of(&milliseconds, 4040), Some(25.0));
        let mut jump = stream(0, 50, 40, 3600);
        jump.packet(Duration::from_secs(2), 2_000_000_000);
        assert_eq!(rate_of(&jump, 2040), Some(25.0));
    }

    #[test]
    fn a_stream_that_stops_is_slow() {
        assert_eq!(rate_of(&stream(0, 25, 40, 3600), 5000), Some(5.0));
    }

    #[test]
    fn a_clock_that_stands_still_is_known() {
        let mut timeline = stream(0, 10, 100, 9000);
        assert_eq!(timeline.stood_still(), Duration::ZERO);
        timeline.packet(Duration::from_millis(2900), 81_000);
        assert_eq!(timeline.stood_still(), Duration::from_secs(2));
        let still = stream(7, 20, 100, 0);
        assert_eq!(still.stood_still(), Duration::from_millis(1900));
        assert_eq!(still.pictures_per_second(RATE, Duration::from_secs(2)), None);
    }
}
