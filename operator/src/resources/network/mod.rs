//! Who may talk to whom: one policy a component. None has an empty pod selector: sites share namespaces.

mod matrix;
mod policies;
mod policy;

pub use policies::Policies;
pub use policy::policies;
