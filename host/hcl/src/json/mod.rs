//! JSON with a span on every value and key, and its way into [`ast`](crate::ast).
//!
//! What a text in it means (a template, an expression, or just text) and which members of an object are blocks
//! is decided by who reads the tree: JSON itself does not say. Repeated keys are kept, in order.

mod expr;
mod read;
mod respan;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use tollgate_source::Span;

pub use read::{parse, parse_without};

use crate::ast::Ident;

/// Values nested deeper than this are refused.
pub const MAX_DEPTH: usize = crate::lex::MAX_DEPTH;

#[derive(Clone, Debug)]
pub struct Json {
    pub kind: JsonKind,
    /// With the quotes or brackets.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum JsonKind {
    Null,
    Bool(bool),
    /// As written, with its sign.
    Number(Arc<str>),
    /// Escapes resolved.
    String(Arc<str>),
    Array(Vec<Json>),
    /// In source order; a key may occur more than once.
    Object(Vec<Member>),
}

#[derive(Clone, Debug)]
pub struct Member {
    /// Escapes resolved; the span includes the quotes.
    pub key: Ident,
    pub value: Json,
}

impl Member {
    /// Key to end of value.
    pub fn span(&self) -> Span {
        self.key.span.to(self.value.span)
    }
}

impl Json {
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            JsonKind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The members of an object, none for anything else.
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            JsonKind::Object(members) => members,
            _ => &[],
        }
    }

    /// The last member `key`, as most readers of JSON take it.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.members().iter().rev().find(|member| &*member.key.name == key).map(|member| &member.value)
    }

    /// What it is, for messages: `an object`, `a string`.
    pub fn describe(&self) -> &'static str {
        match self.kind {
            JsonKind::Null => "null",
            JsonKind::Bool(_) => "a boolean",
            JsonKind::Number(_) => "a number",
            JsonKind::String(_) => "a string",
            JsonKind::Array(_) => "an array",
            JsonKind::Object(_) => "an object",
        }
    }
}
