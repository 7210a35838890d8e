//! `operator render`: every child of a site as YAML, without a cluster.
//!
//! The output comes up by itself: generated Secrets are printed with fresh random values. It has no owner references.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail};
use crds::CameraSite;
use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use serde::Serialize;
use serde_json::Value;

use crate::inventory::listings;
use crate::monitoring::Served;
use crate::observe::{
    Observed, References, SecretState, authority, contents, login, mounted, random_password,
};
use crate::resources::{Child, Resources, build, manifests, secrets};
use crate::settings::Settings;
use crate::site::{GeneratedSecrets, Identity};
use crate::validate::{Findings, identity, validate};

/// Namespace of a site that names none.
const DEFAULT_NAMESPACE: &str = "default";

/// Every child of the CameraSite in a stream of YAML documents; Secrets and `ConfigMap`s that it refers to are taken from
/// the same stream, other documents are ignored.
///
/// # Errors
/// When the input is no YAML, or holds no CameraSite, more than one, or one that cannot be used.
pub fn render(input: &str, settings: &Settings) -> anyhow::Result<String> {
    let (site, references) = parse(input)?;
    let id = identity(&site)?;
    let secrets = generate(&id, &site, random_password);
    let observed = Observed {
        secrets: secrets.clone(),
        references,
        // Whoever applies what is printed knows what the cluster has.
        served: Some(Served::ALL),
        ..Observed::default()
    };
    let (site, findings) = validate(&site, &observed, settings).context("the CameraSite cannot be used")?;
    warn(&findings);
    let mut yaml = String::new();
    for secret in secrets
        .into_values()
        .into_iter()
        .filter_map(SecretState::into_present)
    {
        add(&mut yaml, &secret)?;
    }
    // The generated Secrets were printed with their data.
    let children = Resources {
        secrets: GeneratedSecrets::default().map(|()| Child::Unknown),
        ..build(&site)
    };
    for child in manifests(&children).context("cannot write a child as JSON")? {
        add(&mut yaml, &child)?;
    }
    Ok(yaml)
}

/// The CameraSite in a stream of YAML documents, and what else of them it may refer to.
///
/// # Errors
/// When the input is no YAML, or holds no CameraSite, more than one, or something malformed.
pub fn parse(input: &str) -> anyhow::Result<(CameraSite, References)> {
    // Without the lines around an error: they may hold a password.
    let options = serde_saphyr::options! { with_snippet: false };
    let documents: Vec<Value> =
        serde_saphyr::from_multiple_with_options(input, options).context("the input is not valid YAML")?;
    let mut sites = Vec::new();
    let mut references = References::default();
    let mut config_maps = BTreeMap::new();
    let mut secrets = BTreeMap::new();
    for document in documents {
        match document.get("kind").and_then(Value::as_str) {
            Some(crds::KIND) => {
                sites.push(
                    serde_json::from_value::<CameraSite>(document).context("the CameraSite is malformed")?,
                );
            }
            Some("Secret") => {
                let secret = serde_json::from_value::<Secret>(document).context("a Secret is malformed")?;
                let secret = with_string_data(secret);
                let name = secret.metadata.name.clone().unwrap_or_default();
                references.authorities.insert(name.clone(), authority(&secret));
                references.credentials.insert(name.clone(), login(&secret));
                secrets.insert(name, secret);
            }
            Some("ConfigMap") => {
                let config_map =
                    serde_json::from_value::<ConfigMap>(document).context("a ConfigMap is malformed")?;
                config_maps.insert(config_map.metadata.name.clone().unwrap_or_default(), config_map);
            }
            _ => {}
        }
    }
    let mut sites = sites.into_iter();
    let mut site = sites.next().context("the input holds no CameraSite: add one")?;
    if sites.next().is_some() {
        bail!("the input holds more than one CameraSite: render one at a time");
    }
    site.metadata
        .namespace
        .get_or_insert_with(|| DEFAULT_NAMESPACE.to_owned());
    site.metadata.uid = None;
    references.keys = contents(&site.spec, &secrets);
    references.listings = listings(&site.spec, &config_maps);
    // They may be in the cluster already: what mounts them is printed in any case.
    references.config_maps = mounted(&site.spec);
    references.config_maps.extend(config_maps.into_keys());
    Ok((site, references))
}

/// The generated Secrets of a site that has none yet; `random` yields a password a call.
pub fn generate(
    id: &Identity,
    site: &CameraSite,
    mut random: impl FnMut() -> String,
) -> GeneratedSecrets<SecretState> {
    secrets::plans(id, &site.spec).map(|plan| {
        if plan.wanted {
            SecretState::Present(Box::new(plan.generate(id, &mut random)))
        } else {
            SecretState::Unneeded
        }
    })
}

/// What the API server does on the way in: `stringData` becomes `data`.
fn with_string_data(mut secret: Secret) -> Secret {
    let texts = secret.string_data.take().unwrap_or_default();
    let data = secret.data.get_or_insert_default();
    data.extend(
        texts
            .into_iter()
            .map(|(key, text)| (key, ByteString(text.into_bytes()))),
    );
    secret
}

fn warn(findings: &Findings) {
    let Findings {
        inventory,
        database,
        cache,
        api,
        monitoring,
    } = findings;
    let parts = inventory.iter().chain(database).chain(cache).chain(api);
    for finding in parts.chain(monitoring) {
        eprintln!("operator: warning: {}", finding.message);
    }
}

fn add(yaml: &mut String, object: &impl Serialize) -> anyhow::Result<()> {
    let document = serde_saphyr::to_string(object).context("cannot write a child as YAML")?;
    yaml.push_str("---\n");
    yaml.push_str(document.trim_end());
    yaml.push('\n');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{FULL, MINIMAL, settings};

    #[test]
    fn what_is_printed_has_passwords_no_owners_and_reads_back() {
        let yaml = render(FULL, &settings()).unwrap();
        let documents: Vec<Value> = serde_saphyr::from_multiple(&yaml).unwrap();
        let named = |name: &str| {
            documents
                .iter()
                .find(|it| it["metadata"]["name"] == name)
                .unwrap()
        };
        assert!(named("st-pancras-postgres-superuser")["data"]["password"].is_string());
        assert!(
            documents
                .iter()
                .all(|it| it["metadata"]["ownerReferences"].is_null())
        );
        assert!(documents.iter().all(|it| it["metadata"]["namespace"] == "london"));
        let script = named("st-pancras-postgres")["data"]["00-camerasite.sh"]
            .as_str()
            .unwrap();
        assert!(script.ends_with("first start completed\\n'\n"), "{script}");
        assert_ne!(
            yaml,
            render(FULL, &settings()).unwrap(),
            "passwords are fresh each time"
        );
    }

    #[test]
    fn bad_input_is_told() {
        let cases = [
            ("a: [", "not valid YAML"),
            ("kind: Namespace", "holds no CameraSite"),
            (&format!("{MINIMAL}---\n{MINIMAL}"), "more than one CameraSite"),
            ("kind: CameraSite\nmetadata: {name: a}\nspec: {}", "malformed"),
            (&MINIMAL.replace("corner-shop", &"a".repeat(41)), "longer than 40"),
            ("kind: Secret\nstringData: {password: \"planted", "not valid YAML"),
        ];
        for (input, expected) in cases {
            let error = format!("{:#}", render(input, &settings()).unwrap_err());
            assert!(error.contains(expected), "{error}");
            assert!(!error.contains("planted"), "{error}");
        }
    }
}
