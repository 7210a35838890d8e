//! Listening and ending.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use socket2::SockRef;
use tokio::net::TcpListener;

use crate::shutdown::Shutdown;

/// How long requests under way may take once no new ones are accepted.
const DRAIN: Duration = Duration::from_secs(10);

/// How long a peer may leave bytes unacknowledged, or its window shut, before the connection is given up (RFC 5482): a live stream
/// to a machine that is gone must not hold its place.
const PATIENCE: Duration = Duration::from_secs(30);

/// A listening socket.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Listens on `address`; port 0 takes any free one.
    ///
    /// # Errors
    /// When the address is taken or not ours.
    pub async fn bind(address: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("cannot listen on {address}; choose another with --listen"))?;
        // Connections inherit it.
        SockRef::from(&listener).set_tcp_user_timeout(Some(PATIENCE))?;
        let address = listener.local_addr()?;
        tracing::info!(%address, "listening");
        Ok(Self { listener, address })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `shutdown` stops it and what is under way is answered, for 10 s at most.
    ///
    /// # Errors
    /// When the socket fails.
    pub async fn run(self, routes: Router, shutdown: &Shutdown) -> anyhow::Result<()> {
        let stop = shutdown.token().clone();
        let service = routes.into_make_service_with_connect_info::<SocketAddr>();
        let serving =
            axum::serve(self.listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
        let too_late = async {
            stop.cancelled().await;
            tokio::time::sleep(DRAIN).await;
        };
        tokio::select! {
            ended = async { serving.await } => ended.context("the HTTP server failed"),
            () = too_late => {
                tracing::warn!(seconds = DRAIN.as_secs(), "gave up waiting for requests under way");
                Ok(())
            }
        }
    }
}
