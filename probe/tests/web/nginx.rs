//! Against Debian's nginx.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use probe::{PictureDigest, Reason, Scope, Stage, Target, Trust};

use crate::certificates::{Authority, Certificate};
use crate::{PASSWORD, ask, ask_for, jpeg, reason, target, viewer};

const HELP: &str = "nginx did not start; install it: apt-get install nginx-light";

/// How a server is configured; `{…}` are filled in.
const CONFIG: &str = r#"
daemon off; master_process off; pid {dir}/pid; error_log {dir}/error.log;
events {}
http {
  log_format short '$server_port $uri "$http_authorization"';
  access_log {dir}/access.log short;
  client_body_temp_path {dir}/t1; proxy_temp_path {dir}/t2; fastcgi_temp_path {dir}/t3; uwsgi_temp_path {dir}/t4;
  scgi_temp_path {dir}/t5;
  types { image/jpeg jpg; text/html html; }
  root {dir}/www;
  server {
    listen 127.0.0.1:{first};
    location /locked/ { auth_basic camera; auth_basic_user_file {dir}/users; alias {dir}/www/; }
    location = /busy { return 503; }
    location = /broken { return 500; }
    location = /once { return 302 /picture.jpg; }
    location = /twice { return 307 /once; }
    location = /thrice { return 301 http://127.0.0.1:{first}/twice; }
    location = /four { return 302 /thrice; }
    location = /away { return 302 http://127.0.0.1:{second}/locked/picture.jpg; }
    location = /there { return 302 http://127.0.0.1:{second}/picture.jpg; }
    location = /file { return 302 file:///etc/passwd; }
  }
  server {
    listen 127.0.0.1:{second};
    location /locked/ { auth_basic camera; auth_basic_user_file {dir}/users; alias {dir}/www/; }
  }
  server {
    listen 127.0.0.1:{third} ssl;
    ssl_certificate {dir}/certificate.pem; ssl_certificate_key {dir}/key.pem;
    location = /plain { return 302 http://127.0.0.1:{first}/picture.jpg; }
  }
}
"#;

/// A running nginx: two plain ports and one with TLS, each with the same picture. It ends with the test.
struct Nginx {
    child: Child,
    dir: PathBuf,
    ports: [u16; 3],
}

impl Nginx {
    fn start(certificate: &Certificate) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("nginx-{}-{number}", std::process::id()));
        fs::create_dir_all(dir.join("www")).unwrap();
        fs::write(dir.join("www/picture.jpg"), jpeg(640, 360, 0)).unwrap();
        fs::write(dir.join("www/page.html"), "<html></html>").unwrap();
        fs::write(dir.join("www/fake.jpg"), "<html></html>").unwrap();
        fs::write(dir.join("users"), format!("viewer:{{PLAIN}}{PASSWORD}\n")).unwrap();
        fs::write(dir.join("certificate.pem"), &certificate.pem).unwrap();
        fs::write(dir.join("key.pem"), &certificate.key).unwrap();
        // Another process may take a port between our look and nginx': then nginx ends, and others are tried.
        for _ in 0..5 {
            let ports = [(); 3].map(|()| testing::free_port());
            if let Some(child) = spawn(&dir, ports) {
                return Self { child, dir, ports };
            }
        }
        panic!(
            "{HELP}; its errors:\n{}",
            fs::read_to_string(dir.join("error.log")).unwrap_or_default()
        );
    }

    /// With a certificate that nobody asks for.
    fn plain() -> Self {
        Self::start(&Authority::new("unused").sign("127.0.0.1", 100))
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.ports[0])
    }

    fn encrypted(&self, path: &str) -> String {
        format!("https://127.0.0.1:{}{path}", self.ports[2])
    }

    /// What was asked of the port at `index`: path and `Authorization`, once there are `count` lines.
    async fn requests(&self, index: usize, count: usize) -> Vec<String> {
        let port = format!("{} ", self.ports[index]);
        loop {
            let log = fs::read_to_string(self.dir.join("access.log")).unwrap();
            let lines: Vec<String> = log
                .lines()
                .filter_map(|line| line.strip_prefix(&port))
                .map(str::to_owned)
                .collect();
            if lines.len() >= count {
                return lines;
            }
            // nginx writes a line after the answer; the test's own limit ends this.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// Starts nginx and waits until it listens on all ports; `None` when it ends instead.
fn spawn(dir: &Path, ports: [u16; 3]) -> Option<Child> {
    let config = ["{first}", "{second}", "{third}"].into_iter().zip(ports).fold(
        CONFIG.replace("{dir}", &dir.display().to_string()),
        |config, (name, port)| config.replace(name, &port.to_string()),
    );
    fs::write(dir.join("nginx.conf"), config).unwrap();
    let mut command = Command::new("nginx");
    command.env(
        "PATH",
        format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default()),
    );
    let mut child = command
        .arg("-c")
        .arg(dir.join("nginx.conf"))
        .arg("-e")
        .arg(dir.join("error.log"))
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{HELP} ({error})"));
    // The process id is written when all ports are open.
    while !fs::read_to_string(dir.join("pid")).is_ok_and(|pid| pid.trim() == child.id().to_string()) {
        if child.try_wait().unwrap().is_some() {
            return None;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Some(child)
}

#[tokio::test]
async fn a_snapshot_is_seen_with_its_size_and_server() {
    let nginx = Nginx::plain();
    let result = ask(&target(&nginx.url("/picture.jpg")), None).await;
    assert_eq!(result.outcome.reason(), None, "{result:?}");
    let facts = result.facts.unwrap();
    assert_eq!((facts.width, facts.height), (Some(640), Some(360)));
    assert!(facts.server.unwrap().starts_with("nginx"));
    let stages: Vec<Stage> = result.stages.iter().map(|time| time.stage).collect();
    assert_eq!(stages, [Stage::Connect, Stage::Http]);
    assert_eq!(
        reason(&nginx.url("/page.html"), None).await,
        None,
        "a page counts by its status"
    );
}

#[tokio::test]
async fn statuses_have_their_reasons() {
    let nginx = Nginx::plain();
    for (path, expected) in [
        ("/nowhere", Reason::NotFound),
        ("/busy", Reason::Busy),
        ("/broken", Reason::HttpStatus),
        ("/fake.jpg", Reason::HttpStatus),
        ("/file", Reason::HttpStatus),
        ("/four", Reason::TooManyRedirects),
        ("/locked/picture.jpg", Reason::AuthRequired),
    ] {
        assert_eq!(reason(&nginx.url(path), None).await, Some(expected), "{path}");
    }
    // The TLS port answers plain HTTP with 400.
    let mixed_up = format!("http://127.0.0.1:{}/", nginx.ports[2]);
    assert_eq!(reason(&mixed_up, None).await, Some(Reason::HttpStatus));
    let not_tls = nginx.url("/").replace("http", "https");
    assert_eq!(reason(&not_tls, None).await, Some(Reason::TlsFailed));
}

#[tokio::test]
async fn basic_logs_in_and_is_tried_once() {
    let nginx = Nginx::plain();
    let url = nginx.url("/locked/picture.jpg");
    assert_eq!(reason(&url, Some(&viewer())).await, None);
    let wrong = probe::Credentials::new("viewer", "wrong");
    assert_eq!(reason(&url, Some(&wrong)).await, Some(Reason::AuthFailed));
    let requests = nginx.requests(0, 4).await;
    let with_login = requests.iter().filter(|line| line.contains("Basic ")).count();
    assert_eq!((requests.len(), with_login), (4, 2), "{requests:?}");
}

#[tokio::test]
async fn redirects_are_followed_and_the_login_stays_at_home() {
    let nginx = Nginx::plain();
    for path in ["/once", "/thrice", "/there"] {
        assert_eq!(reason(&nginx.url(path), Some(&viewer())).await, None, "{path}");
    }
    let away = ask(&target(&nginx.url("/away")), Some(&viewer())).await;
    assert_eq!(away.outcome.reason(), Some(Reason::AuthRequired));
    assert!(
        away.outcome
            .message()
            .unwrap()
            .contains("only to the server of the url"),
        "{away:?}"
    );
    let requests = nginx.requests(1, 2).await;
    assert!(
        requests.iter().all(|line| line.ends_with("\"-\"")),
        "{requests:?}"
    );
}

#[tokio::test]
async fn certificates_are_judged_and_their_end_is_a_fact() {
    let authority = Authority::new("camera-ca");
    let certificate = authority.sign("127.0.0.1", 100);
    let nginx = Nginx::start(&certificate);
    let url = nginx.encrypted("/picture.jpg");
    let with = |trust| target(&url).with_trust(trust);
    let trusting = with(Trust::authority("camera-ca", &authority.pem).unwrap());

    let result = ask(&trusting, None).await;
    assert_eq!(result.outcome.reason(), None, "{result:?}");
    let end = result.facts.unwrap().certificate_expires_at.unwrap();
    assert_eq!(end.duration_since(Timestamp::now()).as_hours() / 24, 99);
    let stages: Vec<Stage> = result.stages.iter().map(|time| time.stage).collect();
    assert_eq!(stages, [Stage::Connect, Stage::Tls, Stage::Http]);

    let unknown = ask(&target(&url), None).await;
    assert_eq!(unknown.outcome.reason(), Some(Reason::TlsFailed));
    assert!(
        unknown
            .outcome
            .message()
            .unwrap()
            .contains(&certificate.fingerprint),
        "{unknown:?}"
    );
    let pinned = with(Trust::fingerprint(&certificate.fingerprint).unwrap());
    assert_eq!(ask(&pinned, None).await.outcome.reason(), None);
    assert_eq!(
        ask(&with(Trust::anyone().unwrap()), None).await.outcome.reason(),
        None
    );
    let down = target(&nginx.encrypted("/plain")).with_trust(Trust::anyone().unwrap());
    assert_eq!(
        ask(&down, None).await.outcome.reason(),
        Some(Reason::HttpStatus),
        "TLS is never dropped"
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_told() {
    let authority = Authority::new("camera-ca");
    let trust = || Trust::authority("camera-ca", &authority.pem).unwrap();
    for (name, days, words) in [
        ("192.0.2.7", 100, "another name"),
        ("127.0.0.1", -1, "has expired"),
    ] {
        let nginx = Nginx::start(&authority.sign(name, days));
        let result = ask(
            &target(&nginx.encrypted("/picture.jpg")).with_trust(trust()),
            None,
        )
        .await;
        assert_eq!(result.outcome.reason(), Some(Reason::TlsFailed));
        assert!(result.outcome.message().unwrap().contains(words), "{result:?}");
    }
}

#[tokio::test]
async fn a_certificate_that_ends_soon_is_a_flaw_that_costs_no_facts() {
    let authority = Authority::new("camera-ca");
    for (days, trust) in [
        (10, Trust::authority("camera-ca", &authority.pem).unwrap()),
        (-1, Trust::anyone().unwrap()),
    ] {
        let nginx = Nginx::start(&authority.sign("127.0.0.1", days));
        let result = ask(&target(&nginx.encrypted("/picture.jpg")).with_trust(trust), None).await;
        assert_eq!(result.outcome.reason(), Some(Reason::CertExpiring), "{result:?}");
        assert_eq!(result.facts.unwrap().width, Some(640));
    }
}

#[tokio::test]
async fn pictures_are_told_apart_and_made_small() {
    let nginx = Nginx::plain();
    let pictured = target(&nginx.url("/page.html"))
        .with_snapshot_url(&nginx.url("/locked/picture.jpg"))
        .unwrap();
    let scope = Scope {
        picture: true,
        ..Scope::default()
    };
    let look =
        async || -> PictureDigest { ask_for(&pictured, Some(&viewer()), scope).await.picture.unwrap() };
    let first = look().await;
    assert_eq!(look().await, first);
    fs::write(nginx.dir.join("www/picture.jpg"), jpeg(640, 360, 200)).unwrap();
    assert_ne!(look().await, first);

    let picture = probe::picture::fetch(&pictured, Some(&viewer())).await.unwrap();
    let small = image::load_from_memory(&picture.thumbnail().await.unwrap()).unwrap();
    assert_eq!((small.width(), small.height()), (320, 180));
}

#[tokio::test]
async fn a_picture_that_cannot_be_had_costs_nothing_and_no_second_login() {
    let nginx = Nginx::plain();
    let pictured = target(&nginx.url("/page.html"))
        .with_snapshot_url(&nginx.url("/locked/picture.jpg"))
        .unwrap();
    let scope = Scope {
        picture: true,
        ..Scope::default()
    };
    let wrong = probe::Credentials::new("viewer", "wrong");
    for _ in 0..3 {
        let result = ask_for(&pictured, Some(&wrong), scope).await;
        assert_eq!((result.outcome.reason(), result.picture), (None, None));
    }
    let error = probe::picture::fetch(&pictured, Some(&wrong)).await.unwrap_err();
    assert_eq!(error.reason, Reason::AuthHeld);
    let requests = nginx.requests(0, 5).await;
    let logins = requests.iter().filter(|line| line.contains("Basic ")).count();
    assert_eq!(logins, 1, "{requests:?}");
}

#[tokio::test]
async fn a_picture_on_another_host_is_fetched_without_the_login() {
    let nginx = Nginx::plain();
    // Another host by name, the same machine.
    let elsewhere = nginx.url("/locked/picture.jpg").replace("127.0.0.1", "localhost");
    let pictured: Target = target(&nginx.url("/page.html"))
        .with_snapshot_url(&elsewhere)
        .unwrap();
    let error = probe::picture::fetch(&pictured, Some(&viewer()))
        .await
        .unwrap_err();
    assert_eq!(error.reason, Reason::AuthRequired, "{error}");
    let requests = nginx.requests(0, 1).await;
    assert!(
        requests.iter().all(|line| line.ends_with("\"-\"")),
        "{requests:?}"
    );
}
