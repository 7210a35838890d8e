//! What a real kube-apiserver makes of the definition: every rule, every default, every bound.
//!
//! Run by `hack/apiserver/run -- cargo test -p crds --test apiserver -- --ignored`.

mod cases;
mod creation;
mod definition;
mod limits;
mod operation;
mod ownership;
mod refusals;
mod rows;
mod server;
mod transitions;
