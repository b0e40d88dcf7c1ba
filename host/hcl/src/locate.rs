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

#[cfg(test)]
mod tests {
    use tollgate_source::{FileId, Span};

    use super::locate;
    use crate::parse;

    /// Where the text between the bars lies: block types, attribute, and the expressions, by their text.
    fn check(marked: &str, blocks: &[&str], attribute: Option<&str>, expressions: &[&str]) {
        let parts: Vec<&str> = marked.split('|').collect();
        let text = parts.concat();
        let start = parts[0].len();
        let (file, _) = parse(FileId(0), &text);
        let location = locate(&file, Span::new(FileId(0), start, start + parts[1].len()));
        assert_eq!(location.blocks.iter().map(|block| &*block.ty.name).collect::<Vec<_>>(), blocks, "{marked}");
        assert_eq!(location.attribute.map(|attribute| &*attribute.name.name), attribute, "{marked}");
        let found: Vec<_> = location.expressions.iter().map(|expr| &text[expr.span.range()]).collect();
        assert_eq!(found, expressions, "{marked}");
        assert_eq!(location.block().map(|block| &*block.ty.name), blocks.last().copied());
        assert_eq!(location.expression().map(|expr| &text[expr.span.range()]), expressions.last().copied());
    }

    #[test]
    fn spans_lead_back_to_their_nodes() {
        check("|a \"b\"| {\n  c = 1\n}", &["a"], None, &[]);
        check("a {\n  b {\n    c = [1, |x|.y]\n  }\n}", &["a", "b"], Some("c"), &["[1, x.y]", "x.y", "x"]);
        check("a {\n  |c| = 1\n}", &["a"], Some("c"), &[]);
        check("a {\n  c = \"${|d|}\"\n}", &["a"], Some("c"), &["\"${d}\"", "d"]);
        check("a = |1|", &[], Some("a"), &["1"]);
        check("# |x|\na = 1", &[], None, &[]);
    }
}
