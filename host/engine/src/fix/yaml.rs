//! Edits as YAML, and within the short forms of Compose, where one text stands for several values.

use serde_json::Value as Json;
use tollgate_api::EditAction;
use tollgate_ir::Input;
use tollgate_source::{Span, TextEdit};
use tollgate_yaml::{
    Content, Dialect, Document, Node,
    edit::{self, At, Target},
};

use super::Wanted;

pub(super) fn render(wanted: &Wanted<'_>, text: &str, documents: &[Document]) -> Option<Vec<TextEdit>> {
    let Wanted { semantic, target, value, .. } = *wanted;
    let document = documents.iter().find(|document| document.root.span.contains(target.span))?;
    let is_compose = target.input == Input::Compose;
    let file = Target { text, document, dialect: if is_compose { Dialect::Compose } else { Dialect::Kubernetes } };
    let edit = match semantic.action {
        EditAction::Set => set(wanted, file)?,
        EditAction::Remove => edit::remove(file, target.span)?,
        EditAction::Insert => {
            let span = if target.is_body { value_of(&document.root, target.span)? } else { target.span };
            let node = node_at(&document.root, span)?;
            match &node.content {
                Content::Scalar(..) if !is_nothing(node) && is_compose => short_form(wanted, file, node)?,
                Content::Sequence(_) if semantic.key.is_empty() => edit::push_item(file, span, value)?,
                // Variables and labels in a list are `name=value`.
                Content::Sequence(_) if is_compose => {
                    let item = format!("{}={}", semantic.key, value.as_str()?);
                    edit::push_item(file, span, &Json::String(item))?
                }
                _ => edit::insert_entry(file, span, At::End, &semantic.key, value)?,
            }
        }
    };
    Some(vec![edit])
}

fn set(wanted: &Wanted<'_>, file: Target<'_>) -> Option<TextEdit> {
    let span = wanted.target.span;
    if let Some(node) = node_at(&file.document.root, span) {
        // What is put together from variables is more than the part of it that is meant, and stands for more than one
        // value.
        let is_computed = wanted.target.input == Input::Compose
            && matches!(&node.content, Content::Scalar(text, _) if text.replace("$$", "").contains('$'));
        return if is_computed { None } else { edit::set(file, span, wanted.value) };
    }
    if wanted.target.input != Input::Compose {
        return None;
    }
    // A part of a short form, which is a part of a text: what needs no quotes can stand there.
    let around = scalar_around(&file.document.root, span)?;
    let new = wanted.value.as_str().map_or_else(|| wanted.value.to_string(), str::to_owned);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '_' | '-');
    let is_part = around.span != span;
    (is_part && !new.is_empty() && new.chars().all(is_plain)).then_some(TextEdit { span, text: new })
}

/// What a short form says more when a part is added to what it stands for.
fn short_form(wanted: &Wanted<'_>, file: Target<'_>, node: &Node) -> Option<TextEdit> {
    let Content::Scalar(written, _) = &node.content else { return None };
    // The `:` of a default, as in `${PORT:-80}`, is no separator.
    if written.split("${").skip(1).any(|rest| rest.split('}').next().is_some_and(|name| name.contains(':'))) {
        return None;
    }
    let list = wanted.path.split('[').next().unwrap_or_default();
    let longer = match (list, wanted.semantic.key.as_str(), wanted.value) {
        ("ports", "host_ip", Json::String(address)) => {
            let address = if address.contains(':') { format!("[{address}]") } else { address.clone() };
            match written.split('/').next().unwrap_or_default().matches(':').count() {
                // A port of the container alone is published at a port of the engine's choice.
                0 => format!("{address}::{written}"),
                1 => format!("{address}:{written}"),
                _ => return None,
            }
        }
        ("volumes", "read_only", Json::Bool(true)) => match written.matches(':').count() {
            1 => format!("{written}:ro"),
            2 => format!("{written},ro"),
            _ => return None,
        },
        _ => return None,
    };
    edit::set(file, node.span, &Json::String(longer))
}

/// Nothing is written, or null.
fn is_nothing(node: &Node) -> bool {
    matches!(&node.content, Content::Scalar(text, tollgate_yaml::Style::Plain) if matches!(&**text, "" | "~" | "null"))
}

/// The span of the value whose key stands at `key`.
fn value_of(node: &Node, key: Span) -> Option<Span> {
    match &node.content {
        Content::Mapping(pairs) => pairs
            .iter()
            .find_map(|pair| if pair.key.span == key { Some(pair.value.span) } else { value_of(&pair.value, key) }),
        Content::Sequence(items) => items.iter().find_map(|item| value_of(item, key)),
        _ => None,
    }
}

pub(super) fn node_at(node: &Node, span: Span) -> Option<&Node> {
    if node.span == span {
        return Some(node);
    }
    children(node).find_map(|child| node_at(child, span))
}

fn scalar_around(node: &Node, span: Span) -> Option<&Node> {
    if matches!(node.content, Content::Scalar(..)) && node.span.contains(span) {
        return Some(node);
    }
    children(node).find_map(|child| scalar_around(child, span))
}

pub(super) fn children(node: &Node) -> impl Iterator<Item = &Node> {
    let (pairs, items): (&[_], &[_]) = match &node.content {
        Content::Mapping(pairs) => (pairs, &[]),
        Content::Sequence(items) => (&[], items),
        _ => (&[], &[]),
    };
    pairs.iter().map(|pair| &*pair.value).chain(items.iter().map(|item| &**item))
}

/// The mapping that has a value at `span`.
pub(super) fn mapping_around(node: &Node, span: Span) -> Option<&Node> {
    let is_it = matches!(&node.content, Content::Mapping(pairs) if pairs.iter().any(|pair| pair.value.span == span));
    if is_it { Some(node) } else { children(node).find_map(|child| mapping_around(child, span)) }
}
