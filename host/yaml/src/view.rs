//! Mappings as readers see them: each key once, with what `<<` brings.
//!
//! Nothing is copied and nothing expanded: entries are nodes of the tree, and say through which merges they came.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use tollgate_source::{Diagnostic, Span};

use crate::{Alias, Budget, Content, Dialect, Node, Pair, SYNTAX, Scalar};

/// A mapping, read by somebody.
#[derive(Clone, Debug)]
pub struct Mapping<'t> {
    /// Each key once. What is written here keeps its order; what comes through a merge need not.
    pub entries: Vec<Entry<'t>>,
    /// Keys that are written more than once in this very mapping, or in one that is written behind its `<<`.
    pub duplicates: Vec<Duplicate>,
    /// Merges of something that cannot be merged; and, once, that the budget did not last.
    pub problems: Vec<Diagnostic>,
}

#[derive(Clone, Debug)]
pub struct Entry<'t> {
    /// The key as text; `None` for a key that no text stands for.
    pub name: Option<Arc<str>>,
    pub key: &'t Node,
    pub value: &'t Arc<Node>,
    /// What was merged to come to it, outermost first: the aliases behind `<<`, or the mappings written there.
    /// Empty for what is written in the mapping itself.
    pub through: Arc<[Span]>,
}

/// Two keys that are one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Duplicate {
    pub name: Arc<str>,
    pub equal: Equal,
    pub first: Span,
    /// The one that counts, where readers allow it; nobody says that the first one does not.
    pub again: Span,
}

/// How two keys are equal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Equal {
    /// Already in the text, which [`Dialect::Compose`] takes for an error.
    Written,
    /// Only to who reads them: `010` and `8`.
    Read,
    /// Only once they are made text, as for JSON, and then nobody knows which of them counts: `1` and `'1'`.
    Text,
}

impl<'t> Mapping<'t> {
    /// The mapping `node`, or the one that it is an alias of; `None` when it is none. Entries are paid for with
    /// `budget`, those of merged mappings too.
    pub fn of(node: &'t Node, dialect: Dialect, budget: &mut Budget) -> Option<Self> {
        let mapping = node.target()?;
        let Content::Mapping(pairs) = &mapping.content else { return None };
        let mut reading = Reading {
            dialect,
            budget,
            seen: Self { entries: Vec::new(), duplicates: Vec::new(), problems: Vec::new() },
            keys: HashSet::new(),
            merged: HashSet::new(),
        };
        reading.mapping(mapping, pairs, &Arc::from([]));
        let mut seen = reading.seen;
        seen.entries.reverse();
        seen.duplicates.extend(duplicates(pairs, dialect));
        seen.duplicates.sort_by_key(|duplicate| duplicate.again);
        Some(seen)
    }

    /// The entry with the key `name`.
    pub fn get(&self, name: &str) -> Option<&Entry<'t>> {
        self.entries.iter().find(|entry| entry.name.as_deref() == Some(name))
    }
}

/// What makes two keys one: to readers that tell the number `1` from the text `1`, they are two.
type Identity = (std::mem::Discriminant<Scalar>, Arc<str>);

fn identity(dialect: Dialect, key: &Node) -> (Option<Arc<str>>, Option<Identity>) {
    let Some(Content::Scalar(text, style)) = key.target().map(|key| &key.content) else { return (None, None) };
    let tag = key.target().and_then(|key| key.tag.as_ref());
    match dialect.scalar(text, *style, tag) {
        Ok(Scalar::Text(text)) => {
            let kind = std::mem::discriminant(&Scalar::Text(Arc::clone(&text)));
            (Some(Arc::clone(&text)), Some((kind, text)))
        }
        Ok(scalar) => {
            let text: Arc<str> = scalar.to_string().into();
            let name = (scalar != Scalar::Null).then(|| Arc::clone(&text));
            (name, Some((std::mem::discriminant(&scalar), text)))
        }
        Err(_) => (None, None),
    }
}

/// Goes from what is strongest to what is weakest, so that whatever comes first stays: a mapping that was merged
/// once brings nothing when it is merged again, and no text makes this take longer than it is long.
struct Reading<'t, 'b> {
    dialect: Dialect,
    budget: &'b mut Budget,
    /// From the last to the first.
    seen: Mapping<'t>,
    keys: HashSet<Identity>,
    merged: HashSet<*const Node>,
}

impl<'t> Reading<'t, '_> {
    fn mapping(&mut self, mapping: &'t Node, pairs: &'t [Pair], through: &Arc<[Span]>) {
        if !self.merged.insert(std::ptr::from_ref(mapping)) {
            return;
        }
        let dialect = self.dialect;
        let is_merge = |pair: &&Pair| dialect.is_merge(&pair.key);
        if dialect.written_wins() {
            pairs.iter().rev().filter(|pair| !is_merge(pair)).for_each(|pair| self.pair(pair, through));
            pairs.iter().filter(is_merge).for_each(|pair| self.merge(&pair.value, through));
        } else {
            // The last to be written wins, merged or not.
            for pair in pairs.iter().rev() {
                if is_merge(&pair) { self.merge(&pair.value, through) } else { self.pair(pair, through) }
            }
        }
    }

    fn pair(&mut self, pair: &'t Pair, through: &Arc<[Span]>) {
        if !self.budget.take(1) {
            self.seen.problems.extend(self.budget.tell(pair.key.span));
            return;
        }
        let (name, identity) = identity(self.dialect, &pair.key);
        if identity.is_none_or(|identity| self.keys.insert(identity)) {
            let through = Arc::clone(through);
            self.seen.entries.push(Entry { name, key: &pair.key, value: &pair.value, through });
        }
    }

    /// What stands behind `<<`: a mapping, an alias of one, or a list of these, of which the first is strongest.
    fn merge(&mut self, value: &'t Arc<Node>, through: &Arc<[Span]>) {
        match &value.content {
            Content::Sequence(items) if self.dialect.merges_lists() => {
                items.iter().for_each(|item| self.merge_one(item, through));
            }
            _ => self.merge_one(value, through),
        }
    }

    fn merge_one(&mut self, value: &'t Arc<Node>, through: &Arc<[Span]>) {
        let target = value.target();
        match target.map(|target| (target, &target.content)) {
            Some((mapping, Content::Mapping(pairs))) => {
                // Nobody else looks at a mapping that is written just to be merged.
                if through.is_empty() && std::ptr::eq(mapping, &raw const **value) {
                    self.seen.duplicates.extend(duplicates(pairs, self.dialect));
                }
                let through: Arc<[Span]> = through.iter().copied().chain([value.span]).collect();
                self.mapping(mapping, pairs, &through);
            }
            _ => self.seen.problems.push(unmergeable(self.dialect, value)),
        }
    }
}

fn unmergeable(dialect: Dialect, value: &Node) -> Diagnostic {
    let message = match &value.content {
        Content::Alias(name, Alias::Undefined) => format!("there is no anchor `{name}` before this"),
        Content::Alias(name, Alias::Itself) => format!("the anchor `{name}` is merged into what it names"),
        _ if dialect.merges_lists() => "only a mapping, or a list of mappings, can be merged".to_owned(),
        _ => "only a mapping can be merged".to_owned(),
    };
    Diagnostic::error(message).code(SYNTAX).at(value.span)
}

/// Keys of `pairs` that somebody takes for one.
fn duplicates(pairs: &[Pair], dialect: Dialect) -> Vec<Duplicate> {
    // go-yaml 3 compares keys as they are written, before it reads them.
    let compares_text = dialect == Dialect::Compose;
    let mut by_text: HashMap<&str, Span> = HashMap::new();
    let mut by_name: HashMap<Arc<str>, (&str, Option<Identity>, Span)> = HashMap::new();
    let mut found = Vec::new();
    for Pair { key, .. } in pairs {
        let Some(Content::Scalar(written, _)) = key.target().map(|key| &key.content) else { continue };
        if dialect.is_merge(key) && !compares_text {
            continue;
        }
        let (name, identity) = identity(dialect, key);
        let name = name.unwrap_or_else(|| Arc::clone(written));
        let again = key.span;
        let same_text = by_text.get(&**written).filter(|_| compares_text).copied();
        match (same_text, by_name.get(&name)) {
            (Some(first), _) => found.push(Duplicate { name, equal: Equal::Written, first, again }),
            (None, Some((first_written, first_identity, first))) => {
                let equal = match (first_identity == &identity, first_written == &&**written) {
                    (true, true) => Equal::Written,
                    (true, false) => Equal::Read,
                    (false, _) => Equal::Text,
                };
                found.push(Duplicate { name, equal, first: *first, again });
            }
            (None, None) => {
                by_name.insert(name, (written, identity, again));
            }
        }
        by_text.entry(written).or_insert(again);
    }
    found
}

#[cfg(test)]
mod tests;
