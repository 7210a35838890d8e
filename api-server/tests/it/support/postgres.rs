//! A Postgres cluster.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use testing::free_port;

use super::eventually;
use super::guard::{Guarded, program};

/// Password of the superuser `postgres`.
pub(crate) const SUPERUSER_PASSWORD: &str = "superuser-Secret-1";

/// A cluster on a loopback port.
#[derive(Debug)]
pub(crate) struct Postgres {
    guarded: Guarded,
    port: u16,
    server: Mutex<Option<Child>>,
    databases: AtomicU32,
    /// Size of the disk of its databases, if it has one of its own, in MiB.
    disk: Option<u32>,
}

impl Postgres {
    /// The cluster that tests share which do not stop it.
    pub(crate) async fn shared() -> Arc<Self> {
        static SHARED: OnceLock<Arc<Postgres>> = OnceLock::new();
        let cluster = SHARED.get_or_init(|| {
            let cluster = Self::prepared();
            cluster.spawn();
            Arc::new(cluster)
        });
        cluster.answers().await;
        Arc::clone(cluster)
    }

    /// A cluster of the test's own, running.
    pub(crate) async fn own() -> Arc<Self> {
        let cluster = Self::prepared();
        cluster.start().await;
        Arc::new(cluster)
    }

    /// A cluster of the test's own whose databases lie on a disk of so many MiB; `None` where nothing may be mounted.
    pub(crate) async fn on_small_disk(mebibytes: u32) -> Option<Arc<Self>> {
        let may_mount = Command::new("unshare")
            .args(["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"])
            .stderr(Stdio::null())
            .status();
        if !may_mount.is_ok_and(|status| status.success()) {
            return None;
        }
        let mut cluster = Self::prepared();
        cluster.disk = Some(mebibytes);
        cluster.start().await;
        Some(Arc::new(cluster))
    }

    /// A cluster that does not run yet.
    pub(crate) fn prepared() -> Self {
        let guarded = Guarded::new("postgres");
        let password_file = guarded.path().join("password");
        fs::write(&password_file, SUPERUSER_PASSWORD).unwrap();
        if let Some((uid, gid)) = other_user() {
            chown(guarded.path(), Some(uid), Some(gid)).unwrap();
            chown(&password_file, Some(uid), Some(gid)).unwrap();
        }
        let made = as_postgres(&bin("initdb"))
            .args([
                "--no-sync",
                "--auth=scram-sha-256",
                "--username=postgres",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
            ])
            .arg("--pwfile")
            .arg(&password_file)
            .arg("--pgdata")
            .arg(guarded.path().join("data"))
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "initdb: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        Self {
            guarded,
            port: free_port(),
            server: Mutex::default(),
            databases: AtomicU32::new(0),
            disk: None,
        }
    }

    /// Takes TLS connections alone from the next start on, but for those of the superuser.
    pub(crate) fn require_tls(&self, certificate: &str, key: &str) {
        let data = self.guarded.path().join("data");
        for (name, content) in [("server.crt", certificate), ("server.key", key)] {
            let file = data.join(name);
            fs::write(&file, content).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
            if let Some((uid, gid)) = other_user() {
                chown(&file, Some(uid), Some(gid)).unwrap();
            }
        }
        let rules =
            "host all postgres 127.0.0.1/32 scram-sha-256\nhostssl all all 127.0.0.1/32 scram-sha-256\n";
        fs::write(data.join("pg_hba.conf"), rules).unwrap();
        let mut config = fs::OpenOptions::new()
            .append(true)
            .open(data.join("postgresql.conf"))
            .unwrap();
        config.write_all(b"ssl = on\n").unwrap();
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// A number that no other site of this cluster has.
    pub(crate) fn next_number(&self) -> u32 {
        self.databases.fetch_add(1, Ordering::Relaxed)
    }

    /// Starts the server and waits until it answers.
    pub(crate) async fn start(&self) {
        self.spawn();
        self.answers().await;
    }

    /// Stops the server at once, as a power cut would; its connections break.
    pub(crate) fn stop(&self) {
        assert!(self.stop_if_running(), "the server does not run");
    }

    /// Stops every process of the server in its tracks, as a machine that hangs would; connections stay open.
    pub(crate) fn pause(&self) {
        signal("-STOP", &self.processes());
    }

    /// Lets them go on.
    pub(crate) fn resume(&self) {
        signal("-CONT", &self.processes());
    }

    /// The server and its children, of which each connection has one.
    fn processes(&self) -> Vec<u32> {
        let server = self.server.lock().unwrap();
        let server = server.as_ref().expect("a server that runs").id();
        // The second field after the name in brackets.
        let parent = |pid: u32| -> Option<u32> {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()
        };
        let all = fs::read_dir("/proc").unwrap();
        let pids = all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        let children = pids.filter(|pid| parent(*pid) == Some(server));
        std::iter::once(server).chain(children).collect()
    }

    fn stop_if_running(&self) -> bool {
        if self.server.lock().unwrap().is_some() {
            // A paused process sees no other signal.
            self.resume();
        }
        let Some(mut server) = self.server.lock().unwrap().take() else {
            return false;
        };
        let stopped = Command::new("kill")
            .arg("-QUIT")
            .arg(server.id().to_string())
            .status()
            .unwrap();
        assert!(stopped.success());
        server.wait().unwrap();
        self.guarded.forget("postgres");
        true
    }

    /// A connection of the superuser.
    pub(crate) async fn superuser(&self, database: &str) -> PgConnection {
        PgConnectOptions::new_without_pgpass()
            .host("127.0.0.1")
            .port(self.port)
            .username("postgres")
            .password(SUPERUSER_PASSWORD)
            .database(database)
            .connect()
            .await
            .unwrap()
    }

    fn spawn(&self) {
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.guarded.path().join("postgres.log"))
            .unwrap();
        let mut command = as_postgres(&bin("postgres"));
        if let Some(mebibytes) = self.disk {
            command = on_disk(&command, &self.guarded.path().join("data/base"), mebibytes);
        }
        let server = command
            .arg("-D")
            .arg(self.guarded.path().join("data"))
            .arg("-k")
            .arg(self.guarded.path())
            .args(["-p", &self.port.to_string()])
            .args([
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "fsync=off",
                "-c",
                "max_connections=200",
            ])
            .args(["-c", "log_statement=all", "-c", "log_connections=on"])
            .stdin(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        self.guarded.note("postgres", server.id());
        *self.server.lock().unwrap() = Some(server);
    }

    async fn answers(&self) {
        let options = PgConnectOptions::new_without_pgpass()
            .host("127.0.0.1")
            .port(self.port)
            .username("postgres")
            .password(SUPERUSER_PASSWORD)
            .database("postgres");
        eventually("Postgres answers", async || {
            let connection = options.connect().await.ok()?;
            connection.close().await.ok()
        })
        .await;
    }

    /// What the server logged, every statement included.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.guarded.path().join("postgres.log")).unwrap()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop_if_running();
    }
}

fn signal(signal: &str, processes: &[u32]) {
    // One that has just ended is no matter.
    Command::new("kill")
        .arg(signal)
        .args(processes.iter().map(u32::to_string))
        .stderr(Stdio::null())
        .status()
        .unwrap();
}

/// The command with a directory on a file system of its own, which nobody else sees and which goes with the process.
fn on_disk(command: &Command, directory: &Path, mebibytes: u32) -> Command {
    const SCRIPT: &str = r#"set -e
cp -a "$1" "$1.kept"
mount -t tmpfs -o "size=$2m" tmpfs "$1"
cp -a "$1.kept/." "$1"
chown --reference="$1.kept" "$1"
chmod 700 "$1"
rm -rf "$1.kept"
shift 2
exec "$@""#;
    let mut wrapped = Command::new("unshare");
    wrapped
        .args(["--mount", "bash", "-c", SCRIPT, "on_disk"])
        .arg(directory)
        .arg(mebibytes.to_string())
        .arg(command.get_program())
        .args(command.get_args())
        .current_dir("/");
    wrapped
}

/// A program of the version in the folder that the environment names, else of the newest that is installed.
fn bin(name: &str) -> PathBuf {
    if let Some(folder) = std::env::var_os("CAMERASITE_POSTGRES_BIN") {
        return program(&[Path::new(&folder).join(name)]);
    }
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|entries| {
            entries
                .filter_map(|entry| Some(entry.ok()?.path().join("bin").join(name)))
                .collect()
        })
        .unwrap_or_default();
    versions.sort();
    versions.reverse();
    versions.push(Path::new("/usr/lib/postgresql/<version>/bin").join(name));
    program(&versions)
}

/// Postgres refuses to run as root; then the user `postgres` of the package runs it.
fn other_user() -> Option<(u32, u32)> {
    let id = |flag: &[&str]| -> u32 {
        let output = Command::new("id").args(flag).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
    };
    (id(&["-u"]) == 0).then(|| (id(&["-u", "postgres"]), id(&["-g", "postgres"])))
}

fn as_postgres(program: &Path) -> Command {
    if other_user().is_none() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=postgres", "--regid=postgres", "--init-groups"])
        .arg(program);
    command.current_dir("/");
    command
}
