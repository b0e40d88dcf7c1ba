//! What is known of a result whose arguments are not.

use std::sync::Arc;

use tollgate_ir::{Kind, Open, Reference, Refinement, Step, Tri, Type, Unknown, Value, Why};

use super::Call;
use crate::{convert::equal, expr::unknown::merge_references};

/// Longer lists of possibilities are not kept: nobody reads them, and they multiply.
pub(super) const MAX_ONE_OF: usize = 16;

impl Call<'_> {
    /// The unknown result that depends on every unknown thing in the arguments.
    pub(super) fn unknown_result(&self, ty: Type) -> Value {
        self.depends_on(self.args.iter(), ty, Refinement { not_null: true, ..Refinement::default() })
    }

    /// An unknown value computed from what is unknown in `values`.
    pub(super) fn depends_on<'v>(
        &self,
        values: impl Iterator<Item = &'v Value>,
        ty: Type,
        mut refinement: Refinement,
    ) -> Value {
        let mut behind = Behind::default();
        values.for_each(|value| behind.look(value));
        if ty == Type::Any {
            refinement.not_null = false;
        }
        Value::unknown(Unknown { refinement, ..behind.unknown(ty) }, self.origin())
    }

    /// One of `one_of`, which may be empty when they are too many, decided by what is unknown in `deciders`.
    pub(super) fn one_of_unknown<'v>(
        &self,
        one_of: Vec<Value>,
        deciders: impl Iterator<Item = &'v Value>,
        ty: Type,
    ) -> Value {
        let mut behind = Behind::default();
        deciders.for_each(|value| behind.look(value));
        let refinement = Refinement { not_null: never_null(&one_of), ..Refinement::default() };
        Value::unknown(Unknown { refinement, one_of, ..behind.unknown(ty) }, self.origin())
    }

    /// Open, because of whatever is unknown in the arguments.
    pub(super) fn open_by_anything(&self) -> Open {
        let mut behind = Behind::default();
        self.args.iter().for_each(|value| behind.look(value));
        Open::Open(Arc::new(behind.unknown(Type::Any)))
    }

    pub(super) fn unknown(&self, why: Why, ty: Type) -> Value {
        Value::unknown(Unknown { ty, ..Unknown::new(why) }, self.origin())
    }

    /// The openness of a collection that holds the elements of `values`: open when one of them is open or not
    /// known itself.
    ///
    /// What stands behind it describes the collections that the further elements are in, or these elements
    /// themselves where the reason is [`Why::UnknownKey`].
    pub(super) fn open<'v>(&self, values: impl Iterator<Item = &'v Value>) -> Open {
        let mut behind: Vec<Arc<Unknown>> = Vec::new();
        for value in values {
            match (&value.kind, value.open()) {
                (Kind::Unknown(unknown), _) if unknown.why == Why::UnknownKey => {
                    behind.push(Arc::new(element_of(unknown)));
                }
                (Kind::Unknown(unknown), _) => behind.push(Arc::clone(unknown)),
                (_, Some(unknown)) => behind.push(Arc::clone(unknown)),
                _ => {}
            }
        }
        let (first, rest) = match behind.as_slice() {
            [] => return Open::Closed,
            [only] => return Open::Open(Arc::clone(only)),
            [first, rest @ ..] => (first, rest),
        };
        let elements = behind.iter().any(|unknown| unknown.why == Why::UnknownKey);
        let as_element = |unknown: &Unknown| {
            if elements && unknown.why != Why::UnknownKey { element_of(unknown) } else { unknown.clone() }
        };
        let mut all = Unknown { refs: as_element(first).refs, ..Unknown::new(as_element(first).why) };
        for unknown in rest {
            for reference in as_element(unknown).refs {
                if !all.refs.contains(&reference) {
                    all.refs.push(reference);
                }
            }
        }
        Open::Open(Arc::new(all))
    }
}

/// Some element of an unknown collection.
fn element_of(collection: &Unknown) -> Unknown {
    let mut refs = collection.refs.clone();
    refs.iter_mut().for_each(|reference| reference.path.path.push(Step::Splat));
    Unknown { refs, ..Unknown::new(Why::UnknownKey) }
}

/// One of `possibilities`, decided by what decides `by`; the only one, when there is one.
pub(super) fn one_of(call: &Call<'_>, possibilities: Vec<Value>, by: &Unknown) -> Option<Value> {
    let mut distinct: Vec<Value> = Vec::with_capacity(possibilities.len());
    for value in possibilities {
        let values = match &value.kind {
            Kind::Unknown(unknown) if !unknown.one_of.is_empty() => unknown.one_of.clone(),
            _ => vec![value],
        };
        for value in values {
            let same = |seen: &Value| equal(seen, &value) == Tri::Yes && seen.ty() == value.ty();
            if !distinct.iter().any(same) {
                distinct.push(value);
            }
        }
    }
    let possibilities = distinct;
    let first = possibilities.first()?;
    if possibilities.len() == 1 {
        return Some(first.clone());
    }
    let ty = first.ty();
    let ty = if possibilities.iter().all(|value| value.ty() == ty) { ty } else { Type::Any };
    let not_null = never_null(&possibilities);
    let mut refs: Vec<Reference> = by.refs.clone();
    refs.iter_mut().for_each(|reference| reference.exact = false);
    let refinement = Refinement { not_null, ..Refinement::default() };
    let unknown = Unknown { ty, refinement, why: by.why.clone(), refs, one_of: possibilities };
    Some(Value::unknown(unknown, call.origin()))
}

fn never_null(possibilities: &[Value]) -> bool {
    !possibilities.is_empty()
        && possibilities.iter().all(|value| match &value.kind {
            Kind::Null(_) => false,
            Kind::Unknown(unknown) => unknown.refinement.not_null,
            _ => true,
        })
}

/// Everything unknown that a result depends on.
#[derive(Default)]
struct Behind {
    why: Option<Why>,
    refs: Vec<Reference>,
}

impl Behind {
    fn look(&mut self, value: &Value) {
        if let Kind::Unknown(unknown) = &value.kind {
            self.add(unknown);
        }
        if let Some(unknown) = value.open() {
            self.add(unknown);
        }
        value.elements().unwrap_or_default().iter().for_each(|item| self.look(item));
        if let Some(entries) = value.entries() {
            entries.values().for_each(|entry| self.look(&entry.value));
        }
    }

    fn add(&mut self, unknown: &Unknown) {
        if self.why.is_none() {
            self.why = Some(unknown.why.clone());
        }
        merge_references(&mut self.refs, &unknown.refs, false);
        unknown.one_of.iter().for_each(|value| self.look(value));
    }

    fn unknown(self, ty: Type) -> Unknown {
        Unknown { ty, refs: self.refs, ..Unknown::new(self.why.unwrap_or(Why::Condition)) }
    }
}
