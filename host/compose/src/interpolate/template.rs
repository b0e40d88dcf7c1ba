//! `$NAME`, `${NAME}`, `${NAME:-default}` and the other forms, in one text.

use std::sync::Arc;

use super::variables::{Variable, Variables};
use crate::model::{ANCHOR, HOLE, Supply, Text};

/// What a variable without a value and without a default is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unset {
    /// Not known: whoever runs the project may set it. The text keeps a hole.
    Unknown,
    /// Nothing, with a warning, as Docker Compose has it.
    Empty,
}

/// Why a text cannot be interpolated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum TemplateError {
    /// At this byte of the text begins what is no form of a variable.
    Invalid { at: usize },
    /// `${NAME:?reason}`, and there is no value.
    Required { name: String, reason: String },
}

/// What came of a text, besides the text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Used {
    /// Variables whose values are in the text, in order.
    pub(crate) variables: Vec<(Arc<str>, Variable)>,
    /// Variables that have no value.
    pub(crate) unset: Vec<Arc<str>>,
}

/// Replaces variables in `text`. `start` is where it stands when it stands in its file as it is.
pub(crate) fn substitute(
    text: &str,
    start: Option<u32>,
    variables: &Variables,
    unset: Unset,
    used: &mut Used,
) -> Result<Text, TemplateError> {
    // What stands for something here must not come from outside.
    let clean = text.replace([HOLE, ANCHOR], "\u{fffd}");
    if !clean.contains('$') {
        let verbatim = start.filter(|_| clean.len() == text.len());
        return Ok(Text { chars: clean.into(), verbatim, ..Text::default() });
    }
    let mut writer =
        Writer { variables, unset, used, chars: String::new(), holes: Vec::new(), supply: Supply::default() };
    writer.text(&clean, 0, MAX_DEPTH)?;
    Ok(Text { chars: writer.chars.into(), holes: writer.holes.into(), supply: writer.supply, verbatim: None })
}

/// Defaults within defaults deeper than this are no configuration.
const MAX_DEPTH: usize = 64;

struct Writer<'a> {
    variables: &'a Variables,
    unset: Unset,
    used: &'a mut Used,
    chars: String,
    holes: Vec<Arc<str>>,
    supply: Supply,
}

impl Writer<'_> {
    /// `base` is where `text` begins in the whole, for errors.
    fn text(&mut self, text: &str, base: usize, depth: usize) -> Result<(), TemplateError> {
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            self.chars.push_str(&rest[..at]);
            let here = base + text.len() - rest.len() + at;
            let after = &rest[at + 1..];
            rest = if let Some(more) = after.strip_prefix('$') {
                self.chars.push('$');
                more
            } else if let Some(braced) = after.strip_prefix('{') {
                let end = closing(braced).ok_or(TemplateError::Invalid { at: here })?;
                self.braced(&braced[..end], here, depth)?;
                &braced[end + 1..]
            } else {
                let length = name_length(after);
                if length == 0 {
                    self.chars.push('$');
                } else {
                    self.value(&after[..length]);
                }
                &after[length..]
            };
        }
        self.chars.push_str(rest);
        Ok(())
    }

    /// What stands between braces.
    fn braced(&mut self, inside: &str, here: usize, depth: usize) -> Result<(), TemplateError> {
        let length = name_length(inside);
        let (name, operation) = inside.split_at(length);
        if length == 0 {
            return Err(TemplateError::Invalid { at: here });
        }
        if operation.is_empty() {
            self.value(name);
            return Ok(());
        }
        let (is_strict, operation) = operation.strip_prefix(':').map_or((false, operation), |rest| (true, rest));
        let mut chars = operation.chars();
        let (Some(sign @ ('-' | '+' | '?')), argument) = (chars.next(), chars.as_str()) else {
            return Err(TemplateError::Invalid { at: here });
        };
        // The reference implementation reads a default up to the end of its line.
        if argument.contains('\n') || depth == 0 {
            return Err(TemplateError::Invalid { at: here });
        }
        let base = here + 2 + inside.len() - argument.len();
        let found = self.variables.get(name).cloned();
        // An unknown value may be empty, but it is what is there.
        let is_there = found.as_ref().is_some_and(|found| !is_strict || !found.value.chars.is_empty());
        // What is wrong with an argument is told whether or not it is used; each is read once.
        if is_there != (sign == '+') {
            self.dry_run(argument, base, depth)?;
        }
        match sign {
            '-' if is_there => self.value(name),
            '-' => {
                self.supply.default = true;
                self.text(argument, base, depth - 1)?;
            }
            '+' if is_there => {
                self.supply.default = true;
                self.text(argument, base, depth - 1)?;
            }
            // Without a value it is empty: that is what the form says.
            '+' => {}
            _ if is_there => self.value(name),
            _ if self.unset == Unset::Unknown && found.is_none() => self.hole(name),
            _ => {
                let mut reason = Used::default();
                let message = substitute(argument, None, self.variables, Unset::Empty, &mut reason)?;
                return Err(TemplateError::Required { name: name.to_owned(), reason: message.chars.to_string() });
            }
        }
        Ok(())
    }

    fn dry_run(&mut self, argument: &str, base: usize, depth: usize) -> Result<(), TemplateError> {
        let mut used = Used::default();
        let (variables, unset) = (self.variables, self.unset);
        let mut writer = Writer {
            variables,
            unset,
            used: &mut used,
            chars: String::new(),
            holes: Vec::new(),
            supply: Supply::default(),
        };
        writer.text(argument, base, depth - 1)
    }

    fn value(&mut self, name: &str) {
        match self.variables.get(name) {
            Some(variable) => {
                self.supply.variable = true;
                self.chars.push_str(&variable.value.chars);
                self.holes.extend(variable.value.holes.iter().cloned());
                self.used.variables.push((name.into(), variable.clone()));
            }
            None if self.unset == Unset::Empty => self.used.unset.push(name.into()),
            None => self.hole(name),
        }
    }

    fn hole(&mut self, name: &str) {
        self.chars.push(HOLE);
        self.holes.push(name.into());
        self.used.unset.push(name.into());
    }
}

/// The length of the name of a variable at the start of `text`.
fn name_length(text: &str) -> usize {
    let is_start = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
    if is_start { end } else { 0 }
}

/// Where the brace that is open before `text` is closed: by counting, as far as the line goes, and where that does
/// not come out even, at the last brace of the line. What stands right behind an opening brace is not counted.
fn closing(text: &str) -> Option<usize> {
    let line = text.split('\n').next().unwrap_or_default();
    let last = line.rfind('}')?;
    let mut open = 1;
    let mut is_skipped = true;
    for (at, byte) in line[..=last].bytes().enumerate() {
        if std::mem::take(&mut is_skipped) {
            continue;
        }
        match byte {
            b'{' => {
                open += 1;
                is_skipped = true;
            }
            b'}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(at);
        }
    }
    Some(last)
}
