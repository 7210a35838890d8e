//! A Redis server, configured as the operator does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use api_server::cache::CacheConfig;
use testing::free_port;

use super::DEADLINE;
use super::guard::{Guarded, program};

/// Its password.
pub(crate) const PASSWORD: &str = "redis-Secret-2";

/// A server that writes every counter to its file before it answers.
#[derive(Debug)]
pub(crate) struct Redis {
    guarded: Guarded,
    port: u16,
    server: Mutex<Option<Child>>,
}

impl Redis {
    pub(crate) fn start() -> Self {
        let guarded = Guarded::new("redis");
        let port = free_port();
        let config = format!(
            "port {port}\nbind 127.0.0.1\ndir {}\nrequirepass {PASSWORD}\nappendonly yes\nappendfsync always\nsave \"\"\n",
            guarded.path().display()
        );
        fs::write(guarded.path().join("redis.conf"), config).unwrap();
        fs::write(guarded.path().join("password"), format!("{PASSWORD}\n")).unwrap();
        let redis = Self {
            guarded,
            port,
            server: Mutex::default(),
        };
        redis.restart();
        redis
    }

    pub(crate) fn config(&self) -> CacheConfig {
        CacheConfig {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            password_file: self.password_file(),
            // What a request waits is the subject of tests of the breaker alone; others must not fail on a busy machine.
            patience: Duration::from_secs(5),
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn password_file(&self) -> PathBuf {
        self.guarded.path().join("password")
    }

    /// SIGKILL.
    pub(crate) fn kill(&self) {
        assert!(self.kill_if_running(), "the server does not run");
    }

    fn kill_if_running(&self) -> bool {
        let Some(mut server) = self.server.lock().unwrap().take() else {
            return false;
        };
        server.kill().unwrap();
        server.wait().unwrap();
        self.guarded.forget("redis");
        true
    }

    /// Stops it in its tracks, as a machine that hangs would; connections stay open.
    pub(crate) fn pause(&self) {
        self.signal("-STOP");
    }

    /// Lets it go on.
    pub(crate) fn resume(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let server = self.server.lock().unwrap();
        let pid = server.as_ref().expect("a server that runs").id();
        let sent = Command::new("kill").args([signal, &pid.to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Makes it hold every command back for so long.
    pub(crate) async fn hold_back(&self, time: Duration) {
        let mut connection = self.client().get_multiplexed_async_connection().await.unwrap();
        let millis = u64::try_from(time.as_millis()).unwrap();
        let () = redis::cmd("CLIENT")
            .arg("PAUSE")
            .arg(millis)
            .arg("ALL")
            .query_async(&mut connection)
            .await
            .unwrap();
    }

    fn client(&self) -> redis::Client {
        redis::Client::open(format!("redis://:{PASSWORD}@127.0.0.1:{}/", self.port)).unwrap()
    }

    /// Starts the server again on the same port and files, and returns once it answers, so that no test counts calls that
    /// came too early.
    pub(crate) fn restart(&self) {
        let server = Command::new(program(&[Path::new("/usr/bin/redis-server").to_owned()]))
            .arg(self.guarded.path().join("redis.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        self.guarded.note("redis", server.id());
        *self.server.lock().unwrap() = Some(server);
        let deadline = Instant::now() + DEADLINE;
        while let Err(error) = self.ping() {
            assert!(Instant::now() < deadline, "Redis does not answer: {error}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn ping(&self) -> redis::RedisResult<()> {
        let mut connection = self.client().get_connection_with_timeout(DEADLINE)?;
        connection.set_read_timeout(Some(DEADLINE))?;
        redis::cmd("PING").query(&mut connection)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill_if_running();
    }
}
