//! `statement` blocks to statements of a policy.

use std::collections::BTreeMap;

use tollgate_ir::{Kind, Open, Refinement, Type, Unknown, Value};
use tollgate_source::Span;

use super::{
    Refused, argument, entry, list, made,
    merge::{Policy, VERSION, default_text},
    object, rest, sorted,
};
use crate::{
    convert,
    expr::{eval::seen_through, unknown},
    lower::blocks::Entries,
};

/// What the arguments of a data source say, without other documents.
pub(super) fn policy(entries: &Entries, span: Span) -> Result<Policy, Refused> {
    let mut policy = Policy::new();
    let version = argument(entries, "version").cloned().map_or_else(|| default_text(VERSION, span), made);
    let replaces = version.as_str() != Some("2008-10-17");
    policy.id = argument(entries, "policy_id").filter(|id| id.as_str() != Some("")).cloned().map(made);
    policy.version = Some(version);
    let Some(blocks) = argument(entries, "statement") else { return Ok(policy) };
    for block in blocks.elements().unwrap_or_default() {
        let statement = statement(&seen_through(blocks, block), replaces, &mut policy.ordered);
        if let Some(sid) = statement.get("Sid").and_then(Value::as_str)
            && policy.statements.iter().any(|other| other.get("Sid").and_then(Value::as_str) == Some(sid))
        {
            return Err(Refused::Wrong(
                statement.get("Sid").map_or(span, |sid| sid.origin.span),
                format!("two statements of the policy have the `sid` `{sid}`"),
            ));
        }
        policy.statements.push(statement);
    }
    if blocks.is_unknown() || blocks.open().is_some() {
        policy.more.push(blocks.clone());
    }
    Ok(policy)
}

fn statement(block: &Value, replaces: bool, ordered: &mut bool) -> Value {
    let span = block.origin.span;
    if block.entries().is_none() {
        return made(block.clone());
    }
    let given = |name: &str| block.get(name).filter(|value| !value.is_null());
    let mut entries = Entries::new();
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            entries.insert(name.into(), entry(value));
        }
    };
    add("Sid", given("sid").filter(|sid| sid.as_str() != Some("")).cloned().map(made));
    add("Effect", Some(given("effect").cloned().map_or_else(|| default_text("Allow", span), made)));
    for (name, argument, replaces) in [
        ("Action", "actions", false),
        ("NotAction", "not_actions", false),
        ("Resource", "resources", replaces),
        ("NotResource", "not_resources", replaces),
    ] {
        add(name, given(argument).and_then(|value| strings(value, replaces, Order::Sorted)));
    }
    for (name, argument) in [("Principal", "principals"), ("NotPrincipal", "not_principals")] {
        add(name, given(argument).map(|blocks| principals(blocks, replaces, ordered)));
    }
    add("Condition", given("condition").map(|blocks| conditions(blocks, replaces, ordered)));
    object(entries, Open::Closed, span).marked(block.marks)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// A set, which the provider sorts backwards.
    Sorted,
    AsWritten,
}

/// The only element of a list by itself, or the list; `None` when it is empty.
fn strings(value: &Value, replaces: bool, order: Order) -> Option<Value> {
    if let Kind::Unknown(unknown) = &value.kind {
        if unknown.one_of.is_empty() {
            let whole = unknown::derived(&[value], Type::Any, value.origin.span);
            return Some(made(Value { origin: value.origin.clone(), ..whole }));
        }
        // An empty one would be left out, which null says as well.
        let null = || Value::null(value.origin.clone());
        let each = unknown.one_of.iter().map(|one| strings(one, replaces, order).unwrap_or_else(null)).collect();
        let kind = Unknown { ty: Type::Any, refinement: Refinement::default(), one_of: each, ..(**unknown).clone() };
        return Some(made(Value::unknown(kind, value.origin.clone()).marked(value.marks)));
    }
    let mut items: Vec<Value> = Vec::new();
    for item in value.elements().unwrap_or_default().iter().filter(|item| !item.is_null()) {
        let item = text(&seen_through(value, item), replaces);
        let is_double = order == Order::Sorted
            && item.as_str().is_some_and(|text| items.iter().any(|one| one.as_str() == Some(text)));
        if !is_double {
            items.push(item);
        }
    }
    let open = rest(&value.open().map(|_| value).into_iter().collect::<Vec<_>>());
    match (items.as_slice(), &open) {
        ([], Open::Closed) => None,
        ([only], Open::Closed) => Some(only.clone()),
        _ => {
            let items = if order == Order::Sorted { sorted(items) } else { items };
            let all = list(items, open, value.origin.span);
            Some(Value { origin: made(value.clone()).origin, ..all })
        }
    }
}

/// A text in which `&{` stands for what Terraform would take for an interpolation.
fn text(value: &Value, replaces: bool) -> Value {
    let value = convert::to_string_value(value).unwrap_or_else(|_| value.clone());
    let kind = match &value.kind {
        Kind::String(text) if replaces && text.contains("&{") => Kind::String(text.replace("&{", "${").into()),
        Kind::Unknown(unknown) if replaces && unknown.refinement.prefix.as_ref().is_some_and(|p| p.contains('&')) => {
            let prefix =
                unknown.refinement.prefix.as_ref().map(|prefix| prefix.trim_end_matches('&').replace("&{", "${"));
            let prefix = prefix.filter(|prefix| !prefix.is_empty()).map(Into::into);
            let refinement = Refinement { prefix, ..unknown.refinement.clone() };
            Kind::Unknown(Unknown { refinement, ..(**unknown).clone() }.into())
        }
        kind => kind.clone(),
    };
    made(Value { kind, ..value })
}

/// The texts of a list, single or not.
fn texts(value: Option<Value>) -> (Vec<Value>, Option<Value>) {
    match value {
        None => (Vec::new(), None),
        Some(value) if value.elements().is_some() => {
            let more = value.open().map(|_| value.clone());
            (value.elements().unwrap_or_default().to_vec(), more)
        }
        // Of a list that is unknown not even the number of its elements is known.
        Some(value) => match &value.kind {
            Kind::Unknown(unknown) if unknown.ty != Type::String => (Vec::new(), Some(value)),
            _ => (vec![value], None),
        },
    }
}

/// What all blocks about one principal or condition say together.
#[derive(Default)]
struct Said {
    items: Vec<Value>,
    /// Lists of which not even the length is known.
    unknown: Vec<Value>,
    blocks: usize,
}

impl Said {
    fn add(&mut self, block: &Value, value: Option<Value>) {
        let (items, unknown) = texts(value);
        self.items.extend(items.into_iter().map(|item| item.marked(block.marks)));
        self.unknown.extend(unknown);
        self.blocks += 1;
    }
}

fn principals(blocks: &Value, replaces: bool, ordered: &mut bool) -> Value {
    let mut types: BTreeMap<String, Said> = BTreeMap::new();
    let mut more: Vec<Value> = blocks.open().map(|_| blocks.clone()).into_iter().collect();
    if blocks.is_unknown() {
        return made(blocks.clone());
    }
    for block in blocks.elements().unwrap_or_default() {
        let block = seen_through(blocks, block);
        let identifiers = block.get("identifiers").filter(|value| !value.is_null());
        let identifiers = identifiers.and_then(|value| strings(value, replaces, Order::Sorted));
        match block.get("type").and_then(Value::as_str) {
            Some(ty) => {
                types.entry(ty.to_owned()).or_default().add(&block, identifiers);
            }
            None => more.push(block),
        }
    }
    let is_anyone = |types: &BTreeMap<String, Said>| match types.get("*") {
        Some(said) if types.len() == 1 && said.blocks == 1 && said.unknown.is_empty() => match said.items.as_slice() {
            [only] if only.as_str() == Some("*") => Some(only.clone()),
            _ => None,
        },
        _ => None,
    };
    if let (Some(anyone), true) = (is_anyone(&types), more.is_empty()) {
        return anyone;
    }
    let span = blocks.origin.span;
    let mut entries = Entries::new();
    for (ty, said) in types {
        *ordered &= said.blocks == 1;
        entries.insert(ty.into(), entry(one_or_more(said, span)));
    }
    let more: Vec<&Value> = more.iter().collect();
    object(entries, rest(&more), span)
}

fn conditions(blocks: &Value, replaces: bool, ordered: &mut bool) -> Value {
    let mut tests: BTreeMap<String, BTreeMap<String, Said>> = BTreeMap::new();
    let mut more: Vec<Value> = blocks.open().map(|_| blocks.clone()).into_iter().collect();
    if blocks.is_unknown() {
        return made(blocks.clone());
    }
    for block in blocks.elements().unwrap_or_default() {
        let block = seen_through(blocks, block);
        let name = |name: &str| block.get(name).and_then(Value::as_str).map(str::to_owned);
        let values = block.get("values").filter(|value| !value.is_null());
        let values = values.and_then(|value| strings(value, replaces, Order::AsWritten));
        match (name("test"), name("variable")) {
            (Some(test), Some(variable)) => {
                tests.entry(test).or_default().entry(variable).or_default().add(&block, values);
            }
            _ => more.push(block),
        }
    }
    let span = blocks.origin.span;
    let mut entries = Entries::new();
    for (test, variables) in tests {
        let mut inner = Entries::new();
        for (variable, said) in variables {
            *ordered &= said.blocks == 1;
            inner.insert(variable.into(), entry(one_or_more(said, span)));
        }
        entries.insert(test.into(), entry(object(inner, Open::Closed, span)));
    }
    let more: Vec<&Value> = more.iter().collect();
    object(entries, rest(&more), span)
}

fn one_or_more(said: Said, span: Span) -> Value {
    let Said { items, unknown, .. } = said;
    match (items.as_slice(), unknown.as_slice()) {
        ([only], []) => only.clone(),
        ([], [only]) => only.clone(),
        _ => {
            let unknown: Vec<&Value> = unknown.iter().collect();
            let span = items.first().map_or(span, |first| first.origin.span);
            list(items, rest(&unknown), span)
        }
    }
}
