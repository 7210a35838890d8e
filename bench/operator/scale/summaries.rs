//! The API of every site, as far as the operator asks it: the summary.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, header::HOST};
use axum::{Json, Router, routing::get};
use contract::summary::{self, CameraCounts, DependencyState, Gateway, Probers, Summary};
use tokio::net::TcpListener;

use crate::names;

/// Where it listens and what it says.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Address of every site's API.
    #[arg(long)]
    listen: SocketAddr,
    /// Address of the DNS server.
    #[arg(long)]
    dns: SocketAddr,
    /// Cameras of a site.
    #[arg(long)]
    cameras: u32,
    /// While this file exists a tenth of each site's cameras is up in one answer and down in the next.
    #[arg(long)]
    flap: PathBuf,
}

struct Sites {
    cameras: u32,
    flap: PathBuf,
    /// How often each host was asked.
    asked: Mutex<HashMap<String, u32>>,
}

/// Answers until killed.
pub(crate) async fn serve(arguments: &Arguments) {
    let IpAddr::V4(address) = arguments.listen.ip() else {
        panic!("give an IPv4 address")
    };
    let sites = Sites {
        cameras: arguments.cameras,
        flap: arguments.flap.clone(),
        asked: Mutex::default(),
    };
    let router = Router::new()
        .route(summary::PATH, get(answer))
        .with_state(Arc::new(sites));
    let listener = TcpListener::bind(arguments.listen).await.unwrap();
    let server = async { axum::serve(listener, router).await.unwrap() };
    tokio::join!(server, names::serve(arguments.dns, address));
}

async fn answer(State(sites): State<Arc<Sites>>, headers: HeaderMap) -> Json<Summary> {
    let host = headers[HOST].to_str().unwrap();
    let times = {
        let mut asked = sites.asked.lock().unwrap();
        let times = asked.entry(host.to_owned()).or_default();
        *times += 1;
        *times
    };
    let flaps = times % 2 == 1 && sites.flap.exists();
    let down = if flaps { sites.cameras / 10 } else { 0 };
    Json(Summary {
        site: host.split('-').take(2).collect::<Vec<_>>().join("-"),
        city: "Paris".to_owned(),
        time_zone: "Europe/Paris".to_owned(),
        counts: CameraCounts {
            total: sites.cameras,
            up: sites.cameras - down,
            down,
            ..CameraCounts::default()
        },
        gateway: Gateway::None,
        probers: Probers { want: 1, live: 1 },
        database: DependencyState::Ok,
        cache: DependencyState::Ok,
        generated_at: "2026-01-01T00:00:00.000Z".to_owned(),
    })
}
