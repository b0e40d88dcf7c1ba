//! Policies put together: statements with one `Sid` replace one another, all others are added.

use tollgate_ir::{Kind, OneOf, Open, Origin, Type, Unknown, Value, Why};
use tollgate_source::Span;

use super::{Refused, entry, list, object, rest};
use crate::{expr::unknown, lower::blocks::Entries};

pub(super) const VERSION: &str = "2012-10-17";

/// A policy on its way.
#[derive(Default)]
pub(super) struct Policy {
    pub(super) version: Option<Value>,
    pub(super) id: Option<Value>,
    pub(super) statements: Vec<Value>,
    /// What further statements come from.
    pub(super) more: Vec<Value>,
    /// Two blocks say something of one principal or condition, and the order in which the provider has them
    /// depends on numbers of its own: what is said is known, the text is not.
    pub(super) ordered: bool,
}

/// What a document that is not known may do to the statements before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Later {
    Adds,
    Overrides,
}

impl Policy {
    pub(super) fn new() -> Self {
        Self { ordered: true, ..Self::default() }
    }

    /// Merges `other` into this one.
    pub(super) fn merge(&mut self, other: Self) -> Result<(), Refused> {
        self.ordered &= other.ordered;
        if other.id.is_some() {
            self.id = other.id;
        }
        self.version = match (self.version.take(), other.version) {
            (Some(before), Some(new)) => Some(newer(before, new)),
            (before, new) => new.or(before),
        };
        for statement in other.statements {
            let Some(sid) = statement.get("Sid").cloned() else {
                self.statements.push(statement);
                continue;
            };
            // One that is unknown may be any of them.
            let is_unsure = |one: &&Value| {
                one.is_unknown() || one.get("Sid").is_some_and(|other| other.is_unknown() || sid.is_unknown())
            };
            if let Some(unsure) = self.statements.iter().find(is_unsure) {
                return Err(Refused::Unknown(unknown::derived(&[unsure, &sid], Type::Any, sid.origin.span)));
            }
            let same = |one: &Value| one.get("Sid").is_some_and(|other| other.as_str() == sid.as_str());
            match self.statements.iter().position(same) {
                Some(at) => self.statements[at] = statement,
                None => self.statements.push(statement),
            }
        }
        self.more.extend(other.more);
        Ok(())
    }

    /// Merges a document of which nothing is known.
    pub(super) fn merge_unknown(&mut self, document: &Value, later: Later) {
        self.more.push(document.clone());
        if later == Later::Adds {
            return;
        }
        let Open::Open(other) = rest(&[document]) else { return };
        for statement in self.statements.iter_mut().filter(|statement| statement.get("Sid").is_some()) {
            let origin = statement.origin.clone();
            let replaced = Value::unknown(Unknown { one_of: OneOf::new(), ..(*other).clone() }, origin.clone());
            let one_of = vec![statement.clone(), replaced];
            let why = Why::Condition;
            *statement = Value::unknown(Unknown { one_of, why, ..(*other).clone() }, origin);
        }
    }

    pub(super) fn document(&self, span: Span) -> Value {
        let mut entries = Entries::new();
        let version = self.version.clone().map(|version| ("Version", version));
        for (name, value) in version.into_iter().chain(self.id.clone().map(|id| ("Id", id))) {
            entries.insert(name.into(), entry(value));
        }
        if !self.statements.is_empty() || !self.more.is_empty() {
            let more: Vec<&Value> = self.more.iter().collect();
            entries.insert("Statement".into(), entry(list(self.statements.clone(), rest(&more), span)));
        }
        object(entries, Open::Closed, span)
    }
}

/// The later of two versions, which are dates.
fn newer(before: Value, new: Value) -> Value {
    match (before.as_str(), new.as_str()) {
        (Some(a), Some(b)) => {
            if b > a {
                new
            } else {
                before
            }
        }
        // There is none after this one.
        (Some(VERSION), _) => before,
        (_, Some(VERSION)) => new,
        _ => unknown::derived(&[&before, &new], Type::String, new.origin.span),
    }
}

/// `Allow` where nothing is said, and the version of today.
pub(super) fn default_text(text: &str, span: Span) -> Value {
    super::made(Value::new(Kind::String(text.into()), Origin::at(span)))
}
