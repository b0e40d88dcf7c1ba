//! Bytes and positions: where text comes from and how places in it are named.
//!
//! Everything Tollgate reads comes through a [`World`]: memoised, jailed to one root and total, so that
//! the rest of the pipeline is a pure function of it. A [`Span`] is a byte range of one file in a
//! [`SourceMap`]; lines and columns exist only where a person reads them.
#![forbid(unsafe_code)]

mod diagnostic;
mod edit;
mod file;
mod path;
mod suggest;
mod world;

pub use diagnostic::{Diagnostic, Label, Level};
pub use edit::{EditError, TextEdit, apply_edits};
pub use file::{FileId, LineColumn, LineIndex, SourceFile, SourceMap, Span};
pub use path::{WorldPath, clean_path};
pub use suggest::did_you_mean;
pub use world::{
    CONFIGURATION_LIMIT, DirEntry, DiskWorld, EntryKind, MemoryWorld, OverlayWorld, ReadError, UNREADABLE, World, load,
    read_configuration,
};
