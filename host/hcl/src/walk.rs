//! Visits the expressions of a tree, outermost first.

use crate::ast::{Body, Expr, ExprKind, ObjectKey, Template, TemplatePart, TraverseKind};

/// Calls `visit` for every expression of `body`, of its blocks, and inside of these expressions.
pub fn expressions<'a>(body: &'a Body, visit: &mut impl FnMut(&'a Expr)) {
    for attribute in &body.attributes {
        expression(&attribute.value, visit);
    }
    for block in &body.blocks {
        expressions(&block.body, visit);
    }
}

/// Calls `visit` for `expr` and every expression inside of it.
pub fn expression<'a>(expr: &'a Expr, visit: &mut impl FnMut(&'a Expr)) {
    visit(expr);
    children(expr, &mut |child| expression(child, visit));
}

/// Calls `visit` for the expressions directly inside of `expr`, in source order.
pub fn children<'a>(expr: &'a Expr, visit: &mut dyn FnMut(&'a Expr)) {
    match &expr.kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::String(_) | ExprKind::Variable(_) => {}
        ExprKind::Template(parts) => template(parts, visit),
        ExprKind::Tuple(items) => items.iter().for_each(visit),
        ExprKind::Object(items) => {
            for item in items {
                if let ObjectKey::Expr(key) = &item.key {
                    visit(key);
                }
                visit(&item.value);
            }
        }
        ExprKind::Traversal { target, steps } => {
            visit(target);
            for step in steps {
                if let TraverseKind::Index(index) = &step.kind {
                    visit(index);
                }
            }
        }
        ExprKind::Call(call) => call.arguments.iter().for_each(visit),
        ExprKind::Unary { operand, .. } => visit(operand),
        ExprKind::Binary { left, right, .. } => {
            visit(left);
            visit(right);
        }
        ExprKind::Conditional { condition, then, otherwise } => {
            visit(condition);
            visit(then);
            visit(otherwise);
        }
        ExprKind::For(parts) => {
            visit(&parts.collection);
            parts.key.iter().for_each(&mut *visit);
            visit(&parts.value);
            parts.condition.iter().for_each(visit);
        }
        ExprKind::Parenthesis(inner) => visit(inner),
    }
}

fn template<'a>(template: &'a Template, visit: &mut dyn FnMut(&'a Expr)) {
    for part in &template.parts {
        match part {
            TemplatePart::Literal { .. } => {}
            TemplatePart::Interpolation(expr) => visit(expr),
            TemplatePart::If { condition, then, otherwise, .. } => {
                visit(condition);
                self::template(then, visit);
                if let Some(otherwise) = otherwise {
                    self::template(otherwise, visit);
                }
            }
            TemplatePart::For { collection, body, .. } => {
                visit(collection);
                self::template(body, visit);
            }
        }
    }
}
