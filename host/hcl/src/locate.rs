//! From a span back to the node that holds it.

use tollgate_source::Span;

use crate::ast::{Attribute, Block, Body, Expr, File};
use crate::walk;

/// What surrounds a place, innermost last.
#[derive(Clone, Debug, Default)]
pub struct Location<'a> {
    /// The blocks the place lies in or whose header it is, outermost first.
    pub blocks: Vec<&'a Block>,
    /// The attribute of the last block, or of the file, that the place lies in.
    pub attribute: Option<&'a Attribute>,
    /// The expressions the place lies in, outermost first.
    pub expressions: Vec<&'a Expr>,
}

impl<'a> Location<'a> {
    /// The block directly around the place.
    pub fn block(&self) -> Option<&'a Block> {
        self.blocks.last().copied()
    }

    /// The innermost expression around the place.
    pub fn expression(&self) -> Option<&'a Expr> {
        self.expressions.last().copied()
    }
}

/// The nodes of `file` that contain `span`.
pub fn locate(file: &File, span: Span) -> Location<'_> {
    let mut location = Location::default();
    let mut body: &Body = &file.body;
    loop {
        if let Some(attribute) = body.attributes.iter().find(|attribute| attribute.span.contains(span)) {
            location.attribute = Some(attribute);
            expressions(&attribute.value, span, &mut location.expressions);
            return location;
        }
        match body.blocks.iter().find(|block| block.span.contains(span)) {
            Some(block) => {
                location.blocks.push(block);
                body = &block.body;
            }
            None => return location,
        }
    }
}

fn expressions<'a>(expr: &'a Expr, span: Span, into: &mut Vec<&'a Expr>) {
    if !expr.span.contains(span) {
        return;
    }
    into.push(expr);
    walk::children(expr, &mut |child| expressions(child, span, into));
}
