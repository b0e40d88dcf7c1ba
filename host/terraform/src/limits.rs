//! What an evaluation may cost: a configuration of a few lines can ask for more than any machine has.
//!
//! Work is counted, never timed, so that an evaluation ends the same way everywhere. Values share their parts
//! (`[local.a, local.a]`, sixty times over), so what counts is how large a value would be if it were spelled out,
//! which is what everybody who walks over it pays. Two limits are lower in tests, which would take long to reach
//! them.

use std::cell::Cell;

use tollgate_ir::{Kind, Type, Value, Why};
use tollgate_source::{Diagnostic, Span};

use crate::{expr::unknown, instance::Evaluation};

/// Expressions nested or chained deeper than this are not evaluated: the stack is finite.
const DEPTH: u32 = 4_000;
/// Collections within collections: whoever walks over values does so by recursion.
const NESTING: u32 = 200;
/// Parts of one value.
const PARTS: u64 = 1 << 20;
/// Parts of all that one root hands on: what its blocks and outputs say.
const ALL_PARTS: u64 = if cfg!(test) { 1 << 18 } else { 1 << 23 };
/// Instances of blocks and modules in one root.
pub(crate) const INSTANCES: usize = 100_000;
/// Bytes of one string.
pub(crate) const TEXT: usize = 16 << 20;
/// All work. An expression costs [`STEP`], and so does a part of a value that is made; a part that is looked at
/// and a byte of a string that is made cost 1.
const WORK: u64 = if cfg!(test) { 1 << 28 } else { 1 << 30 };
const STEP: u64 = 64;
/// Parts that an object counts for by itself: its entries are kept in nodes with room for many.
const OBJECT: u64 = 8;
/// Parts that an unknown counts for: it has references.
const UNKNOWN: u64 = 4;
/// Parts that a generated block counts for by itself: it is kept as written and as references see it.
const BLOCK: u64 = 32;

/// What of the limits is used up.
#[derive(Default)]
pub(crate) struct Used {
    depth: Cell<u32>,
    work: Cell<u64>,
    parts: Cell<u64>,
    instances: Cell<usize>,
}

/// One level of nested expressions, until it is dropped.
pub(crate) struct Level<'e>(&'e Cell<u32>);

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// How large a value is when it is spelled out.
#[derive(Default)]
struct Weight {
    parts: u64,
    bytes: u64,
    too_large: bool,
    too_deep: bool,
}

impl Evaluation<'_> {
    /// One expression deeper; what to give as its value instead when that goes too far.
    pub(crate) fn descend(&self, span: Span) -> Result<Level<'_>, Value> {
        if !self.spend(STEP, span) {
            return Err(stopped("the amount of work", span));
        }
        let depth = self.used.depth.get();
        if depth >= DEPTH {
            self.report_limit("expressions nested or chained too deeply", span);
            return Err(stopped("depth of evaluation", span));
        }
        self.used.depth.set(depth + 1);
        Ok(Level(&self.used.depth))
    }

    /// A value that was just made, when it is not too large to be one.
    pub(crate) fn bounded(&self, value: Value, span: Span) -> Value {
        if let Kind::Unknown(unknown) = &value.kind
            && let Why::Limit(what) = &unknown.why
            && unknown.one_of.is_empty()
        {
            self.report_limit(&format!("limit on {what}"), span);
            return value;
        }
        let weight = weigh(&value);
        if weight.too_deep {
            self.report_limit(&format!("a value of more than {NESTING} levels"), span);
            return stopped("the depth of a value", span);
        }
        if weight.too_large {
            self.report_limit(&format!("a value of more than {PARTS} parts"), span);
            return stopped("the size of a value", span);
        }
        if self.spend(weight.parts * STEP + weight.bytes, span) { value } else { stopped("the amount of work", span) }
    }

    /// Whether there is work left for looking at all of `values`.
    pub(crate) fn may_look_at(&self, values: &[Value], span: Span) -> bool {
        self.spend(values.iter().map(|value| weigh(value).parts).sum(), span)
    }

    /// A value that becomes part of what the root hands on.
    pub(crate) fn handed_on(&self, value: Value, span: Span) -> Value {
        if self.take_parts(weigh(&value).parts, span) { value } else { stopped("the size of a configuration", span) }
    }

    /// Whether there is room for one more generated block; says so when there is not.
    pub(crate) fn take_block(&self, span: Span) -> bool {
        self.take_parts(BLOCK, span)
    }

    fn take_parts(&self, wanted: u64, span: Span) -> bool {
        let parts = self.used.parts.get() + wanted;
        if parts > ALL_PARTS {
            self.report_limit(&format!("more than {ALL_PARTS} values in the blocks of one root"), span);
            return false;
        }
        self.used.parts.set(parts);
        true
    }

    /// Whether there is room for so many instances of a block or module, which are taken; says so when there is not.
    pub(crate) fn take_instances(&self, wanted: usize, span: Span) -> bool {
        let taken = self.used.instances.get().saturating_add(wanted);
        if taken > INSTANCES {
            self.report_limit(&format!("more than {INSTANCES} instances of blocks in one root"), span);
            return false;
        }
        self.used.instances.set(taken);
        true
    }

    /// Whether there is no room for any further instance; says so when there is not.
    pub(crate) fn is_full(&self, span: Span) -> bool {
        !(self.used.instances.get() < INSTANCES || self.take_instances(1, span))
    }

    /// Says that a limit was reached, at the first place only.
    pub(crate) fn report_limit(&self, what: &str, span: Span) {
        let message = format!("evaluation stopped here: {what}");
        if self.first_time(&message) {
            self.report(
                Diagnostic::error(message).at(span).help("what depends on it is unknown; simplify the configuration"),
            );
        }
    }

    fn spend(&self, work: u64, span: Span) -> bool {
        let spent = self.used.work.get().saturating_add(work);
        if spent > WORK {
            self.used.work.set(WORK);
            self.report_limit("the configuration asks for more work than any that people maintain", span);
            return false;
        }
        self.used.work.set(spent);
        true
    }
}

/// What stands for a value that was not computed.
pub(crate) fn stopped(what: &str, span: Span) -> Value {
    unknown::plain(Type::Any, Why::Limit(what.into()), span)
}

/// Stops where a value is too large, so that it costs no more than the largest value that is none too large.
fn weigh(value: &Value) -> Weight {
    let mut weight = Weight::default();
    weight.add(value, 0);
    weight
}

impl Weight {
    fn add(&mut self, value: &Value, depth: u32) {
        self.parts += match &value.kind {
            Kind::Unknown(_) => UNKNOWN,
            Kind::Map(..) | Kind::Object(..) => OBJECT,
            _ => 1,
        };
        self.too_large |= self.parts > PARTS;
        self.too_deep |= depth > NESTING;
        if self.too_large || self.too_deep {
            return;
        }
        if let Some(open) = value.open() {
            self.all(&open.one_of, depth);
        }
        match &value.kind {
            Kind::String(text) => self.bytes += text.len() as u64,
            Kind::Unknown(unknown) => self.all(&unknown.one_of, depth),
            _ => {
                self.all(value.elements().unwrap_or_default(), depth);
                for entry in value.entries().into_iter().flat_map(|entries| entries.values()) {
                    self.add(&entry.value, depth + 1);
                }
            }
        }
    }

    fn all(&mut self, values: &[Value], depth: u32) {
        for value in values {
            self.add(value, depth + 1);
            if self.too_large || self.too_deep {
                return;
            }
        }
    }
}
