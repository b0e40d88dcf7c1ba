//! The order of a set's elements.

use std::{cmp::Ordering, fmt::Write as _};

use tollgate_ir::{Kind, Tri, Value};

use super::equal;

/// Unknown elements that a further one is compared to.
const UNKNOWN_PAIRS: usize = 1024;

/// Sorts elements of one type as Terraform iterates over a set of them and drops those known to be equal to
/// one before; of equal elements the first stays, with its origin.
pub(crate) fn sorted_set(items: Vec<Value>) -> Vec<Value> {
    let mut items: Vec<(String, Value)> = items
        .into_iter()
        .map(|item| {
            // Only values without a natural order are compared by what they spell.
            let spelled = if natural(&item) { String::new() } else { spell(&item) };
            (spelled, item)
        })
        .collect();
    items.sort_by(|(x, a), (y, b)| compare(a, b).unwrap_or_else(|| x.cmp(y)));
    let mut out: Vec<Value> = Vec::with_capacity(items.len());
    let mut run = 0;
    for (_, item) in items {
        // Equal elements stand side by side, except for unknown ones, which are all at the end.
        // Of many unknown ones each is compared to the last, which is enough for what a person writes.
        if !item.is_unknown() {
            run = out.len().saturating_sub(1);
        }
        run = run.max(out.len().saturating_sub(UNKNOWN_PAIRS));
        if !out[run..].iter().any(|kept| equal(kept, &item) == Tri::Yes) {
            out.push(item);
        }
    }
    out
}

fn natural(value: &Value) -> bool {
    matches!(value.kind, Kind::String(_) | Kind::Number(_) | Kind::Bool(_) | Kind::Null(_) | Kind::Unknown(_))
}

/// Strings by bytes, numbers and bools ascending, then nulls, then unknown values in the given order.
fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    let rank = |value: &Value| match value.kind {
        Kind::Unknown(_) => 2,
        Kind::Null(_) => 1,
        _ => 0,
    };
    match rank(a).cmp(&rank(b)) {
        Ordering::Equal if rank(a) > 0 => return Some(Ordering::Equal),
        Ordering::Equal => {}
        other => return Some(other),
    }
    match (&a.kind, &b.kind) {
        (Kind::String(a), Kind::String(b)) => Some(a.cmp(b)),
        (Kind::Number(a), Kind::Number(b)) => Some(a.cmp(b)),
        (Kind::Bool(a), Kind::Bool(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// A text that is different for different known values; its order is the one Terraform falls back to.
pub(crate) fn spell(value: &Value) -> String {
    let mut out = String::new();
    spell_into(value, &mut out);
    out
}

fn spell_into(value: &Value, out: &mut String) {
    match &value.kind {
        Kind::Unknown(_) => out.push('?'),
        Kind::Null(_) => out.push('~'),
        Kind::Bool(b) => out.push(if *b { 'T' } else { 'F' }),
        Kind::Number(n) => {
            let _ = write!(out, "{n}");
        }
        Kind::String(text) => {
            let _ = write!(out, "{text:?}");
        }
        Kind::List(_, items, _) | Kind::Set(_, items, _) => {
            out.push('[');
            for item in &**items {
                spell_into(item, out);
                out.push(';');
            }
            out.push(']');
        }
        Kind::Tuple(items, _) => {
            out.push('<');
            for item in &**items {
                spell_into(item, out);
                out.push(';');
            }
            out.push('>');
        }
        Kind::Map(_, entries, _) => {
            out.push('{');
            for (key, entry) in &**entries {
                let _ = write!(out, "{key:?}:");
                spell_into(&entry.value, out);
                out.push(';');
            }
            out.push('}');
        }
        Kind::Object(entries, _) => {
            out.push('<');
            for entry in entries.values() {
                spell_into(&entry.value, out);
                out.push(';');
            }
            out.push('>');
        }
    }
}
