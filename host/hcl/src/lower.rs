//! From the parser's tree to ours. Every text is taken from the source by its span, so that the source may have
//! been masked (same length, other bytes) to make the parser accept it.

use std::collections::HashMap;
use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::expr::{self, Expression, TraversalOperator};
use hcl_edit::structure::{BlockLabel, Structure};
use tollgate_source::{FileId, Span};

use crate::ast::{
    Attribute, BinaryOp, Block, Body, Call, Expr, ExprKind, ForExpr, Ident, ObjectItem, ObjectKey, Traverse,
    TraverseKind, UnaryOp,
};
use crate::template::{self, Context};

/// Entries of objects that were parsed apart, as object literals with their place in the piece, by the place
/// of the object.
pub(crate) type Entries = HashMap<usize, Vec<(usize, Expression)>>;

/// Where a parsed piece of text stands in its file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lower<'a> {
    pub(crate) file: FileId,
    /// The whole file.
    pub(crate) text: &'a str,
    /// Byte offset of the parsed text.
    base: usize,
    /// Byte offset of the piece that `entries` is about.
    piece: usize,
    entries: Option<&'a Entries>,
}

impl<'a> Lower<'a> {
    pub(crate) fn new(file: FileId, text: &'a str, base: usize) -> Self {
        Self { file, text, base, piece: base, entries: None }
    }

    pub(crate) fn with<'b>(self, entries: &'b Entries) -> Lower<'b>
    where
        'a: 'b,
    {
        Lower { entries: Some(entries), ..self }
    }

    pub(crate) fn body(&self, body: &hcl_edit::structure::Body, into: &mut Body) {
        let whole = self.at(body.span().unwrap_or(0..0));
        for structure in body.iter() {
            match structure {
                Structure::Attribute(attribute) => into.attributes.push(self.attribute(attribute, whole)),
                Structure::Block(block) => into.blocks.push(self.block(block, whole)),
            }
        }
    }

    fn attribute(&self, attribute: &hcl_edit::structure::Attribute, around: Span) -> Attribute {
        let name = self.ident(&attribute.key, around);
        let value = self.expr(&attribute.value, name.span);
        Attribute { span: name.span.to(value.span), name, value }
    }

    fn block(&self, block: &hcl_edit::structure::Block, around: Span) -> Block {
        let span = self.span(block, around);
        let ty = self.ident(&block.ident, span);
        let labels: Vec<Ident> = block.labels.iter().map(|label| self.label(label, span)).collect();
        let header = labels.last().map_or(ty.span, |last| ty.span.to(last.span));
        let inside = Span::new(self.file, self.after_brace(header.end as usize), (span.end as usize).saturating_sub(1));
        let mut body = Body::default();
        self.body(&block.body, &mut body);
        Block { ty, labels, body, header, inside, span }
    }

    /// Behind the `{` that follows `at`; only blanks and comments stand between.
    fn after_brace(&self, mut at: usize) -> usize {
        loop {
            let rest = self.text.get(at..).unwrap_or("");
            match rest.as_bytes().first() {
                Some(b'{') | None => return at + 1,
                Some(b'/') => at += rest.find("*/").map_or(1, |length| length + 2),
                Some(_) => at += rest.chars().next().map_or(1, char::len_utf8),
            }
        }
    }

    fn label(&self, label: &BlockLabel, around: Span) -> Ident {
        match label {
            BlockLabel::Ident(ident) => self.ident(ident, around),
            BlockLabel::String(string) => {
                let span = self.span(string, around);
                Ident { name: template::quoted(unquote(self.slice(span))).into(), span }
            }
        }
    }

    fn ident(&self, ident: &hcl_edit::Decorated<hcl_edit::Ident>, around: Span) -> Ident {
        Ident { name: ident.as_str().into(), span: self.span(ident, around) }
    }

    pub(crate) fn expr(&self, expr: &Expression, around: Span) -> Expr {
        let span = self.span(expr, around);
        let kind = match expr {
            Expression::Null(_) => ExprKind::Null,
            Expression::Bool(value) => ExprKind::Bool(*value.value()),
            Expression::Number(_) => self.number(span),
            Expression::String(_) => ExprKind::String(template::quoted(unquote(self.slice(span))).into()),
            Expression::StringTemplate(parts) => template::lower(self, parts, Context::Quoted, span),
            Expression::HeredocTemplate(heredoc) => {
                let context =
                    if self.slice(span).starts_with("<<-") { Context::IndentedHeredoc } else { Context::Heredoc };
                template::lower(self, &heredoc.template, context, span)
            }
            Expression::Array(items) => ExprKind::Tuple(items.iter().map(|item| self.expr(item, span)).collect()),
            Expression::Object(object) => ExprKind::Object(self.items(object, span)),
            Expression::Parenthesis(inner) => ExprKind::Parenthesis(Box::new(self.expr(inner.inner(), span))),
            Expression::Variable(name) => ExprKind::Variable(name.as_str().into()),
            Expression::Conditional(parts) => ExprKind::Conditional {
                condition: Box::new(self.expr(&parts.cond_expr, span)),
                then: Box::new(self.expr(&parts.true_expr, span)),
                otherwise: Box::new(self.expr(&parts.false_expr, span)),
            },
            Expression::FuncCall(call) => ExprKind::Call(self.call(call, span)),
            Expression::Traversal(traversal) => ExprKind::Traversal {
                target: Box::new(self.expr(&traversal.expr, span)),
                steps: traversal.operators.iter().map(|step| self.step(step, span)).collect(),
            },
            Expression::UnaryOp(parts) => ExprKind::Unary {
                op: match parts.operator.value() {
                    expr::UnaryOperator::Neg => UnaryOp::Neg,
                    expr::UnaryOperator::Not => UnaryOp::Not,
                },
                operand: Box::new(self.expr(&parts.expr, span)),
            },
            Expression::BinaryOp(parts) => ExprKind::Binary {
                op: binary(*parts.operator.value()),
                op_span: self.span(&parts.operator, span),
                left: Box::new(self.expr(&parts.lhs_expr, span)),
                right: Box::new(self.expr(&parts.rhs_expr, span)),
            },
            Expression::ForExpr(parts) => ExprKind::For(Box::new(ForExpr {
                key_var: parts.intro.key_var.as_ref().map(|name| self.ident(name, span)),
                value_var: self.ident(&parts.intro.value_var, span),
                collection: self.expr(&parts.intro.collection_expr, span),
                key: parts.key_expr.as_ref().map(|key| self.expr(key, span)),
                value: self.expr(&parts.value_expr, span),
                grouping: parts.grouping,
                condition: parts.cond.as_ref().map(|condition| self.expr(&condition.expr, span)),
            })),
        };
        Expr { kind, span }
    }

    /// The parser takes the sign into the number; here it is an operator, as in Terraform.
    fn number(&self, span: Span) -> ExprKind {
        let text = self.slice(span);
        let Some(rest) = text.strip_prefix('-') else { return ExprKind::Number(text.into()) };
        let digits = rest.rfind([' ', '\t', '/']).map_or(rest, |at| &rest[at + 1..]);
        let span = Span::new(self.file, span.end as usize - digits.len(), span.end as usize);
        ExprKind::Unary { op: UnaryOp::Neg, operand: Box::new(Expr { kind: ExprKind::Number(digits.into()), span }) }
    }

    fn items(&self, object: &expr::Object, span: Span) -> Vec<ObjectItem> {
        let apart = self.entries.and_then(|entries| entries.get(&(span.start as usize - self.piece)));
        let Some(chunks) = apart else {
            return object.iter().map(|(key, value)| self.item(key, value, span)).collect();
        };
        let mut items = Vec::new();
        for (start, chunk) in chunks {
            let at = Self { base: self.piece + start, ..*self };
            if let Expression::Object(chunk) = chunk {
                items.extend(chunk.iter().map(|(key, value)| at.item(key, value, span)));
            }
        }
        items
    }

    fn item(&self, key: &expr::ObjectKey, value: &expr::ObjectValue, around: Span) -> ObjectItem {
        let key = match key {
            expr::ObjectKey::Ident(ident) => ObjectKey::Word(self.ident(ident, around)),
            expr::ObjectKey::Expression(expr) => {
                let span = self.span(expr, around);
                match expr {
                    // Keywords are plain words here: `{ null = 1 }` has the key "null".
                    Expression::Null(_) | Expression::Bool(_) => {
                        ObjectKey::Word(Ident { name: self.slice(span).into(), span })
                    }
                    _ => ObjectKey::Expr(self.expr(expr, around)),
                }
            }
        };
        ObjectItem { value: self.expr(value.expr(), around), key }
    }

    fn call(&self, call: &expr::FuncCall, around: Span) -> Call {
        let last = self.ident(&call.name.name, around);
        let mut name = String::new();
        let mut span = last.span;
        for part in &call.name.namespace {
            let part = self.ident(part, around);
            span = part.span.to(span);
            name.push_str(&part.name);
            name.push_str("::");
        }
        name.push_str(&last.name);
        Call {
            name: Ident { name: name.into(), span },
            arguments: call.args.iter().map(|argument| self.expr(argument, around)).collect(),
            expand: call.args.expand_final(),
        }
    }

    fn step(&self, step: &hcl_edit::Decorated<TraversalOperator>, around: Span) -> Traverse {
        let span = self.span(step, around);
        let kind = match step.value() {
            TraversalOperator::AttrSplat(_) => TraverseKind::AttrSplat,
            TraversalOperator::FullSplat(_) => TraverseKind::FullSplat,
            TraversalOperator::GetAttr(name) => TraverseKind::Attr(name.as_str().into()),
            TraversalOperator::Index(index) => TraverseKind::Index(Box::new(self.expr(index, span))),
            TraversalOperator::LegacyIndex(index) => TraverseKind::LegacyIndex(*index.value()),
        };
        Traverse { kind, span }
    }

    pub(crate) fn at(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.base + range.start, self.base + range.end)
    }

    pub(crate) fn span(&self, node: &impl hcl_edit::Span, around: Span) -> Span {
        node.span().map_or(around, |range| self.at(range))
    }

    pub(crate) fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    pub(crate) fn name(&self, ident: &hcl_edit::Decorated<hcl_edit::Ident>, around: Span) -> Ident {
        self.ident(ident, around)
    }
}

fn unquote(text: &str) -> &str {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

fn binary(op: expr::BinaryOperator) -> BinaryOp {
    use expr::BinaryOperator as From;
    match op {
        From::Eq => BinaryOp::Eq,
        From::NotEq => BinaryOp::NotEq,
        From::LessEq => BinaryOp::LessEq,
        From::GreaterEq => BinaryOp::GreaterEq,
        From::Less => BinaryOp::Less,
        From::Greater => BinaryOp::Greater,
        From::Plus => BinaryOp::Add,
        From::Minus => BinaryOp::Sub,
        From::Mul => BinaryOp::Mul,
        From::Div => BinaryOp::Div,
        From::Mod => BinaryOp::Mod,
        From::And => BinaryOp::And,
        From::Or => BinaryOp::Or,
    }
}
