//! What is wrong with an inventory, by line.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

/// How many lines are told about; the others are counted.
const SHOWN: usize = 3;

/// What is wrong with an inventory. Only its first lines are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    first: BTreeMap<usize, String>,
    lines: usize,
}

impl Problems {
    /// Notes what is wrong with a line that nothing has been noted of yet.
    pub fn note(&mut self, line: usize, what: impl Into<String>) {
        self.lines += 1;
        self.first.insert(line, what.into());
        if self.first.len() > SHOWN {
            self.first.pop_last();
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines == 0
    }
}

/// `line 3: …; line 9: …; and 2 more lines`.
impl Display for Problems {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for (position, (line, what)) in self.first.iter().enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            write!(formatter, "{separator}line {line}: {what}")?;
        }
        match self.lines.saturating_sub(self.first.len()) {
            0 => Ok(()),
            1 => formatter.write_str("; and 1 more line"),
            more => write!(formatter, "; and {more} more lines"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_lines_are_told_and_the_others_counted() {
        let mut problems = Problems::default();
        assert!(problems.is_empty());
        for line in [9, 4, 7, 2] {
            problems.note(line, "is wrong");
        }
        let said = "line 2: is wrong; line 4: is wrong; line 7: is wrong; and 1 more line";
        assert_eq!(problems.to_string(), said);
        problems.note(11, "is wrong");
        assert!(problems.to_string().ends_with("and 2 more lines"));
    }
}
