//! The report as CSV (RFC 4180).

use sheet::harmless;

use super::Report;
use crate::history::availability::Share;

const HEADER: [&str; 10] = [
    "from",
    "to",
    "name",
    "zone",
    "cameras",
    "availability",
    "coverage",
    "up_ms",
    "down_ms",
    "maintenance_ms",
];

/// The whole file.
pub(super) fn render(report: &Report) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let mut write = |record: &[String]| {
        // Writing to memory does not fail, and every record has as many fields as the header.
        let _ = writer.write_record(record.iter().map(|cell| harmless(cell)));
    };
    write(&HEADER.map(str::to_owned));
    let share = |share: Option<Share>| share.map(|share| share.to_string()).unwrap_or_default();
    for item in &report.items {
        write(&[
            report.from.to_string(),
            report.to.to_string(),
            item.name.clone(),
            item.zone.clone().unwrap_or_default(),
            item.cameras.to_string(),
            share(item.figures.availability()),
            share(item.figures.coverage()),
            item.up_ms.to_string(),
            item.down_ms.to_string(),
            item.maintenance_ms.to_string(),
        ]);
    }
    writer.into_inner().unwrap_or_default()
}
