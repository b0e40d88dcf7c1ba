//! Changes as byte edits of the original text, in its layout and in the layout `terraform fmt` leaves.
//!
//! Values are JSON; strings are literal text, so `${` in them is escaped. All functions take the text that the
//! tree was parsed from, and give edits that do not overlap.

mod insert;
mod layout;
mod literal;
mod realign;
mod remove;

use serde_json::Value;
use tollgate_source::{Span, TextEdit};

pub use insert::{insert_attribute, insert_block, insert_entry, push_element};
pub use literal::literal;
pub use realign::realign;
pub use remove::remove;

/// Replaces the expression at `span` by `value`.
pub fn set(text: &str, span: Span, value: &Value) -> TextEdit {
    let indent = layout::Lines::new(text).indent(span.start as usize).len();
    TextEdit { span, text: layout::Lines::new(text).endings(literal(value, indent)) }
}

#[cfg(test)]
mod tests;
