//! Values of a plan, alone and laid over those of the configuration.

use std::{collections::BTreeMap, sync::Arc};

use tollgate_hcl::{
    ast::{Expr, ExprKind, ObjectKey, UnaryOp},
    json::{Json, JsonKind},
};
use tollgate_ir::{Entry, Hop, How, Kind, Marks, Number, Open, Origin, Reference, Unknown, Value, Why};
use tollgate_source::Span;

use super::model::{Change, items};
use crate::expr::unknown;

type Entries = BTreeMap<Arc<str>, Entry>;

/// Beyond so many pairs of elements, places are not worth the time.
const PAIRS: usize = 1_000_000;

const SENSITIVE: Marks = Marks { sensitive: true, ephemeral: false, deprecated: false };

/// A value of which all is known.
pub(super) fn plain(json: &Json, origin: &dyn Fn(&Json) -> Origin) -> Value {
    Context { origin, refs: &[] }.value(Change { after: Some(json), ..Change::default() }, json.span)
}

/// A value that only the plan speaks of. Unknown parts may come from `refs`.
pub(super) fn alone(change: Change<'_>, refs: &[Reference], place: Span) -> Value {
    Context { origin: &|json| Origin::at(json.span), refs }.value(change, place)
}

/// Whether a member that is not configured says nothing: what providers leave unset comes as null, and from older
/// ones as an empty text or list; what they will decide, as unknown. The configuration has no such members either.
pub(super) fn is_unset(change: Change<'_>) -> bool {
    change.is_unknown()
        || match change.after.map(|json| &json.kind) {
            None => !has_unknown(change.unknown),
            Some(JsonKind::Null) => true,
            Some(JsonKind::String(text)) => text.is_empty(),
            Some(JsonKind::Array(items)) => items.is_empty(),
            Some(_) => false,
        }
}

/// What the plan knows laid over what the configuration says.
pub(super) fn over(change: Change<'_>, configured: &Value) -> Value {
    marked(change, configured, laid(change, configured))
}

/// The same for the body of a resource or of a nested block, where what nobody set is left out.
pub(super) fn over_block(change: Change<'_>, configured: &Value) -> Value {
    match (&configured.kind, change.after.map(|json| &json.kind)) {
        (Kind::Object(entries, _), Some(JsonKind::Object(_))) if !change.is_unknown() => {
            let entries = laid_over(change, entries, configured, &|member| !is_unset(member));
            let value = Value { kind: Kind::Object(Arc::new(entries), Open::Closed), ..configured.clone() };
            marked(change, configured, value)
        }
        _ => over(change, configured),
    }
}

fn marked(change: Change<'_>, configured: &Value, value: Value) -> Value {
    let marks = if change.is_sensitive() { configured.marks.and(SENSITIVE) } else { configured.marks };
    value.marked(marks)
}

fn laid(change: Change<'_>, configured: &Value) -> Value {
    let Some(after) = change.after else {
        // Unknown members are left out of objects; what is null is written.
        return configured.clone();
    };
    if change.is_unknown() {
        return configured.clone();
    }
    match (&configured.kind, &after.kind) {
        (Kind::Map(ty, entries, _), JsonKind::Object(_)) => {
            let entries = laid_over(change, entries, configured, &|_| true);
            Value { kind: Kind::Map(ty.clone(), Arc::new(entries), Open::Closed), ..configured.clone() }
        }
        (Kind::Object(entries, _), JsonKind::Object(_)) => {
            let entries = laid_over(change, entries, configured, &|_| true);
            Value { kind: Kind::Object(Arc::new(entries), Open::Closed), ..configured.clone() }
        }
        (Kind::List(ty, old, _), JsonKind::Array(_)) => {
            let items = Arc::new(elements(change, old, configured));
            Value { kind: Kind::List(ty.clone(), items, Open::Closed), ..configured.clone() }
        }
        (Kind::Set(ty, old, _), JsonKind::Array(_)) => {
            let items = Arc::new(elements(change, old, configured));
            Value { kind: Kind::Set(ty.clone(), items, Open::Closed), ..configured.clone() }
        }
        (Kind::Tuple(old, _), JsonKind::Array(_)) => {
            let items = Arc::new(elements(change, old, configured));
            Value { kind: Kind::Tuple(items, Open::Closed), ..configured.clone() }
        }
        // A block that occurs once is an object in some plans, and a list of one in every configuration.
        (Kind::Tuple(old, Open::Closed), JsonKind::Object(_)) if old.len() == 1 => {
            Value { kind: Kind::Tuple(Arc::new(vec![over_block(change, &old[0])]), Open::Closed), ..configured.clone() }
        }
        _ if !configured.is_unknown() && fits(configured, change) => configured.clone(),
        _ => known(change, configured),
    }
}

/// The configured entries, and of the others those that count.
fn laid_over(change: Change<'_>, configured: &Entries, around: &Value, counts: &dyn Fn(Change<'_>) -> bool) -> Entries {
    let mut entries = configured.clone();
    for (name, entry) in &mut entries {
        let member = change.member(name);
        // Arguments that are only ever written are null in plans, whatever they are set to.
        let is_withheld = name.ends_with("_wo") && member.after.is_some_and(|json| matches!(json.kind, JsonKind::Null));
        if !is_withheld {
            entry.value = over(member, &entry.value);
        }
    }
    for member in change.after.map_or(&[][..], Json::members) {
        let name = &member.key.name;
        if entries.contains_key(name) {
            continue;
        }
        let value = change.member(name);
        if counts(value) {
            let mut made = known(value, around);
            made.origin = from_plan(&Origin::at(around.origin.span), member.value.span);
            entries.insert(Arc::clone(name), Entry { key_span: around.origin.span, value: made });
        }
    }
    entries
}

/// Elements in the order of the plan, each laid over the configured one that it came from.
fn elements(change: Change<'_>, configured: &[Value], around: &Value) -> Vec<Value> {
    let count = items(change.after).len();
    let mut free: Vec<Option<&Value>> = configured.iter().map(Some).collect();
    let mut made: Vec<Option<Value>> = vec![None; count];
    let mut place = |at: usize, from: usize, free: &mut Vec<Option<&Value>>| {
        let part = change.element(at);
        if let Some(value) = free[from].filter(|value| made[at].is_none() && fits(value, part)) {
            made[at] = Some(over_block(part, value));
            free[from] = None;
        }
    };
    if count == configured.len() && configured.iter().enumerate().all(|(at, value)| fits(value, change.element(at))) {
        (0..count).for_each(|at| place(at, at, &mut free));
    } else if count.saturating_mul(free.len()) <= PAIRS {
        // Sets have an order of their own. What is known chooses first: an unknown one would fit anything.
        for choose_known in [true, false] {
            for at in 0..count {
                for from in 0..free.len() {
                    if free[from].is_some_and(|value| unknown::wholly_known(value) == choose_known) {
                        place(at, from, &mut free);
                    }
                }
            }
        }
    }
    made.into_iter().enumerate().map(|(at, value)| value.unwrap_or_else(|| known(change.element(at), around))).collect()
}

/// What the plan says in the place of `configured`, which leads from there to the plan. Unknown parts keep what the
/// configuration knew of the whole.
fn known(change: Change<'_>, configured: &Value) -> Value {
    let refs: Vec<Reference> = match &configured.kind {
        Kind::Unknown(unknown) => {
            unknown.refs.iter().map(|reference| Reference { exact: false, ..reference.clone() }).collect()
        }
        _ => Vec::new(),
    };
    let identity = match &configured.kind {
        Kind::Unknown(unknown) => unknown.exact_ref().cloned(),
        _ => None,
    };
    let origin = |json: &Json| match &identity {
        // A known id keeps its identity.
        Some(path) => {
            let plan = from_plan(&Origin::at(configured.origin.span), json.span);
            let hop = Hop { how: How::Attribute(Arc::new(path.clone())), origin: plan };
            extended(&configured.origin, &Arc::new(hop))
        }
        None if configured.is_unknown() => from_plan(&configured.origin, json.span),
        None => from_plan(&Origin::at(configured.origin.span), json.span),
    };
    Context { origin: &origin, refs: &refs }.value(change, configured.origin.span)
}

/// `origin`, and from its end on to the plan.
fn from_plan(origin: &Origin, span: Span) -> Origin {
    extended(origin, &Arc::new(Hop { how: How::Plan, origin: Origin::at(span) }))
}

fn extended(origin: &Origin, last: &Arc<Hop>) -> Origin {
    let from = match &origin.from {
        None => Arc::clone(last),
        Some(hop) => Arc::new(Hop { how: hop.how.clone(), origin: extended(&hop.origin, last) }),
    };
    Origin { span: origin.span, from: Some(from) }
}

struct Context<'a> {
    origin: &'a dyn Fn(&Json) -> Origin,
    /// Where unknown parts may come from.
    refs: &'a [Reference],
}

impl Context<'_> {
    fn value(&self, change: Change<'_>, place: Span) -> Value {
        let value = match change.after {
            Some(after) if !change.is_unknown() => self.known(change, after),
            None if !change.is_unknown() && has_unknown(change.unknown) => self.partly(change, place),
            after => {
                let origin = after.map_or(Origin::at(place), |json| (self.origin)(json));
                let unknown = Unknown { refs: self.refs.to_vec(), ..Unknown::new(Why::Computed) };
                Value::unknown(unknown, origin)
            }
        };
        if change.is_sensitive() { value.marked(SENSITIVE) } else { value }
    }

    fn known(&self, change: Change<'_>, after: &Json) -> Value {
        let origin = (self.origin)(after);
        match &after.kind {
            JsonKind::Null => Value::null(origin),
            JsonKind::Bool(value) => Value::bool(*value, origin),
            JsonKind::String(text) => Value::string(Arc::clone(text), origin),
            JsonKind::Number(digits) => match digits.parse::<Number>() {
                Ok(number) => Value::number(number, origin),
                Err(_) => unknown::failed("the number cannot be represented", after.span),
            },
            JsonKind::Array(items) => {
                let item = |at: usize| self.value(change.element(at), items[at].span);
                Value::tuple((0..items.len()).map(item).collect(), origin)
            }
            JsonKind::Object(_) => Value::object(self.entries(change, after.span), origin),
        }
    }

    /// An object of which the plan writes only what it does not know.
    fn partly(&self, change: Change<'_>, place: Span) -> Value {
        Value::object(self.entries(change, place), Origin::at(place))
    }

    fn entries(&self, change: Change<'_>, place: Span) -> Entries {
        let mut entries = Entries::new();
        for member in change.after.map_or(&[][..], Json::members) {
            let value = self.value(change.member(&member.key.name), member.value.span);
            entries.insert(Arc::clone(&member.key.name), Entry { key_span: member.key.span, value });
        }
        for member in change.unknown.map_or(&[][..], Json::members) {
            if has_unknown(Some(&member.value)) && !entries.contains_key(&member.key.name) {
                let value = self.value(change.member(&member.key.name), place);
                entries.insert(Arc::clone(&member.key.name), Entry { key_span: place, value });
            }
        }
        entries
    }
}

fn has_unknown(json: Option<&Json>) -> bool {
    match json.map(|json| &json.kind) {
        Some(JsonKind::Bool(value)) => *value,
        Some(JsonKind::Array(items)) => items.iter().any(|item| has_unknown(Some(item))),
        Some(JsonKind::Object(members)) => members.iter().any(|member| has_unknown(Some(&member.value))),
        _ => false,
    }
}

/// Whether the planned value may be the configured one: nothing that both know differs.
fn fits(configured: &Value, change: Change<'_>) -> bool {
    if change.is_unknown() {
        return !unknown::wholly_known(configured);
    }
    match (&configured.kind, change.after.map(|json| &json.kind)) {
        (Kind::Unknown(unknown), Some(JsonKind::String(text))) => {
            unknown.refinement.prefix.as_deref().is_none_or(|prefix| text.starts_with(prefix))
        }
        (Kind::Unknown(unknown), Some(JsonKind::Null)) => !unknown.refinement.not_null,
        (Kind::Unknown(_), _) => true,
        (_, None) => true,
        (Kind::Null(_), Some(_)) => is_unset(change),
        (Kind::Bool(_) | Kind::Number(_) | Kind::String(_), Some(_)) => {
            change.after.is_some_and(|json| says(configured, json))
        }
        (Kind::Map(_, entries, _) | Kind::Object(entries, _), Some(JsonKind::Object(_))) => {
            entries.iter().all(|(name, entry)| fits(&entry.value, change.member(name)))
        }
        (Kind::List(..) | Kind::Set(..) | Kind::Tuple(..), Some(JsonKind::Array(planned))) => {
            let old = configured.elements().unwrap_or_default();
            let is_set = matches!(configured.kind, Kind::Set(..));
            configured.open().is_some()
                || (old.len() == planned.len()
                    && old.iter().enumerate().all(|(at, value)| {
                        fits(value, change.element(at))
                            || (is_set && (0..planned.len()).any(|other| fits(value, change.element(other))))
                    }))
        }
        (Kind::Tuple(old, _), Some(JsonKind::Object(_))) => old.len() == 1 && fits(&old[0], change),
        _ => false,
    }
}

/// Whether a known value is what the JSON says, as providers convert between texts and other scalars.
pub(super) fn says(value: &Value, json: &Json) -> bool {
    match (&value.kind, &json.kind) {
        (Kind::Null(_), JsonKind::Null) => true,
        (Kind::Bool(a), JsonKind::Bool(b)) => a == b,
        (Kind::Bool(a), JsonKind::String(b)) => &**b == if *a { "true" } else { "false" },
        (Kind::String(a), JsonKind::Bool(b)) => &**a == if *b { "true" } else { "false" },
        (Kind::String(a), JsonKind::String(b)) => a == b,
        (Kind::Number(a), JsonKind::Number(b) | JsonKind::String(b)) => b.parse::<Number>().is_ok_and(|b| *a == b),
        (Kind::String(a), JsonKind::Number(b)) => match (a.parse::<Number>(), b.parse::<Number>()) {
            (Ok(a), Ok(b)) => a == b,
            _ => false,
        },
        (Kind::List(..) | Kind::Set(..) | Kind::Tuple(..), JsonKind::Array(items)) => {
            let old = value.elements().unwrap_or_default();
            value.open().is_none() && old.len() == items.len() && old.iter().zip(items).all(|(a, b)| says(a, b))
        }
        (Kind::Map(..) | Kind::Object(..), JsonKind::Object(members)) => {
            let old = value.entries().map_or(0, BTreeMap::len);
            let same = |name: &str, json: &Json| value.get(name).is_some_and(|value| says(value, json));
            value.open().is_none()
                && old == members.len()
                && members.iter().all(|member| same(&member.key.name, &member.value))
        }
        _ => false,
    }
}

/// Whether a literal expression comes to what the JSON says.
pub(super) fn is_literal(expr: &Expr, json: &Json) -> bool {
    match (&expr.kind, &json.kind) {
        (ExprKind::Null, JsonKind::Null) => true,
        (ExprKind::Bool(a), JsonKind::Bool(b)) => a == b,
        (ExprKind::String(a), JsonKind::String(b)) => a == b,
        (ExprKind::Number(a), JsonKind::Number(b)) => match (a.parse::<Number>(), b.parse::<Number>()) {
            (Ok(a), Ok(b)) => a == b,
            _ => false,
        },
        (ExprKind::Unary { op: UnaryOp::Neg, operand }, JsonKind::Number(b)) => {
            match (&operand.kind, b.strip_prefix('-')) {
                (ExprKind::Number(a), Some(b)) => {
                    matches!((a.parse::<Number>(), b.parse::<Number>()), (Ok(a), Ok(b)) if a == b)
                }
                _ => false,
            }
        }
        (ExprKind::Parenthesis(inner), _) => is_literal(inner, json),
        (ExprKind::Tuple(old), JsonKind::Array(items)) => {
            old.len() == items.len() && old.iter().all(|a| items.iter().any(|b| is_literal(a, b)))
        }
        (ExprKind::Object(old), JsonKind::Object(members)) => {
            old.len() == members.len()
                && old.iter().all(|item| {
                    let name = match &item.key {
                        ObjectKey::Word(word) => Some(&*word.name),
                        ObjectKey::Expr(key) => crate::load::model::literal(key),
                    };
                    name.and_then(|name| json.get(name)).is_some_and(|json| is_literal(&item.value, json))
                })
        }
        _ => false,
    }
}
