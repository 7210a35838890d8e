//! The definition of the CameraSite resource as it is installed.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceDefinition, JSON, JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool,
};
use kube::CustomResourceExt;
use serde_json::json;

use crate::CameraSite;

/// The definition of the CameraSite resource.
///
/// What the derived one lacks is put right here: `status` has a default, so that tools which follow kstatus see a
/// new site as in progress and not as ready; the default of an object with fields is `{}`, so that each default stands
/// once, on its own field; nothing is nullable; descriptions are not wrapped as the source is; no integer has a format that Kubernetes does not know.
#[must_use]
pub fn crd() -> CustomResourceDefinition {
    let mut crd = CameraSite::crd();
    let schemas = crd
        .spec
        .versions
        .iter_mut()
        .filter_map(|version| version.schema.as_mut());
    for root in schemas.filter_map(|schema| schema.open_api_v3_schema.as_mut()) {
        tidy(root);
        if let Some(status) = root
            .properties
            .as_mut()
            .and_then(|properties| properties.get_mut("status"))
        {
            status.default = Some(JSON(json!({ "observedGeneration": -1 })));
        }
    }
    crd
}

/// [`crd`] as the YAML that is committed in `crds/yaml/`.
///
/// # Errors
/// When the definition cannot be written as YAML; a bug, since it is the same for every call.
pub fn crd_yaml() -> Result<String, serde_saphyr::ser_error::Error> {
    let body = serde_saphyr::to_string(&crd())?;
    Ok(format!(
        "# Generated from the Rust types by `operator crd`. Do not edit: change crds/src and run make generate.\n{body}"
    ))
}

fn tidy(schema: &mut JSONSchemaProps) {
    schema.nullable = None;
    schema.description = schema.description.take().map(|text| unwrapped(&text));
    if schema
        .format
        .as_deref()
        .is_some_and(|format| format.starts_with("uint"))
    {
        schema.format = None;
    }
    if schema.properties.is_some() && schema.default.is_some() {
        schema.default = Some(JSON(json!({})));
    }
    for property in schema
        .properties
        .iter_mut()
        .flat_map(|properties| properties.values_mut())
    {
        tidy(property);
    }
    if let Some(JSONSchemaPropsOrArray::Schema(items)) = &mut schema.items {
        tidy(items);
    }
    if let Some(JSONSchemaPropsOrBool::Schema(values)) = &mut schema.additional_properties {
        tidy(values);
    }
}

/// Line breaks of the source become blanks; paragraphs stay.
fn unwrapped(text: &str) -> String {
    text.split("\n\n")
        .map(|paragraph| paragraph.replace('\n', " "))
        .collect::<Vec<_>>()
        .join("\n\n")
}
