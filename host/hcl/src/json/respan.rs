//! Moves the spans of a tree that was parsed from another text to where that text stands.

use tollgate_source::Span;

use crate::ast::{Expr, ExprKind, Ident, ObjectKey, Template, TemplatePart, TraverseKind};

/// Gives every span of `expr` the place that `place` says.
pub(super) fn expression(expr: &mut Expr, place: &dyn Fn(Span) -> Span) {
    expr.span = place(expr.span);
    match &mut expr.kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::String(_) | ExprKind::Variable(_) => {}
        ExprKind::Template(parts) => template(parts, place),
        ExprKind::Tuple(items) => items.iter_mut().for_each(|item| expression(item, place)),
        ExprKind::Object(items) => {
            for item in items {
                match &mut item.key {
                    ObjectKey::Word(word) => ident(word, place),
                    ObjectKey::Expr(key) => expression(key, place),
                }
                expression(&mut item.value, place);
            }
        }
        ExprKind::Traversal { target, steps } => {
            expression(target, place);
            for step in steps {
                step.span = place(step.span);
                if let TraverseKind::Index(index) = &mut step.kind {
                    expression(index, place);
                }
            }
        }
        ExprKind::Call(call) => {
            ident(&mut call.name, place);
            call.arguments.iter_mut().for_each(|argument| expression(argument, place));
        }
        ExprKind::Unary { operand, .. } => expression(operand, place),
        ExprKind::Binary { op_span, left, right, .. } => {
            *op_span = place(*op_span);
            expression(left, place);
            expression(right, place);
        }
        ExprKind::Conditional { condition, then, otherwise } => {
            expression(condition, place);
            expression(then, place);
            expression(otherwise, place);
        }
        ExprKind::For(parts) => {
            parts.key_var.iter_mut().for_each(|name| ident(name, place));
            ident(&mut parts.value_var, place);
            expression(&mut parts.collection, place);
            parts.key.iter_mut().for_each(|key| expression(key, place));
            expression(&mut parts.value, place);
            parts.condition.iter_mut().for_each(|condition| expression(condition, place));
        }
        ExprKind::Parenthesis(inner) => expression(inner, place),
    }
}

pub(super) fn template(template: &mut Template, place: &dyn Fn(Span) -> Span) {
    for part in &mut template.parts {
        match part {
            TemplatePart::Literal { span, .. } => *span = place(*span),
            TemplatePart::Interpolation(expr) => expression(expr, place),
            TemplatePart::If { condition, then, otherwise, span } => {
                *span = place(*span);
                expression(condition, place);
                self::template(then, place);
                otherwise.iter_mut().for_each(|otherwise| self::template(otherwise, place));
            }
            TemplatePart::For { key_var, value_var, collection, body, span } => {
                *span = place(*span);
                key_var.iter_mut().for_each(|name| ident(name, place));
                ident(value_var, place);
                expression(collection, place);
                self::template(body, place);
            }
        }
    }
}

fn ident(name: &mut Ident, place: &dyn Fn(Span) -> Span) {
    name.span = place(name.span);
}
