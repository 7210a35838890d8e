//! Pages of a sorted list: each begins after the last row of the page before, wherever that row is now, so that rows that come and
//! go in between move no other row over the edge of a page.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::cameras::Page;
use super::cursor;
use super::view::{Camera, Shown};
use crate::error::Problem;

/// What cameras can be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Key {
    #[default]
    Name,
    DisplayName,
    Zone,
    State,
    Since,
    LatencyMs,
    Id,
}

/// The keys as clients call them.
const KEYS: [(&str, Key); 7] = [
    ("name", Key::Name),
    ("displayName", Key::DisplayName),
    ("zone", Key::Zone),
    ("state", Key::State),
    ("since", Key::Since),
    ("latencyMs", Key::LatencyMs),
    ("id", Key::Id),
];

/// What the parameter `sort` takes.
pub(super) const EXPECTED: &str = "must be name, displayName, zone, state (the worst first), since, latencyMs or id, with - before it for descending";

/// The order of a list. Rows that are equal in it are sorted by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Order {
    key: Key,
    descending: bool,
}

/// Where a row stands by the key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(untagged)]
pub(super) enum Rank {
    Number(i64),
    Text(String),
}

/// Where a row stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Position {
    rank: Rank,
    name: String,
}

impl Position {
    /// The name of the row.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// A row of a sorted list.
pub(super) trait Ranked {
    /// Its name, which no other row has.
    fn name(&self) -> &str;
    /// Where it stands in this order.
    fn rank(&self, order: &Order) -> Rank;
}

impl Order {
    /// The order that a client asks for; `None` for one that there is not.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (descending, word) = text.strip_prefix('-').map_or((false, text), |word| (true, word));
        let (_, key) = KEYS.into_iter().find(|(known, _)| *known == word)?;
        Some(Self { key, descending })
    }

    fn word(&self) -> String {
        let known = KEYS.into_iter().find(|(_, key)| *key == self.key);
        let word = known.map(|(word, _)| word).unwrap_or_default();
        format!("{}{word}", if self.descending { "-" } else { "" })
    }

    fn compare(&self, one: &Position, other: &Position) -> Ordering {
        let by_rank = one.rank.cmp(&other.rank);
        let by_rank = if self.descending {
            by_rank.reverse()
        } else {
            by_rank
        };
        by_rank.then_with(|| one.name.cmp(&other.name))
    }

    fn position<T: Ranked>(&self, row: &T) -> Position {
        Position {
            rank: row.rank(self),
            name: row.name().to_owned(),
        }
    }

    /// The cursor after a row.
    fn cursor(&self, list: &str, position: Position) -> Option<String> {
        let json = serde_json::to_string(&(self.word(), position.rank, position.name)).ok()?;
        Some(cursor::encode(list, &json))
    }

    /// The position in a cursor.
    ///
    /// # Errors
    /// 400 when it is not one of this list in this order.
    pub(super) fn after(&self, list: &str, cursor: &str) -> Result<Position, Problem> {
        let json = cursor::decode(list, cursor)?;
        let (word, rank, name): (String, Rank, String) =
            serde_json::from_str(&json).map_err(|_| cursor::bad())?;
        // The database takes no NUL.
        if word != self.word() || name.contains('\0') {
            return Err(cursor::bad());
        }
        Ok(Position { rank, name })
    }

    /// The first `limit` rows after `after`.
    pub(super) fn page<'a, T: Ranked + Clone + 'a>(
        &self,
        name: &str,
        rows: impl Iterator<Item = &'a T>,
        after: Option<&Position>,
        limit: usize,
    ) -> Page<T> {
        let mut total = 0;
        let mut placed: Vec<(Position, &T)> = rows
            .inspect(|_| total += 1)
            .map(|row| (self.position(row), row))
            .filter(|(position, _)| {
                after.is_none_or(|after| self.compare(position, after) == Ordering::Greater)
            })
            .collect();
        placed.sort_by(|(one, _), (other, _)| self.compare(one, other));
        let first = placed.into_iter().take(limit + 1);
        self.cut(name, first.map(|(_, row)| row.clone()).collect(), limit, total)
    }

    /// A page of rows in this order: `limit` of them, of which there is one more where another page follows.
    pub(super) fn cut<T: Ranked>(&self, name: &str, mut rows: Vec<T>, limit: usize, total: usize) -> Page<T> {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| more);
        Page {
            next_cursor: last.and_then(|row| self.cursor(name, self.position(row))),
            items: rows,
            total,
        }
    }

    /// Whether this is the order of names and nothing else.
    pub(super) fn is_by_name(&self) -> bool {
        *self == Self::default()
    }
}

impl Ranked for Camera {
    fn name(&self) -> &str {
        &self.name
    }

    fn rank(&self, order: &Order) -> Rank {
        match order.key {
            Key::Name => Rank::Text(self.name.clone()),
            Key::DisplayName => Rank::Text(self.display_name.to_lowercase()),
            Key::Zone => Rank::Text(self.zone.to_lowercase()),
            Key::State => Rank::Number(severity(self.state)),
            Key::Since => Rank::Number(self.since.0.as_millisecond()),
            // Those that were never measured come after the slowest.
            Key::LatencyMs => Rank::Number(
                self.latency_ms
                    .and_then(|millis| i64::try_from(millis).ok())
                    .unwrap_or(i64::MAX),
            ),
            Key::Id => Rank::Number(self.id.into()),
        }
    }
}

/// How urgently somebody should look: less is more.
const fn severity(state: Shown) -> i64 {
    match state {
        Shown::Down => 0,
        Shown::Flapping => 1,
        Shown::Degraded => 2,
        Shown::Unknown => 3,
        Shown::Maintenance => 4,
        Shown::Up => 5,
        Shown::Disabled => 6,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    /// A row with a number to be sorted by.
    #[derive(Clone, Debug, PartialEq)]
    struct Row(String, i64);

    impl Ranked for Row {
        fn name(&self) -> &str {
            &self.0
        }

        fn rank(&self, order: &Order) -> Rank {
            match order.key {
                Key::Name => Rank::Text(self.0.clone()),
                _ => Rank::Number(self.1),
            }
        }
    }

    fn rows(map: &BTreeMap<String, i64>) -> Vec<Row> {
        map.iter().map(|(name, rank)| Row(name.clone(), *rank)).collect()
    }

    fn an_order() -> impl Strategy<Value = Order> {
        let words: Vec<String> = KEYS
            .iter()
            .flat_map(|(word, _)| [(*word).to_owned(), format!("-{word}")])
            .collect();
        prop::sample::select(words).prop_map(|word| Order::parse(&word).unwrap())
    }

    proptest! {
        #[test]
        fn every_row_that_stays_as_it_is_comes_once_and_in_order(
            order in an_order(),
            start in prop::collection::btree_map("[a-e]{1,2}", 0_i64..4, 0..30),
            // Between two pages: rows that are set to a number, and rows that go.
            changes in prop::collection::vec(("[a-e]{1,2}", prop::option::of(0_i64..4)), 0..20),
            limit in 1_usize..8,
        ) {
            let mut map = start.clone();
            let touched: BTreeSet<&String> = changes.iter().map(|(name, _)| name).collect();
            let mut changes = changes.iter();
            let mut seen: Vec<Row> = Vec::new();
            let mut cursor: Option<String> = None;
            loop {
                let after = cursor.map(|cursor| order.after("rows", &cursor).unwrap());
                let page = order.page("rows", rows(&map).iter(), after.as_ref(), limit);
                prop_assert!(page.items.len() <= limit);
                prop_assert_eq!(page.total, map.len());
                seen.extend(page.items);
                let Some(next) = page.next_cursor else { break };
                cursor = Some(next);
                match changes.next() {
                    Some((name, Some(rank))) => { map.insert(name.clone(), *rank); }
                    Some((name, None)) => { map.remove(name); }
                    None => {}
                }
            }
            for (name, rank) in &start {
                if !touched.contains(name) {
                    let times = seen.iter().filter(|row| row.0 == *name && row.1 == *rank).count();
                    prop_assert_eq!(times, 1, "{}", name);
                }
            }
            let positions: Vec<Position> = seen.iter().map(|row| order.position(row)).collect();
            prop_assert!(positions.is_sorted_by(|one, other| order.compare(one, other) == Ordering::Less));
        }

        #[test]
        fn no_cursor_whatever_breaks_the_list(text in ".{0,60}", json in "[\\[\\]\",a-z0-9-]{0,40}") {
            let order = Order::default();
            let _ = order.after("rows", &text);
            let _ = order.after("rows", &cursor::encode("rows", &json));
        }
    }

    #[test]
    fn a_cursor_is_of_one_order() {
        let order = |word| Order::parse(word).unwrap();
        let position = Position {
            rank: Rank::Number(3),
            name: "hall".to_owned(),
        };
        let cursor = order("-since").cursor("cameras", position.clone()).unwrap();
        assert_eq!(order("-since").after("cameras", &cursor), Ok(position.clone()));
        let name = "hall\0".to_owned();
        let cursor_of_none = order("-since").cursor("cameras", Position { name, ..position });
        let refused = order("-since").after("cameras", &cursor_of_none.unwrap());
        assert_eq!(refused.unwrap_err().status, 400, "the database takes no NUL");
        for other in ["since", "name", "-id"] {
            assert_eq!(
                order(other).after("cameras", &cursor).unwrap_err().status,
                400,
                "{other}"
            );
        }
        assert_eq!(Order::parse("--name"), None);
        assert_eq!(Order::parse("colour"), None);
    }
}
