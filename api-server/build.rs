//! Rebuilds the crate when a migration is added: the macro that embeds them sees only the files it knows. Unpacks what shows
//! the API's document to people: Swagger UI, as a crate carries it.

use std::error::Error;
use std::fs::File;
use std::io::{Cursor, copy};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

/// The files of Swagger UI that the binary serves.
const FILES: [&str; 2] = ["swagger-ui.css", "swagger-ui-bundle.js"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=../sql");
    println!("cargo:rerun-if-changed=build.rs");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut archive = ZipArchive::new(Cursor::new(utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED))?;
    let mut missing = FILES.to_vec();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index)?;
        let path = file.enclosed_name().unwrap_or_default();
        if let Some(name) = FILES
            .iter()
            .find(|name| path.ends_with(Path::new("dist").join(name)))
        {
            copy(&mut file, &mut File::create(out.join(name))?)?;
            missing.retain(|other| other != name);
        }
    }
    if !missing.is_empty() {
        return Err(format!("Swagger UI has no {missing:?} any more").into());
    }
    Ok(())
}
