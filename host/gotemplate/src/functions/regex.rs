//! Regular expressions, which Go writes and searches as RE2 does.

mod class;
mod syntax;

use std::{cell::RefCell, collections::HashMap, ops::Range, rc::Rc};

use ::regex::bytes::{Captures, Regex, RegexBuilder};

use crate::{
    quote::quote,
    text::{Text, TextBuilder},
    value::Value,
};

use super::{
    Call, Function, Type,
    arguments::{MAX_BYTES, computes, int, keeps, text, too_large},
};

const TWO: &[Type] = &[Type::Text, Type::Text];
const THREE: &[Type] = &[Type::Text, Type::Text, Type::Text];
const COUNTED: &[Type] = &[Type::Text, Type::Text, Type::Int];

pub(super) const FUNCTIONS: &[Function] = &[
    computes("regexMatch", TWO, |_, arguments| {
        Ok(compile(&text(arguments, 0)).is_ok_and(|one| one.finds(arguments)).into())
    }),
    computes("mustRegexMatch", TWO, |_, arguments| Ok(compile(&text(arguments, 0))?.finds(arguments).into())),
    keeps("regexFind", TWO, |call, arguments| find(call, arguments, compile_or_panic)),
    keeps("mustRegexFind", TWO, |call, arguments| find(call, arguments, compile)),
    keeps("regexFindAll", COUNTED, |call, arguments| find_all(call, arguments, compile_or_panic)),
    keeps("mustRegexFindAll", COUNTED, |call, arguments| find_all(call, arguments, compile)),
    keeps("regexReplaceAll", THREE, |call, arguments| replace_all(call, arguments, compile_or_panic)),
    keeps("mustRegexReplaceAll", THREE, |call, arguments| replace_all(call, arguments, compile)),
    keeps("regexReplaceAllLiteral", THREE, |call, arguments| replace_literally(call, arguments, compile_or_panic)),
    keeps("mustRegexReplaceAllLiteral", THREE, |call, arguments| replace_literally(call, arguments, compile)),
    keeps("regexSplit", COUNTED, |call, arguments| split(call, arguments, compile_or_panic)),
    keeps("mustRegexSplit", COUNTED, |call, arguments| split(call, arguments, compile)),
    keeps("regexQuoteMeta", &[Type::Text], quote_meta),
];

struct Pattern {
    regex: Regex,
    /// By number; the first is the whole.
    names: Vec<Option<String>>,
}

type Compiled = Result<Rc<Pattern>, String>;

impl Pattern {
    fn finds(&self, arguments: &[Value]) -> bool {
        self.regex.is_match(text(arguments, 1).as_bytes())
    }

    /// Where the first group of this name that took part is.
    fn named(&self, found: &Captures<'_>, name: &str) -> Option<Range<usize>> {
        let mut numbers = (0..self.names.len()).filter(|number| self.names[*number].as_deref() == Some(name));
        numbers.find_map(|number| Some(found.get(number)?.range()))
    }
}

fn compile(pattern: &Text) -> Compiled {
    /// Charts have few patterns and use them often.
    const KEPT: usize = 256;
    thread_local! {
        static KNOWN: RefCell<HashMap<Vec<u8>, Compiled>> = RefCell::new(HashMap::new());
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(compiled) = known.get(pattern.as_bytes()) {
            return compiled.clone();
        }
        let compiled = compiled(pattern);
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(pattern.as_bytes().to_vec(), compiled.clone());
        compiled
    })
}

fn compiled(pattern: &Text) -> Compiled {
    let Ok(words) = std::str::from_utf8(pattern.as_bytes()) else {
        return Err(format!("error parsing regexp: invalid UTF-8: `{}`", pattern.to_str()));
    };
    let translated = syntax::translate(words).map_err(|error| format!("error parsing regexp: {error}"))?;
    let regex = RegexBuilder::new(&translated.pattern)
        .size_limit(16 << 20)
        .nest_limit(2_000)
        .build()
        .map_err(|_| format!("error parsing regexp: expression too large: `{words}`"))?;
    Ok(Rc::new(Pattern { regex, names: translated.names }))
}

/// As Go's `MustCompile` does.
fn compile_or_panic(pattern: &Text) -> Compiled {
    compile(pattern).map_err(|error| {
        let words = pattern.to_str();
        let is_plain = words.chars().all(|c| c != '`' && c != '\u{feff}' && (c == '\t' || !c.is_ascii_control()));
        let shown = if is_plain { format!("`{words}`") } else { quote(pattern.as_bytes()) };
        format!("regexp: Compile({shown}): {error}")
    })
}

/// All matches, of which an empty one never touches the one before it.
fn matches<'t>(pattern: &'t Pattern, bytes: &'t [u8]) -> impl Iterator<Item = Captures<'t>> {
    let mut at = 0;
    let mut before = None;
    std::iter::from_fn(move || {
        while at <= bytes.len() {
            let found = pattern.regex.captures_at(bytes, at)?;
            let whole = found.get(0)?.range();
            if whole.end > at {
                at = whole.end;
            } else {
                at += super::runes::runes(&bytes[at..]).next().map_or(1, |rune| rune.len);
            }
            let touches = whole.is_empty() && before == Some(whole.end);
            before = Some(whole.end);
            if !touches {
                return Some(found);
            }
        }
        None
    })
}

fn ranges(pattern: &Pattern, bytes: &[u8], limit: i64) -> Vec<Range<usize>> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    matches(pattern, bytes).filter_map(|found| Some(found.get(0)?.range())).take(limit).collect()
}

fn find(call: &mut Call<'_>, arguments: &[Value], compile: fn(&Text) -> Compiled) -> Result<Value, String> {
    let (pattern, whole) = (compile(&text(arguments, 0))?, text(arguments, 1));
    let found = pattern.regex.find(whole.as_bytes()).map(|found| whole.slice(found.range()));
    Ok(call.made(found.unwrap_or_default(), arguments))
}

fn find_all(call: &mut Call<'_>, arguments: &[Value], compile: fn(&Text) -> Compiled) -> Result<Value, String> {
    let (pattern, whole, limit) = (compile(&text(arguments, 0))?, text(arguments, 1), int(arguments, 2));
    let found = ranges(&pattern, whole.as_bytes(), limit).into_iter().map(|range| whole.slice(range)).collect();
    Ok(call.cut_from(found, arguments, 1))
}

fn split(call: &mut Call<'_>, arguments: &[Value], compile: fn(&Text) -> Compiled) -> Result<Value, String> {
    let (pattern, whole, limit) = (compile(&text(arguments, 0))?, text(arguments, 1), int(arguments, 2));
    let mut parts = Vec::new();
    if limit != 0 {
        parts = split_at(&whole, &ranges(&pattern, whole.as_bytes(), limit), limit);
        // Nothing is one part, unless the pattern is nothing as well.
        if whole.is_empty() {
            parts = if text(arguments, 0).is_empty() { Vec::new() } else { vec![Text::default()] };
        }
    }
    Ok(call.cut_from(parts, arguments, 1))
}

fn split_at(whole: &Text, places: &[Range<usize>], limit: i64) -> Vec<Text> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut parts = Vec::new();
    let (mut start, mut end) = (0, 0);
    for place in places {
        if parts.len() + 1 == limit {
            break;
        }
        end = place.start;
        if place.end != 0 {
            parts.push(whole.slice(start..end));
        }
        start = place.end;
    }
    if end != whole.len() {
        parts.push(whole.slice(start..whole.len()));
    }
    parts
}

fn replace_literally(
    call: &mut Call<'_>,
    arguments: &[Value],
    compile: fn(&Text) -> Compiled,
) -> Result<Value, String> {
    replaced(call, arguments, compile, |out, _, _, _, by| out.push_all(by))
}

fn replace_all(call: &mut Call<'_>, arguments: &[Value], compile: fn(&Text) -> Compiled) -> Result<Value, String> {
    replaced(call, arguments, compile, expand)
}

type Write = fn(&mut TextBuilder, &Pattern, &Text, &Captures<'_>, &Text);

fn replaced(
    call: &mut Call<'_>,
    arguments: &[Value],
    compile: fn(&Text) -> Compiled,
    write: Write,
) -> Result<Value, String> {
    let (pattern, whole, by) = (compile(&text(arguments, 0))?, text(arguments, 1), text(arguments, 2));
    let mut out = TextBuilder::default();
    let mut kept = 0;
    for found in matches(&pattern, whole.as_bytes()) {
        let Some(range) = found.get(0).map(|whole| whole.range()) else { continue };
        out.push(&whole, kept..range.start);
        write(&mut out, &pattern, &whole, &found, &by);
        kept = range.end;
        if out.len() > MAX_BYTES {
            return Err(too_large("regexReplaceAll"));
        }
    }
    out.push(&whole, kept..whole.len());
    let (pattern, by) = (call.sources(&arguments[0]), call.sources(&arguments[2]));
    let steering = call.ledger.union(pattern, by);
    let made = call.made(out.finish(), &arguments[1..2]);
    let from = call.ledger.union(made.from, steering);
    Ok(made.with(from))
}

/// A replacement with `$1` and `${name}` filled in; what is no such name is as it is, and who does not match is nothing.
fn expand(out: &mut TextBuilder, pattern: &Pattern, whole: &Text, found: &Captures<'_>, by: &Text) {
    let bytes = by.as_bytes();
    let mut at = 0;
    while let Some(dollar) = super::arguments::find(bytes, b"$", at) {
        out.push(by, at..dollar);
        at = dollar + 1;
        if bytes.get(at) == Some(&b'$') {
            out.push(by, dollar..at);
            at += 1;
            continue;
        }
        let Some((name, end)) = reference(by, at) else {
            out.push(by, dollar..at);
            continue;
        };
        at = end;
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit()) && (name.len() == 1 || !name.starts_with('0'));
        let group = if is_number {
            name.parse().ok().and_then(|number: usize| Some(found.get(number)?.range()))
        } else {
            pattern.named(found, &name)
        };
        if let Some(group) = group {
            out.push(whole, group);
        }
    }
    out.push(by, at..bytes.len());
}

/// The name behind a dollar, and where it ends.
fn reference(by: &Text, at: usize) -> Option<(String, usize)> {
    let is_braced = by.as_bytes().get(at) == Some(&b'{');
    let start = at + usize::from(is_braced);
    let rest = by.as_bytes().get(start..)?;
    let is_name = |c: char| c == '_' || super::runes::is_letter(c) || super::runes::is_digit(c);
    let name: String = super::runes::runes(rest).map(|rune| rune.c).take_while(|c| is_name(*c)).collect();
    let end = start + name.len();
    if name.is_empty() || is_braced && by.as_bytes().get(end) != Some(&b'}') {
        return None;
    }
    Some((name, end + usize::from(is_braced)))
}

fn quote_meta(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let whole = text(arguments, 0);
    let mut out = TextBuilder::default();
    for (at, byte) in whole.as_bytes().iter().enumerate() {
        if br"\.+*?()|[]{}^$".contains(byte) {
            out.push_bytes(br"\", whole.mark_at(at));
        }
        out.push(&whole, at..at + 1);
    }
    Ok(call.made(out.finish(), arguments))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    #[test]
    fn groups_keep_their_marks() {
        let template =
            "{{ define \"x\" }}a{{ .Values.a }}c{{ end }}{{ regexReplaceAll \"a(.)c\" (include \"x\" .) \"$1!\" }}";
        assert_eq!(marks(template, &json!({"a": "b"})), [r#""b" 1:21 a"#, r#""!" 1:46"#]);
        let template = "{{ define \"x\" }}a{{ .Values.a }}c{{ end }}{{ include \"x\" . | regexFind \".c\" }}";
        let template = template.replace("include \"x\" . | regexFind \".c\"", "regexFind \".c\" (include \"x\" .)");
        assert_eq!(marks(&template, &json!({"a": "b"})), [r#""b" 1:21 a"#, r#""c" 1:33"#]);
    }
}
