//! Trees as short text, for expectations in tests: `(+ 1 2)`, `"lit" ${x}`, `ty label { a = 1 }`.

use crate::ast::{Body, Expr, ExprKind, ObjectKey, Template, TemplatePart, TraverseKind};

pub(crate) fn body(body: &Body) -> String {
    let attributes = body
        .attributes
        .iter()
        .map(|attribute| (attribute.span.start, format!("{} = {}", attribute.name.name, expr(&attribute.value))));
    let blocks = body.blocks.iter().map(|block| {
        let labels: String = block.labels.iter().map(|label| format!(" {}", label.name)).collect();
        (block.span.start, format!("{}{labels} {{ {} }}", block.ty.name, self::body(&block.body)))
    });
    let mut all: Vec<_> = attributes.chain(blocks).collect();
    all.sort();
    join(all.into_iter().map(|(_, text)| text), "; ")
}

pub(crate) fn expr(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Null => "null".into(),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Number(digits) => digits.to_string(),
        ExprKind::String(text) => format!("{text:?}"),
        ExprKind::Template(parts) => format!("`{}`", template(parts)),
        ExprKind::Tuple(items) => format!("[{}]", join(items.iter().map(self::expr), ", ")),
        ExprKind::Object(items) => {
            let items = items.iter().map(|item| match &item.key {
                ObjectKey::Word(word) => format!("{}: {}", word.name, self::expr(&item.value)),
                ObjectKey::Expr(key) => format!("{}: {}", self::expr(key), self::expr(&item.value)),
            });
            format!("{{{}}}", join(items, ", "))
        }
        ExprKind::Variable(name) => name.to_string(),
        ExprKind::Traversal { target, steps } => {
            let steps = steps.iter().map(|step| match &step.kind {
                TraverseKind::Attr(name) => format!(".{name}"),
                TraverseKind::LegacyIndex(index) => format!(".{index}"),
                TraverseKind::Index(index) => format!("[{}]", self::expr(index)),
                TraverseKind::AttrSplat => ".*".into(),
                TraverseKind::FullSplat => "[*]".into(),
            });
            format!("{}{}", self::expr(target), join(steps, ""))
        }
        ExprKind::Call(call) => {
            let expand = if call.expand { "..." } else { "" };
            format!("{}({}{expand})", call.name.name, join(call.arguments.iter().map(self::expr), ", "))
        }
        ExprKind::Unary { op, operand } => format!("({op:?} {})", self::expr(operand)),
        ExprKind::Binary { op, left, right, .. } => format!("({op:?} {} {})", self::expr(left), self::expr(right)),
        ExprKind::Conditional { condition, then, otherwise } => {
            format!("(if {} {} {})", self::expr(condition), self::expr(then), self::expr(otherwise))
        }
        ExprKind::For(parts) => {
            let key_var = parts.key_var.as_ref().map_or(String::new(), |name| format!("{}, ", name.name));
            let key = parts.key.as_ref().map_or(String::new(), |key| format!("{} => ", self::expr(key)));
            let grouping = if parts.grouping { "..." } else { "" };
            let condition = parts.condition.as_ref().map_or(String::new(), |test| format!(" if {}", self::expr(test)));
            format!(
                "(for {key_var}{} in {} : {key}{}{grouping}{condition})",
                parts.value_var.name,
                self::expr(&parts.collection),
                self::expr(&parts.value)
            )
        }
        ExprKind::Parenthesis(inner) => format!("({})", self::expr(inner)),
    }
}

pub(crate) fn template(template: &Template) -> String {
    let parts = template.parts.iter().map(|part| match part {
        TemplatePart::Literal { text, .. } => format!("{text:?}"),
        TemplatePart::Interpolation(expr) => format!("${{{}}}", self::expr(expr)),
        TemplatePart::If { condition, then, otherwise, .. } => {
            let otherwise =
                otherwise.as_ref().map_or(String::new(), |other| format!(" else {}", self::template(other)));
            format!("%{{if {} {}{otherwise}}}", self::expr(condition), self::template(then))
        }
        TemplatePart::For { key_var, value_var, collection, body, .. } => {
            let key_var = key_var.as_ref().map_or(String::new(), |name| format!("{}, ", name.name));
            format!("%{{for {key_var}{} in {} {}}}", value_var.name, self::expr(collection), self::template(body))
        }
    });
    join(parts, " ")
}

fn join(parts: impl Iterator<Item = String>, by: &str) -> String {
    parts.collect::<Vec<_>>().join(by)
}
