//! `format` and `formatlist`: the verbs of Go's `fmt` as far as Terraform knows them.

use tollgate_ir::{Kind, Number, Open, Refinement, Type, Value, Why};

use super::{Call, FunctionError, MAX_TEXT, Outcome, decimal, strings::graphemes};
use crate::convert::{is_whole, to_bool, to_number, to_string_value};

pub(super) fn format(call: &Call<'_>) -> Outcome {
    let Some(template) = call.args[0].as_str() else { return Ok(call.unknown_result(Type::String)) };
    if let Some(value) = untyped_null(call, Type::String) {
        return Ok(value);
    }
    let args: Vec<&Value> = call.args[1..].iter().collect();
    one(call, template, &args)
}

/// A null of no type is of any type to Terraform, which leaves the result unknown.
fn untyped_null(call: &Call<'_>, ty: Type) -> Option<Value> {
    let null = call.args.iter().any(|arg| matches!(arg.kind, Kind::Null(Type::Any)));
    null.then(|| call.unknown(Why::EvalError("a null without a type cannot be formatted".into()), ty))
}

/// Formats once per element of the lists; other arguments are the same each time.
pub(super) fn formatlist(call: &Call<'_>) -> Outcome {
    let result = || call.unknown_result(Type::list(Type::String));
    let Some(template) = call.args[0].as_str() else { return Ok(result()) };
    if let Some(value) = untyped_null(call, Type::list(Type::String)) {
        return Ok(value);
    }
    let mut length = None;
    let mut all_empty_calls = false;
    for (index, arg) in call.args.iter().enumerate().skip(1) {
        let is_list = matches!(arg.ty(), Type::List(_) | Type::Set(_) | Type::Tuple(_));
        match arg.elements() {
            Some(_) if arg.open().is_some() => return Ok(result()),
            Some(items) if *length.get_or_insert(items.len()) != items.len() => {
                let message =
                    format!("this list has {} elements, but one before has {}", items.len(), length.unwrap_or(0));
                return Err(FunctionError::at(index, message));
            }
            None if arg.is_unknown() && (is_list || arg.ty() == Type::Any) => return Ok(result()),
            Some(_) | None => {}
        }
        all_empty_calls |= arg.elements().is_some_and(<[_]>::is_empty);
    }
    if all_empty_calls {
        return Ok(call.list(Type::String, Vec::new(), Open::Closed));
    }
    let mut out = Vec::new();
    for round in 0..length.unwrap_or(1) {
        let pick = |arg| match Value::elements(arg) {
            Some(items) => &items[round],
            None => arg,
        };
        let args: Vec<&Value> = call.args[1..].iter().map(pick).collect();
        out.push(
            one(call, template, &args).map_err(|error| FunctionError {
                message: format!("for element {round}: {}", error.message),
                ..error
            })?,
        );
    }
    Ok(call.list(Type::String, out, Open::Closed))
}

/// One formatted string; up to the first unknown argument it is known.
fn one(call: &Call<'_>, template: &str, args: &[&Value]) -> Outcome {
    let mut out = String::new();
    let (mut next, mut highest) = (0, 0);
    let mut rest = template;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let offset = template.len() - rest.len() + at;
        let (verb, after) = parse(&rest[at..], offset)?;
        rest = after;
        if verb.mode == '%' {
            out.push('%');
            continue;
        }
        let index = verb.argument.unwrap_or(next);
        next = index + 1;
        highest = highest.max(next);
        let Some(arg) = args.get(index) else {
            let message =
                format!("`{}` at {offset} needs argument {}, but there are {}", verb.raw, index + 1, args.len());
            return Err(FunctionError::new(message));
        };
        if !is_whole(arg) {
            let prefix = if verb.width.is_none() { known_start(&out, &verb, arg) } else { out.clone() };
            let refinement = Refinement {
                not_null: true,
                prefix: (!prefix.is_empty()).then(|| prefix.into()),
                ..Refinement::default()
            };
            return Ok(call.depends_on(args.iter().copied(), Type::String, refinement));
        }
        let text = verb.format(arg).map_err(|why| FunctionError::new(format!("`{}` at {offset}: {why}", verb.raw)))?;
        out.push_str(&text);
        if out.len() > MAX_TEXT {
            return Ok(call.limit("the size of a value", Type::String));
        }
    }
    out.push_str(rest);
    if highest < args.len() {
        let message = if highest == 0 {
            "too many arguments: the format has no verbs".to_owned()
        } else {
            format!("too many arguments: the format uses {highest}")
        };
        return Err(FunctionError::at(highest + 1, message));
    }
    Ok(call.string(out))
}

fn known_start(out: &str, verb: &Verb<'_>, arg: &Value) -> String {
    let start = match &arg.kind {
        Kind::Unknown(unknown) if matches!(verb.mode, 's' | 'v') && verb.precision.is_none() => {
            unknown.refinement.prefix.as_deref().unwrap_or("")
        }
        _ => "",
    };
    format!("{out}{start}")
}

/// One `%…` of a format.
struct Verb<'t> {
    raw: &'t str,
    plus: bool,
    minus: bool,
    space: bool,
    sharp: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
    /// From 0.
    argument: Option<usize>,
    mode: char,
}

/// No output is wider than this.
const MAX_WIDTH: usize = 1 << 16;

fn parse(text: &str, offset: usize) -> Result<(Verb<'_>, &str), FunctionError> {
    let mut verb = Verb {
        raw: text,
        plus: false,
        minus: false,
        space: false,
        sharp: false,
        zero: false,
        width: None,
        precision: None,
        argument: None,
        mode: ' ',
    };
    let mut rest = &text[1..];
    loop {
        match rest.as_bytes().first() {
            Some(b'+') => verb.plus = true,
            Some(b'-') => verb.minus = true,
            Some(b' ') => verb.space = true,
            Some(b'#') => verb.sharp = true,
            Some(b'0') => verb.zero = true,
            _ => break,
        }
        rest = &rest[1..];
    }
    verb.width = take_number(&mut rest, offset)?;
    if let Some(after) = rest.strip_prefix('.') {
        rest = after;
        verb.precision = Some(take_number(&mut rest, offset)?.unwrap_or(0));
    }
    if let Some(after) = rest.strip_prefix('[') {
        rest = after;
        let index = take_number(&mut rest, offset)?.and_then(|n| n.checked_sub(1));
        verb.argument =
            Some(index.ok_or_else(|| FunctionError::new(format!("no argument number after `[` at {offset}")))?);
        rest = rest.strip_prefix(']').ok_or_else(|| FunctionError::new(format!("no `]` after the `[` at {offset}")))?;
    }
    let Some(mode) = rest.chars().next() else {
        return Err(FunctionError::new(format!(
            "the `%` at {offset} is not followed by a verb; write `%%` for a percent sign"
        )));
    };
    let after = &rest[mode.len_utf8()..];
    verb.raw = &text[..text.len() - after.len()];
    verb.mode = mode;
    let known = if mode == '%' { verb.raw == "%%" } else { "vtbdoxXeEfgGsq".contains(mode) };
    if !known {
        return Err(FunctionError::new(format!("`{}` at {offset} is no verb", verb.raw)));
    }
    Ok((verb, after))
}

fn take_number(rest: &mut &str, offset: usize) -> Result<Option<usize>, FunctionError> {
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 {
        return Ok(None);
    }
    let number = rest[..digits].parse().ok().filter(|n| *n <= MAX_WIDTH);
    *rest = &rest[digits..];
    number.map(Some).ok_or_else(|| FunctionError::new(format!("the number in the verb at {offset} is too large")))
}

impl Verb<'_> {
    fn format(&self, arg: &Value) -> Result<String, String> {
        if self.mode == 'v' {
            let text = match &arg.kind {
                Kind::String(text) if !self.sharp => text.to_string(),
                Kind::Number(n) if !self.sharp => decimal::general(n, None, false),
                _ => super::json::encode(arg)?,
            };
            return Ok(self.pad(&text));
        }
        if arg.is_null() {
            return Err("null cannot be formatted".into());
        }
        match self.mode {
            't' => match to_bool(arg)?.kind {
                Kind::Bool(b) => Ok(b.to_string()),
                _ => Err("a bool is required".into()),
            },
            's' | 'q' => {
                let value = to_string_value(arg)?;
                let text = value.as_str().unwrap_or("");
                let cut: String = match self.precision {
                    Some(count) => graphemes(text).take(count).collect(),
                    None => text.to_owned(),
                };
                Ok(self.pad(&if self.mode == 'q' { super::json::quoted(&cut) } else { cut }))
            }
            _ => match to_number(arg)?.kind {
                Kind::Number(n) => self.number(&n),
                _ => Err("a number is required".into()),
            },
        }
    }

    fn number(&self, n: &Number) -> Result<String, String> {
        if n.is_infinite() {
            return Ok(self.pad(&n.to_string()));
        }
        let magnitude = n.abs();
        let digits = match self.mode {
            'b' | 'd' | 'o' | 'x' | 'X' => {
                let whole = magnitude.to_integer().ok_or("a whole number is required")?;
                let (radix, prefix) = match self.mode {
                    'b' => (2, "0b"),
                    'o' => (8, "0"),
                    'x' => (16, "0x"),
                    'X' => (16, "0X"),
                    _ => (10, ""),
                };
                let text = whole.in_radix(radix).to_string();
                let text = if self.mode == 'X' { text.to_uppercase() } else { text };
                let filled = format!("{text:0>width$}", width = self.precision.unwrap_or(0));
                if self.sharp { format!("{prefix}{filled}") } else { filled }
            }
            'f' => decimal::fixed(&magnitude, self.precision.unwrap_or(6)),
            'e' | 'E' => decimal::scientific(&magnitude, self.precision.unwrap_or(6), self.mode == 'E'),
            _ => decimal::general(&magnitude, self.precision, self.mode == 'G'),
        };
        let sign = match n.is_negative() {
            true => "-",
            false if self.plus => "+",
            false if self.space => " ",
            false => "",
        };
        if self.zero && !self.minus {
            let width = self.width.unwrap_or(0).saturating_sub(sign.len());
            return Ok(format!("{sign}{digits:0>width$}"));
        }
        Ok(self.pad(&format!("{sign}{digits}")))
    }

    fn pad(&self, text: &str) -> String {
        let missing = self.width.unwrap_or(0).saturating_sub(graphemes(text).count());
        let fill = if self.zero && !self.minus { "0" } else { " " }.repeat(missing);
        if self.minus { format!("{text}{fill}") } else { format!("{fill}{text}") }
    }
}
