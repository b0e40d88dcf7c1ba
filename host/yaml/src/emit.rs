//! Generated documents as programs in Go write them. Files of the user are never printed: they are edited, see
//! `edit`.
//!
//! Go has two writers of YAML that agree on what needs quotes and on little else: go-yaml 3 prints for
//! `docker compose config`, go-yaml 2 for `toYaml` of Helm.

mod tree;

mod v3;

mod v2;

mod json;
mod number;

mod keys;
mod page;
mod scalar;

#[cfg(test)]
mod tests;

pub use keys::key_order;
pub use number::emit_float;
pub use tree::{Marked, MarkedContent, MarkedKey, Out, Refusal, Unwritable, Written};
pub use v2::emit_v2;
pub use v3::emit;
