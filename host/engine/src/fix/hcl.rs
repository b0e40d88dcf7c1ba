//! Edits as HCL.

use serde_json::Value as Json;
use tollgate_api::EditAction;
use tollgate_hcl::{
    ast::{Expr, ExprKind, File},
    edit, locate,
};
use tollgate_source::TextEdit;

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
                    if block.span.contains(target.span) && !target.is_body && !target.is_in_document =>
                {
                    block.span
                }
                _ => return None,
            };
            Some(vec![edit::remove(text, whole)])
        }
    }
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
