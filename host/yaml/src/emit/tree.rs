//! What is to be written, and what comes of it.

use std::sync::Arc;

/// A document that is to be written.
#[derive(Clone, PartialEq, Debug)]
pub enum Out {
    Null,
    Bool(bool),
    /// As it is to stand there.
    Number(String),
    Text(String),
    List(Vec<Out>),
    /// In this order.
    Map(Vec<(String, Out)>),
}

/// A document, or a node of one, with the mark of whoever wants to know where it went.
#[derive(Clone, PartialEq, Debug)]
pub struct Marked {
    pub mark: u32,
    pub content: MarkedContent,
}

#[derive(Clone, PartialEq, Debug)]
pub enum MarkedContent {
    Null,
    Bool(bool),
    /// A number of Go that is whole by its type.
    Integer(i128),
    /// Any other, which may be whole by its value.
    Float(f64),
    /// Pieces of the text with marks of their own: where each ends, in bytes, in ascending order. What is behind
    /// the last one has the mark of the node.
    Text(Arc<str>, Vec<(usize, u32)>),
    List(Vec<Marked>),
    /// In any order: they are written in that of go-yaml. Each key once.
    Map(Vec<(MarkedKey, Marked)>),
}

/// A key of a [`MarkedContent::Map`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MarkedKey {
    pub mark: u32,
    pub text: Arc<str>,
}

/// Trees may be deeper than the stack: they are taken apart level by level.
impl Drop for Marked {
    fn drop(&mut self) {
        let mut nested = self.content.take_nested();
        while let Some(mut node) = nested.pop() {
            nested.append(&mut node.content.take_nested());
        }
    }
}

impl MarkedContent {
    fn take_nested(&mut self) -> Vec<Marked> {
        match self {
            Self::List(items) => std::mem::take(items),
            Self::Map(entries) => std::mem::take(entries).into_iter().map(|(_, value)| value).collect(),
            _ => Vec::new(),
        }
    }
}

/// A document as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    pub text: String,
    /// Which mark was written where: where each piece ends, in bytes. They cover the text, none is empty, and no
    /// two neighbours have one mark.
    pub pieces: Vec<(usize, u32)>,
}

/// Why there is no text, and the mark of the node that is to blame.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unwritable {
    pub mark: u32,
    pub why: Refusal,
}

/// All but [`Refusal::Depth`] are refusals of Go: `toYaml` then gives an empty text, however large the document is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// A number that is infinite or none at all, which JSON does not have.
    Number,
    /// A character that stands in JSON as it is, and that YAML allows only in escapes.
    Character(char),
    /// A key that takes more than 1,024 characters in JSON with its quotes, or that U+0085 breaks into lines.
    Key,
    /// `---` or `...` behind a U+0085, which look like the end of the document.
    DocumentMarker,
    /// Deeper than [`crate::parse`] reads. Go would write it, up to a depth of 10,000.
    Depth,
}
