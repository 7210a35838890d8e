//! The matrix once more, by an evaluator that nobody here wrote: cyclonus reads the policies and answers for each
//! connection.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::evaluate::{Endpoint, Network, Protocol};
use super::{Case, World};
use crate::support::FIXTURES;

/// Files for cyclonus, of this process alone.
struct Files(PathBuf);

impl Files {
    fn new(fixture: &str) -> Self {
        let name = format!("cyclonus-{fixture}-{}", std::process::id());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, name: &str, content: &Value) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content.to_string()).unwrap();
        path
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The program, built where it is not in the cache.
fn program() -> PathBuf {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hack/tools/cyclonus");
    let built = Command::new(script).stderr(Stdio::inherit()).output().unwrap();
    assert!(built.status.success(), "cyclonus cannot be built; see above");
    String::from_utf8(built.stdout).unwrap().trim_end().into()
}

fn peer(endpoint: &Endpoint, network: &Network) -> Value {
    let internal = endpoint.pod.as_ref().map(|(namespace, labels)| {
        json!({ "Namespace": namespace, "NamespaceLabels": network.namespaces[namespace], "PodLabels": labels })
    });
    json!({ "Internal": internal, "IP": endpoint.address })
}

fn traffic(case: &Case<'_>, network: &Network) -> Value {
    let protocol = match case.port.protocol {
        Protocol::Tcp => "TCP",
        Protocol::Udp => "UDP",
        Protocol::Icmp => "ICMP",
    };
    json!({
        "Source": peer(case.from, network),
        "Destination": peer(case.to, network),
        "Protocol": protocol,
        "ResolvedPort": case.port.number.unwrap_or_default(),
    })
}

/// What cyclonus says of each connection.
fn answers(program: &Path, fixture: &str, network: &Network, cases: &[Case<'_>]) -> Vec<bool> {
    let files = Files::new(fixture);
    let list = json!({ "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicyList", "items": network.policies });
    let traffics: Vec<Value> = cases.iter().map(|case| traffic(case, network)).collect();
    let policies = files.write("policies.json", &list);
    let traffics = files.write("traffic.json", &json!(traffics));
    let said = Command::new(program)
        .args(["analyze", "--mode", "query-traffic", "--verbosity", "error"])
        .arg("--policy-path")
        .arg(policies)
        .arg("--traffic-path")
        .arg(traffics)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success(), "cyclonus failed: {errors}");
    let text = String::from_utf8(said.stdout).unwrap();
    let verdicts = text
        .lines()
        .filter_map(|line| line.strip_prefix("| IS ALLOWED? |"));
    verdicts
        .map(|verdict| match verdict.split('|').next().unwrap().trim() {
            "TRUE" => true,
            "FALSE" => false,
            other => unreachable!("cyclonus said {other:?}"),
        })
        .collect()
}

#[test]
fn an_independent_evaluator_reads_the_same_matrix_from_the_policies() {
    let program = program();
    for fixture in FIXTURES {
        let world = World::new(fixture);
        let cases = [world.inward(fixture), world.outward(fixture)].concat();
        let answers = answers(&program, fixture, &world.network, &cases);
        assert_eq!(
            answers.len(),
            cases.len(),
            "{fixture}: an answer for each connection"
        );
        for (case, found) in cases.iter().zip(answers) {
            assert_eq!(found, case.expected, "{fixture}: {case}");
        }
    }
}
