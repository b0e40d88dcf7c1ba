//! Events to the tree of one document.

use std::{collections::HashMap, sync::Arc};

use granit_parser::{Event, Marker, Parser, ScalarStyle, ScanError, StrInput, StructureStyle, Tag as EventTag};
use tollgate_source::{FileId, Span};

use super::MAX_DEPTH;
use crate::{Alias, Anchor, Comment, Content, Document, Node, Pair, Style, Tag};

/// One document in the making.
pub(super) struct Build<'t, 'c> {
    file: FileId,
    text: &'t str,
    comments: &'c mut Vec<Comment>,
    version: Option<(u32, u32)>,
    open: Vec<Collection>,
    /// Nodes that aliases can name, by the number that the parser gave them.
    anchored: HashMap<usize, Arc<Node>>,
    names: HashMap<usize, Arc<str>>,
    root: Option<Arc<Node>>,
    /// The node that was finished last and its number, until its anchor is told.
    scalar: Option<(Node, usize)>,
}

/// A sequence or mapping that is not yet closed.
struct Collection {
    span: Span,
    tag: Option<Tag>,
    anchor: Option<Anchor>,
    id: usize,
    is_flow: bool,
    parts: Parts,
}

enum Parts {
    Items(Vec<Arc<Node>>),
    Pairs(Vec<Pair>, Option<Arc<Node>>),
}

type EventSpan = granit_parser::Span;

impl<'t, 'c> Build<'t, 'c> {
    pub(super) fn new(file: FileId, text: &'t str, comments: &'c mut Vec<Comment>) -> Self {
        Self {
            file,
            text,
            comments,
            version: None,
            open: Vec::new(),
            anchored: HashMap::new(),
            names: HashMap::new(),
            root: None,
            scalar: None,
        }
    }

    /// The next document; `None` at the end of the stream.
    pub(super) fn document(&mut self, parser: &mut Parser<'t, StrInput<'t>>) -> Result<Option<Document>, ScanError> {
        while let Some(next) = parser.next_event() {
            let (event, at) = next?;
            if !matches!(event, Event::Anchor(..)) {
                self.settle();
            }
            match event {
                Event::DocumentStart(_, version) => {
                    self.version = version.map(|version| (version.major, version.minor));
                }
                Event::DocumentEnd => {
                    if let Some(root) = self.root.take() {
                        return Ok(Some(Document { root, version: self.version }));
                    }
                }
                Event::StreamEnd => return Ok(None),
                Event::Comment(..) => self.comments.push(Comment::new(self.text, self.span(&at))),
                Event::Alias(id) => {
                    let name = self.names.get(&id).cloned().unwrap_or_default();
                    let alias = self.anchored.get(&id).map_or(Alias::Itself, |node| Alias::To(Arc::clone(node)));
                    self.alias(name, alias, &at)?;
                }
                Event::UnresolvedAlias(name) => self.alias(name.into(), Alias::Undefined, &at)?,
                Event::Anchor(id, name) => {
                    let anchor = Anchor { name: name.into(), span: self.span(&at) };
                    self.names.insert(id, Arc::clone(&anchor.name));
                    match (&mut self.scalar, self.open.last_mut()) {
                        (Some((node, _)), _) => node.anchor = Some(anchor),
                        (None, Some(collection)) => collection.anchor = Some(anchor),
                        (None, None) => {}
                    }
                }
                Event::Scalar(text, style, id, tag) => {
                    let (span, tag) = (self.span(&at), self.tag(tag.as_deref(), &at));
                    // A value that is not written comes as `~` that takes no room.
                    let text = if span.start == span.end && style == ScalarStyle::Plain { "".into() } else { text };
                    let content = Content::Scalar(text.into(), style_of(style));
                    let leaf = Node { span, tag, anchor: None, content, is_flow: false, weight: 1, depth: 0 };
                    self.scalar = Some((leaf, id));
                }
                Event::SequenceStart(style, id, tag) => {
                    self.no_tabs(style, at.start)?;
                    let (mut span, tag) = (self.span(&at), self.tag(tag.as_deref(), &at));
                    let (is_flow, parts) = (style == StructureStyle::Flow, Parts::Items(Vec::new()));
                    if let Some(dash) = self.first_dash(span).filter(|_| !is_flow) {
                        span = Span::new(self.file, dash, span.range().end);
                    }
                    self.open.push(Collection { span, tag, anchor: None, id, is_flow, parts });
                }
                Event::MappingStart(style, id, tag) => {
                    self.no_tabs(style, at.start)?;
                    let (span, tag) = (self.span(&at), self.tag(tag.as_deref(), &at));
                    let (is_flow, parts) = (style == StructureStyle::Flow, Parts::Pairs(Vec::new(), None));
                    self.open.push(Collection { span, tag, anchor: None, id, is_flow, parts });
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(&at),
                _ => {}
            }
        }
        Ok(None)
    }

    /// Blocks are indented by spaces alone, which the parser does not insist on.
    fn no_tabs(&self, style: StructureStyle, start: Marker) -> Result<(), ScanError> {
        let at = start.byte_offset().unwrap_or(0).min(self.text.len());
        let before = self.text.as_bytes()[..at].iter().rev().take_while(|byte| **byte != b'\n');
        let tab = before.take_while(|byte| matches!(byte, b' ' | b'\t' | b'-' | b'?')).any(|byte| *byte == b'\t');
        if style == StructureStyle::Block && tab {
            return Err(ScanError::new(start, "a tab cannot be used for indentation: use spaces"));
        }
        Ok(())
    }

    /// Where a sequence that is indented no deeper than its key begins: the parser tells where its first item does.
    fn first_dash(&self, sequence: Span) -> Option<usize> {
        let Collection { span: mapping, is_flow: false, parts: Parts::Pairs(_, Some(key)), .. } = self.open.last()?
        else {
            return None;
        };
        let start = mapping.range().start;
        let line = self.text[..start].rfind(['\n', '\u{feff}']);
        let indent = line.map_or(start, |at| self.text[at..start].chars().skip(1).count());
        let from = key.span.range().end;
        let lines = self.text.get(from..sequence.range().start)?.match_indices('\n');
        let mut starts = lines.map(|(at, _)| from + at + 1 + indent);
        starts.find(|at| {
            self.text.get(at - indent..=*at).is_some_and(|text| text.ends_with('-') && text.trim_start() == "-")
        })
    }

    fn span(&self, at: &EventSpan) -> Span {
        let start = at.start.byte_offset().unwrap_or(self.text.len());
        Span::new(self.file, start, at.end.byte_offset().unwrap_or(start).max(start))
    }

    fn tag(&self, tag: Option<&EventTag>, at: &EventSpan) -> Option<Tag> {
        let tag = tag?;
        let place = at.tag_span().map_or_else(|| self.span(at), |span| self.span(&span));
        Some(Tag { name: format!("{}{}", tag.handle(), tag.suffix()).into(), span: place })
    }

    fn close(&mut self, at: &EventSpan) {
        let Some(Collection { mut span, tag, anchor, id, is_flow, parts }) = self.open.pop() else { return };
        span = span.to(self.span(at));
        let (mut weight, mut depth) = (1u64, 0);
        let mut count = |node: &Node| {
            weight = weight.saturating_add(node.weight);
            depth = depth.max(node.depth + 1);
        };
        let content = match parts {
            Parts::Items(items) => {
                items.iter().for_each(|item| count(item));
                Content::Sequence(items)
            }
            Parts::Pairs(pairs, _) => {
                for pair in &pairs {
                    count(&pair.key);
                    count(&pair.value);
                }
                Content::Mapping(pairs)
            }
        };
        self.place(Node { span, tag, anchor, content, is_flow, weight, depth }, id);
    }

    fn alias(&mut self, name: Arc<str>, alias: Alias, at: &EventSpan) -> Result<(), ScanError> {
        let (weight, depth) = if let Alias::To(node) = &alias { (node.weight, node.depth) } else { (1, 0) };
        if self.open.len() + depth > MAX_DEPTH {
            return Err(ScanError::new(at.start, "values are nested too deeply through this alias"));
        }
        let content = Content::Alias(name, alias);
        let span = self.span(at);
        self.place(Node { span, tag: None, anchor: None, content, is_flow: false, weight, depth }, 0);
        Ok(())
    }

    /// Puts a scalar, whose anchor can no longer come, into its place.
    fn settle(&mut self) {
        if let Some((node, id)) = self.scalar.take() {
            self.place(node, id);
        }
    }

    fn place(&mut self, node: Node, id: usize) {
        let node = Arc::new(node);
        // The parser counts anchors from 1.
        if id > 0 {
            self.anchored.insert(id, Arc::clone(&node));
        }
        match self.open.last_mut().map(|collection| &mut collection.parts) {
            None => self.root = Some(node),
            Some(Parts::Items(items)) => items.push(node),
            Some(Parts::Pairs(pairs, key)) => match key.take() {
                None => *key = Some(node),
                Some(key) => pairs.push(Pair { key, value: node }),
            },
        }
    }
}

fn style_of(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    }
}
