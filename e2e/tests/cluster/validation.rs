//! Bad specs are refused by the API server, with the field and the cure.

use anyhow::{Context, Result, ensure};
use crds::CameraSite;
use e2e::site::Site;
use e2e::{fixture, objects, scope};
use kube::api::{Patch, PatchParams, PostParams};
use serde_json::{Value, json};

/// What is wrong, where in the spec (a JSON pointer), the bad value, and what the refusal must say.
type Case = (&'static str, &'static str, Value, &'static [&'static str]);

fn cases() -> Vec<Case> {
    vec![
        (
            "a password in a URL",
            "/cameras/0/url",
            json!("rtsp://admin:secret@10.0.0.1/1"),
            &["spec.cameras[0].url", "credentialsSecretRef"],
        ),
        (
            "an unknown scheme",
            "/cameras/0/url",
            json!("gopher://10.0.0.1/1"),
            &["spec.cameras[0].url", "rtsp://"],
        ),
        (
            "a time limit as long as the interval",
            "/probe",
            json!({"intervalSeconds": 5, "timeoutSeconds": 5}),
            &["timeoutSeconds", "intervalSeconds"],
        ),
        (
            "a site without city",
            "/location",
            json!({}),
            &["spec.location.city", "Required"],
        ),
        (
            "a latitude beyond the pole",
            "/location/latitude",
            json!("91"),
            &["spec.location.latitude"],
        ),
        (
            "two cameras of one name",
            "/cameras",
            json!([{"name": "gate", "url": "tcp://10.0.0.1:80"}, {"name": "gate", "url": "tcp://10.0.0.2:80"}]),
            &["spec.cameras[1]", "Duplicate"],
        ),
        (
            "capitals in a camera's name",
            "/cameras/0/name",
            json!("Gate"),
            &["spec.cameras[0].name"],
        ),
        (
            "an unknown mode",
            "/cache/mode",
            json!("Sometimes"),
            &["spec.cache.mode", "Managed", "Disabled"],
        ),
        (
            "no shard",
            "/prober/shards",
            json!(0),
            &["spec.prober.shards", "greater than or equal to 1"],
        ),
    ]
}

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn bad_specs_are_refused_with_field_and_cure() -> Result<()> {
    scope::with_temp_ns("invalid", async |client, namespace| {
        let site = Site::new(client, namespace, "gare-ouest");
        let good = fixture::spec(&[fixture::camera("gate", "tcp://10.0.0.1:80")]);
        try_to_create(&site, &good)
            .await
            .context("the good spec, of which the bad ones are made")?;
        for (what, pointer, value, wanted) in cases() {
            let refusal = try_to_create(&site, &with(&good, pointer, value)).await.err();
            let refusal = format!("{:#}", refusal.with_context(|| format!("{what} was accepted"))?);
            for word in wanted {
                ensure!(
                    refusal.contains(word),
                    "the refusal of {what} lacks {word:?}: {refusal}"
                );
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn a_name_that_leaves_no_room_for_children_is_refused() -> Result<()> {
    scope::with_temp_ns("longname", async |client, namespace| {
        let site = Site::new(client, namespace, &"a".repeat(41));
        let refusal = try_to_create(&site, &fixture::spec(&[]))
            .await
            .err()
            .context("41 letters were accepted")?;
        let refusal = format!("{refusal:#}");
        ensure!(
            refusal.contains("metadata.name") && refusal.contains("40"),
            "{refusal}"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn a_database_that_would_shrink_is_refused() -> Result<()> {
    scope::with_shared_site(async |shared| {
        let mut spec = fixture::shared_spec(&shared.source);
        spec["database"]["storage"]["size"] = json!("128Mi");
        let params = PatchParams::apply(e2e::FIELD_MANAGER).force().dry_run();
        let sites = shared.site.api::<CameraSite>();
        let manifest = shared.site.manifest(&spec);
        let refusal = sites
            .patch(shared.site.name(), &params, &Patch::Apply(&manifest))
            .await
            .err();
        let refusal = refusal.context("a smaller size was accepted")?.to_string();
        ensure!(
            refusal.contains("spec.database.storage") && refusal.contains("shrink"),
            "{refusal}"
        );
        Ok(())
    })
    .await
}

/// Creates the site with `spec` without storing it.
async fn try_to_create(site: &Site, spec: &Value) -> Result<()> {
    let object = objects::object(site.manifest(spec))?;
    let api = objects::api_of(site.client(), site.namespace(), &object)?;
    api.create(
        &PostParams {
            dry_run: true,
            ..PostParams::default()
        },
        &object,
    )
    .await?;
    Ok(())
}

/// `spec` with `value` at `pointer`.
fn with(spec: &Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap_or_default();
    let mut changed = spec.clone();
    let slot = if parent.is_empty() {
        Some(&mut changed)
    } else {
        changed.pointer_mut(parent)
    };
    match slot {
        Some(Value::Array(items)) => {
            if let Some(item) = key.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                *item = value;
            }
        }
        Some(slot) => slot[key] = value,
        None => changed = with(spec, parent, json!({key: value})),
    }
    changed
}
