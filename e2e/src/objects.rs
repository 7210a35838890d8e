//! Objects of any kind, given as JSON or YAML.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use kube::api::{ApiResource, DynamicObject, Patch, PatchParams, TypeMeta};
use kube::{Api, Client, ResourceExt};
use serde_json::Value;

use crate::FIELD_MANAGER;

/// The API of the namespaced kind of `object`.
///
/// # Errors
/// When `object` has no `apiVersion` and `kind`.
pub fn api_of(client: &Client, namespace: &str, object: &DynamicObject) -> Result<Api<DynamicObject>> {
    let types = object
        .types
        .as_ref()
        .context("an object without apiVersion and kind")?;
    Ok(Api::namespaced_with(
        client.clone(),
        namespace,
        &resource_of(types)?,
    ))
}

fn resource_of(types: &TypeMeta) -> Result<ApiResource> {
    let kind = types
        .try_into()
        .with_context(|| format!("{} is no apiVersion", types.api_version))?;
    Ok(ApiResource::from_gvk(&kind))
}

/// Parses an object given as JSON.
///
/// # Errors
/// When it is none.
pub fn object(value: Value) -> Result<DynamicObject> {
    serde_json::from_value(value).context("not a Kubernetes object")
}

/// Applies `objects` in `namespace` by server-side apply.
///
/// # Errors
/// When the API server refuses one: its kind, name and the refusal.
pub async fn apply_all(client: &Client, namespace: &str, objects: &[Value]) -> Result<()> {
    for value in objects {
        let mut object = object(value.clone())?;
        object.metadata.namespace = Some(namespace.to_owned());
        let api = api_of(client, namespace, &object)?;
        let name = object.name_any();
        let params = PatchParams::apply(FIELD_MANAGER).force();
        api.patch(&name, &params, &Patch::Apply(&object))
            .await
            .with_context(|| format!("applying {} {name}", value["kind"]))?;
    }
    Ok(())
}

/// Path of a file of the repository.
#[must_use]
pub fn repository_file(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(relative)
}

/// The documents of a YAML file of the repository.
///
/// # Errors
/// When the file cannot be read or is no YAML.
pub fn read_yaml(relative: &str) -> Result<Vec<Value>> {
    let path = repository_file(relative);
    let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    serde_saphyr::from_multiple(&text).with_context(|| format!("parsing {}", path.display()))
}
