//! Texts that are made of several values, where each byte knows which.

use crate::{
    ledger::{Mark, Sources},
    text::{Text, TextBuilder},
    value::{Data, Value},
};

use super::Call;

impl Call<'_> {
    /// The mark of bytes that come from `sources`, until an action prints them.
    pub(super) fn loose(&mut self, sources: Sources) -> Option<Mark> {
        Some(self.ledger.loose(sources))
    }

    /// The mark of bytes that stand for `value`.
    pub(super) fn mark_of(&mut self, value: &Value) -> Option<Mark> {
        let sources = self.sources(value);
        self.loose(sources)
    }

    /// A text whose bytes say by themselves what `from` says of all of them.
    pub(super) fn inked(&mut self, text: &Text, from: Sources) -> Text {
        if text.is_marked() {
            let loose = self.ledger.loose(from);
            return text.remarked(|mark| Some(mark.map_or(loose, |mark| self.ledger.also(mark, from, Sources::NONE))));
        }
        let mark = self.loose(from);
        let mut out = TextBuilder::default();
        out.push_bytes(text.as_bytes(), mark);
        out.finish()
    }

    /// What decides whether `value` is empty.
    pub(super) fn deciding(&mut self, value: &Value) -> Sources {
        match &value.data {
            // Of text it is the whole; of a collection, that something is in it.
            Data::Text(_) => self.sources(value),
            _ => value.from,
        }
    }

    /// What `from` says of a collection that its elements do not say better: not where it stands, for they have
    /// places of their own, but what decided that it is this one.
    pub(super) fn beyond_place(&mut self, from: Sources) -> Sources {
        if self.ledger.only_origin(from).is_some() { Sources::NONE } else { from }
    }

    /// What the text of `value` says by itself; and as for `value`, if it is no text or an empty one, what the
    /// result as a whole depends on.
    pub(super) fn text_of(&mut self, value: &Value) -> Result<(Text, Sources), String> {
        if let Some(text) = value.as_text().filter(|text| !text.is_empty()) {
            return Ok((self.inked(text, value.from), Sources::NONE));
        }
        let mark = self.mark_of(value);
        let mut out = TextBuilder::default();
        let bytes = crate::fmt::print(value)?;
        out.push_bytes(&bytes, mark);
        let from = if bytes.is_empty() { self.sources(value) } else { Sources::NONE };
        Ok((out.finish(), from))
    }
}

/// A character, or a byte that is part of none.
pub(super) enum Unit<'t> {
    Char(char, &'t [u8]),
    Byte(u8),
}

/// Each character replaced, under the mark that it had.
pub(super) fn replaced(text: &Text, replace: impl Fn(&Unit<'_>, &mut Vec<u8>)) -> Text {
    let mut out = TextBuilder::default();
    each_unit(text, &mut out, replace);
    out.finish()
}

/// The same, behind what is there already.
pub(super) fn each_unit(text: &Text, out: &mut TextBuilder, replace: impl Fn(&Unit<'_>, &mut Vec<u8>)) {
    let mut at = 0;
    let mut written = Vec::new();
    for chunk in text.as_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            written.clear();
            replace(&Unit::Char(c, c.encode_utf8(&mut [0; 4]).as_bytes()), &mut written);
            out.push_bytes(&written, text.mark_at(at));
            at += c.len_utf8();
        }
        for byte in chunk.invalid() {
            written.clear();
            replace(&Unit::Byte(*byte), &mut written);
            out.push_bytes(&written, text.mark_at(at));
            at += 1;
        }
    }
}
