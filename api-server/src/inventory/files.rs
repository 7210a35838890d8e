//! The declared cameras and the cameras' credentials and authorities, as the operator mounts them.

use contract::credentials::{AuthoritiesFile, CredentialsFile};
use contract::inventory::{CamerasFile, SCHEMA_VERSION};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::watch;

use crate::reload::Loaded;

/// The inventory as it is followed.
pub type Inventory = watch::Receiver<Loaded<CamerasFile>>;

/// The part of the file that tells whether the rest can be understood.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    schema_version: u32,
}

/// Parses `cameras.json`.
///
/// # Errors
/// Says in words what is wrong with the file: no JSON, another schema version, a shard count of zero, a camera twice.
pub fn parse_cameras(bytes: &[u8]) -> Result<CamerasFile, String> {
    let version: Version = serde_json::from_slice(bytes).map_err(|error| format!("is not valid: {error}"))?;
    if version.schema_version != SCHEMA_VERSION {
        return Err(format!(
            "has schemaVersion {}, this build reads {SCHEMA_VERSION}: upgrade the API server's image",
            version.schema_version
        ));
    }
    let mut file: CamerasFile =
        serde_json::from_slice(bytes).map_err(|error| format!("is not valid: {error}"))?;
    if file.shards == 0 {
        return Err("asks for 0 shards, at least 1 is needed".to_owned());
    }
    file.cameras.sort_by(|one, other| one.name.cmp(&other.name));
    if let Some(twice) = file.cameras.windows(2).find(|pair| pair[0].name == pair[1].name) {
        return Err(format!("has the camera {:?} twice", twice[0].name));
    }
    Ok(file)
}

/// Parses `credentials.json`.
///
/// # Errors
/// Says where the file is not valid. The parser's own words are left out: they may quote a password.
pub fn parse_credentials(bytes: &[u8]) -> Result<CredentialsFile, String> {
    parse_quietly(bytes)
}

/// Parses `authorities.json`.
///
/// # Errors
/// Says where the file is not valid.
pub fn parse_authorities(bytes: &[u8]) -> Result<AuthoritiesFile, String> {
    parse_quietly(bytes)
}

fn parse_quietly<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    serde_json::from_slice(bytes)
        .map_err(|error| format!("is not valid at line {}, column {}", error.line(), error.column()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = r#"{"schemaVersion":1,"site":"gare","displayName":"Gare","city":"Paris","timeZone":"Europe/Paris",
        "shards":1,"probe":{"depth":"Describe","intervalSeconds":10,"timeoutSeconds":5,"failureThreshold":3,
        "successThreshold":1},"cameras":[]}"#;

    #[test]
    fn a_file_without_cameras_is_valid() {
        assert!(parse_cameras(EMPTY.as_bytes()).unwrap().cameras.is_empty());
    }

    #[test]
    fn another_schema_version_is_named_whatever_else_the_file_holds() {
        let problem = parse_cameras(br#"{"schemaVersion":2,"cameras":"elsewhere"}"#).unwrap_err();
        assert!(problem.contains("schemaVersion 2"), "{problem}");
    }

    #[test]
    fn zero_shards_are_refused() {
        let problem = parse_cameras(EMPTY.replace("\"shards\":1", "\"shards\":0").as_bytes()).unwrap_err();
        assert!(problem.contains("0 shards"), "{problem}");
    }

    #[test]
    fn half_a_file_is_refused() {
        assert!(parse_cameras(&EMPTY.as_bytes()[..EMPTY.len() / 2]).is_err());
    }

    #[test]
    fn a_broken_credentials_file_is_refused_without_quoting_it() {
        let problem = parse_credentials(br#"{"hall": "hunter2"}"#).unwrap_err();
        assert!(
            problem.contains("line 1") && !problem.contains("hunter2"),
            "{problem}"
        );
    }
}
