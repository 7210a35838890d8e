//! Which shard probes a camera: rendezvous hashing, the same in every build and on every machine.

use sha2::{Digest as _, Sha256};

/// The shard (`StatefulSet` ordinal, below `shards`) that probes the camera `name`.
///
/// Every shard draws a number for the name and the highest draw wins, so a change of `shards` moves only the cameras
/// of the shard that came or went. With no shards or one the owner is 0.
#[must_use]
pub fn owner(name: &str, shards: u32) -> u32 {
    (0..shards).max_by_key(|&shard| draw(name, shard)).unwrap_or(0)
}

/// The number that `shard` draws for `name`: the first 8 bytes of SHA-256 over the shard (big endian) and the name.
fn draw(name: &str, shard: u32) -> u64 {
    let digest = Sha256::new()
        .chain_update(shard.to_be_bytes())
        .chain_update(name.as_bytes())
        .finalize();
    digest
        .iter()
        .take(8)
        .fold(0, |number, &byte| number << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> impl Iterator<Item = String> {
        (0..10_000).map(|number| format!("camera-{number}"))
    }

    #[test]
    fn owners_never_change_between_builds() {
        let owners: Vec<u32> = ["hall", "platform", "entrance", "vault", "quai-a-nord"]
            .map(|name| owner(name, 5))
            .into();
        assert_eq!(
            owners,
            [4, 1, 3, 4, 2],
            "a change would move every site's cameras between its probers"
        );
    }

    #[test]
    fn one_shard_or_none_owns_everything() {
        assert_eq!(owner("hall", 1), 0);
        assert_eq!(owner("hall", 0), 0);
    }

    #[test]
    fn cameras_are_spread_evenly() {
        let mut count = [0_u32; 4];
        for name in names() {
            count[owner(&name, 4) as usize] += 1;
        }
        assert!(
            count.iter().all(|share| (2_300..2_700).contains(share)),
            "{count:?}"
        );
    }

    #[test]
    fn a_new_shard_takes_its_share_and_moves_nothing_else() {
        let mut moved = 0;
        for name in names() {
            let (before, after) = (owner(&name, 4), owner(&name, 5));
            if before != after {
                assert_eq!(after, 4, "{name} moved between shards that were there before");
                moved += 1;
            }
        }
        assert!(
            (1_800..2_200).contains(&moved),
            "a fifth of 10,000 should move, not {moved}"
        );
    }
}
