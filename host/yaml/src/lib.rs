//! YAML to our own tree of nodes with spans. Knows no Compose, Helm or Kubernetes: keys mean nothing here.
//!
//! [`parse`] is total and decides nothing: scalars stay text, duplicate keys stay side by side, aliases point
//! at the shared node of their anchor. What a plain scalar *is* depends on who reads the file, and is asked of
//! a [`Dialect`]; so is what a [`Mapping`] holds after merges. [`edit`] changes the text, never the tree. The
//! parser beneath is `granit-parser`, whose events are read in `parse` alone.
#![forbid(unsafe_code)]

mod node;

mod comment;
mod parse;

mod dialect;

mod budget;
mod view;

pub mod edit;
mod emit;

#[cfg(test)]
mod tests;

pub use budget::Budget;
pub use comment::Comment;
pub use dialect::{Dialect, Scalar, TAG_PREFIX, Timestamp, as_yaml_1_1_bool};
pub use emit::{
    Marked, MarkedContent, MarkedKey, Out, Refusal, Unwritable, Written, emit, emit_float, emit_v2, key_order,
};
pub use node::{Alias, Anchor, Content, Document, Node, Pair, Style, Tag};
pub use parse::{Stream, parse, parse_stream};
pub use view::{Duplicate, Entry, Equal, Mapping};

/// The rule id of everything that cannot be read as YAML.
pub const SYNTAX: &str = "syntax/yaml";
