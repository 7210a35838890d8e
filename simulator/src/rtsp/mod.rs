//! The RTSP server (RFC 2326) whose faults are its purpose.

mod connection;
mod player;
mod reaction;
mod request;
mod response;
mod service;
mod session;

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::world::World;
use connection::Connection;

/// Pause after a connection that could not be accepted: too many files are open, and some will be closed.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Accepts connections until the world stops.
pub(crate) async fn serve(listener: TcpListener, world: Arc<World>) {
    let accept = async {
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => {
                    if let Ok(connection) = Connection::new(stream, peer, Arc::clone(&world)) {
                        let stop = world.stop.clone();
                        world
                            .tasks
                            .spawn(async move { stop.run_until_cancelled(connection.run()).await });
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept an RTSP connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    };
    let _: Option<()> = world.stop.run_until_cancelled(accept).await;
}
