//! Reports for people and for programs. Pure: text in, text out; who prints is the command line.
#![forbid(unsafe_code)]

mod compliance;
mod diagnostics;
mod excerpt;
mod explain;
mod inspect;
mod json;
mod origins;
mod provenance;
mod snippet;
mod sources;
mod summary;
mod text;
mod window;

pub use diagnostics::diagnostics;
pub use explain::markdown;
pub use inspect::{Shown, answer_json, inspect_json, inspect_text, value_json};
pub use json::json;
pub use text::text;

use std::collections::BTreeMap;

use tollgate_source::WorldPath;

/// How text is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, width: 100 }
    }
}

/// Byte ranges of sensitive text, by file: never shown.
pub type Masks = BTreeMap<WorldPath, Vec<std::ops::Range<usize>>>;
