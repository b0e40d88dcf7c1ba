//! What functions of collections have in common: constructors, Go's words for nil, and what steers a choice.

use crate::{
    ledger::{Source, Sources},
    text::Text,
    value::{Data, Value},
};

use super::{Call, Flow, Function, Type};

/// What Go says where nil was asked for its type.
pub(super) const NIL_POINTER: &str = "runtime error: invalid memory address or nil pointer dereference";

/// The most elements that a list may grow to.
pub(super) const MAX_ITEMS: usize = 1 << 20;

/// How deep collections may nest: they can hold themselves.
pub(super) const MAX_DEPTH: usize = 200;

pub(super) type Run = fn(&mut Call<'_>, &[Value]) -> Result<Value, String>;

/// A function that passes values through, and says itself what its result depends on.
pub(super) const fn passes(name: &'static str, parameters: &'static [Type], rest: Option<Type>, run: Run) -> Function {
    Function { name, parameters, rest, flow: Flow::Own, run }
}

/// A function whose result depends on all that is in its arguments.
pub(super) const fn digests(name: &'static str, parameters: &'static [Type], run: Run) -> Function {
    Function { name, parameters, rest: None, flow: Flow::Opaque, run }
}

/// The bytes of an argument that is a text.
pub(super) fn bytes(value: &Value) -> &[u8] {
    value.as_text().map_or(&[], Text::as_bytes)
}

/// As Sprig makes a text of anything.
pub(super) fn text_of(value: &Value) -> Text {
    match &value.data {
        Data::Text(text) => text.clone(),
        Data::Bytes(bytes) => Text::from(&**bytes),
        _ => crate::fmt::show(value).into(),
    }
}

/// A number as Sprig reads it from anything; zero where there is none.
pub(super) fn int_of(value: &Value) -> i64 {
    match &value.data {
        Data::Bool(value) => i64::from(*value),
        Data::Int(value, _) => *value,
        Data::Uint(value, _) => value.cast_signed(),
        #[allow(clippy::cast_possible_truncation, reason = "as Go converts it")]
        Data::Float(value) => *value as i64,
        Data::Text(text) => int_in(&text.to_str()),
        _ => 0,
    }
}

fn int_in(text: &str) -> i64 {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    // `3.0` is 3, and nothing else with a point is a number.
    let digits = match digits.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|byte| byte == b'0') => whole,
        _ => digits,
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, &*lower),
    };
    if digits.starts_with(['+', '-']) {
        return 0;
    }
    i64::from_str_radix(digits, radix).map_or(0, |number| sign * number)
}

/// The most steps that one call may take besides those that the size of its arguments shows.
const MAX_WORK: u64 = 50_000_000;

impl Call<'_> {
    /// Counts steps that the size of the arguments does not show.
    ///
    /// # Errors
    /// When one call takes too many.
    pub(super) fn worked(&mut self, steps: u64) -> Result<(), String> {
        self.work = self.work.saturating_add(steps);
        match self.work <= MAX_WORK {
            true => Ok(()),
            false => Err("this takes more work than a chart is given".to_owned()),
        }
    }

    /// What an argument that chooses (a key, a number) adds to what was chosen: nothing when it stands in a template,
    /// for then it is always the same.
    pub(super) fn steering(&mut self, value: &Value) -> Sources {
        let all = self.sources(value);
        let is_fixed = self.ledger.sources(all).iter().all(|source| matches!(source, Source::Template(_)));
        if is_fixed { Sources::NONE } else { all }
    }

    pub(super) fn also(&mut self, value: Value, more: Sources) -> Value {
        let from = self.ledger.union(value.from, more);
        value.with(from)
    }

    /// Elements that were chosen by something: each of them is where it is because of that.
    pub(super) fn steered(&mut self, items: Vec<Value>, steering: Sources) -> Vec<Value> {
        if steering == Sources::NONE {
            return items;
        }
        items.into_iter().map(|item| self.also(item, steering)).collect()
    }

    /// A value that is put into a collection here and now.
    pub(super) fn stored(&mut self, value: &Value) -> Value {
        let control = self.control;
        self.also(value.clone(), control)
    }

    /// What a result depends on that is another one each time.
    pub(crate) fn by_chance(&mut self) -> Sources {
        self.ledger.one(Source::Generated(self.at))
    }
}
