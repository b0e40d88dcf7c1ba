//! Go's printing: what `print`, `printf` and an action write for a value.

mod float;
mod format;
mod number;
mod value;

use crate::{
    exec::NO_VALUE,
    value::{Data, Value},
};

pub(crate) use float::{Layout, float, shortest};
pub(crate) use format::{Part, format};

use value::Printer;

/// The most bytes that one value is printed as: more are of a map that holds itself.
const MAX_BYTES: usize = 16 << 20;
/// Deeper than this is a map that holds itself, too.
const MAX_DEPTH: usize = 500;

/// What is said about a value that is not printed in full.
const TOO_LARGE: &str = "the value holds itself, or is larger than a chart is given room for";

/// What an action writes: `%v`, and `<no value>` for nil.
///
/// # Errors
/// The value holds itself, or is very large.
pub(crate) fn print_one(value: &Value) -> Result<Vec<u8>, String> {
    match &value.data {
        Data::Nil => Ok(NO_VALUE.as_bytes().to_vec()),
        _ => print(value),
    }
}

/// As `%v`.
///
/// # Errors
/// The value holds itself, or is very large.
pub(crate) fn print(value: &Value) -> Result<Vec<u8>, String> {
    let mut printer = Printer::default();
    printer.argument(value, 'v');
    printer.finish()
}

/// As `%v`, for messages: cut where the value holds itself.
pub(crate) fn show(value: &Value) -> String {
    show_as(value, 'v')
}

/// As a verb without flags prints it, for messages.
pub(crate) fn show_as(value: &Value, verb: char) -> String {
    let mut printer = Printer::default();
    printer.argument(value, verb);
    String::from_utf8_lossy(&printer.out).into_owned()
}
