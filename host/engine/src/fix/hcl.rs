//! Edits as HCL.

use serde_json::Value as Json;
use tollgate_api::EditAction;
use tollgate_hcl::{
    ast::{Block, Expr, ExprKind, File},
    edit, locate,
};
use tollgate_source::{Span, TextEdit};

use super::Wanted;

pub(super) fn render(wanted: &Wanted<'_>, text: &str, file: &File) -> Option<Vec<TextEdit>> {
    let Wanted { semantic, target, value, .. } = *wanted;
    let location = locate(file, target.span);
    match semantic.action {
        EditAction::Set => {
            let expression = location.expressions.iter().find(|expr| expr.span == target.span)?;
            is_literal(expression).then(|| vec![edit::set(text, target.span, value)])
        }
        EditAction::Insert => {
            if let Some(expression) = location.expressions.iter().find(|expr| expr.span == target.span) {
                return match &expression.kind {
                    ExprKind::Object(_) => Some(edit::insert_entry(text, expression, &semantic.key, value)),
                    ExprKind::Tuple(_) => Some(edit::push_element(text, expression, value)),
                    _ => None,
                };
            }
            if target.is_in_document {
                return None;
            }
            let block = location.block().filter(|block| block.span.contains(target.span))?;
            match value {
                // Whatever a `dynamic` block makes would stand beside it.
                Json::Array(items) if items.iter().any(Json::is_object) && has_dynamic(block, &semantic.key) => None,
                Json::Array(items) if !items.is_empty() && items.iter().all(Json::is_object) => items
                    .iter()
                    .map(|item| Some(edit::insert_block(text, block, &semantic.key, item.as_object()?)))
                    .collect(),
                _ => Some(edit::insert_attribute(text, block, &semantic.key, value)),
            }
        }
        EditAction::Remove => {
            let whole = match (location.attribute, location.block()) {
                (Some(attribute), _) if attribute.value.span == target.span => attribute.span,
                (None, Some(block))
                    // A `dynamic` block cannot be without its content, and may make others than this one.
                    if block.span.contains(target.span)
                        && !target.is_body
                        && !target.is_in_document
                        && !is_content(&location.blocks) =>
                {
                    block.span
                }
                _ => return None,
            };
            Some(vec![edit::remove(text, whole)])
        }
    }
}

fn has_dynamic(block: &Block, key: &str) -> bool {
    let is_it = |inner: &Block| &*inner.ty.name == "dynamic" && inner.labels.iter().any(|label| &*label.name == key);
    block.body.blocks.iter().any(is_it)
}

fn is_content(blocks: &[&Block]) -> bool {
    matches!(blocks, [.., around, inner] if &*around.ty.name == "dynamic" && &*inner.ty.name == "content")
}

/// Whether the literal at `span` is one of several that an expression may come to, such as `7` in `x ? 7 : 30` or in
/// `coalesce(var.x, 7)`: others, or the same at another time, get another one.
pub(super) fn is_choice(file: &File, span: Span) -> bool {
    const WRAPS: [&str; 8] = ["concat", "flatten", "jsonencode", "merge", "tolist", "tomap", "toset", "yamlencode"];
    let around = locate(file, span).expressions;
    around.iter().filter(|expr| expr.span != span).any(|expr| match &expr.kind {
        ExprKind::Tuple(_) | ExprKind::Object(_) | ExprKind::Parenthesis(_) | ExprKind::Unary { .. } => false,
        ExprKind::Call(call) => !WRAPS.contains(&&*call.name.name),
        _ => true,
    })
}

/// Replacing an expression by a literal would throw away what someone computed; replacing a literal does not.
fn is_literal(expression: &Expr) -> bool {
    match &expression.kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::String(_) => true,
        ExprKind::Unary { operand, .. } | ExprKind::Parenthesis(operand) => is_literal(operand),
        ExprKind::Tuple(items) => items.iter().all(is_literal),
        ExprKind::Object(items) => items.iter().all(|item| is_literal(&item.value)),
        _ => false,
    }
}
