//! The sandbox: plugins are read, compiled, linked and called here, and nowhere else.
//!
//! A plugin is a WebAssembly component and a pure function of (batch, settings). [`inspect`] reads what it
//! says about itself without compiling it; a [`Sandbox`] compiles it (or finds it in the compile cache); each
//! call of a [`Plugin`] gets a fresh instance with its own memory, its own [`Budget`] and nothing else: no
//! clock, no files, no network, no state of the call before. Whatever a plugin does comes back as a
//! [`Failure`] of that plugin and that call.
//!
//! What goes in is written by an [`Encoder`], what comes out is checked against it: a place that is not in the
//! batch, or a rule that is not in the manifest, is a failure too.
#![deny(unsafe_code)]

mod answer;
mod bindings;
mod budget;
mod cache;
mod deny;
mod encode;
mod failure;
mod inspect;
mod log;
mod plugin;
mod sandbox;
mod state;

pub use budget::Budget;
pub use encode::{Encoder, NodeInfo, NodeStep, Nodes, encode_json};
pub use failure::Failure;
pub use inspect::{Inspected, Interfaces, digest, inspect};
pub use log::{LogLevel, LogLine};
pub use plugin::{Outcome, Plugin};
pub use sandbox::Sandbox;
