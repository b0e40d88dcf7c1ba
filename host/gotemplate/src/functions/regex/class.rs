//! Classes of characters and characters with a backslash.

use super::syntax::{Flags, error};

/// Reads the class at the start of `start`, writes it to `out`, and says what follows it.
pub(super) fn class<'p>(start: &'p str, flags: Flags, out: &mut String) -> Result<&'p str, String> {
    let mut rest = &start[1..];
    let negated = rest.strip_prefix('^');
    rest = negated.unwrap_or(rest);
    let mut set = String::new();
    let mut is_first = true;
    while is_first || !rest.starts_with(']') {
        is_first = false;
        if let Some((items, after)) = posix(rest)? {
            set.push_str(&items);
            rest = after;
            continue;
        }
        if let Some((items, after)) = escaped(rest)? {
            set.push_str(&items);
            rest = after;
            continue;
        }
        let range = rest;
        let (low, after) = class_char(rest, start)?;
        rest = after;
        push_char(&mut set, low);
        if rest.len() >= 2 && rest.starts_with('-') && !rest.starts_with("-]") {
            let (high, after) = class_char(&rest[1..], start)?;
            rest = after;
            if high < low {
                return Err(error("invalid character class range", &range[..range.len() - rest.len()]));
            }
            set.push('-');
            push_char(&mut set, high);
        }
    }
    out.push_str(if flags.ignores_case { "(?i:[" } else { "(?:[" });
    if negated.is_some() {
        out.push('^');
    }
    out.push_str(&set);
    out.push_str("])");
    Ok(&rest[1..])
}

fn class_char<'p>(text: &'p str, whole: &str) -> Result<(char, &'p str), String> {
    match text.chars().next() {
        None => Err(error("missing closing ]", whole)),
        Some('\\') => character(text),
        Some(c) => Ok((c, &text[c.len_utf8()..])),
    }
}

/// A character that means itself, within and without classes.
pub(super) fn push_char(out: &mut String, c: char) {
    if c.is_alphanumeric() || c == '_' {
        out.push(c);
    } else {
        out.push_str(&format!(r"\x{{{:x}}}", c as u32));
    }
}

/// `[:alpha:]` and what follows it.
fn posix(text: &str) -> Result<Option<(String, &str)>, String> {
    let Some(name) = text.strip_prefix("[:") else { return Ok(None) };
    let Some(end) = name.find(":]") else { return Ok(None) };
    let (name, rest) = (&name[..end], &name[end + 2..]);
    let known = [
        "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper",
        "word", "xdigit",
    ];
    if !known.contains(&name.strip_prefix('^').unwrap_or(name)) {
        return Err(error("invalid character class range", &text[..text.len() - rest.len()]));
    }
    Ok(Some((format!("[:{name}:]"), rest)))
}

/// `\d`, `\pL`, `\p{Greek}`: what stands in a class for it, and what follows it.
pub(super) fn escaped(text: &str) -> Result<Option<(String, &str)>, String> {
    let items = match text.as_bytes() {
        [b'\\', b'd', ..] => "0-9",
        [b'\\', b'D', ..] => "[^0-9]",
        [b'\\', b's', ..] => r"\t\n\x{c}\r\x{20}",
        [b'\\', b'S', ..] => r"[^\t\n\x{c}\r\x{20}]",
        [b'\\', b'w', ..] => "0-9A-Za-z_",
        [b'\\', b'W', ..] => "[^0-9A-Za-z_]",
        [b'\\', b'p' | b'P', ..] => return unicode(text).map(Some),
        _ => return Ok(None),
    };
    Ok(Some((items.to_owned(), &text[2..])))
}

fn unicode(text: &str) -> Result<(String, &str), String> {
    let wrong = |all: &str| error("invalid character class range", all);
    let (name, rest) = match text[2..].chars().next() {
        Some('{') => {
            let end = text.find('}').ok_or_else(|| wrong(text))?;
            (&text[3..end], &text[end + 1..])
        }
        Some(c) => text[2..].split_at(c.len_utf8()),
        None => ("", ""),
    };
    let all = &text[..text.len() - rest.len()];
    let bare = name.strip_prefix('^').unwrap_or(name);
    let is_negated = text.starts_with(r"\P") != (bare.len() < name.len());
    const CATEGORIES: &str =
        "C Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs Any";
    let class = if bare == "Cs" {
        // Halves of pairs are in no text.
        r"[^\x{0}-\x{10ffff}]".to_owned()
    } else if CATEGORIES.split(' ').any(|known| known == bare) {
        format!(r"\p{{{bare}}}")
    } else {
        format!(r"\p{{sc={bare}}}")
    };
    // Scripts have their whole names, with a capital.
    let is_name = bare.starts_with(|c: char| c.is_ascii_uppercase())
        && bare.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    if !is_name || ::regex::Regex::new(&class).is_err() {
        return Err(wrong(all));
    }
    Ok((if is_negated { format!("[^{class}]") } else { class }, rest))
}

/// A character with a backslash, and what follows it.
pub(super) fn character(text: &str) -> Result<(char, &str), String> {
    let mut chars = text[1..].chars();
    let Some(c) = chars.next() else { return Err(error("trailing backslash at end of expression", "")) };
    let simple = match c {
        'a' => Some('\u{7}'),
        'f' => Some('\u{c}'),
        'n' => Some('\n'),
        'r' => Some('\r'),
        't' => Some('\t'),
        'v' => Some('\u{b}'),
        '0'..='7' => {
            let rest = chars.as_str();
            let more = rest.bytes().take(2).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
            if c == '0' || more > 0 {
                let digits = &text[1..2 + more];
                let code = u32::from_str_radix(digits, 8).unwrap_or(0);
                return Ok((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), &rest[more..]));
            }
            None
        }
        'x' => match hexadecimal(&mut chars) {
            Some(code) => {
                return Ok((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), chars.as_str()));
            }
            None => None,
        },
        c if c.is_ascii() && !c.is_ascii_alphanumeric() => Some(c),
        _ => None,
    };
    match simple {
        Some(c) => Ok((c, chars.as_str())),
        None => Err(error("invalid escape sequence", &text[..text.len() - chars.as_str().len()])),
    }
}

/// Two digits, or any number of them in braces.
fn hexadecimal(chars: &mut std::str::Chars<'_>) -> Option<u32> {
    let first = chars.next()?;
    if first != '{' {
        let second = chars.next();
        return Some(first.to_digit(16)? * 16 + second?.to_digit(16)?);
    }
    let mut code = None;
    loop {
        let c = chars.next()?;
        if c == '}' {
            return code;
        }
        let next = code.unwrap_or(0) * 16 + c.to_digit(16)?;
        if next > 0x10_ffff {
            return None;
        }
        code = Some(next);
    }
}
