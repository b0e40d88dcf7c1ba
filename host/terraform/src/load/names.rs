//! References as texts, where something is named and no value is meant: `ignore_changes`, `depends_on`,
//! `from` and `to`.

use std::sync::Arc;

use tollgate_hcl::ast::{Expr, ExprKind, Traverse, TraverseKind};
use tollgate_ir::{Key, Origin, Value};

use crate::{
    expr::{eval::Scope, repeat::instance_key, unknown},
    instance::Evaluation,
};

impl Evaluation<'_> {
    /// As [`name`], with the keys that have a value here: `aws_x.a["k"]` of `aws_x.a[each.key]`.
    pub(crate) fn address_text(&self, expr: &Expr, scope: &Scope<'_>) -> String {
        written(expr, &mut |key| self.eval(key, scope).ok().map(|key| instance_key(&key)))
    }
}

/// `[tags, name]` or `all` as texts.
pub(crate) fn names(expr: &Expr) -> Value {
    let origin = Origin::at(expr.span);
    match &expr.kind {
        ExprKind::Tuple(items) => Value::tuple(items.iter().map(names).collect(), origin),
        ExprKind::Variable(name) | ExprKind::String(name) => Value::string(Arc::clone(name), origin),
        ExprKind::Traversal { .. } => match name(expr) {
            text if text.is_empty() => unknown::failed("no name", expr.span),
            text => Value::string(text, origin),
        },
        _ => unknown::failed("no name", expr.span),
    }
}

/// A reference as it is written; keys that are no literals are `[*]`. Empty when it is none.
pub(crate) fn name(expr: &Expr) -> String {
    written(expr, &mut |_| None)
}

fn written(expr: &Expr, key: &mut dyn FnMut(&Expr) -> Option<Key>) -> String {
    match &expr.kind {
        ExprKind::Variable(name) | ExprKind::String(name) => name.to_string(),
        ExprKind::Traversal { target, steps } => {
            let ExprKind::Variable(name) = &target.kind else { return String::new() };
            let mut text = name.to_string();
            steps.iter().for_each(|step| text.push_str(&step_text(step, key)));
            text
        }
        _ => String::new(),
    }
}

fn step_text(step: &Traverse, key: &mut dyn FnMut(&Expr) -> Option<Key>) -> String {
    match &step.kind {
        TraverseKind::Attr(name) => format!(".{name}"),
        TraverseKind::LegacyIndex(n) => format!("[{n}]"),
        TraverseKind::Index(index) => match &index.kind {
            ExprKind::Number(digits) => format!("[{digits}]"),
            ExprKind::String(text) => Key::Str(Arc::clone(text)).to_string(),
            _ => key(index).unwrap_or(Key::Any).to_string(),
        },
        TraverseKind::AttrSplat | TraverseKind::FullSplat => "[*]".into(),
    }
}
