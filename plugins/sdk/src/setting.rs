//! Rules about one argument: where it stands or would stand, and how to put it right.

use crate::{Answer, Context, Json, Report, Resource, Value};

/// An argument of a resource, perhaps within blocks that occur at most once. Made by [`Resource::setting`] and
/// [`Value::setting`].
#[derive(Clone, Debug)]
pub struct Setting<'a> {
    value: Value<'a>,
    /// The innermost of what is written around it.
    around: Value<'a>,
    /// What is not written, from the outside in: blocks, then the argument. Empty when the argument is there.
    missing: Vec<&'a str>,
}

impl<'a> Setting<'a> {
    fn new(within: Value<'a>, path: &'a str) -> Self {
        let mut around = within;
        let mut steps = path.split('.').peekable();
        while let Some(step) = steps.next() {
            let is_last = steps.peek().is_none();
            let value = if is_last { around.attr(step) } else { around.block(step) };
            if is_last || value.is_unset() {
                // A block that is null is as good as none, and what is to be written is the block.
                let is_here = is_last && !value.is_absent();
                let missing = if is_here { Vec::new() } else { [step].into_iter().chain(steps).collect() };
                return Self { value, around, missing };
            }
            around = value;
        }
        Self { value: around, around, missing: Vec::new() }
    }

    /// What it says; absent when it, or a block around it, is not written.
    pub fn value(&self) -> Value<'a> {
        self.value
    }
}

impl<'a> Resource<'a> {
    /// The argument at `path`, e.g. `storage_encrypted` or `metadata_options.http_tokens`.
    pub fn setting(self, path: &'a str) -> Setting<'a> {
        Setting::new(self.body(), path)
    }
}

impl<'a> Value<'a> {
    /// The argument at `path` within a block.
    pub fn setting(self, path: &'a str) -> Setting<'a> {
        Setting::new(self, path)
    }
}

impl Context<'_> {
    /// Reports `setting` where `is_wrong` says so of what it may be, and says that it is undecided where that cannot
    /// be known. The finding points at the value, or at what is around where it would stand.
    ///
    /// `is_wrong` is asked about absent values too: answer for what the provider does then.
    pub fn reject(
        &mut self,
        setting: &Setting<'_>,
        is_wrong: impl Fn(Value<'_>) -> Answer,
        message: impl Into<String>,
    ) -> Option<Report<'_>> {
        match setting.value.judge(is_wrong) {
            Answer::No => None,
            Answer::Unknown => {
                self.undecided(setting.value);
                None
            }
            Answer::Yes => Some(self.report(setting.value, message)),
            Answer::Possible => Some(self.report(setting.value, message).possible()),
        }
    }
}

impl Report<'_> {
    /// Proposes to make `setting` say `new`: replaces the value, or writes it together with the blocks that are
    /// missing around it.
    pub fn fix_setting(self, setting: &Setting<'_>, new: impl Into<Json>) -> Self {
        match setting.missing.split_first() {
            None => self.fix_set(setting.value, new),
            Some((outer, inner)) => {
                let new = inner.iter().rev().fold(new.into(), |new, name| Json::block([(*name, new)]));
                self.fix_insert(setting.around, outer, new)
            }
        }
    }
}
