//! Equality of values, in three values.

use tollgate_ir::{Kind, Open, Refinement, Tri, Type, Unknown, Value};
use unicode_segmentation::UnicodeSegmentation;

use crate::expr::bounds::Bounds;

/// Whether `a == b` in Terraform: values of different types are never equal, and two exact references to one
/// attribute always are.
pub(crate) fn equal(a: &Value, b: &Value) -> Tri {
    match (&a.kind, &b.kind) {
        (Kind::Unknown(a), Kind::Unknown(b)) => both_unknown(a, b),
        (Kind::Unknown(unknown), _) => unknown_and_known(unknown, b),
        (_, Kind::Unknown(unknown)) => unknown_and_known(unknown, a),
        (Kind::Null(_), Kind::Null(_)) => Tri::Yes,
        (Kind::Bool(a), Kind::Bool(b)) => Tri::from(a == b),
        (Kind::Number(a), Kind::Number(b)) => Tri::from(a == b),
        (Kind::String(a), Kind::String(b)) => Tri::from(a == b),
        (Kind::List(_, x, p), Kind::List(_, y, q))
        | (Kind::Set(_, x, p), Kind::Set(_, y, q))
        | (Kind::Tuple(x, p), Kind::Tuple(y, q)) => sequences(x, p, y, q, matches!(a.kind, Kind::Set(..))),
        (Kind::Map(_, x, p), Kind::Map(_, y, q)) | (Kind::Object(x, p), Kind::Object(y, q)) => {
            let mut out = Tri::Yes;
            for (key, entry) in &**x {
                out = out.and(match y.get(key) {
                    Some(other) => equal(&entry.value, &other.value),
                    None => missing(q),
                });
            }
            for _ in y.keys().filter(|key| !x.contains_key(*key)) {
                out = out.and(missing(p));
            }
            if p.is_open() || q.is_open() { out.and(Tri::Unknown) } else { out }
        }
        _ => Tri::No,
    }
}

/// An entry that the other side does not list.
fn missing(other: &Open) -> Tri {
    if other.is_open() { Tri::Unknown } else { Tri::No }
}

fn sequences(x: &[Value], p: &Open, y: &[Value], q: &Open, set: bool) -> Tri {
    let open = p.is_open() || q.is_open();
    // Elements of a set that are not known may turn out to be equal, and to stand elsewhere.
    let loose = set && x.iter().chain(y).any(|item| !is_whole(item));
    if loose {
        return Tri::Unknown;
    }
    if x.len() != y.len() {
        return match (x.len() < y.len(), p.is_open(), q.is_open()) {
            (true, true, _) | (false, _, true) => Tri::Unknown,
            _ => Tri::No,
        };
    }
    if set && open {
        return Tri::Unknown;
    }
    let all = x.iter().zip(y).fold(Tri::Yes, |all, (a, b)| all.and(equal(a, b)));
    if open { all.and(Tri::Unknown) } else { all }
}

/// Whether nothing in the value is unknown.
pub(crate) fn is_whole(value: &Value) -> bool {
    if value.is_unknown() || value.open().is_some() {
        return false;
    }
    value.elements().is_none_or(|items| items.iter().all(is_whole))
        && value.entries().is_none_or(|entries| entries.values().all(|entry| is_whole(&entry.value)))
}

fn both_unknown(a: &Unknown, b: &Unknown) -> Tri {
    let same = a.exact_ref().zip(b.exact_ref()).and_then(|(x, y)| crate::expr::unknown::same_reference(x, y));
    match same {
        Some(same) => Tri::from(same),
        _ if !a.one_of.is_empty() => possibilities(a, |value| unknown_and_known_or_both(b, value)),
        _ if !b.one_of.is_empty() => possibilities(b, |value| unknown_and_known_or_both(a, value)),
        _ if apart(a, b) => Tri::No,
        _ => Tri::Unknown,
    }
}

/// Whether what is known of one rules out the other.
fn apart(a: &Unknown, b: &Unknown) -> bool {
    let (x, y) = (&a.refinement, &b.refinement);
    // Two nulls are equal whatever else is known.
    if !x.not_null && !y.not_null {
        return false;
    }
    let prefixes = x.prefix.as_deref().zip(y.prefix.as_deref());
    let lengths = |x: &Refinement, y: &Refinement| x.length_max.is_some_and(|max| max < y.length_min);
    prefixes.is_some_and(|(x, y)| !x.starts_with(y) && !y.starts_with(x))
        || (same_type(&a.ty, &b.ty) && (lengths(x, y) || lengths(y, x)))
        || Bounds::of_unknown(a).apart(&Bounds::of_unknown(b))
        || !same_type(&a.ty, &b.ty)
}

fn unknown_and_known_or_both(unknown: &Unknown, value: &Value) -> Tri {
    match &value.kind {
        Kind::Unknown(other) => both_unknown(unknown, other),
        _ => unknown_and_known(unknown, value),
    }
}

fn possibilities(unknown: &Unknown, test: impl Fn(&Value) -> Tri) -> Tri {
    let (mut any, mut all) = (Tri::No, Tri::Yes);
    for value in &unknown.one_of {
        let one = test(value);
        any = any.or(one);
        all = all.and(one);
    }
    if any == Tri::No || all == Tri::Yes { any } else { Tri::Unknown }
}

fn unknown_and_known(unknown: &Unknown, known: &Value) -> Tri {
    let refinement = &unknown.refinement;
    if !unknown.one_of.is_empty() {
        return possibilities(unknown, |value| equal(value, known));
    }
    if known.is_null() {
        return if refinement.not_null { Tri::No } else { Tri::Unknown };
    }
    let differs = match &known.kind {
        Kind::String(text) => {
            refinement.prefix.as_deref().is_some_and(|prefix| !text.starts_with(prefix))
                || !allows_length(refinement, text.graphemes(true).count())
        }
        Kind::Number(n) => {
            refinement.number_min.as_ref().is_some_and(|min| n < min)
                || refinement.number_max.as_ref().is_some_and(|max| n > max)
        }
        _ => known
            .open()
            .is_none()
            .then(|| known.elements().map(<[_]>::len).or_else(|| known.entries().map(|e| e.len())))
            .flatten()
            .is_some_and(|n| is_whole(known) && !allows_length(refinement, n)),
    };
    if differs || !same_type(&unknown.ty, &known.ty()) { Tri::No } else { Tri::Unknown }
}

fn allows_length(refinement: &Refinement, length: usize) -> bool {
    let length = length as u64;
    refinement.length_min <= length && refinement.length_max.is_none_or(|max| length <= max)
}

fn same_type(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Any, _) | (_, Type::Any) => true,
        (Type::List(a), Type::List(b)) | (Type::Set(a), Type::Set(b)) | (Type::Map(a), Type::Map(b)) => same_type(a, b),
        (Type::Tuple(a), Type::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_type(a, b)),
        (Type::Object(a), Type::Object(b)) => {
            a.keys().eq(b.keys()) && a.iter().zip(b).all(|((_, a), (_, b))| same_type(&a.ty, &b.ty))
        }
        _ => a == b,
    }
}
