//! The batch format, version 1: resources as a flat view in bytes, read in place without parsing.
//!
//! Everything is a table of little-endian `u32` words behind a fixed header; strings are ranges of one
//! UTF-8 blob. Children of a value are consecutive nodes, so a tree needs no pointers.
//!
//! ```text
//! header      magic "TGB1", version, scope, root node, then the number of
//!             strings, nodes, unknowns, references, resources, types, edges, then the size of the blob
//! strings     end offset in the blob
//! nodes       kind | flags << 8, key, a, b, unknown, first reference, number of references
//! unknowns    reason, decided by, type, flags, prefix, min length, max length, first alternative, number of them
//! references  resource, address, path, exact | read << 1
//! resources   type, name, address, root, variant, module, input, mode, existence, body
//! types       type, first resource, number of resources
//! edges       to, from, node, exact
//! blob        UTF-8
//! ```
//!
//! `a` and `b` of a node: the boolean; the text of a number or string; first child and number of children of a
//! list or map. `b` of a string or an unknown is the node of what it says when it is read as a document, such
//! as a policy written as JSON, or 0 for none.
//!
//! Absent indexes are [`NONE`]. Resources are sorted by type, edges by target. Tables may get further
//! columns only in a new version; readers refuse a version they do not know.
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "write")]
extern crate alloc;

mod read;
#[cfg(feature = "write")]
mod write;

pub use read::{Batch, Edge, Node, OpenError, Ref, Resource, Unknown};
#[cfg(feature = "write")]
pub use write::{NewNode, NewRef, NewResource, NewUnknown, Writer};

/// The version this crate reads and writes.
pub const VERSION: u32 = 1;
/// The absent index.
pub const NONE: u32 = u32::MAX;

pub(crate) const MAGIC: u32 = u32::from_le_bytes(*b"TGB1");
pub(crate) const HEADER_WORDS: usize = 12;
pub(crate) const NODE_WORDS: usize = 7;
pub(crate) const UNKNOWN_WORDS: usize = 9;
pub(crate) const REF_WORDS: usize = 4;
pub(crate) const RESOURCE_WORDS: usize = 10;
pub(crate) const TYPE_WORDS: usize = 3;
pub(crate) const EDGE_WORDS: usize = 4;

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    Null = 0,
    Bool = 1,
    /// Decimal text in the string table, as exact as the source.
    Number = 2,
    String = 3,
    /// Array, list, set or tuple.
    List = 4,
    /// Map or object; children carry keys, in key order.
    Map = 5,
    Unknown = 6,
}

/// Flag of a node: the value is sensitive and withheld.
pub const SENSITIVE: u32 = 1;
/// Flag of a node: a list or map may hold more than it lists.
pub const OPEN: u32 = 2;
/// Flag of a node: withheld, but known to the host.
pub const KNOWN: u32 = 4;

/// Three-valued existence, as stored.
pub const EXISTS_NO: u32 = 0;
pub const EXISTS_UNKNOWN: u32 = 1;
pub const EXISTS_YES: u32 = 2;

/// How much of a project a batch holds, as stored.
pub const SCOPE_RESOURCE: u32 = 0;
pub const SCOPE_LINKED: u32 = 1;
pub const SCOPE_PROJECT: u32 = 2;
/// A batch that holds one value and no resources: settings and answers.
pub const SCOPE_VALUE: u32 = 3;

/// Inputs, as stored.
pub const INPUT_TERRAFORM: u32 = 0;
pub const INPUT_COMPOSE: u32 = 1;
pub const INPUT_KUBERNETES: u32 = 2;

/// Modes, as stored.
pub const MODE_MANAGED: u32 = 0;
pub const MODE_DATA: u32 = 1;
pub const MODE_EPHEMERAL: u32 = 2;
/// Configuration that rules read but that is no resource: providers, backends.
pub const MODE_BLOCK: u32 = 3;
