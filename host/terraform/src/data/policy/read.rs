//! Other policies, as the provider reads them: what it does not know is dropped, and principals and conditions
//! come out in one form.

use std::sync::Arc;

use tollgate_ir::{Kind, Open, Value};

use super::{
    Refused, entry, list,
    merge::{Later, Policy},
    object, sorted,
};
use crate::{expr::unknown, lower::blocks::Entries};

const FIELDS: [&str; 9] =
    ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition"];

/// The policy that `text` says; `None` when that is not known.
pub(super) fn policy(text: &Value) -> Result<Option<Policy>, Refused> {
    let wrong = |what: &str| Refused::Wrong(text.origin.span, format!("a policy to be merged {what}"));
    let Some(document) = &text.document else {
        return if text.is_unknown() { Ok(None) } else { Err(wrong("is not JSON")) };
    };
    if document.is_unknown() {
        return Ok(None);
    }
    if document.entries().is_none() {
        return Err(wrong("is not an object"));
    }
    let document = &(**document).clone().marked(text.marks);
    let mut policy = Policy::new();
    let given = |name: &str| field(document, name).filter(|value| !value.is_null() && value.as_str() != Some(""));
    policy.version = given("Version").cloned();
    policy.id = given("Id").cloned();
    if document.open().is_some() {
        policy.merge_unknown(document, Later::Adds);
    }
    match given("Statement") {
        None => {}
        Some(statements) if statements.is_unknown() => policy.merge_unknown(statements, Later::Adds),
        Some(statements) => {
            let Some(items) = statements.elements() else { return Err(wrong("has a `Statement` that is no list")) };
            policy.statements = items.iter().map(|item| statement(item).marked(statements.marks)).collect();
            if statements.open().is_some() {
                policy.merge_unknown(statements, Later::Adds);
            }
        }
    }
    Ok(Some(policy))
}

/// Names are those of the fields in any case.
fn field<'v>(object: &'v Value, name: &str) -> Option<&'v Value> {
    let any_case = || {
        let (_, entry) = object.entries()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(&entry.value)
    };
    object.get(name).or_else(any_case)
}

fn statement(value: &Value) -> Value {
    let Kind::Object(_, open) = &value.kind else { return value.clone() };
    let mut entries = Entries::new();
    for name in FIELDS {
        let Some(given) = field(value, name).filter(|given| !given.is_null()) else { continue };
        let read = match name {
            "Sid" | "Effect" if given.as_str() == Some("") => continue,
            "Principal" | "NotPrincipal" => principals(given),
            "Condition" => conditions(given),
            _ => given.clone(),
        };
        entries.insert(name.into(), entry(read));
    }
    Value { kind: Kind::Object(Arc::new(entries), open.clone()), ..value.clone() }
}

fn principals(value: &Value) -> Value {
    let Kind::Object(given, open) = &value.kind else {
        // Whatever the text is, it is read as anyone.
        let anyone = |_: &str| Value { kind: Kind::String("*".into()), ..value.clone() };
        return value.as_str().map_or_else(|| value.clone(), anyone);
    };
    let mut entries = Entries::new();
    for (ty, one) in &**given {
        let read = match &one.value.kind {
            Kind::Tuple(items, open) => {
                Value { kind: Kind::Tuple(Arc::new(sorted(items.to_vec())), open.clone()), ..one.value.clone() }
            }
            _ => one.value.clone(),
        };
        entries.insert(Arc::clone(ty), entry(read));
    }
    if let (1, Some(only), Open::Closed) = (entries.len(), entries.get("*"), open) {
        let alone = only.value.elements().and_then(|items| if let [one] = items { Some(one) } else { None });
        let alone = alone.unwrap_or(&only.value);
        if alone.as_str() == Some("*") {
            return alone.clone();
        }
    }
    Value { kind: Kind::Object(Arc::new(entries), open.clone()), ..value.clone() }
}

fn conditions(value: &Value) -> Value {
    let Some(tests) = value.entries() else { return value.clone() };
    let mut entries = Entries::new();
    for (test, variables) in tests {
        let mut inner = Entries::new();
        for (variable, one) in variables.value.entries().into_iter().flatten() {
            let read = match &one.value.kind {
                Kind::Bool(yes) => Value { kind: Kind::String(yes.to_string().into()), ..one.value.clone() },
                Kind::Tuple(items, Open::Closed) if items.len() == 1 => items[0].clone(),
                Kind::Tuple(items, open) => list(items.to_vec(), open.clone(), one.value.origin.span),
                Kind::String(_) | Kind::Unknown(_) => one.value.clone(),
                _ => continue,
            };
            inner.insert(Arc::clone(variable), entry(read));
        }
        let of_test = match &variables.value.kind {
            Kind::Object(_, open) => object(inner, open.clone(), variables.value.origin.span),
            _ => unknown::derived(&[&variables.value], tollgate_ir::Type::Any, variables.value.origin.span),
        };
        entries.insert(Arc::clone(test), entry(of_test));
    }
    match &value.kind {
        Kind::Object(_, open) => Value { kind: Kind::Object(Arc::new(entries), open.clone()), ..value.clone() },
        _ => value.clone(),
    }
}
