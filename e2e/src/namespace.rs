//! Namespaces that go away with the test, whatever happens to it.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use k8s_openapi::api::core::v1::Namespace;
use kube::api::PostParams;
use kube::{Api, Client, ResourceExt};
use serde_json::json;

/// Set to anything, namespaces stay for inspection.
const KEEP: &str = "E2E_KEEP_NAMESPACES";

/// What Pod Security admits in a namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PodSecurity {
    /// What sites must live with.
    Restricted,
    /// For helpers that reach into the node.
    Privileged,
}

impl PodSecurity {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Restricted => "restricted",
            Self::Privileged => "privileged",
        }
    }
}

/// A namespace of one test. It is deleted when this is dropped, and also when the test program is killed.
#[derive(Debug)]
pub struct TempNamespace {
    name: String,
    reaper: Option<Child>,
}

impl TempNamespace {
    /// Creates `e2e-<subject>-<random>` with Pod Security enforced.
    ///
    /// # Errors
    /// When the API server refuses, or the process that is to delete the namespace cannot be started.
    pub async fn create(client: &Client, subject: &str, security: PodSecurity) -> Result<Self> {
        let namespaces: Api<Namespace> = Api::all(client.clone());
        let wanted = serde_json::from_value(json!({
            "metadata": {
                "generateName": format!("e2e-{subject}-"),
                "labels": {
                    "camerasite.io/e2e": "true",
                    "pod-security.kubernetes.io/enforce": security.as_str(),
                },
            },
        }))?;
        let created = namespaces
            .create(&PostParams::default(), &wanted)
            .await
            .context("creating a namespace")?;
        let name = created.name_any();
        let reaper = if std::env::var_os(KEEP).is_some() {
            None
        } else {
            Some(spawn_reaper(&name)?)
        };
        Ok(Self { name, reaper })
    }

    /// Name of the namespace.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// A child that deletes the namespace once its standard input closes, which the kernel does even when this program is
/// killed. In a process group of its own, so that Ctrl-C does not reach it.
fn spawn_reaper(namespace: &str) -> Result<Child> {
    Command::new("sh")
        .args([
            "-c",
            r#"cat; exec kubectl delete namespace "$1" --ignore-not-found --wait=false"#,
        ])
        .args(["sh", namespace])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .with_context(|| format!("starting the process that is to delete namespace {namespace}"))
}

impl Drop for TempNamespace {
    fn drop(&mut self) {
        if let Some(reaper) = self.reaper.as_mut() {
            drop(reaper.stdin.take());
            // A namespace that stays is an annoyance, not a reason to fail a test that has passed.
            if let Err(error) = reaper.wait() {
                eprintln!("namespace {} may still be there: {error}", self.name);
            }
        }
    }
}
