//! Reads an inventory in CSV (RFC 4180, by `,` or `;`).
//!
//! The bytes are a stranger's: whatever they are, reading ends, keeps at most a site's cameras, and says nothing that
//! could be a secret; a line is told by its number, a value is never repeated.

mod cell;
mod header;
mod lines;
mod problems;
mod row;
pub mod rules;

use contract::inventory::CAMERAS_MAX;
use csv::{ByteRecord, ReaderBuilder, Trim};

pub use self::cell::harmless;
pub use self::header::{COLUMNS, Column};
pub use self::problems::{Flaw, Problems};
pub use self::row::Camera;

use self::header::Header;
use self::lines::Lines;

/// What Excel writes at the front of UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// An inventory that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its good rows, at most [`CAMERAS_MAX`], in order.
    pub rows: Vec<Row>,
    /// What is wrong with the others, and with its header.
    pub problems: Problems,
    /// The columns that it has.
    pub columns: Vec<Column>,
}

/// A good row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Number of its first line, from 1.
    pub line: usize,
    /// The camera, as good as one of the spec.
    pub camera: Camera,
}

impl Sheet {
    /// Reads an inventory.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        let mut sheet = Self::default();
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter(bytes))
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .from_reader(bytes);
        let mut lines = Lines::new(bytes);
        let mut header = None;
        let mut record = ByteRecord::new();
        // Memory can be read, and records of any length are taken as they are: nothing is left that could be an error.
        while let Ok(true) = reader.read_byte_record(&mut record) {
            let start = record.position().map_or(0, csv::Position::byte);
            let line = lines.of(usize::try_from(start).unwrap_or(usize::MAX));
            if record.iter().all(<[u8]>::is_empty) {
                continue;
            }
            let Some(header) = &header else {
                match Header::read(&record) {
                    Ok((read, ignored)) => {
                        sheet.columns = read.columns();
                        header = Some(read);
                        if let Some(what) = ignored {
                            sheet.problems.note(line, what);
                        }
                    }
                    Err(what) => {
                        sheet.problems.note(line, what);
                        return sheet;
                    }
                }
                continue;
            };
            sheet.add(
                line,
                header
                    .cells(&record)
                    .map_err(Flaw::from)
                    .and_then(|cells| row::camera(&cells)),
            );
        }
        if header.is_none() {
            sheet
                .problems
                .note(1, "is empty; begin with a header such as name,url");
        }
        sheet
    }

    fn add(&mut self, line: usize, camera: Result<Camera, Flaw>) {
        match camera {
            Ok(_) if self.rows.len() >= CAMERAS_MAX => self.problems.note(
                line,
                format!("is beyond the {CAMERAS_MAX} cameras of a site; divide it into several sites"),
            ),
            Ok(camera) => self.rows.push(Row { line, camera }),
            Err(what) => self.problems.note(line, what),
        }
    }
}

/// The separator: no name of a column holds either, so the first line with anything in it tells.
fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes
        .split(|byte| matches!(byte, b'\r' | b'\n'))
        .find(|line| !line.trim_ascii().is_empty())
        .unwrap_or_default();
    let columns = |separator: u8| header.split(|byte| *byte == separator).count();
    if columns(b';') > columns(b',') { b';' } else { b',' }
}
