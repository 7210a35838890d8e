//! Stops servers and removes their files however the tests end, a kill of the test binary included.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A directory for servers, and the process that outlives the tests by a moment to clean it up.
#[derive(Debug)]
pub(super) struct Guarded {
    path: PathBuf,
    /// Its standard input is the signal: the kernel closes it when this process ends.
    guard: Child,
}

impl Guarded {
    pub(super) fn new(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("camerasite-it-{}-{number}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        let guard = Command::new("bash")
            .args(["-c", include_str!("guard.sh"), "guard.sh"])
            .arg(&path)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        Self { path, guard }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Notes a server to be stopped at the end.
    pub(super) fn note(&self, name: &str, pid: u32) {
        fs::write(self.path.join(format!("{name}.pid")), pid.to_string()).unwrap();
    }

    /// Forgets a server that has ended: its process id may belong to someone else soon.
    pub(super) fn forget(&self, name: &str) {
        fs::remove_file(self.path.join(format!("{name}.pid"))).unwrap();
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

/// Panics with what to type when a program is missing.
pub(super) fn program(candidates: &[PathBuf]) -> PathBuf {
    candidates.iter().find(|path| path.exists()).cloned().unwrap_or_else(|| {
        panic!("{candidates:?} not found; type: apt-get install -y --no-install-recommends postgresql redis-server")
    })
}
