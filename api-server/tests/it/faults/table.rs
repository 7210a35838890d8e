//! The table in `docs/faults.md`: a row a route, a column a fault.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use api_server::access::RULES;

/// The columns, in their order.
const COLUMNS: [&str; 10] = [
    "no fault",
    "Postgres killed",
    "Postgres paused",
    "Postgres read-only",
    "Postgres full",
    "Postgres restarted",
    "Redis killed",
    "Redis paused",
    "Redis: wrong password",
    "both killed",
];
/// What stands around the table.
const MARKS: (&str, &str) = ("<!-- table: written by tests -->\n", "<!-- end of table -->\n");
/// Set to write the page instead of comparing with it.
const WRITE: &str = "CAMERASITE_WRITE_DOCS";

/// Tests of several columns write one file.
static PAGE: Mutex<()> = Mutex::new(());

type Cells = BTreeMap<(String, String), String>;

/// Compares what the routes answered during a fault with the page.
///
/// # Panics
/// When the page says something else.
pub(super) fn compare(fault: &str, answers: &[(String, String)]) {
    assert!(COLUMNS.contains(&fault), "{fault}");
    let _page = PAGE.lock().unwrap_or_else(PoisonError::into_inner);
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/faults.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(MARKS.0).expect("the mark before the table");
    let (table, after) = rest.split_once(MARKS.1).expect("the mark after the table");
    let mut cells = parse(table);
    let mut wrong = String::new();
    for (route, answer) in answers {
        let said = cells.insert((route.clone(), fault.to_owned()), answer.clone());
        if said.as_ref() != Some(answer) {
            let said = said.unwrap_or_default();
            let _ = writeln!(wrong, "  {route}: {answer}, the page says {said:?}");
        }
    }
    if std::env::var_os(WRITE).is_some() {
        let written = format!("{before}{}{}{}{after}", MARKS.0, render(&cells), MARKS.1);
        return fs::write(&path, written).unwrap();
    }
    assert!(
        wrong.is_empty(),
        "answers with {fault:?}:\n{wrong}If that is how it should be, run the tests once with {WRITE}=1 and commit docs/faults.md."
    );
}

/// The cells by row and column.
fn parse(table: &str) -> Cells {
    let row = |line: &str| -> Vec<String> {
        let cells = line.trim().trim_matches('|').split('|');
        cells
            .map(|cell| cell.trim().trim_matches('`').to_owned())
            .collect()
    };
    let mut lines = table.lines().filter(|line| line.starts_with('|')).map(row);
    let head = lines.next().unwrap_or_default();
    let rows = lines.skip(1).flat_map(|row| {
        let mut cells = row.into_iter().zip(&head);
        let route = cells.next().map(|(route, _)| route).unwrap_or_default();
        cells
            .map(|(cell, column)| ((route.clone(), column.clone()), cell))
            .collect::<Vec<_>>()
    });
    rows.collect()
}

fn render(cells: &Cells) -> String {
    let mut table = format!(
        "| route | {} |\n|{}\n",
        COLUMNS.join(" | "),
        "---|".repeat(COLUMNS.len() + 1)
    );
    for rule in RULES {
        let route = format!("{} {}", rule.method, rule.route);
        let row = COLUMNS.map(|column| {
            let cell = cells.get(&(route.clone(), column.to_owned()));
            cell.map(String::as_str).unwrap_or_default()
        });
        let _ = writeln!(table, "| `{route}` | {} |", row.join(" | "));
    }
    table
}
