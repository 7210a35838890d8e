//! What became different about a camera although its state did not: another device, firmware or picture size.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::text;

/// What is different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub enum ChangeKind {
    /// Another device answers at the camera's address.
    Replaced,
    /// The device runs another firmware.
    Firmware,
    /// The picture has another size.
    Resolution,
}

impl ChangeKind {
    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Replaced => "Replaced",
            Self::Firmware => "Firmware",
            Self::Resolution => "Resolution",
        }
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A difference between what was known of a camera and what it says now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What is different.
    pub kind: ChangeKind,
    /// From what to what, for people: at most 256 printable characters.
    pub message: String,
}

/// The changes from `before` to `after`; only what is known of both can have changed.
///
/// A replaced device brings its own firmware, so that is not told as well.
#[must_use]
pub fn changes(before: Option<&Facts>, after: Option<&Facts>) -> Vec<Change> {
    let (Some(before), Some(after)) = (before, after) else {
        return Vec::new();
    };
    let device = replaced(before, after).or_else(|| firmware(before, after));
    device.into_iter().chain(resolution(before, after)).collect()
}

/// Whether `after` tells of another device than `before`.
pub(super) fn is_replaced(before: &Facts, after: &Facts) -> bool {
    [
        (&before.serial, &after.serial),
        (&before.make, &after.make),
        (&before.model, &after.model),
    ]
    .into_iter()
    .any(|(before, after)| before.is_some() && after.is_some() && before != after)
}

fn replaced(before: &Facts, after: &Facts) -> Option<Change> {
    is_replaced(before, after).then(|| {
        let message = format!("the camera was {}; now it is {}", device(before), device(after));
        Change::new(ChangeKind::Replaced, &message)
    })
}

fn firmware(before: &Facts, after: &Facts) -> Option<Change> {
    let (before, after) = (before.firmware.as_ref()?, after.firmware.as_ref()?);
    (before != after).then(|| {
        let message = format!("the firmware was {before}; now it is {after}");
        Change::new(ChangeKind::Firmware, &message)
    })
}

fn resolution(before: &Facts, after: &Facts) -> Option<Change> {
    let (before, after) = (size(before)?, size(after)?);
    (before != after).then(|| {
        let message = format!(
            "the picture was {}×{}; now it is {}×{}",
            before.0, before.1, after.0, after.1
        );
        Change::new(ChangeKind::Resolution, &message)
    })
}

fn size(facts: &Facts) -> Option<(u32, u32)> {
    facts.width.zip(facts.height)
}

/// Make, model and serial number in words.
fn device(facts: &Facts) -> String {
    let name: Vec<&str> = [&facts.make, &facts.model]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let name = if name.is_empty() {
        "a device".to_owned()
    } else {
        name.join(" ")
    };
    match &facts.serial {
        Some(serial) => format!("{name} with serial number {serial}"),
        None => name,
    }
}

impl Change {
    fn new(kind: ChangeKind, message: &str) -> Self {
        Self {
            kind,
            message: text::printable(message, text::MESSAGE_LIMIT),
        }
    }
}
