//! Changes as byte edits of the original text, in its layout.
//!
//! A tree is never printed. Each function finds the place, writes the few characters that are missing or names
//! those that go, and then checks: the edited text is parsed, and has to be the tree that was meant, with every
//! other value, tag, anchor and document as before. Whatever does not come out like that is no edit but `None`.
//! So is a change of what aliases share, which would change other places too, and one within brackets that hold
//! comments.

mod find;
mod insert;
mod layout;
mod literal;
mod remove;
mod set;
mod verify;

use serde_json::Value;
use tollgate_source::{Span, TextEdit};

use crate::{Dialect, Document};

/// A document that is to be changed: the whole text of its file, itself, and who reads it.
#[derive(Clone, Copy, Debug)]
pub struct Target<'t> {
    pub text: &'t str,
    pub document: &'t Document,
    pub dialect: Dialect,
}

/// Where a new entry goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum At<'k> {
    /// Behind the last one, before comments that follow it on lines of their own.
    End,
    /// Before this key, and the comment lines directly above it.
    Before(&'k str),
    After(&'k str),
}

/// Replaces the value at the span of its node. Text keeps the quotes of the text it replaces, if it may stand
/// in them, and gets some where the dialect would take it for something else. Tags and anchors stay.
pub fn set(target: Target<'_>, node: Span, value: &Value) -> Option<TextEdit> {
    set::set(target, node, value)
}

/// Adds `key: value` to the mapping at its span, indented as its other entries are. An empty mapping, or no
/// value at all, becomes a mapping. `None` too when the key is there already.
pub fn insert_entry(target: Target<'_>, mapping: Span, at: At<'_>, key: &str, value: &Value) -> Option<TextEdit> {
    insert::entry(target, mapping, at, key, value)
}

/// Adds `value` behind the last item of the sequence at its span. An empty sequence, or no value at all, becomes
/// a sequence.
pub fn push_item(target: Target<'_>, sequence: Span, value: &Value) -> Option<TextEdit> {
    insert::item(target, sequence, value)
}

/// Removes the entry that has its key or its value at `part`, or the item at `part`, together with the comment
/// at the end of its last line. Comment lines directly above and as far indented go with it, except above the
/// first of its siblings, where they may be about all of them. What has lost its last entry or item is `{}` or
/// `[]` then.
pub fn remove(target: Target<'_>, part: Span) -> Option<TextEdit> {
    remove::remove(target, part)
}

#[cfg(test)]
mod tests;
