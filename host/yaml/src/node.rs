//! The tree. Nodes are shared: an alias holds the node of its anchor, however large it is.

use std::sync::Arc;

use tollgate_source::Span;

/// One document of a stream.
#[derive(Clone, Debug)]
pub struct Document {
    pub root: Arc<Node>,
    /// The version of a `%YAML` directive.
    pub version: Option<(u32, u32)>,
}

#[derive(Clone, Debug)]
pub struct Node {
    /// The text of the value; empty, at its place, for a value that is not written.
    pub span: Span,
    pub tag: Option<Tag>,
    pub anchor: Option<Anchor>,
    pub content: Content,
    /// A collection in brackets, or one pair that stands for a mapping within them.
    pub is_flow: bool,
    /// How many nodes this is when every alias is replaced by what it stands for. A text of some lines can
    /// come to more than any memory holds: ask before walking through aliases.
    pub weight: u64,
    /// How deep it is below this one, through aliases as well. Bounded, so that trees can be walked by recursion.
    pub(crate) depth: usize,
}

#[derive(Clone, Debug)]
pub enum Content {
    /// The text after folding and escapes; what it is depends on the dialect.
    Scalar(Arc<str>, Style),
    Sequence(Vec<Arc<Node>>),
    /// In order, with duplicates and `<<` as written.
    Mapping(Vec<Pair>),
    Alias(Arc<str>, Alias),
}

#[derive(Clone, Debug)]
pub struct Pair {
    pub key: Arc<Node>,
    pub value: Arc<Node>,
}

/// What an alias stands for.
#[derive(Clone, Debug)]
pub enum Alias {
    To(Arc<Node>),
    /// There is no such anchor before it.
    Undefined,
    /// It stands inside of the node that it names.
    Itself,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// A tag with its handle resolved: `tag:yaml.org,2002:int` for `!!int`, `!foo` for a local one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tag {
    pub name: Arc<str>,
    pub span: Span,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Anchor {
    pub name: Arc<str>,
    pub span: Span,
}

impl Node {
    /// Nothing is written here: a null.
    pub fn is_empty(&self) -> bool {
        matches!(&self.content, Content::Scalar(text, Style::Plain) if text.is_empty())
    }

    /// The node itself, or the one that an alias stands for; `None` for an alias that stands for nothing.
    pub fn target(&self) -> Option<&Node> {
        match &self.content {
            Content::Alias(_, Alias::To(node)) => node.target(),
            Content::Alias(..) => None,
            _ => Some(self),
        }
    }
}
