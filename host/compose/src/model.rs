//! The tree that everything works on: what is written, as data with places, and texts that may have holes.
//!
//! A [`Text`] in which a variable without a value was used keeps the literal parts around it. So the short form
//! `"${PORT}:5432"` still says which port the container listens on.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use tollgate_ir::{Hop, How, Origin};
use tollgate_source::Span;
use tollgate_yaml::{Scalar, Timestamp};

/// Stands for a variable without a value within the characters of a [`Text`]: a code point that Unicode promises
/// never to use, and that is replaced where somebody writes it.
pub(crate) const HOLE: char = '\u{fdd0}';
/// Begins a path that is told from the project directory already: another such code point.
pub(crate) const ANCHOR: char = '\u{fdd1}';

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) origin: Origin,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(Text),
    /// A date or time, which no attribute of Compose takes.
    Moment(Timestamp),
    List(Vec<Node>),
    Map(Map),
}

pub(crate) type Map = BTreeMap<Arc<str>, Entry>;

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key_span: Span,
    pub(crate) value: Node,
}

/// Characters, some of which are not known.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Text {
    /// With one [`HOLE`] for each of `holes`.
    pub(crate) chars: Arc<str>,
    /// The names of the variables that have no value, in order.
    pub(crate) holes: Arc<[Arc<str>]>,
    pub(crate) supply: Supply,
    /// Where the first byte stands, when the text stands in its file as it is.
    pub(crate) verbatim: Option<u32>,
}

/// What a text was made of besides what is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Supply {
    /// The value of a variable.
    pub(crate) variable: bool,
    /// A default written in the file.
    pub(crate) default: bool,
}

impl Text {
    pub(crate) fn new(chars: impl Into<Arc<str>>) -> Self {
        Self { chars: chars.into(), ..Self::default() }
    }

    /// The characters, when all of them are known.
    pub(crate) fn known(&self) -> Option<&str> {
        self.holes.is_empty().then_some(&*self.chars)
    }

    /// With `${NAME}` for each hole: what identifies the text.
    pub(crate) fn shown(&self) -> String {
        let mut holes = self.holes.iter();
        let mut out = String::with_capacity(self.chars.len());
        for c in self.chars.chars() {
            match (c, holes.len()) {
                (HOLE, 1..) => out.extend(["${", holes.next().map_or("", |name| name), "}"]),
                _ => out.push(c),
            }
        }
        out
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> Self {
        let count = |part: &str| part.matches(HOLE).count();
        let before = count(&self.chars[..range.start]);
        let part = &self.chars[range.clone()];
        let holes =
            if self.holes.is_empty() { Arc::default() } else { self.holes[before..before + count(part)].into() };
        let start = u32::try_from(range.start).unwrap_or(u32::MAX);
        Self {
            chars: part.into(),
            holes,
            supply: self.supply,
            verbatim: self.verbatim.map(|at| at.saturating_add(start)),
        }
    }

    /// One text behind another.
    pub(crate) fn then(&self, more: &Text) -> Self {
        Self {
            chars: format!("{}{}", self.chars, more.chars).into(),
            holes: self.holes.iter().chain(more.holes.iter()).cloned().collect(),
            supply: Supply {
                variable: self.supply.variable || more.supply.variable,
                default: self.supply.default || more.supply.default,
            },
            verbatim: None,
        }
    }
}

impl Node {
    pub(crate) fn new(kind: Kind, origin: Origin) -> Self {
        Self { kind, origin }
    }

    pub(crate) fn text(chars: impl Into<Arc<str>>, origin: Origin) -> Self {
        Self::new(Kind::Text(Text::new(chars)), origin)
    }

    pub(crate) fn null(origin: Origin) -> Self {
        Self::new(Kind::Null, origin)
    }

    /// A map of values that all stand where `origin` says.
    pub(crate) fn object(entries: impl IntoIterator<Item = (&'static str, Node)>, origin: Origin) -> Self {
        let key_span = origin.span;
        let entry = |(key, value): (&str, Node)| (Arc::from(key), Entry { key_span, value });
        Self::new(Kind::Map(entries.into_iter().map(entry).collect()), origin)
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    pub(crate) fn as_map(&self) -> Option<&Map> {
        if let Kind::Map(map) = &self.kind { Some(map) } else { None }
    }

    pub(crate) fn as_map_mut(&mut self) -> Option<&mut Map> {
        if let Kind::Map(map) = &mut self.kind { Some(map) } else { None }
    }

    pub(crate) fn as_list(&self) -> Option<&[Node]> {
        if let Kind::List(items) = &self.kind { Some(items) } else { None }
    }

    pub(crate) fn as_text(&self) -> Option<&Text> {
        if let Kind::Text(text) = &self.kind { Some(text) } else { None }
    }

    /// A text without holes.
    pub(crate) fn as_str(&self) -> Option<&str> {
        self.as_text()?.known()
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        if let Kind::Bool(value) = self.kind { Some(value) } else { None }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key).map(|entry| &entry.value)
    }

    /// The entries of a map; none of anything else.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&Arc<str>, &Entry)> {
        self.as_map().into_iter().flatten()
    }

    pub(crate) fn items(&self) -> &[Node] {
        self.as_list().unwrap_or_default()
    }

    /// A part of a text, with its own place where the text stands in the file as it is.
    pub(crate) fn part(&self, text: &Text, range: Range<usize>) -> Node {
        let part = text.slice(range);
        let mut origin = self.origin.clone();
        if let Some(start) = part.verbatim {
            let end = start + u32::try_from(part.chars.len()).unwrap_or(0);
            origin = narrowed(&origin, start, end);
        }
        Node::new(Kind::Text(part), origin)
    }

    /// As text, the way Go prints it; `None` for what is no scalar.
    pub(crate) fn printed(&self) -> Option<Text> {
        Some(match &self.kind {
            Kind::Null => Text::new(""),
            Kind::Bool(value) => Text::new(if *value { "true" } else { "false" }),
            Kind::Int(value) => Text::new(value.to_string()),
            Kind::Float(value) => Text::new(Scalar::Float(*value).to_string()),
            Kind::Text(text) => text.clone(),
            Kind::Moment(moment) => Text::new(moment.to_string()),
            Kind::List(_) | Kind::Map(_) => return None,
        })
    }

    /// Whether both say the same, wherever they stand.
    pub(crate) fn says_the_same(&self, other: &Node) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Null, Kind::Null) => true,
            (Kind::Bool(a), Kind::Bool(b)) => a == b,
            (Kind::Int(a), Kind::Int(b)) => a == b,
            (Kind::Float(a), Kind::Float(b)) => a.to_bits() == b.to_bits(),
            (Kind::Moment(a), Kind::Moment(b)) => a == b,
            (Kind::Text(a), Kind::Text(b)) => a.chars == b.chars && a.holes == b.holes,
            (Kind::List(a), Kind::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.says_the_same(b)),
            (Kind::Map(a), Kind::Map(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|((k, a), (l, b))| k == l && a.value.says_the_same(&b.value))
            }
            _ => false,
        }
    }

    /// Says of everything below that it came here by `how`, used at `at`.
    pub(crate) fn travelled(self, how: &How, at: Span) -> Node {
        let kind = match self.kind {
            Kind::List(items) => Kind::List(items.into_iter().map(|item| item.travelled(how, at)).collect()),
            Kind::Map(map) => {
                let entry =
                    |(key, Entry { key_span, value })| (key, Entry { key_span, value: value.travelled(how, at) });
                Kind::Map(map.into_iter().map(entry).collect())
            }
            other => other,
        };
        Node { kind, origin: self.origin.via(at, how.clone()) }
    }
}

/// The place `start..end` in the file where the chain ends.
fn narrowed(origin: &Origin, start: u32, end: u32) -> Origin {
    match &origin.from {
        None => Origin { span: Span { start, end, ..origin.span }, from: None },
        Some(hop) => {
            let from = Hop { how: hop.how.clone(), origin: narrowed(&hop.origin, start, end) };
            Origin { span: origin.span, from: Some(Arc::new(from)) }
        }
    }
}

/// Where something is in the tree, for rules that hold at certain paths.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path(Vec<Arc<str>>);

impl Path {
    pub(crate) fn root() -> Self {
        Self::default()
    }

    pub(crate) fn of(parts: &[&str]) -> Self {
        Self(parts.iter().map(|part| Arc::from(*part)).collect())
    }

    pub(crate) fn then(&self, key: &str) -> Self {
        let mut parts = self.0.clone();
        parts.push(key.into());
        Self(parts)
    }

    /// An element of a list.
    pub(crate) fn item(&self) -> Self {
        self.then("[]")
    }

    /// `*` in the pattern is any one part.
    pub(crate) fn matches(&self, pattern: &str) -> bool {
        let mut parts = self.0.iter();
        for wanted in pattern.split('.') {
            match parts.next() {
                Some(part) if wanted == "*" || **part == *wanted => {}
                _ => return false,
            }
        }
        parts.next().is_none()
    }

    pub(crate) fn parts(&self) -> &[Arc<str>] {
        &self.0
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, part) in self.0.iter().enumerate() {
            if index > 0 && &**part != "[]" {
                f.write_str(".")?;
            }
            f.write_str(part)?;
        }
        Ok(())
    }
}
