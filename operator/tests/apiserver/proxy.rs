//! A TCP proxy in front of the API server whose connections can be made to stand still, as those of a network that has
//! broken without a word.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

/// A proxy.
pub(crate) struct Proxy {
    address: SocketAddr,
    state: watch::Sender<State>,
    _task: AbortOnDropHandle<()>,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// Connections of earlier generations stand still for good.
    generation: u64,
    /// Whether new connections stand still, too.
    cut: bool,
}

impl Proxy {
    /// A proxy in front of the server of a URL with an address.
    pub(crate) async fn before(url: &http::Uri) -> Self {
        let server: SocketAddr = url.authority().unwrap().as_str().parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (state, told) = watch::channel(State::default());
        let task = AbortOnDropHandle::new(tokio::spawn(accept(listener, server, told)));
        Self {
            address,
            state,
            _task: task,
        }
    }

    /// URL of the proxy.
    pub(crate) fn url(&self) -> http::Uri {
        format!("https://{}/", self.address).parse().unwrap()
    }

    /// From now on nothing passes, and what is under way never arrives; after [`Self::mend`] new connections do.
    pub(crate) fn cut(&self) {
        self.state.send_modify(|state| {
            state.generation += 1;
            state.cut = true;
        });
    }

    /// New connections work again.
    pub(crate) fn mend(&self) {
        self.state.send_modify(|state| state.cut = false);
    }

    /// All present connections stand still for good; new ones work.
    pub(crate) fn forget_connections(&self) {
        self.cut();
        self.mend();
    }
}

async fn accept(listener: TcpListener, server: SocketAddr, state: watch::Receiver<State>) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let Ok((client, _)) = listener.accept().await else {
            continue;
        };
        connections.spawn(connection(client, server, state.clone()));
    }
}

async fn connection(client: TcpStream, server: SocketAddr, mut state: watch::Receiver<State>) {
    let State { generation, cut } = *state.borrow_and_update();
    if !cut {
        let alive = async {
            let server = TcpStream::connect(server).await?;
            let (mut from_client, mut to_client) = client.into_split();
            let (mut from_server, mut to_server) = server.into_split();
            let stalled = state.wait_for(|now| now.generation != generation);
            tokio::select! {
                biased;
                _ = stalled => {}
                () = copy(&mut from_client, &mut to_server) => return Ok(()),
                () = copy(&mut from_server, &mut to_client) => return Ok(()),
            }
            // Kept open: neither side learns anything.
            let kept = (from_client, to_client, from_server, to_server);
            std::future::pending::<()>().await;
            drop(kept);
            io::Result::Ok(())
        };
        // The client sees an error of its own.
        let _ = alive.await;
        return;
    }
    std::future::pending::<()>().await;
    drop(client);
}

async fn copy(from: &mut (impl tokio::io::AsyncRead + Unpin), to: &mut (impl tokio::io::AsyncWrite + Unpin)) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        if to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}
