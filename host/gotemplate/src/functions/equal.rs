//! Whether two values are one and the same to Go's `reflect.DeepEqual`: of the same types, all the way down.

use std::collections::HashSet;

use crate::value::{Data, IntKind, UintKind, Value};

use super::{Call, Function, Type, shared};

pub(super) const FUNCTIONS: &[Function] =
    &[shared::digests("deepEqual", &[Type::Any, Type::Any], |call, given| match given {
        [a, b] => Ok(deep_equal(call, a, b)?.into()),
        _ => Ok(Value::NIL),
    })];

/// # Errors
/// When there is too much to compare.
pub(super) fn deep_equal(call: &mut Call<'_>, a: &Value, b: &Value) -> Result<bool, String> {
    let mut comparison = Comparison::default();
    let is_equal = comparison.equal(a, b, 0);
    call.worked(comparison.steps)?;
    Ok(is_equal)
}

#[derive(Default, Debug)]
struct Comparison {
    /// The pairs of collections that are being compared or have been: those in circles are equal as far as they
    /// themselves can tell.
    visited: HashSet<(usize, usize)>,
    steps: u64,
}

impl Comparison {
    fn equal(&mut self, a: &Value, b: &Value, depth: usize) -> bool {
        self.steps += 1;
        match (&a.data, &b.data) {
            (Data::Float(a), Data::Float(b)) => a == b,
            (Data::List(a), Data::List(b)) => {
                if a.of != b.of || a.is_nil() != b.is_nil() || a.len() != b.len() {
                    return false;
                }
                self.is_known(a.is(b), (a.identity(), b.identity()), depth)
                    || a.items().iter().zip(&b.items()).all(|(a, b)| self.deeper(a, b, depth))
            }
            (Data::Map(a), Data::Map(b)) => {
                if a.of != b.of || a.name != b.name || a.len() != b.len() {
                    return false;
                }
                let other = |key: &str| b.get(key);
                self.is_known(a.is(b), (a.identity(), b.identity()), depth)
                    || a.entries().iter().all(|(key, a)| other(key).is_some_and(|b| self.deeper(a, &b, depth)))
            }
            (Data::Object(a), Data::Object(b)) => {
                std::rc::Rc::ptr_eq(a, b) || a.type_name() == b.type_name() && a.show() == b.show()
            }
            _ => matches!((Scalar::of(a), Scalar::of(b)), (Some(a), Some(b)) if a == b),
        }
    }

    /// Whether two collections need no look into them.
    fn is_known(&mut self, is_same: bool, pair: (usize, usize), depth: usize) -> bool {
        is_same || !self.visited.insert(pair) || depth > MAX_NESTING
    }

    fn deeper(&mut self, a: &Value, b: &Value, depth: usize) -> bool {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.equal(a, b, depth + 1))
    }
}

/// Deeper than this nobody looks.
const MAX_NESTING: usize = 100_000;

/// A value without parts; two are equal where Go's are.
#[derive(PartialEq, Eq, Hash, Debug)]
pub(super) enum Scalar<'v> {
    Nil,
    Bool(bool),
    Int(i64, IntKind),
    Uint(u64, UintKind),
    /// Its bits; never what is no number, which equals nothing.
    Float(u64),
    Text(&'v [u8]),
    Bytes(&'v [u8]),
}

impl<'v> Scalar<'v> {
    pub(super) fn of(value: &'v Value) -> Option<Self> {
        Some(match &value.data {
            Data::Nil => Self::Nil,
            Data::Bool(value) => Self::Bool(*value),
            Data::Int(value, kind) => Self::Int(*value, *kind),
            Data::Uint(value, kind) => Self::Uint(*value, *kind),
            Data::Float(value) if value.is_nan() => return None,
            // Zero has two signs and is equal to itself.
            Data::Float(value) => Self::Float((value + 0.0).to_bits()),
            Data::Text(text) => Self::Text(text.as_bytes()),
            Data::Bytes(bytes) => Self::Bytes(bytes),
            Data::List(_) | Data::Map(_) | Data::Object(_) => return None,
        })
    }
}
