//! Parts of text, by where they stand. Positions are bytes, as Go counts them.

use crate::{
    functions::{
        Call, Function, Type,
        arguments::{int, keeps, text},
    },
    text::{Text, TextBuilder},
    value::Value,
};

pub(in crate::functions) const FUNCTIONS: &[Function] = &[
    keeps("substr", &[Type::Int, Type::Int, Type::Text], substr),
    keeps("trunc", &[Type::Int, Type::Text], trunc),
    keeps("nospace", &[Type::Text], nospace),
    keeps("initials", &[Type::Text], initials),
    keeps("abbrev", &[Type::Int, Type::Text], abbrev),
    keeps("abbrevboth", &[Type::Int, Type::Int, Type::Text], abbrevboth),
];

fn substr(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (start, end, whole) = (int(arguments, 0), int(arguments, 1), text(arguments, 2));
    let len = i64::try_from(whole.len()).unwrap_or(i64::MAX);
    let (start, end) = match (start, end) {
        (start, end) if start < 0 => {
            if end < 0 {
                return Err(format!("runtime error: slice bounds out of range [:{end}]"));
            }
            if end > len {
                return Err(format!("runtime error: slice bounds out of range [:{end}] with length {len}"));
            }
            (0, end)
        }
        (start, end) if end < 0 || end > len => (start, len),
        within => within,
    };
    if start > end {
        return Err(format!("runtime error: slice bounds out of range [{start}:{end}]"));
    }
    Ok(call.made(slice(&whole, start, end), arguments))
}

fn trunc(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (count, whole) = (int(arguments, 0), text(arguments, 1));
    let len = i64::try_from(whole.len()).unwrap_or(i64::MAX);
    let cut = if count < 0 && len.saturating_add(count) > 0 {
        slice(&whole, len + count, len)
    } else if count >= 0 && len > count {
        slice(&whole, 0, count)
    } else {
        whole
    };
    Ok(call.made(cut, arguments))
}

/// Bounds that were checked.
fn slice(whole: &Text, start: i64, end: i64) -> Text {
    let bound = |bound| usize::try_from(bound).unwrap_or(0).min(whole.len());
    if start >= end { Text::default() } else { whole.slice(bound(start)..bound(end)) }
}

/// Goes by bytes and takes each for a character: text that is no ASCII and has blanks is not what it was.
fn nospace(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let whole = text(arguments, 0);
    if !whole.as_bytes().iter().any(|byte| is_blank(*byte)) {
        return Ok(call.made(whole, arguments));
    }
    let mut out = TextBuilder::default();
    for (at, byte) in whole.as_bytes().iter().enumerate().filter(|(_, byte)| !is_blank(**byte)) {
        push_byte(&mut out, &whole, at, *byte);
    }
    Ok(call.made(out.finish(), arguments))
}

fn initials(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let whole = text(arguments, 0);
    let mut out = TextBuilder::default();
    let mut after_blank = true;
    for (at, byte) in whole.as_bytes().iter().enumerate() {
        if is_blank(*byte) {
            after_blank = true;
        } else if std::mem::take(&mut after_blank) {
            push_byte(&mut out, &whole, at, *byte);
        }
    }
    Ok(call.made(out.finish(), arguments))
}

fn is_blank(byte: u8) -> bool {
    char::from(byte).is_whitespace()
}

fn push_byte(out: &mut TextBuilder, whole: &Text, at: usize, byte: u8) {
    out.push_bytes(char::from(byte).encode_utf8(&mut [0; 4]).as_bytes(), whole.mark_at(at));
}

fn abbrev(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (width, whole) = (int(arguments, 0), text(arguments, 1));
    let short = if width < 4 { whole } else { abbreviated(&whole, 0, width) };
    Ok(call.made(short, arguments))
}

fn abbrevboth(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (left, width, whole) = (int(arguments, 0), int(arguments, 1), text(arguments, 2));
    let short = if width < 4 || left > 0 && width < 7 { whole } else { abbreviated(&whole, left, width) };
    Ok(call.made(short, arguments))
}

/// No more than `width` bytes, with dots for what is left out on the right and, from a fifth byte on, on the left.
fn abbreviated(whole: &Text, offset: i64, width: i64) -> Text {
    const DOTS: &[u8] = b"...";
    let len = i64::try_from(whole.len()).unwrap_or(i64::MAX);
    if len <= width {
        return whole.clone();
    }
    let room = width - 3;
    let offset = if len.wrapping_sub(offset.min(len)) < room { len - room } else { offset.min(len) };
    let mut out = TextBuilder::default();
    let dots = |out: &mut TextBuilder, beside: i64| {
        out.push_bytes(DOTS, whole.mark_at(usize::try_from(beside).unwrap_or(0)));
    };
    if offset <= 4 {
        out.push_all(&slice(whole, 0, room));
        dots(&mut out, room);
        return out.finish();
    }
    if width < 7 {
        return Text::default();
    }
    if offset + room < len {
        dots(&mut out, offset - 1);
        // What is too narrow to be cut again is nothing.
        if room >= 4 {
            out.push_all(&abbreviated(&slice(whole, offset, len), 0, room));
        }
        return out.finish();
    }
    dots(&mut out, len - room - 1);
    out.push_all(&slice(whole, len - room, len));
    out.finish()
}
