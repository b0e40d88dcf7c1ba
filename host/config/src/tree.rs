//! TOML with a span on every key and value.

use serde_json::Value as Json;
use tollgate_source::{Diagnostic, FileId, Span};
use toml::de::{DeTable, DeValue};

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Node {
    pub item: Item,
    pub span: Span,
}

/// What a value is. Dates are strings.
#[derive(Clone, Debug)]
pub enum Item {
    String(String),
    Bool(bool),
    Number(serde_json::Number),
    Array(Vec<Node>),
    Table(Vec<(Key, Node)>),
}

/// The name of an entry.
#[derive(Clone, Debug)]
pub struct Key {
    pub name: String,
    pub span: Span,
}

impl Node {
    /// The strings of an array, or the one string that this is; for all that is neither, what is wrong with it.
    pub(crate) fn strings(&self, name: &str, errors: &mut Vec<Diagnostic>) -> Vec<(String, Span)> {
        let items = match &self.item {
            Item::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(self),
        };
        let mut out = Vec::new();
        for item in items {
            match &item.item {
                Item::String(text) => out.push((text.clone(), item.span)),
                _ => {
                    let message = format!("`{name}` is an array of strings, not {}", item.kind());
                    errors.push(Diagnostic::error(message).at(item.span));
                }
            }
        }
        out
    }

    /// The entries of a table; of what is none, none, and what is wrong with it.
    pub(crate) fn table(&self, what: &str, errors: &mut Vec<Diagnostic>) -> &[(Key, Node)] {
        if let Item::Table(entries) = &self.item {
            return entries;
        }
        errors.push(Diagnostic::error(format!("{what} is {}, not a table", self.kind())).at(self.span));
        &[]
    }
}

/// Parses `text`; a syntax error costs the file, because what stands after it may belong to any table.
pub(crate) fn parse(file: FileId, text: &str) -> Result<Node, Diagnostic> {
    let table = DeTable::parse(text).map_err(|error| {
        let range = error.span().unwrap_or(0..0);
        Diagnostic::error(error.message().to_owned()).at(Span::new(file, range.start, range.end))
    })?;
    let span = Span::new(file, table.span().start, table.span().end);
    Ok(Node { item: lower_table(file, table.get_ref()), span })
}

fn lower_table(file: FileId, table: &DeTable<'_>) -> Item {
    Item::Table(
        table
            .iter()
            .map(|(key, value)| {
                let span = Span::new(file, key.span().start, key.span().end);
                let value_span = Span::new(file, value.span().start, value.span().end);
                let name = key.get_ref().to_string();
                (Key { name, span }, Node { item: lower(file, value.get_ref()), span: value_span })
            })
            .collect(),
    )
}

fn lower(file: FileId, value: &DeValue<'_>) -> Item {
    match value {
        DeValue::String(text) => Item::String(text.to_string()),
        DeValue::Boolean(value) => Item::Bool(*value),
        DeValue::Integer(value) => {
            let digits = value.as_str();
            match i64::from_str_radix(digits, value.radix()) {
                Ok(value) => Item::Number(value.into()),
                Err(_) => Item::String(digits.to_owned()),
            }
        }
        DeValue::Float(value) => {
            let number = value.as_str().parse().ok().and_then(serde_json::Number::from_f64);
            number.map_or_else(|| Item::String(value.as_str().to_owned()), Item::Number)
        }
        DeValue::Datetime(value) => Item::String(value.to_string()),
        DeValue::Array(items) => Item::Array(
            items
                .iter()
                .map(|item| Node {
                    item: lower(file, item.get_ref()),
                    span: Span::new(file, item.span().start, item.span().end),
                })
                .collect(),
        ),
        DeValue::Table(table) => lower_table(file, table),
    }
}

impl Node {
    /// The entry `name` of a table.
    pub(crate) fn entry(&self, name: &str) -> Option<&Node> {
        match &self.item {
            Item::Table(entries) => entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| node),
            _ => None,
        }
    }

    pub(crate) fn to_json(&self) -> Json {
        match &self.item {
            Item::String(text) => Json::String(text.clone()),
            Item::Bool(value) => Json::Bool(*value),
            Item::Number(value) => Json::Number(value.clone()),
            Item::Array(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Item::Table(entries) => {
                Json::Object(entries.iter().map(|(key, node)| (key.name.clone(), node.to_json())).collect())
            }
        }
    }

    /// The node at a JSON pointer's `segments`, or the nearest one around it.
    pub(crate) fn nearest<'s>(&self, segments: impl IntoIterator<Item = &'s str>) -> &Node {
        let mut at = self;
        for segment in segments {
            let next = match &at.item {
                Item::Table(entries) => entries.iter().find(|(key, _)| key.name == segment).map(|(_, node)| node),
                Item::Array(items) => segment.parse::<usize>().ok().and_then(|index| items.get(index)),
                _ => None,
            };
            match next {
                Some(node) => at = node,
                None => break,
            }
        }
        at
    }

    pub(crate) fn kind(&self) -> &'static str {
        match self.item {
            Item::String(_) => "a string",
            Item::Bool(_) => "a boolean",
            Item::Number(_) => "a number",
            Item::Array(_) => "an array",
            Item::Table(_) => "a table",
        }
    }
}
