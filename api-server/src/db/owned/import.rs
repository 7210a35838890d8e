//! Many cameras at once, all or none.

use contract::inventory::CAMERAS_MAX;
use serde::Serialize;
use sqlx::Acquire as _;

use super::rows::{self, OwnedWrite};
use super::{Outcome, Refusal};
use crate::db::Database;
use crate::db::audit::{self, Entry};

/// What an import does, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    /// Names of cameras that are new or come back.
    pub created: Vec<String>,
    /// Names of cameras that change.
    pub changed: Vec<String>,
    /// How many are as they were.
    pub unchanged: usize,
    /// Names that belong to the CameraSite: where there is one, nothing is imported.
    #[serde(skip)]
    pub declared: Vec<String>,
}

/// Enters all of the cameras or none; with `dry_run` none. `entry` is told of each camera that changes.
///
/// # Errors
/// When the database is away; then nothing is stored.
pub async fn import(
    database: &Database,
    writes: &[OwnedWrite],
    dry_run: bool,
    entry: &Entry<'_>,
) -> Outcome<Imported> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    rows::lock(&mut transaction).await?;
    let names: Vec<&str> = writes.iter().map(OwnedWrite::name).collect();
    let known = rows::known(&mut transaction, &names).await?;
    let mut imported = Imported::default();
    for write in writes {
        match known.get(write.name()) {
            Some(known) if known.active && known.origin == "Declared" => {
                imported.declared.push(write.name().to_owned());
            }
            Some(known) if known.active && known.is(write) => imported.unchanged += 1,
            Some(known) if known.active => imported.changed.push(write.name().to_owned()),
            _ => imported.created.push(write.name().to_owned()),
        }
    }
    if rows::total(&mut transaction).await? + imported.created.len() > CAMERAS_MAX {
        return Ok(Err(Refusal::Full));
    }
    if dry_run || !imported.declared.is_empty() {
        return Ok(Ok(imported));
    }
    rows::put(&mut transaction, writes).await?;
    imported.declared = rows::declared(&mut transaction, &names).await?;
    if !imported.declared.is_empty() {
        return Ok(Ok(imported));
    }
    for (action, names) in [
        ("camera.create", &imported.created),
        ("camera.replace", &imported.changed),
    ] {
        let entry = Entry { action, ..*entry };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        audit::add_each(&mut transaction, &entry, &names).await?;
    }
    transaction.commit().await?;
    Ok(Ok(imported))
}
