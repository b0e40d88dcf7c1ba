//! Capitals and small letters.

use crate::{
    functions::{
        Call, Function, Type,
        arguments::{keeps, text},
        runes,
    },
    value::Value,
};

pub(in crate::functions) const FUNCTIONS: &[Function] = &[
    keeps("upper", &[Type::Text], upper),
    keeps("lower", &[Type::Text], lower),
    keeps("title", &[Type::Text], title),
    keeps("untitle", &[Type::Text], untitle),
    keeps("swapcase", &[Type::Text], swapcase),
];

fn upper(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let changed = runes::map(&text(arguments, 0), runes::to_upper);
    Ok(call.made(changed, arguments))
}

fn lower(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let changed = runes::map(&text(arguments, 0), runes::to_lower);
    Ok(call.made(changed, arguments))
}

/// The first letter of each word is a capital; what ends a word is what Go 1.0 took for it.
fn title(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let mut before = ' ';
    let changed = runes::map(&text(arguments, 0), |c| {
        let first = ends_word(before);
        before = c;
        if first { runes::to_title(c) } else { c }
    });
    Ok(call.made(changed, arguments))
}

fn ends_word(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_alphanumeric() && c != '_';
    }
    !runes::is_letter(c) && !runes::is_digit(c) && c.is_whitespace()
}

fn untitle(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let mut first = true;
    let changed = runes::map(&text(arguments, 0), |c| {
        if c.is_whitespace() {
            first = true;
            return c;
        }
        if std::mem::take(&mut first) { runes::to_lower(c) } else { c }
    });
    Ok(call.made(changed, arguments))
}

fn swapcase(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let mut after_blank = true;
    let changed = runes::map(&text(arguments, 0), |c| {
        if runes::is_upper(c) || runes::is_title(c) {
            after_blank = false;
            runes::to_lower(c)
        } else if runes::is_lower(c) {
            if std::mem::take(&mut after_blank) { runes::to_title(c) } else { runes::to_upper(c) }
        } else {
            after_blank = c.is_whitespace();
            c
        }
    });
    Ok(call.made(changed, arguments))
}
