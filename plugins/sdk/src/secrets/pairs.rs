//! Assignments in a line of a file: `X=…`, `export X=…`, `x: …`, `"x": "…"`, `$x = '…'`, `define('X', '…')`.

/// Longer than a private key in one line: nobody sets something to pages of text.
pub const MAX_SETTING: usize = 8 << 10;

/// A name and what is written after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Pair<'l> {
    pub(super) name: &'l str,
    pub(super) text: &'l str,
    pub(super) quote: Quote,
}

/// How a text is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Quote {
    Bare,
    Single,
    Double,
}

/// What stands before and after the first `=` or `:` of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Named<'l> {
    pub(super) name: &'l str,
    rest: &'l str,
    /// A bare word after it is a call or a reference, as in PHP and PowerShell.
    pub(super) is_variable: bool,
}

/// What may stand before the name: the item of a list, and the words with which shells set variables.
const BEFORE: [&str; 5] = ["- ", "export ", "set ", "$env:", "$"];

impl<'l> Named<'l> {
    pub(super) fn in_line(line: &'l str) -> Option<Self> {
        let mut is_variable = false;
        let setting = BEFORE.iter().fold(line, |line, before| match line.strip_prefix(before) {
            Some(rest) => {
                is_variable |= before.starts_with('$');
                rest.trim_start()
            }
            None => line,
        });
        let at = setting.bytes().position(|byte| matches!(byte, b'=' | b':'))?;
        let (name, rest) = (setting[..at].trim().trim_matches(['"', '\'']), &setting[at + 1..]);
        let is_name =
            !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.'));
        // `==`, `=~`, `=>` and `::` set nothing.
        (is_name && !rest.starts_with(['=', '~', '>', ':'])).then_some(Self { name, rest, is_variable })
    }

    /// With all that is written up to the end of the line, or up to a comment.
    pub(super) fn with_line(self) -> Option<Pair<'l>> {
        if self.rest.len() > MAX_SETTING {
            return None;
        }
        let (text, quote) = self.text();
        Some(Pair { name: self.name, text, quote })
    }

    /// With the next word, for the rest is another word of the command.
    pub(super) fn with_word(self) -> Option<Pair<'l>> {
        let (text, quote) = self.text();
        let text = match quote {
            Quote::Bare if self.rest.starts_with(' ') && is_prose(text) => return None,
            Quote::Bare => text.split_whitespace().next().unwrap_or_default().trim_end_matches([',', ';']),
            _ => text,
        };
        (text.len() <= MAX_SETTING).then_some(Pair { name: self.name, text, quote })
    }

    fn text(self) -> (&'l str, Quote) {
        let text = self.rest.trim().trim_end_matches([',', ';']).trim_end();
        let quoted = [('"', Quote::Double), ('\'', Quote::Single)].into_iter().find_map(|(mark, quote)| {
            let inner = text.strip_prefix(mark)?;
            inner.find(mark).map(|end| (&inner[..end], quote))
        });
        quoted.unwrap_or_else(|| (text.split_once(" #").map_or(text, |(text, _)| text.trim_end()), Quote::Bare))
    }
}

/// Whether this is a sentence about a setting, as in what a script says of its usage.
fn is_prose(text: &str) -> bool {
    const WORDS: [&str; 15] =
        ["the", "an", "of", "for", "is", "to", "your", "this", "with", "must", "will", "not", "in", "from", "used"];
    let mut words = text.split_whitespace().take(8);
    let is_known = |word: &str| WORDS.iter().any(|known| known.eq_ignore_ascii_case(word));
    let has_known = words.any(is_known);
    has_known && text.split_whitespace().nth(2).is_some()
}

/// `define('X', '…')` of PHP.
pub(super) fn defined(line: &str) -> Option<Pair<'_>> {
    let rest = line.strip_prefix("define(")?.trim_start();
    let mark = rest.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    let (name, rest) = rest[1..].split_once(mark)?;
    let rest = rest.trim_start().strip_prefix(',')?;
    let text =
        Named { name, rest: rest.trim_end().trim_end_matches([';', ')', ' ']), is_variable: true }.with_line()?;
    // A bare word is a constant or a call.
    (text.quote != Quote::Bare).then_some(text)
}

/// All `"name": "value"` of a line whose names tell something.
pub(super) fn in_json<'l>(
    line: &'l str,
    is_telling: &mut dyn FnMut(&'l str) -> bool,
) -> impl Iterator<Item = Pair<'l>> {
    let bytes = line.as_bytes();
    // Where the quote before the last one stands, and that one.
    let (mut open, mut close) = (None, None);
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let here = at;
            at += 1;
            if bytes[here] == b'"' {
                (open, close) = (close, Some(here));
            } else if bytes[here] == b':'
                && let (Some(open), Some(close)) = (open, close)
                && close + 1 == here
                && is_telling(&line[open + 1..close])
                && let Some(text) = quoted(&line[here + 1..])
            {
                return Some(Pair { name: &line[open + 1..close], text, quote: Quote::Double });
            }
        }
        None
    })
}

/// The text in quotes that comes next.
fn quoted(rest: &str) -> Option<&str> {
    let rest = rest.trim_start().strip_prefix('"')?;
    let mut is_escaped = false;
    let end = rest.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    })?;
    Some(&rest[..end])
}

/// Whether a name may tell anything, at a glance: all words that do have one of these beginnings.
pub(super) fn may_tell(name: &str) -> bool {
    let bytes = name.as_bytes();
    (2..bytes.len()).any(|at| {
        let [first, second, third] = [bytes[at - 2] | 0x20, bytes[at - 1] | 0x20, bytes[at] | 0x20];
        match first {
            b'p' => matches!((second, third), (b'a', b's') | (b'w', b'd')),
            b's' => matches!((second, third), (b'e', b'c' | b'e') | (b'a', b'l') | (b'i', b'g')),
            b'k' => (second, third) == (b'e', b'y'),
            b't' => (second, third) == (b'o', b'k'),
            b'c' => matches!((second, third), (b'o', b'o') | (b'r', b'e')),
            b'a' => (second, third) == (b'u', b't'),
            b'd' => (second, third) == (b's', b'n'),
            b'l' => (second, third) == (b'i', b'c'),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Named, Quote, defined, in_json};

    #[test]
    fn spellings() {
        use Quote::{Bare, Double, Single};
        // The line, the name, all that is written, and the next word.
        for (line, name, all, word, quote) in [
            ("X=a b", "X", "a b", "a", Bare),
            ("export X='a b' Y=c", "X", "a b", "a b", Single),
            ("set X=a", "X", "a", "a", Bare),
            ("$env:X = \"a\"", "X", "a", "a", Double),
            ("- x.y-z: a # said so", "x.y-z", "a", "a", Bare),
            ("\"x\": \"a\",", "x", "a", "a", Double),
            ("--x=a;", "--x", "a", "a", Bare),
            ("x = \"a", "x", "\"a", "\"a", Bare),
            ("x=", "x", "", "", Bare),
        ] {
            let named = Named::in_line(line).expect(line);
            let pairs = [named.with_line(), named.with_word()].map(|pair| pair.expect(line));
            assert_eq!(pairs.map(|pair| (pair.name, pair.quote)), [(name, quote); 2], "{line}");
            assert_eq!(pairs.map(|pair| pair.text), [all, word], "{line}");
        }
        for line in ["x", "x == a", "x =~ a", "x => a", "x::a", "if x: a", "é: a", "=", ":", "$", "- "] {
            assert_eq!(Named::in_line(line), None, "{line}");
        }
        assert!(Named::in_line("$x = 'a'").is_some_and(|named| named.is_variable));
        assert!(Named::in_line("token: the token of the API").is_some_and(|named| named.with_word().is_none()));
    }

    #[test]
    fn calls() {
        let found = |line| defined(line).map(|pair| (pair.name, pair.text));
        assert_eq!(found("define('X', 'a');"), Some(("X", "a")));
        assert_eq!(found("define( \"X\", \"a)\" );"), Some(("X", "a)")));
        for line in ["define(", "define('", "define('X'", "define('X',", "define(X, 'a')", "define('X', getenv('X'));"]
        {
            assert_eq!(found(line), None, "{line}");
        }
    }

    #[test]
    fn json() {
        let found =
            |line| in_json(line, &mut |name| name != "c").map(|pair| (pair.name, pair.text)).collect::<Vec<_>>();
        assert_eq!(found(r#"{"a": "1\"", "b":2, "c": "3", "d" : "4", "e":"5"}"#), [("a", "1\\\""), ("e", "5")]);
        assert_eq!(found(r#"{"a":"b"#), []);
    }
}
