//! What was run, and with what success.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::json;

/// The points of one fault in one scenario.
pub(super) struct Row {
    pub scenario: &'static str,
    pub fault: String,
    /// Whether each write is a point.
    pub of_writes: bool,
    /// Writes of an undisturbed run, by the audit log.
    pub writes: usize,
    /// Points that were run.
    pub points: usize,
    /// Points that there are.
    pub of: usize,
    pub failures: usize,
}

impl Row {
    /// A scenario in which the operator writes nothing that could be disturbed.
    pub(super) fn nothing(scenario: &'static str, writes: usize) -> Self {
        Self {
            scenario,
            fault: "none: nothing is written".to_owned(),
            of_writes: true,
            writes,
            points: 0,
            of: 0,
            failures: 0,
        }
    }
}

pub(super) struct Report {
    pub seed: u64,
    pub all: bool,
    pub rows: Vec<Row>,
    pub seconds: u64,
}

impl Report {
    pub(super) fn table(&self) -> String {
        let mut table = String::from(
            "| scenario | writes | fault | points run | of | failures |\n|---|---|---|---|---|---|\n",
        );
        for row in &self.rows {
            let Row {
                scenario,
                fault,
                writes,
                points,
                of,
                failures,
                ..
            } = row;
            let _ = writeln!(
                table,
                "| {scenario} | {writes} | {fault} | {points} | {of} | {failures} |"
            );
        }
        let sum = |count: fn(&Row) -> usize| self.rows.iter().map(count).sum::<usize>();
        let (points, of, failures) = (sum(|row| row.points), sum(|row| row.of), sum(|row| row.failures));
        let _ = writeln!(
            table,
            "| **all** | | | **{points}** | **{of}** | **{failures}** |"
        );
        let _ = write!(table, "\nSeed {}, {} s.", self.seed, self.seconds);
        table
    }

    /// Writes the result where `CAMERASITE_CRASH_RESULT` says: a page and JSON of this path without its ending.
    pub(super) fn save(&self) {
        let Some(path) = std::env::var_os("CAMERASITE_CRASH_RESULT").map(PathBuf::from) else {
            return;
        };
        let machine: serde_json::Value = std::env::var("CAMERASITE_MACHINE")
            .map(|text| serde_json::from_str(&text).expect("CAMERASITE_MACHINE is JSON"))
            .unwrap_or_default();
        let rows: Vec<_> = self.rows.iter().map(Row::json).collect();
        let result = json!({
            "what": "runs of the operator that were disturbed, and ended otherwise than an undisturbed one",
            "machine": machine, "everyPoint": self.all, "seed": self.seed, "seconds": self.seconds, "rows": rows
        });
        let text = serde_json::to_string_pretty(&result).unwrap();
        std::fs::write(path.with_extension("json"), text + "\n").unwrap();
        let page = format!("{}{}\n", include_str!("page.md"), self.table());
        std::fs::write(path.with_extension("md"), page).unwrap();
    }

    /// Each write of an undisturbed run was a point, where all were to be run.
    pub(super) fn check_coverage(&self) {
        for row in self
            .rows
            .iter()
            .filter(|row| row.of_writes && (self.all || row.points == row.of))
        {
            assert_eq!(
                row.points, row.writes,
                "{}, {}: points and writes",
                row.scenario, row.fault
            );
        }
    }
}

impl Row {
    fn json(&self) -> serde_json::Value {
        json!({
            "scenario": self.scenario, "fault": self.fault, "writes": self.writes, "points": self.points,
            "of": self.of, "failures": self.failures
        })
    }
}
