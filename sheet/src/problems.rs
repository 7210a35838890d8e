//! What is wrong with an inventory, by line.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use crate::Column;

/// How many lines are told about in one text; the others are counted.
const SHOWN: usize = 3;

/// How many lines are kept.
const KEPT: usize = 100;

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The column, where it is that of one.
    pub column: Option<Column>,
    /// What is wrong and what to do; never a value of the row.
    pub what: String,
}

impl Flaw {
    pub(crate) fn of(column: Column) -> impl Fn(&'static str) -> Self {
        move |what| Self {
            column: Some(column),
            what: what.to_owned(),
        }
    }
}

impl<T: Into<String>> From<T> for Flaw {
    fn from(what: T) -> Self {
        Self {
            column: None,
            what: what.into(),
        }
    }
}

/// What is wrong with an inventory. Only its first lines are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    first: BTreeMap<usize, Flaw>,
    lines: usize,
}

impl Problems {
    /// Notes what is wrong with a line that nothing has been noted of yet.
    pub fn note(&mut self, line: usize, what: impl Into<Flaw>) {
        self.lines += 1;
        self.first.insert(line, what.into());
        if self.first.len() > KEPT {
            self.first.pop_last();
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines == 0
    }
}

impl Problems {
    /// How many lines have a problem.
    #[must_use]
    pub const fn lines(&self) -> usize {
        self.lines
    }

    /// The first of them, by line.
    pub fn first(&self) -> impl Iterator<Item = (usize, &Flaw)> {
        self.first.iter().map(|(line, flaw)| (*line, flaw))
    }
}

/// `line 3: …; line 9: …; and 2 more lines`.
impl Display for Problems {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for (position, (line, flaw)) in self.first.iter().take(SHOWN).enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            write!(formatter, "{separator}line {line}: {}", flaw.what)?;
        }
        match self.lines.saturating_sub(SHOWN) {
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
