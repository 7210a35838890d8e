//! What the README tells a user to type, typed.

use anyhow::{Context, Result, ensure};
use e2e::objects::{read_yaml, repository_file};
use e2e::{kubectl, scope};

const EXAMPLE: &str = "examples/minimal.yaml";

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn the_minimal_example_becomes_ready_and_is_listed() -> Result<()> {
    scope::with_temp_ns("user", async |_, namespace| {
        let documents = read_yaml(EXAMPLE)?;
        let site = documents.iter().find(|document| document["kind"] == "CameraSite");
        let site = site.with_context(|| format!("{EXAMPLE} has no CameraSite"))?;
        let name = site["metadata"]["name"].as_str().context("a site without name")?;
        let city = site["spec"]["location"]["city"]
            .as_str()
            .context("a site without city")?;

        let file = repository_file(EXAMPLE).display().to_string();
        kubectl::run(namespace, &["apply", "-f", &file]).await?;
        let resource = format!("csite/{name}");
        kubectl::run(
            namespace,
            &["wait", "--for=condition=Ready", &resource, "--timeout=180s"],
        )
        .await?;

        let table = kubectl::run(namespace, &["get", "csite", "-o", "wide"]).await?;
        let mut lines = table.lines();
        let header: Vec<_> = lines.next().unwrap_or_default().split_whitespace().collect();
        ensure!(
            header
                == [
                    "NAME", "CITY", "CAMERAS", "READY", "REASON", "VERSION", "WEB", "AGE"
                ],
            "{table}"
        );
        let row = lines.next().unwrap_or_default();
        for word in [name, city, "True", "Converged"] {
            ensure!(row.contains(word), "the row lacks {word}:\n{table}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn explain_describes_the_fields_of_a_camera() -> Result<()> {
    let text = kubectl::run("default", &["explain", "csite.spec.cameras"]).await?;
    for wanted in [
        "KIND:       CameraSite",
        "VERSION:    v1alpha1",
        "FIELDS:",
        "-required-",
        "credentialsSecretRef",
    ] {
        ensure!(
            text.contains(wanted),
            "`kubectl explain` lacks {wanted:?}:\n{text}"
        );
    }
    let url = kubectl::run("default", &["explain", "csite.spec.cameras.url"]).await?;
    ensure!(
        url.contains("rtsp://"),
        "the description of url does not say what it may be:\n{url}"
    );
    Ok(())
}
