//! Which instances a plan has, for blocks whose `count` or `for_each` cannot be known from the configuration.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use tollgate_hcl::ast::Block;
use tollgate_ir::{Key, Kind, Mode, Origin, Reference, Step, Tri, Unknown, Value};

use crate::{
    expand::{Occurrence, Shape},
    expr::eval::Repetition,
    instance::Instance,
};

/// Where a block stands (`P`: calls without or with their keys), its mode (none for a module call), type and name.
type Place<P> = (Vec<P>, Option<Mode>, Arc<str>, Arc<str>);

/// Instance keys by block.
#[derive(Debug, Default)]
pub(crate) struct PlannedKeys {
    /// Blocks that the plan speaks of: with no instance listed, they have none.
    known: BTreeSet<Place<Arc<str>>>,
    keys: BTreeMap<Place<(Arc<str>, Key)>, BTreeSet<Key>>,
}

impl PlannedKeys {
    pub(super) fn block(&mut self, path: &[Arc<str>], mode: Mode, ty: &Arc<str>, name: &Arc<str>) {
        // Data sources that nothing asked for are in no plan.
        if mode == Mode::Managed {
            self.known.insert((path.to_vec(), Some(mode), Arc::clone(ty), Arc::clone(name)));
        }
    }

    pub(super) fn instance(
        &mut self,
        module: &[(Arc<str>, Key)],
        mode: Mode,
        ty: &Arc<str>,
        name: &Arc<str>,
        key: &Key,
    ) {
        let place = (module.to_vec(), Some(mode), Arc::clone(ty), Arc::clone(name));
        self.keys.entry(place).or_default().insert(key.clone());
        for (at, (call, key)) in module.iter().enumerate() {
            let place = (module[..at].to_vec(), None, Arc::from(""), Arc::clone(call));
            self.keys.entry(place).or_default().insert(key.clone());
        }
    }

    /// The instances of `block`, when the plan says which there are.
    fn of(&self, block: &Block, instance: &Instance) -> Option<Vec<Key>> {
        let label = |n: usize| block.labels.get(n).map(|label| Arc::clone(&label.name));
        let (mode, ty, name) = match (&*block.ty.name, label(0)?, label(1)) {
            ("resource", ty, Some(name)) => (Some(Mode::Managed), ty, name),
            ("data", ty, Some(name)) => (Some(Mode::Data), ty, name),
            ("module", name, None) => (None, "".into(), name),
            _ => return None,
        };
        let names = instance.path.iter().map(|(name, _)| Arc::clone(name)).collect();
        let is_known = self.known.contains(&(names, mode, Arc::clone(&ty), Arc::clone(&name)));
        match self.keys.get(&(instance.path.clone(), mode, ty, name)) {
            Some(keys) => Some(keys.iter().cloned().collect()),
            None => is_known.then(Vec::new),
        }
    }

    /// Puts real instances in the place of those whose keys or existence are unknown.
    pub(crate) fn settle(
        &self,
        block: &Block,
        instance: &Instance,
        shape: Shape,
        occurrences: Vec<Occurrence>,
    ) -> Vec<Occurrence> {
        let is_doubtful = |one: &Occurrence| one.key == Key::Any || one.exists == Tri::Unknown;
        if shape == Shape::Single || !occurrences.iter().any(is_doubtful) {
            return occurrences;
        }
        let Some(keys) = self.of(block, instance) else { return occurrences };
        let fits = |key: &Key| match shape {
            Shape::Count => matches!(key, Key::Int(_)),
            Shape::ForEach => matches!(key, Key::Str(_)),
            Shape::Single => false,
        };
        if !keys.iter().all(fits) {
            return occurrences;
        }
        let symbolic = occurrences.iter().find(|one| one.key == Key::Any);
        let real = |key: Key| match occurrences.iter().find(|one| one.key == key) {
            Some(known) => Some(Occurrence { exists: Tri::Yes, ..known.clone() }),
            None => symbolic.map(|symbolic| Occurrence {
                repetition: at(&symbolic.repetition, &key),
                key,
                exists: Tri::Yes,
            }),
        };
        keys.into_iter().filter_map(real).collect()
    }
}

/// What `each` or `count` is in the instance `key`.
fn at(symbolic: &Repetition, key: &Key) -> Repetition {
    match (symbolic, key) {
        (Repetition::Count(index), Key::Int(n)) => {
            let number = usize::try_from(*n).unwrap_or(usize::MAX);
            Repetition::Count(Value::number(number, Origin::at(index.origin.span)))
        }
        (Repetition::Each { key: unknown, value }, Key::Str(name)) => Repetition::Each {
            key: Value::string(Arc::clone(name), Origin::at(unknown.origin.span)),
            value: element(value, &Step::Attr(Arc::clone(name))),
        },
        _ => symbolic.clone(),
    }
}

/// One certain element in the place of any: `x[*]` becomes `x["key"]`, so that two elements are not taken for one.
fn element(any: &Value, step: &Step) -> Value {
    let Kind::Unknown(unknown) = &any.kind else { return any.clone() };
    let refs = unknown.refs.iter().map(|reference| {
        let mut reference: Reference = reference.clone();
        match reference.path.path.last_mut() {
            Some(last @ Step::Splat) => *last = step.clone(),
            _ => reference.exact = false,
        }
        reference
    });
    let unknown = Unknown { refs: refs.collect(), ..(**unknown).clone() };
    Value { kind: Kind::Unknown(Arc::new(unknown)), ..any.clone() }
}
