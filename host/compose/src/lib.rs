//! Compose files to resources, as Docker Compose merges and interpolates them.
//!
//! The order of work is that of the reference implementation: each file is read, interpolated, extended, given what
//! it includes, and merged over what came before it; then short forms are written out and every value gets the one
//! shape it has in the merged model ([`Model`], which [`Model::to_yaml`] prints as `docker compose config` does).
//! From there it is [`evaluate`] that makes resources of it.
//!
//! Where Docker Compose takes a variable without a value for the empty text, it is unknown here ([`Unset`]): whoever
//! runs the project will set it. What stands around it in a text is still known, see `model::Text`.
#![forbid(unsafe_code)]

mod model;

mod interpolate;
mod load;
mod merge;
mod normal;
mod validate;

mod environment;
mod outline;
mod project;

mod lower;
mod print;

pub use interpolate::template::Unset;
pub use lower::evaluate;
pub use outline::{Outline, outline};
pub use project::{Model, PROJECT, Request, default_files, is_compose_file, load};

#[cfg(test)]
mod tests;

/// The rule id of what is valid YAML and no valid project.
pub const INVALID: &str = "syntax/compose";
