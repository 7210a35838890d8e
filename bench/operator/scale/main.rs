//! What `bench/operator/run` needs beside the operator: many sites, a client that sends their children by itself, the
//! controllers and kubelets that nobody runs there, the sites' APIs, edits, and what the API server's audit log says.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a measurement that cannot go on has nothing to say"
)]

mod audit;
mod bare;
mod edits;
mod names;
mod needed;
mod sites;
mod summaries;
mod workloads;

use clap::{Parser, Subcommand};
use kube::{Client, Config};

/// Requests that are under way at a time: as many as the operator's passes.
const PARALLEL: usize = 8;

#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Define CameraSite and make sites, some namespaces of them.
    Sites(sites::Arguments),
    /// Send the children of as many sites as a client without an operator would; tells how many, from when to when.
    Bare(bare::Sent),
    /// Be the controllers and kubelets: say of every workload that it serves, until killed.
    Workloads,
    /// Be the API of every site, and the DNS that finds it, until killed.
    Summaries(summaries::Arguments),
    /// Edit one site after the other; tells how long each change took to reach its child.
    Edits(edits::Arguments),
    /// Tell what a user wrote, by the audit log.
    Audit(audit::Arguments),
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    match Arguments::parse().command {
        Command::Sites(arguments) => sites::make(&client().await, &arguments).await,
        Command::Bare(arguments) => say(&bare::send(&client().await, &arguments).await),
        Command::Workloads => Box::pin(workloads::serve(&client().await)).await,
        Command::Summaries(arguments) => summaries::serve(&arguments).await,
        Command::Edits(arguments) => say(&edits::edit(&client().await, &arguments).await),
        Command::Audit(arguments) => say(&audit::count(&arguments)),
    }
}

async fn client() -> Client {
    Client::try_from(Config::infer().await.unwrap()).unwrap()
}

fn say(answer: &serde_json::Value) {
    anstream::println!("{answer}");
}
