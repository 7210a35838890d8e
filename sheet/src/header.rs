//! The header of an inventory: which column is what.

use csv::ByteRecord;

use crate::cell;

/// Names of the columns, in the order of [`Column`].
pub const COLUMNS: [&str; COUNT] = [
    "name",
    "displayName",
    "url",
    "zone",
    "location",
    "latitude",
    "longitude",
    "credentials",
    "priority",
    "tags",
    "enabled",
];

/// Number of columns that are known.
const COUNT: usize = 11;

/// A column that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The camera's name.
    Name,
    /// Its name for people.
    DisplayName,
    /// What is probed.
    Url,
    /// Its zone.
    Zone,
    /// Where it hangs.
    Location,
    /// Degrees north.
    Latitude,
    /// Degrees east.
    Longitude,
    /// The name of its credentials.
    Credentials,
    /// How urgent its loss is.
    Priority,
    /// Its tags.
    Tags,
    /// Whether it is probed.
    Enabled,
}

impl Column {
    const ALL: [Self; COUNT] = [
        Self::Name,
        Self::DisplayName,
        Self::Url,
        Self::Zone,
        Self::Location,
        Self::Latitude,
        Self::Longitude,
        Self::Credentials,
        Self::Priority,
        Self::Tags,
        Self::Enabled,
    ];

    /// Its name in a header.
    #[must_use]
    pub const fn name(self) -> &'static str {
        COLUMNS[self as usize]
    }
}

/// Which known column each position is.
pub(super) struct Header(Vec<Option<usize>>);

/// The cells of a row.
pub(super) struct Cells<'a>([&'a str; COUNT]);

impl Cells<'_> {
    /// The cell's text; `None` where it is empty or the column is absent.
    pub(super) fn get(&self, column: Column) -> Option<&str> {
        Some(cell::text(self.0[column as usize])).filter(|text| !text.is_empty())
    }
}

impl Header {
    /// The header, and what is said of columns in it that are ignored.
    pub(super) fn read(record: &ByteRecord) -> Result<(Self, Option<String>), String> {
        let texts = texts(record)?;
        let known = |text: &str| COLUMNS.iter().position(|name| name.eq_ignore_ascii_case(text));
        let columns: Vec<Option<usize>> = texts.iter().map(|text| known(text)).collect();
        let count = |column: usize| columns.iter().filter(|it| **it == Some(column)).count();
        for needed in [Column::Name, Column::Url] {
            if count(needed as usize) == 0 {
                return Err(format!(
                    "the header has no column {}; the first line must name the columns",
                    needed.name()
                ));
            }
        }
        if let Some(column) = (0..COUNT).find(|column| count(*column) > 1) {
            return Err(format!(
                "the header has the column {} twice; remove one",
                COLUMNS[column]
            ));
        }
        let unknown: Vec<String> = texts
            .iter()
            .zip(&columns)
            .enumerate()
            .filter(|(_, (_, column))| column.is_none())
            .map(|(position, (text, _))| label(position, text))
            .collect();
        let ignored = (!unknown.is_empty()).then(|| ignored(&unknown));
        Ok((Self(columns), ignored))
    }

    /// The known columns that there are.
    pub(super) fn columns(&self) -> Vec<Column> {
        let known = self.0.iter().flatten();
        known
            .filter_map(|column| Column::ALL.get(*column).copied())
            .collect()
    }

    /// The cells of a row.
    pub(super) fn cells<'a>(&self, record: &'a ByteRecord) -> Result<Cells<'a>, String> {
        let texts = texts(record)?;
        if texts.len() != self.0.len() {
            return Err(format!(
                "has {} fields where the header has {}; correct the separators, and put a text with one in quotation \
                 marks",
                texts.len(),
                self.0.len()
            ));
        }
        let mut cells = [""; COUNT];
        for (column, text) in self.0.iter().zip(texts) {
            if let Some(cell) = column.and_then(|column| cells.get_mut(column)) {
                *cell = text;
            }
        }
        Ok(Cells(cells))
    }
}

/// The fields of a line, which is one line of text.
fn texts(record: &ByteRecord) -> Result<Vec<&str>, String> {
    let texts = record.iter().map(std::str::from_utf8);
    let texts = texts
        .collect::<Result<Vec<&str>, _>>()
        .map_err(|_| "is not UTF-8; save the file as CSV UTF-8".to_owned())?;
    if texts.iter().any(|text| text.contains(char::is_control)) {
        return Err(
            "has a line break or another control character in a field; close the quotation mark, or remove it"
                .to_owned(),
        );
    }
    Ok(texts)
}

/// A column as it may be shown: what is no plain word may be a value that strayed into the header.
fn label(position: usize, text: &str) -> String {
    let plain = |text: &str| {
        let inner = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-' | '_');
        text.len() <= 32
            && text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.chars().all(inner)
    };
    if plain(text) {
        text.to_owned()
    } else {
        format!("number {}", position + 1)
    }
}

fn ignored(unknown: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = unknown.iter().take(SHOWN).map(String::as_str);
    let shown = shown.collect::<Vec<_>>().join(", ");
    let more = match unknown.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "the header has unknown columns, which are ignored: {shown}{more}; known are {}",
        COLUMNS.join(", ")
    )
}
