//! Cells that a spreadsheet would take for a formula.

/// What a formula begins with. Some programs skip a tab or a carriage return before it.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// What makes a spreadsheet take a cell for text.
const QUOTE: char = '\'';

/// The cell as a spreadsheet takes it for text: one that begins like a formula gets an apostrophe before it, and one that
/// begins with an apostrophe another, so that `text` gives it back.
#[must_use]
pub fn harmless(cell: &str) -> String {
    if cell.starts_with(FORMULA) || cell.starts_with(QUOTE) {
        format!("{QUOTE}{cell}")
    } else {
        cell.to_owned()
    }
}

/// What [`harmless`] made a cell of. An apostrophe before anything else is the cell's own.
pub(crate) fn text(cell: &str) -> &str {
    cell.strip_prefix(QUOTE)
        .filter(|rest| rest.starts_with(FORMULA) || rest.starts_with(QUOTE))
        .unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        assert_eq!(harmless("halls = 3"), "halls = 3");
        assert_eq!(text("'twas"), "'twas", "an apostrophe of its own");
    }

    proptest! {
        #[test]
        fn every_cell_comes_back(cell in "['=+@\t\r-]{0,3}[a-z]{0,2}") {
            let written = harmless(&cell);
            prop_assert!(!written.starts_with(FORMULA));
            prop_assert_eq!(text(&written), cell);
        }
    }
}
