//! What a rule says: findings and undecided verdicts.

use crate::{
    Existence, Json, Resource, Value,
    bindings::tollgate::plugin::types::{Certainty, Edit, EditAction, Finding, Related, Undecided, Verdict},
};

/// Where a verdict points: a value, or a resource as a whole.
#[derive(Clone, Copy, Debug)]
pub struct Place(u32);

impl From<Value<'_>> for Place {
    fn from(value: Value<'_>) -> Self {
        Self(value.node())
    }
}

impl From<Resource<'_>> for Place {
    fn from(resource: Resource<'_>) -> Self {
        Self(resource.body().node())
    }
}

/// The running rule: its options, and where its verdicts go.
#[derive(Debug)]
pub struct Context<'a> {
    rule: u32,
    options: Value<'a>,
    settings: Value<'a>,
    /// In rules of scope `resource`: one whose existence is unknown has only possible findings.
    possible: bool,
    verdicts: Vec<Verdict>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(rule: u32, options: Value<'a>, settings: Value<'a>) -> Self {
        Self { rule, options, settings, possible: false, verdicts: Vec::new() }
    }

    pub(crate) fn enter(&mut self, resource: Resource<'_>) {
        self.possible = resource.exists() == Existence::Unknown;
    }

    pub(crate) fn finish(self) -> Vec<Verdict> {
        self.verdicts
    }

    /// The rule's options, already checked against its schema.
    pub fn options(&self) -> Value<'a> {
        self.options
    }

    /// A section of the configuration that several rules share, e.g. `topology`; absent when not written.
    pub fn section(&self, name: &str) -> Value<'a> {
        self.settings.attr(name)
    }

    /// The date to compare expiries with, `YYYY-MM-DD`.
    pub fn today(&self) -> &'a str {
        self.settings.attr("today").string().known().unwrap_or("")
    }

    /// Reports that the rule is violated. The message says what is wrong; the methods of the result say why it
    /// matters and what to do.
    pub fn report(&mut self, place: impl Into<Place>, message: impl Into<String>) -> Report<'_> {
        let certainty = if self.possible { Certainty::Possible } else { Certainty::Definite };
        self.verdicts.push(Verdict::Finding(Finding {
            rule: self.rule,
            node: place.into().0,
            certainty,
            message: message.into(),
            why: String::new(),
            help: String::new(),
            related: Vec::new(),
            edits: Vec::new(),
            details: Vec::new(),
        }));
        match self.verdicts.last_mut() {
            Some(Verdict::Finding(finding)) => Report { finding },
            _ => unreachable!("a finding was pushed just now"),
        }
    }

    /// Says that `value` decides, and why it cannot be known.
    pub fn undecided(&mut self, value: Value<'_>) {
        let (reason, decided_by) = value.why_unknown().unwrap_or(("not known", ""));
        self.undecided_because(value, reason, decided_by);
    }

    /// Says that the verdict cannot be known, in the rule's own words.
    pub fn undecided_because(
        &mut self,
        place: impl Into<Place>,
        reason: impl Into<String>,
        decided_by: impl Into<String>,
    ) {
        self.verdicts.push(Verdict::Undecided(Undecided {
            rule: self.rule,
            node: place.into().0,
            reason: reason.into(),
            decided_by: decided_by.into(),
            details: Vec::new(),
        }));
    }
}

/// A finding being written.
#[derive(Debug)]
pub struct Report<'f> {
    finding: &'f mut Finding,
}

impl Report<'_> {
    /// Why it matters: what an attacker or an outage does with it.
    pub fn because(self, why: impl Into<String>) -> Self {
        self.finding.why = why.into();
        self
    }

    /// What to do.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.finding.help = help.into();
        self
    }

    /// Another place that explains the finding.
    pub fn related(self, place: impl Into<Place>, message: impl Into<String>) -> Self {
        self.finding.related.push(Related { node: place.into().0, message: message.into() });
        self
    }

    /// Only possible: one branch, or the existence of something, is unknown.
    pub fn possible(self) -> Self {
        self.finding.certainty = Certainty::Possible;
        self
    }

    /// Possible when the existence of `resource` is unknown.
    pub fn if_exists(self, resource: Resource<'_>) -> Self {
        if resource.exists() == Existence::Unknown { self.possible() } else { self }
    }

    /// An extra fact for machines.
    pub fn detail(self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.finding.details.push((key.into(), value.into()));
        self
    }

    fn edit(self, action: EditAction, node: u32, key: &str, value: String, safe: bool) -> Self {
        self.finding.edits.push(Edit { action, node, key: key.to_owned(), value, safe });
        self
    }

    /// Proposes to replace a value, in the file that decides it.
    pub fn fix_set(self, value: Value<'_>, new: impl Into<Json>) -> Self {
        self.edit(EditAction::Set, value.node(), "", new.into().to_string(), true)
    }

    /// Proposes to add the entry `key` to an object or a resource; a list of objects adds nested blocks.
    pub fn fix_insert(self, into: Value<'_>, key: &str, new: impl Into<Json>) -> Self {
        self.edit(EditAction::Insert, into.node(), key, new.into().to_string(), true)
    }

    /// Proposes to remove a value together with its name.
    pub fn fix_remove(self, value: Value<'_>) -> Self {
        self.edit(EditAction::Remove, value.node(), "", String::new(), true)
    }

    /// Marks the proposed edits as ones that may change behaviour someone relies on.
    pub fn fix_is_unsafe(self) -> Self {
        for edit in &mut self.finding.edits {
            edit.safe = false;
        }
        self
    }
}
