//! An OpenID Connect provider: npm's `oidc-provider`, run by Node.js.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

use contract::access::{Access, Mode, Oidc, Role, RoleMapping};

use super::browser::Browser;
use super::conformance;

/// What the site proves itself with; of characters that must be encoded on the way.
pub(crate) const CLIENT_SECRET: &str = "oidc-Secret-11:+%/ &";
/// Where people reach the page.
pub(crate) const OUTSIDE: &str = "https://cameras.example.net";

/// Where the claim with the groups is told.
#[derive(Clone, Copy, Debug)]
pub(crate) enum GroupsIn {
    IdToken,
    UserInfo,
}

/// A running provider.
#[derive(Debug)]
pub(crate) struct Provider {
    /// Ends by itself when its standard input does, so that it does not outlive the tests.
    server: Child,
    port: u16,
    /// Held, so that it has somewhere to write to.
    _output: BufReader<ChildStdout>,
}

impl Provider {
    pub(crate) fn start(groups: GroupsIn) -> Self {
        let groups = match groups {
            GroupsIn::IdToken => "id-token",
            GroupsIn::UserInfo => "user-info",
        };
        let redirect_uri = format!("{OUTSIDE}/api/v1/session/oidc/callback");
        let mut server = Command::new("node")
            .arg(installed().join("server.mjs"))
            .args([CLIENT_SECRET, &redirect_uri, groups])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Node.js: apt-get install -y nodejs npm");
        let mut output = BufReader::new(server.stdout.take().unwrap());
        let mut lines = output.by_ref().lines().map(Result::unwrap);
        let port = lines.find_map(|line| line.strip_prefix("listening on ")?.parse().ok());
        let port = port.expect("the provider listens");
        conformance::forget(([127, 0, 0, 1], port).into());
        Self {
            server,
            port,
            _output: output,
        }
    }

    pub(crate) fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Rules of a site whose people sign in here.
    pub(crate) fn rules(&self) -> Access {
        let mapping = |group: &str, role| RoleMapping {
            group: group.to_owned(),
            role,
        };
        Access {
            mode: Mode::Oidc,
            oidc: Some(Oidc {
                issuer: self.issuer(),
                client_id: "camerasite".to_owned(),
                groups_claim: "groups".to_owned(),
                role_mappings: vec![
                    mapping("staff", Role::Viewer),
                    mapping("control-room", Role::Operator),
                    mapping("admins", Role::Admin),
                ],
            }),
            external_url: Some(OUTSIDE.to_owned()),
            ..Access::default()
        }
    }

    /// What somebody does there; `None` refuses. Gives the path with which the browser comes back.
    pub(crate) async fn visit(&self, url: &str, login: Option<&str>) -> String {
        let mut browser = Browser::of_nobody();
        if let Some(login) = login {
            browser = browser.sending("x-login", login);
        }
        let mut url = url.to_owned();
        for _ in 0..8 {
            if let Some(path) = url.strip_prefix(OUTSIDE) {
                return path.to_owned();
            }
            let answer = browser.visit(reqwest::Method::GET, &url, None).await;
            let location = answer.header("location");
            assert!(!location.is_empty(), "{url}: {} {}", answer.status, answer.text);
            url = if location.starts_with('/') {
                format!("{}{location}", self.issuer())
            } else {
                location.to_owned()
            };
        }
        panic!("the provider goes in circles");
    }

    pub(crate) fn stop(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The folder of the provider, with what it needs as its lock file says.
fn installed() -> &'static Path {
    static INSTALLED: OnceLock<PathBuf> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc-provider");
        let (lock, done) = (
            folder.join("package-lock.json"),
            folder.join("node_modules/.package-lock.json"),
        );
        let time = |path: &Path| path.metadata().and_then(|about| about.modified()).ok();
        if time(&done) < time(&lock) {
            let npm = Command::new("npm")
                .args(["ci", "--ignore-scripts", "--silent"])
                .current_dir(&folder)
                .status()
                .expect("npm: apt-get install -y nodejs npm");
            assert!(npm.success(), "npm ci in {} failed", folder.display());
        }
        folder
    })
}
