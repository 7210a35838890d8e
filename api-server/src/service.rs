//! What the roles that listen have in common: a socket that is open before anything is answered, and readiness.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio_util::sync::CancellationToken;

use crate::db::{Database, schema};
use crate::http::Server;
use crate::shutdown::Shutdown;

/// A role that listens, as its configuration describes it.
pub trait Role: Send {
    /// Address and port to listen on.
    fn listen(&self) -> SocketAddr;

    /// Does the role's work on the open socket until the shutdown ends it.
    ///
    /// # Errors
    /// When the socket fails.
    fn work(self, server: Server, shutdown: Shutdown) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// Runs a role until `shutdown` ends it.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn run<R: Role>(role: R, shutdown: Shutdown) -> anyhow::Result<()> {
    Service::bind(role, shutdown).await?.run().await
}

/// A role with its socket open: nothing is done before [`Service::run`].
#[derive(Debug)]
pub struct Service<R> {
    role: R,
    server: Server,
    shutdown: Shutdown,
}

impl<R: Role> Service<R> {
    /// Opens the socket.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn bind(role: R, shutdown: Shutdown) -> anyhow::Result<Self> {
        let server = Server::bind(role.listen()).await?;
        Ok(Self {
            role,
            server,
            shutdown,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Works until the shutdown ends it.
    ///
    /// # Errors
    /// When the socket fails.
    pub async fn run(self) -> anyhow::Result<()> {
        self.role.work(self.server, self.shutdown).await
    }
}

/// Readiness: true from the first check of the schema until SIGTERM. A database that is lost later does not change it, because
/// then the 503 must come from us and not from a proxy without a backend.
#[derive(Clone, Debug)]
pub struct Readiness {
    checked: Arc<AtomicBool>,
    shutdown: Shutdown,
}

impl Readiness {
    /// Not ready yet.
    #[must_use]
    pub fn new(shutdown: Shutdown) -> Self {
        Self {
            checked: Arc::default(),
            shutdown,
        }
    }

    /// Waits until the database has the schema, and is ready from then on. Gives `false` when `stop` came first.
    pub async fn wait_for_schema(&self, database: &Database, stop: &CancellationToken) -> bool {
        let found = schema::wait(database, stop).await;
        if found {
            self.checked.store(true, Ordering::Relaxed);
            tracing::info!(
                version = schema::wanted_version(),
                "the database has the schema, ready"
            );
        }
        found
    }

    /// Why the role must not be sent requests; `None` when it may.
    #[must_use]
    pub fn hindrance(&self) -> Option<&'static str> {
        if self.shutdown.announced() {
            Some("The process is stopping.")
        } else if self.checked.load(Ordering::Relaxed) {
            None
        } else {
            Some("The database has not been found with the schema of this build yet.")
        }
    }
}
