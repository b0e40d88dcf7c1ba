//! What functions do with arguments whose types the engine has checked, and how their results remember them.

use crate::{
    ledger::{Mark, Sources},
    text::{Text, TextBuilder},
    value::{Data, Element, List, Value},
};

use super::{Call, Flow, Function, Type};

/// The most bytes one function may make of a few.
pub(super) const MAX_BYTES: usize = 16 << 20;
/// The most elements one function may make of a few.
pub(super) const MAX_ITEMS: usize = 1 << 20;

/// A function that moves, cuts or changes text and keeps its marks.
pub(super) const fn keeps(
    name: &'static str,
    parameters: &'static [Type],
    run: fn(&mut Call<'_>, &[Value]) -> Result<Value, String>,
) -> Function {
    Function { name, parameters, rest: None, flow: Flow::Own, run }
}

/// A function whose result depends on all its arguments.
pub(super) const fn computes(
    name: &'static str,
    parameters: &'static [Type],
    run: fn(&mut Call<'_>, &[Value]) -> Result<Value, String>,
) -> Function {
    Function { name, parameters, rest: None, flow: Flow::Opaque, run }
}

pub(super) fn text(arguments: &[Value], index: usize) -> Text {
    arguments.get(index).and_then(Value::as_text).cloned().unwrap_or_default()
}

pub(super) fn int(arguments: &[Value], index: usize) -> i64 {
    match arguments.get(index).map(|value| &value.data) {
        Some(Data::Int(value, _)) => *value,
        _ => 0,
    }
}

/// That a result would be larger than any chart needs.
pub(super) fn too_large(what: &str) -> String {
    format!("{what} would make more than {} MiB of text", MAX_BYTES >> 20)
}

/// That a list would be longer than any chart needs.
pub(super) fn too_long(what: &str) -> String {
    format!("{what} would make a list of more than {MAX_ITEMS} elements")
}

impl Call<'_> {
    /// Text made of the last argument, steered by those before it.
    pub(super) fn made(&mut self, text: Text, arguments: &[Value]) -> Value {
        let from = match arguments.split_last() {
            // Nothing is left that could say where it came from.
            Some((_, _)) if text.is_empty() => self.sources_of(arguments),
            Some((subject, others)) => {
                let others = self.sources_of(others);
                self.ledger.union(subject.from, others)
            }
            None => Sources::NONE,
        };
        Value::text(text).with(from)
    }

    /// Texts cut out of the last argument, steered by those before it.
    pub(super) fn parts(&mut self, texts: Vec<Text>, arguments: &[Value]) -> Value {
        self.cut_from(texts, arguments, arguments.len().saturating_sub(1))
    }

    /// Texts cut out of the argument at `subject`, steered by the others.
    pub(super) fn cut_from(&mut self, texts: Vec<Text>, arguments: &[Value], subject: usize) -> Value {
        let own = arguments.get(subject).map(|value| value.from).unwrap_or_default();
        let mut steering = Sources::NONE;
        for (index, value) in arguments.iter().enumerate() {
            if index != subject {
                let one = self.sources(value);
                steering = self.ledger.union(steering, one);
            }
        }
        let from = self.ledger.union(own, steering);
        let items = texts.into_iter().map(|text| Value::text(text).with(from)).collect();
        // How many there are, the whole text decides.
        let all = self.sources_of(arguments);
        Value { data: Data::List(List::new(Element::Text, items)), from: all }
    }
}

impl TextBuilder {
    /// `added` as it is, or, when no template wrote it, as if it belonged to what stands beside it.
    pub(super) fn insert(&mut self, added: &Text, beside: Option<Mark>) {
        if added.is_marked() {
            self.push_all(added);
        } else {
            self.push_bytes(added.as_bytes(), beside);
        }
    }
}

/// Where `needle` first occurs in `bytes`, from `start` on; an empty one is found at once.
pub(super) fn find(bytes: &[u8], needle: &[u8], start: usize) -> Option<usize> {
    if needle.is_empty() {
        return (start <= bytes.len()).then_some(start);
    }
    let first = needle[0];
    let mut at = start;
    while at + needle.len() <= bytes.len() {
        let skipped = bytes[at..=bytes.len() - needle.len()].iter().position(|byte| *byte == first)?;
        at += skipped;
        if &bytes[at..at + needle.len()] == needle {
            return Some(at);
        }
        at += 1;
    }
    None
}
