//! The password of a database role is changed in its Secret, while requests go on and nothing restarts.

use std::collections::BTreeMap;
use std::pin::pin;

use anyhow::{Context, Result, ensure};
use contract::Component;
use contract::secrets::{DatabaseRole, PASSWORD, USERNAME};
use e2e::http::Http;
use e2e::pods::Identity;
use e2e::site::Site;
use e2e::wait::{seconds, until};
use e2e::{exec, scope};
use k8s_openapi::api::core::v1::Secret;
use kube::ResourceExt;
use kube::api::{Patch, PatchParams};
use serde_json::json;

/// Roles whose passwords are changed, with what they are changed to.
const ROTATED: [(DatabaseRole, &str); 3] = [
    (DatabaseRole::Owner, "rotated-owner-1"),
    (DatabaseRole::App, "rotated-app-1"),
    (DatabaseRole::Exporter, "rotated-exporter-1"),
];

/// Requests that must be answered after the change, too: by then clients have read the new password.
const REQUESTS: u32 = 40;

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn edited_passwords_become_those_of_the_roles_without_a_failed_request_or_a_restart() -> Result<()> {
    scope::with_shared_site(async |shared| {
        let site = &shared.site;
        let api = site.http(Component::Api).await?;
        until("the API lists cameras", seconds(60), async || {
            api.json("/api/v1/cameras").await
        })
        .await?;
        let mut pods = site.pod_identities().await?;
        // An exporter reads its password once, at its start: a new one replaces its pod, which serves nobody's request.
        let exporter = site.child(Component::PostgresExporter);
        pods.retain(|name, _| !name.starts_with(&exporter));
        let mut old = BTreeMap::new();
        for (role, _) in ROTATED {
            old.insert(role, login(site, role).await?);
        }

        serves_during(&api, rotate(site)).await?;
        for (role, (user, password)) in &old {
            let said = opens(site, user, password).await.err();
            let said = said.map(|error| format!("{error:#}")).unwrap_or_default();
            ensure!(
                said.contains("password authentication failed"),
                "the old password of {role:?} is not refused: {said}"
            );
        }

        // Connections of before live on; new ones need the new password.
        let app = &old[&DatabaseRole::App].0;
        site.sql(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{app}'"
        ))
        .await?;
        until("the API reads by new connections", seconds(60), async || {
            api.json("/api/v1/cameras").await
        })
        .await?;
        ensure_same(&pods, &site.pod_identities().await?)?;
        site.ready(seconds(60)).await
    })
    .await
}

/// Makes requests one after the other until `change` is done and for a while beyond, and fails when one is not answered
/// with 200.
async fn serves_during(api: &Http, change: impl Future<Output = Result<()>>) -> Result<()> {
    let mut change = pin!(change);
    let (mut changed, mut sent) = (false, 0);
    while !changed || sent < REQUESTS {
        tokio::select! {
            done = &mut change, if !changed => {
                done?;
                changed = true;
                sent = 0;
            }
            answer = api.json("/api/v1/cameras") => {
                answer.with_context(|| format!("request {sent}, changed: {changed}"))?;
                sent += 1;
            }
        }
    }
    Ok(())
}

async fn rotate(site: &Site) -> Result<()> {
    let secrets = site.api::<Secret>();
    for (role, password) in ROTATED {
        let patch = Patch::Merge(json!({"stringData": {PASSWORD: password}}));
        let name = role.secret_name(site.name());
        secrets.patch(&name, &PatchParams::default(), &patch).await?;
    }
    for (role, password) in ROTATED {
        let (user, _) = login(site, role).await?;
        until(
            &format!("the new password of {role:?} opens the database"),
            seconds(120),
            async || opens(site, &user, password).await,
        )
        .await?;
    }
    Ok(())
}

/// User and password of the role's Secret.
async fn login(site: &Site, role: DatabaseRole) -> Result<(String, String)> {
    let name = role.secret_name(site.name());
    let data = site.api::<Secret>().get(&name).await?.data.unwrap_or_default();
    let text = |key: &str| -> Result<String> {
        let value = data
            .get(key)
            .with_context(|| format!("Secret {name} has no {key}"))?;
        Ok(String::from_utf8(value.0.clone())?)
    };
    Ok((text(USERNAME)?, text(PASSWORD)?))
}

/// Whether a login opens the database. By the pod's own address: by loopback everybody is let in.
async fn opens(site: &Site, user: &str, password: &str) -> Result<()> {
    const SCRIPT: &str = r#"PGPASSWORD="$1" exec psql -h "$2" -U "$3" -d "$4" -Atqc 'SELECT 1'"#;
    let pod = site.pod(Component::Postgres).await?;
    let address = pod.status.as_ref().and_then(|status| status.pod_ip.as_deref());
    let address = address.context("a pod without address")?;
    let command = [
        "sh",
        "-c",
        SCRIPT,
        "sh",
        password,
        address,
        user,
        contract::DATABASE_NAME,
    ];
    let container = Component::Postgres.as_str();
    let said = exec::run(&site.api(), &pod.name_any(), container, &command).await?;
    ensure!(said.trim() == "1", "psql said {said:?}");
    Ok(())
}

/// Every pod of before is there still; a Job's may have come.
fn ensure_same(before: &BTreeMap<String, Identity>, now: &BTreeMap<String, Identity>) -> Result<()> {
    for (name, pod) in before {
        ensure!(
            now.get(name) == Some(pod),
            "{name} was {pod:?} and is {:?}",
            now.get(name)
        );
    }
    Ok(())
}
