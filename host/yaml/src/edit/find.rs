//! The node at a span, and what it stands in.

use std::collections::HashSet;

use tollgate_source::Span;

use crate::{Alias, Content, Document, Node};

/// One step from a collection down to a node in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    Item(usize),
    Key(usize),
    Value(usize),
}

/// A node, with the collections around it from the root on.
#[derive(Clone, Debug)]
pub(super) struct Found<'t> {
    pub(super) node: &'t Node,
    pub(super) around: Vec<(&'t Node, Step)>,
}

impl<'t> Found<'t> {
    pub(super) fn path(&self) -> Vec<Step> {
        self.around.iter().map(|(_, step)| *step).collect()
    }

    pub(super) fn parent(&self) -> Option<(&'t Node, Step)> {
        self.around.last().copied()
    }

    /// Within brackets.
    pub(super) fn is_in_flow(&self) -> bool {
        self.around.iter().any(|(node, _)| node.is_flow)
    }

    /// Whether a change within the node, but of none of its children, changes what an alias stands for.
    pub(super) fn is_shared(&self, document: &Document) -> bool {
        let shared = shared(document);
        self.around
            .iter()
            .map(|(node, _)| *node)
            .chain([self.node])
            .any(|node| shared.contains(&std::ptr::from_ref(node)))
    }

    /// Whether the node or anything around or in it is what an alias stands for.
    pub(super) fn touches_shared(&self, document: &Document) -> bool {
        let shared = shared(document);
        let mut inside = false;
        walk(self.node, &mut |node| inside |= shared.contains(&std::ptr::from_ref(node)));
        inside || self.is_shared(document)
    }
}

/// The only node at `span` that `accept` takes.
pub(super) fn find<'t>(document: &'t Document, span: Span, accept: fn(&Node) -> bool) -> Option<Found<'t>> {
    let mut found = Vec::new();
    search(&document.root, span, accept, &mut Vec::new(), &mut found);
    let one = found.pop()?;
    found.is_empty().then_some(one)
}

fn search<'t>(
    node: &'t Node,
    span: Span,
    accept: fn(&Node) -> bool,
    around: &mut Vec<(&'t Node, Step)>,
    found: &mut Vec<Found<'t>>,
) {
    if node.span == span && accept(node) {
        found.push(Found { node, around: around.clone() });
    }
    if !node.span.contains(span) {
        return;
    }
    let mut below = |child: &'t Node, step: Step| {
        around.push((node, step));
        search(child, span, accept, around, found);
        around.pop();
    };
    match &node.content {
        Content::Sequence(items) => items.iter().enumerate().for_each(|(at, item)| below(item, Step::Item(at))),
        Content::Mapping(pairs) => pairs.iter().enumerate().for_each(|(at, pair)| {
            below(&pair.key, Step::Key(at));
            below(&pair.value, Step::Value(at));
        }),
        Content::Scalar(..) | Content::Alias(..) => {}
    }
}

/// The nodes that aliases stand for.
fn shared(document: &Document) -> HashSet<*const Node> {
    let mut shared = HashSet::new();
    walk(&document.root, &mut |node| {
        if let Content::Alias(_, Alias::To(target)) = &node.content {
            shared.insert(std::ptr::from_ref::<Node>(target));
        }
    });
    shared
}

/// The nodes of a tree as written.
pub(super) fn walk<'t>(node: &'t Node, visit: &mut impl FnMut(&'t Node)) {
    visit(node);
    match &node.content {
        Content::Sequence(items) => items.iter().for_each(|item| walk(item, visit)),
        Content::Mapping(pairs) => pairs.iter().for_each(|pair| {
            walk(&pair.key, visit);
            walk(&pair.value, visit);
        }),
        Content::Scalar(..) | Content::Alias(..) => {}
    }
}
