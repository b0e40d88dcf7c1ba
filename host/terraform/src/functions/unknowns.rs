//! What is known of a result whose arguments are not.

use tollgate_ir::{Kind, Open, Reference, Refinement, Type, Unknown, Value, Why};

use super::Call;

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
        Open::Open(std::sync::Arc::new(behind.unknown(Type::Any)))
    }

    pub(super) fn unknown(&self, why: Why, ty: Type) -> Value {
        Value::unknown(Unknown { ty, ..Unknown::new(why) }, self.origin())
    }

    /// The openness of a collection made from `values`: open when one of them is or is not known itself.
    pub(super) fn open<'v>(&self, values: impl Iterator<Item = &'v Value>) -> Open {
        let mut behind = Behind::default();
        for value in values {
            match (&value.kind, value.open()) {
                (Kind::Unknown(unknown), _) => behind.add(unknown),
                (_, Some(unknown)) => behind.add(unknown),
                _ => {}
            }
        }
        if behind.why.is_none() { Open::Closed } else { Open::Open(std::sync::Arc::new(behind.unknown(Type::Any))) }
    }
}

/// One of `possibilities`, decided by what decides `by`; the only one, when there is one.
pub(super) fn one_of(call: &Call<'_>, possibilities: Vec<Value>, by: &Unknown) -> Option<Value> {
    let first = possibilities.first()?;
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
        for reference in &unknown.refs {
            if !self.refs.iter().any(|known| known.path == reference.path) {
                self.refs.push(Reference { exact: false, ..reference.clone() });
            }
        }
        unknown.one_of.iter().for_each(|value| self.look(value));
    }

    fn unknown(self, ty: Type) -> Unknown {
        Unknown { ty, refs: self.refs, ..Unknown::new(self.why.unwrap_or(Why::Condition)) }
    }
}
