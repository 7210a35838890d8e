//! A row of an inventory → a camera as the spec would have it.

use crds::{Camera, Coordinates, LocalReference, Priority};

use super::header::{Cells, Column};
use super::rules;

/// The camera, or what is wrong with it. What holds for a camera of the spec holds for it, too.
pub(super) fn camera(cells: &Cells<'_>) -> Result<Camera, String> {
    let credentials = cells.get(Column::Credentials);
    if let Some(secret) = credentials {
        rules::secret_name(secret)?;
    }
    Ok(Camera {
        name: name(cells)?,
        display_name: text(cells, Column::DisplayName, 64)?,
        zone: text(cells, Column::Zone, 64)?,
        location: text(cells, Column::Location, 128)?,
        url: Some(url(cells, credentials.is_some())?),
        simulated: None,
        credentials_secret_ref: credentials.map(|name| LocalReference {
            name: name.to_owned(),
        }),
        tls: None,
        snapshot_url: None,
        osd_mask: Vec::new(),
        coordinates: coordinates(cells.get(Column::Latitude), cells.get(Column::Longitude))?,
        vlan: None,
        notes: None,
        priority: cells.get(Column::Priority).map(priority).transpose()?,
        tags: tags(cells.get(Column::Tags).unwrap_or_default())?,
        enabled: cells.get(Column::Enabled).map(enabled).transpose()?,
        probe: None,
    })
}

fn name(cells: &Cells<'_>) -> Result<String, String> {
    let name = cells.get(Column::Name).ok_or("has no name; give one")?;
    rules::camera_name(name)?;
    Ok(name.to_owned())
}

fn url(cells: &Cells<'_>, credentials: bool) -> Result<String, String> {
    let url = cells.get(Column::Url).ok_or("has no url; give one")?;
    rules::url(url, credentials)?;
    Ok(url.to_owned())
}

fn text(cells: &Cells<'_>, column: Column, most: usize) -> Result<Option<String>, String> {
    let text = cells.get(column);
    match text.filter(|text| text.chars().count() > most) {
        Some(_) => Err(format!(
            "{} is longer than {most} characters; shorten it",
            column.name()
        )),
        None => Ok(text.map(str::to_owned)),
    }
}

fn coordinates(latitude: Option<&str>, longitude: Option<&str>) -> Result<Option<Coordinates>, &'static str> {
    match (latitude, longitude) {
        (Some(latitude), Some(longitude)) => {
            rules::coordinates(latitude, longitude)?;
            Ok(Some(Coordinates {
                latitude: Some(latitude.to_owned()),
                longitude: Some(longitude.to_owned()),
                ..Coordinates::default()
            }))
        }
        (None, None) => Ok(None),
        _ => Err("latitude and longitude belong together; give both or neither"),
    }
}

fn priority(text: &str) -> Result<Priority, &'static str> {
    match text {
        "Normal" => Ok(Priority::Normal),
        "Critical" => Ok(Priority::Critical),
        _ => Err("priority must be Normal or Critical; correct it, or leave it empty"),
    }
}

/// Spreadsheets write it in capitals.
fn enabled(text: &str) -> Result<bool, &'static str> {
    if text.eq_ignore_ascii_case("true") {
        Ok(true)
    } else if text.eq_ignore_ascii_case("false") {
        Ok(false)
    } else {
        Err("enabled must be true or false; correct it, or leave it empty")
    }
}

fn tags(text: &str) -> Result<Vec<String>, &'static str> {
    let tags: Vec<String> = text
        .split([' ', '|'])
        .filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect();
    if tags.len() > 8 {
        return Err("has more than 8 tags; remove some");
    }
    if tags.iter().any(|tag| tag.chars().count() > 16) {
        return Err("has a tag with more than 16 characters; shorten it");
    }
    Ok(tags)
}
