//! A row of an inventory → a camera as the spec would have it.

use contract::inventory::Priority;
use contract::place::Coordinates;

use crate::header::{Cells, Column};
use crate::problems::Flaw;
use crate::rules;

/// A camera of an inventory. What holds for a camera of the spec holds for it, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Camera {
    /// Its name.
    pub name: String,
    /// Its name for people.
    pub display_name: Option<String>,
    /// Its zone.
    pub zone: Option<String>,
    /// Where it hangs, in words.
    pub location: Option<String>,
    /// What is probed.
    pub url: String,
    /// Name of its credentials.
    pub credentials: Option<String>,
    /// Where it is on a map.
    pub coordinates: Option<Coordinates>,
    /// How urgent its loss is.
    pub priority: Option<Priority>,
    /// Free labels.
    pub tags: Vec<String>,
    /// Whether it is probed.
    pub enabled: Option<bool>,
}

/// The camera, or the first thing that is wrong with it.
pub(super) fn camera(cells: &Cells<'_>) -> Result<Camera, Flaw> {
    let credentials = cells.get(Column::Credentials);
    if let Some(secret) = credentials {
        rules::secret_name(secret).map_err(Flaw::of(Column::Credentials))?;
    }
    Ok(Camera {
        name: name(cells)?,
        display_name: text(cells, Column::DisplayName, 64)?,
        zone: text(cells, Column::Zone, 64)?,
        location: text(cells, Column::Location, 128)?,
        url: url(cells, credentials.is_some())?,
        credentials: credentials.map(str::to_owned),
        coordinates: coordinates(cells.get(Column::Latitude), cells.get(Column::Longitude))?,
        priority: cells.get(Column::Priority).map(priority).transpose()?,
        tags: tags(cells.get(Column::Tags).unwrap_or_default())?,
        enabled: cells.get(Column::Enabled).map(enabled).transpose()?,
    })
}

fn name(cells: &Cells<'_>) -> Result<String, Flaw> {
    let flaw = Flaw::of(Column::Name);
    let name = cells
        .get(Column::Name)
        .ok_or_else(|| flaw("has no name; give one"))?;
    rules::camera_name(name).map_err(flaw)?;
    Ok(name.to_owned())
}

fn url(cells: &Cells<'_>, credentials: bool) -> Result<String, Flaw> {
    let flaw = Flaw::of(Column::Url);
    let url = cells
        .get(Column::Url)
        .ok_or_else(|| flaw("has no url; give one"))?;
    rules::url(url, credentials).map_err(flaw)?;
    Ok(url.to_owned())
}

fn text(cells: &Cells<'_>, column: Column, most: usize) -> Result<Option<String>, Flaw> {
    let text = cells.get(column);
    match text.filter(|text| text.chars().count() > most) {
        Some(_) => Err(Flaw {
            column: Some(column),
            what: format!("{} is longer than {most} characters; shorten it", column.name()),
        }),
        None => Ok(text.map(str::to_owned)),
    }
}

fn coordinates(latitude: Option<&str>, longitude: Option<&str>) -> Result<Option<Coordinates>, Flaw> {
    let flaw = Flaw::of(Column::Latitude);
    match (latitude, longitude) {
        (Some(latitude), Some(longitude)) => {
            rules::coordinates(latitude, longitude).map_err(flaw)?;
            Ok(Some(Coordinates {
                latitude: Some(latitude.to_owned()),
                longitude: Some(longitude.to_owned()),
                ..Coordinates::default()
            }))
        }
        (None, None) => Ok(None),
        _ => Err(flaw(
            "latitude and longitude belong together; give both or neither",
        )),
    }
}

fn priority(text: &str) -> Result<Priority, Flaw> {
    match text {
        "Normal" => Ok(Priority::Normal),
        "Critical" => Ok(Priority::Critical),
        _ => Err(Flaw::of(Column::Priority)(
            "priority must be Normal or Critical; correct it, or leave it empty",
        )),
    }
}

/// Spreadsheets write it in capitals.
fn enabled(text: &str) -> Result<bool, Flaw> {
    if text.eq_ignore_ascii_case("true") {
        Ok(true)
    } else if text.eq_ignore_ascii_case("false") {
        Ok(false)
    } else {
        Err(Flaw::of(Column::Enabled)(
            "enabled must be true or false; correct it, or leave it empty",
        ))
    }
}

fn tags(text: &str) -> Result<Vec<String>, Flaw> {
    let flaw = Flaw::of(Column::Tags);
    let tags: Vec<String> = text
        .split([' ', '|'])
        .filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect();
    if tags.len() > 8 {
        return Err(flaw("has more than 8 tags; remove some"));
    }
    if tags.iter().any(|tag| tag.chars().count() > 16) {
        return Err(flaw("has a tag with more than 16 characters; shorten it"));
    }
    Ok(tags)
}
