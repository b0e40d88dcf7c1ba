//! Go's syntax of regular expressions, read as Go reads it and written as the crate `regex` reads it.
//!
//! Flags are written at what they change and groups have no names, so that little is left to differ.

use super::class;

/// A pattern that means the same.
#[derive(Debug)]
pub(super) struct Translated {
    pub(super) pattern: String,
    /// The names of the groups by number; the first is the whole.
    pub(super) names: Vec<Option<String>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Flags {
    pub(super) ignores_case: bool,
    /// `^` and `$` are at every line.
    is_multiline: bool,
    /// `.` is also a line break.
    dot_is_all: bool,
    is_lazy: bool,
}

/// An error as Go puts it.
pub(super) fn error(reason: &str, at: &str) -> String {
    format!("{reason}: `{at}`")
}

/// # Errors
/// What is wrong with the pattern, in Go's words.
pub(super) fn translate(pattern: &str) -> Result<Translated, String> {
    let mut reader = Reader {
        whole: pattern,
        rest: pattern,
        out: String::with_capacity(pattern.len() * 2),
        flags: Flags::default(),
        groups: Vec::new(),
        operand: None,
        heaviest: 1,
        names: vec![None],
    };
    let mut repeated = None;
    while !reader.rest.is_empty() {
        repeated = reader.item(repeated)?;
    }
    if !reader.groups.is_empty() {
        return Err(error("missing closing )", pattern));
    }
    Ok(Translated { pattern: reader.out, names: reader.names })
}

/// The most that counted repetitions of one thing may come to.
const MAX_REPEAT: u32 = 1_000;

/// A pattern that is read.
struct Reader<'p> {
    whole: &'p str,
    rest: &'p str,
    out: String,
    flags: Flags,
    groups: Vec<Group>,
    /// How often what could be repeated next repeats within, at most.
    operand: Option<u32>,
    /// The most of any operand in this group.
    heaviest: u32,
    names: Vec<Option<String>>,
}

struct Group {
    flags: Flags,
    heaviest: u32,
}

impl<'p> Reader<'p> {
    /// One thing; where it was a repetition, its text up to the end of the pattern.
    fn item(&mut self, repeated: Option<&'p str>) -> Result<Option<&'p str>, String> {
        let start = self.rest;
        let mut chars = start.chars();
        let Some(c) = chars.next() else { return Ok(None) };
        let after = chars.as_str();
        match c {
            '(' if after.starts_with('?') => self.perl_group()?,
            '(' => {
                self.names.push(None);
                self.open("(");
                self.rest = after;
            }
            '|' => {
                self.out.push('|');
                self.operand = None;
                self.rest = after;
            }
            ')' => {
                let group = self.groups.pop().ok_or_else(|| error("unexpected )", self.whole))?;
                self.out.push(')');
                self.flags = group.flags;
                let within = std::mem::replace(&mut self.heaviest, group.heaviest);
                self.operand(within);
                self.rest = after;
            }
            '^' | '$' => {
                self.out.push_str(if self.flags.is_multiline { "(?m:" } else { "(?:" });
                self.out.push(c);
                self.out.push(')');
                self.operand(1);
                self.rest = after;
            }
            '.' => {
                self.out.push_str(if self.flags.dot_is_all { "(?s:.)" } else { "." });
                self.operand(1);
                self.rest = after;
            }
            '[' => {
                self.rest = class::class(start, self.flags, &mut self.out)?;
                self.operand(1);
            }
            '*' | '+' | '?' => {
                self.repeat(start, after, repeated, &c.to_string(), 1)?;
                return Ok(Some(start));
            }
            '{' => {
                if let Some((bounds, after)) = bounds(start) {
                    let (low, high) = bounds;
                    let text = &start[..start.len() - after.len()];
                    let (Some(low), Some(high)) = (low, high) else {
                        return Err(error("invalid repeat count", text));
                    };
                    if low > MAX_REPEAT || high.is_some_and(|high| high > MAX_REPEAT || low > high) {
                        return Err(error("invalid repeat count", text));
                    }
                    let most = high.unwrap_or(low).max(1);
                    self.repeat(start, after, repeated, text, most)?;
                    return Ok(Some(start));
                }
                self.literal('{');
                self.rest = after;
            }
            '\\' => self.escape()?,
            c => {
                self.literal(c);
                self.rest = after;
            }
        }
        Ok(None)
    }

    /// Something that can be repeated was written.
    fn operand(&mut self, weight: u32) {
        self.operand = Some(weight);
        self.heaviest = self.heaviest.max(weight);
    }

    fn literal(&mut self, c: char) {
        if self.flags.ignores_case {
            self.out.push_str("(?i:");
        }
        class::push_char(&mut self.out, c);
        if self.flags.ignores_case {
            self.out.push(')');
        }
        self.operand(1);
    }

    fn open(&mut self, text: &str) {
        self.out.push_str(text);
        self.groups.push(Group { flags: self.flags, heaviest: self.heaviest });
        self.heaviest = 1;
        self.operand = None;
    }

    /// `operator` repeats what is before it; behind it, at `after`, may stand a question mark.
    fn repeat(
        &mut self,
        start: &'p str,
        after: &'p str,
        repeated: Option<&'p str>,
        operator: &str,
        most: u32,
    ) -> Result<(), String> {
        let lazy = after.strip_prefix('?');
        let after_all = lazy.unwrap_or(after);
        if let Some(first) = repeated {
            return Err(error("invalid nested repetition operator", &first[..first.len() - after_all.len()]));
        }
        let text = &start[..start.len() - after_all.len()];
        let Some(weight) = self.operand else {
            return Err(error("missing argument to repetition operator", text));
        };
        let weight = weight.saturating_mul(most);
        if most > 1 && weight > MAX_REPEAT {
            return Err(error("invalid repeat count", text));
        }
        self.out.push_str(operator);
        if lazy.is_some() != self.flags.is_lazy {
            self.out.push('?');
        }
        self.operand(weight);
        self.rest = after_all;
        Ok(())
    }

    /// `(?i)`, `(?i:…)`, `(?P<name>…)`.
    fn perl_group(&mut self) -> Result<(), String> {
        let start = self.rest;
        let name_at = match start.as_bytes() {
            [_, _, b'P', b'<', _, ..] => Some(4),
            [_, _, b'<', _, ..] => Some(3),
            _ => None,
        };
        if let Some(name_at) = name_at {
            let end = start.find('>').ok_or_else(|| error("invalid named capture", start))?;
            let name = &start[name_at.min(end)..end];
            let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if !is_name {
                return Err(error("invalid named capture", &start[..=end]));
            }
            self.names.push(Some(name.to_owned()));
            self.open("(");
            self.rest = &start[end + 1..];
            return Ok(());
        }
        let mut flags = self.flags;
        let mut sets = true;
        let mut saw_flag = false;
        let mut chars = start[2..].chars();
        while let Some(c) = chars.next() {
            let flag = match c {
                'i' => &mut flags.ignores_case,
                'm' => &mut flags.is_multiline,
                's' => &mut flags.dot_is_all,
                'U' => &mut flags.is_lazy,
                '-' if sets => {
                    sets = false;
                    saw_flag = false;
                    continue;
                }
                ':' | ')' if sets || saw_flag => {
                    if c == ':' {
                        self.open("(?:");
                    }
                    self.flags = flags;
                    self.rest = chars.as_str();
                    return Ok(());
                }
                _ => break,
            };
            *flag = sets;
            saw_flag = true;
        }
        let read = &start[..start.len() - chars.as_str().len()];
        Err(error("invalid or unsupported Perl syntax", read))
    }

    fn escape(&mut self) -> Result<(), String> {
        let start = self.rest;
        let simple = match start.as_bytes().get(1) {
            Some(b'A') => r"\A",
            // What a word is, only ASCII says.
            Some(b'b') => r"(?-u:\b)",
            Some(b'B') => r"(?-u:\B)",
            Some(b'z') => r"\z",
            Some(b'C') => return Err(error("invalid escape sequence", r"\C")),
            Some(b'Q') => {
                let literal = &start[2..];
                let (literal, rest) = literal.split_once(r"\E").unwrap_or((literal, ""));
                literal.chars().for_each(|c| self.literal(c));
                self.rest = rest;
                return Ok(());
            }
            _ => {
                if let Some((class, rest)) = class::escaped(start)? {
                    self.out.push_str(if self.flags.ignores_case { "(?i:" } else { "(?:" });
                    self.out.push_str(&format!("[{class}])"));
                    self.operand(1);
                    self.rest = rest;
                    return Ok(());
                }
                let (c, rest) = class::character(start)?;
                self.literal(c);
                self.rest = rest;
                return Ok(());
            }
        };
        self.out.push_str(simple);
        self.operand(1);
        self.rest = &start[2..];
        Ok(())
    }
}

/// A bound; `None` where the number is larger than anybody means.
type Bound = Option<u32>;
/// The least, and the most if there is one.
type Bounds = (Bound, Option<Bound>);

/// `{2}`, `{2,}` or `{2,5}` and what follows; `None` where it is just text.
fn bounds(text: &str) -> Option<(Bounds, &str)> {
    let (low, rest) = number(text.strip_prefix('{')?)?;
    let (high, rest) = match rest.strip_prefix(',') {
        None => (low.map(Some), rest),
        Some(rest) if rest.starts_with('}') => (Some(None), rest),
        Some(rest) => {
            let (high, rest) = number(rest)?;
            (high.map(Some), rest)
        }
    };
    Some(((low, high), rest.strip_prefix('}')?))
}

fn number(text: &str) -> Option<(Bound, &str)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(len);
    if digits.is_empty() || digits.len() > 1 && digits.starts_with('0') {
        return None;
    }
    Some((digits.parse().ok().filter(|number| *number < 100_000_000), rest))
}
