//! Words in snake, kebab and Pascal case, and in no order at all.

use crate::{
    functions::{
        Call, Function, Type,
        arguments::{keeps, text},
        runes::{self, Rune, is_letter, is_number, is_punctuation, is_upper, runes},
    },
    text::{Text, TextBuilder},
    value::Value,
};

pub(in crate::functions) const FUNCTIONS: &[Function] = &[
    keeps("snakecase", &[Type::Text], |call, arguments| Ok(call.made(lowered(&text(arguments, 0), '_'), arguments))),
    keeps("kebabcase", &[Type::Text], |call, arguments| Ok(call.made(lowered(&text(arguments, 0), '-'), arguments))),
    keeps("camelcase", &[Type::Text], |call, arguments| Ok(call.made(joined(&text(arguments, 0)), arguments))),
    keeps("shuffle", &[Type::Text], shuffle),
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Invalid,
    Number,
    /// Begins with a capital.
    Upper,
    /// Begins with a small letter.
    Alphabet,
    Connector,
    Punctuation,
    Other,
}

/// A run of characters of one kind.
#[derive(Clone, Debug)]
struct Word {
    kind: Kind,
    runes: Vec<Rune>,
}

fn is_connector(c: char) -> bool {
    c == '-' || c == '_' || c.is_whitespace()
}

/// Letters that are written in words; Chinese ones are words themselves.
fn is_alphabet(c: char) -> bool {
    is_letter(c) && !matches!(c as u32, 0x3400..=0x4d85 | 0x4e00..=0x9fcc | 0x2_0000..=0x2_b81d)
}

/// A character with the bytes before it that are none: they go where it goes.
#[derive(Clone, Debug)]
struct Letter {
    runes: Vec<Rune>,
    /// `None` at the end of a text that ends with such bytes.
    c: Option<char>,
}

fn letters(whole: &Text) -> Vec<Letter> {
    let mut letters = Vec::new();
    let mut runes_of_one = Vec::new();
    for rune in runes(whole.as_bytes()) {
        runes_of_one.push(rune);
        if rune.c != char::REPLACEMENT_CHARACTER {
            letters.push(Letter { runes: std::mem::take(&mut runes_of_one), c: Some(rune.c) });
        }
    }
    if !runes_of_one.is_empty() {
        letters.push(Letter { runes: runes_of_one, c: None });
    }
    letters
}

/// The words of a text, one after the other.
struct Words {
    letters: Vec<Letter>,
    next: usize,
}

impl Words {
    fn is_done(&self) -> bool {
        self.next >= self.letters.len()
    }

    fn next(&mut self) -> Word {
        let rest = &self.letters[self.next..];
        let Some(first) = rest.first() else { return Word { kind: Kind::Invalid, runes: Vec::new() } };
        let run =
            |is_in: &dyn Fn(char) -> bool| 1 + rest[1..].iter().take_while(|letter| letter.c.is_none_or(is_in)).count();
        let (kind, len) = match first.c {
            None => (Kind::Invalid, 1),
            Some(c) if is_connector(c) => (Kind::Connector, run(&is_connector)),
            Some(c) if is_punctuation(c) => (Kind::Punctuation, run(&is_punctuation)),
            Some(c) if is_upper(c) => {
                let capitals = run(&is_upper);
                let follows = rest.get(capitals).and_then(|letter| letter.c).is_some_and(is_alphabet);
                let len = match capitals {
                    1 if follows => run(&|c| is_alphabet(c) && !is_upper(c)),
                    // Of `HTTPServer` the `S` belongs to what follows.
                    2.. if follows => capitals - 1,
                    _ => capitals,
                };
                (Kind::Upper, len)
            }
            Some(c) if is_alphabet(c) => (Kind::Alphabet, run(&|c| is_alphabet(c) && !is_upper(c))),
            Some(c) if is_number(c) => (Kind::Number, run(&is_number)),
            Some(_) => {
                let is_other = |c| !is_connector(c) && !is_alphabet(c) && !is_number(c) && !is_punctuation(c);
                (Kind::Other, run(&is_other))
            }
        };
        let runes = rest[..len].iter().flat_map(|letter| letter.runes.iter().copied()).collect();
        self.next += len;
        Word { kind, runes }
    }
}

/// Writes words of a text in small letters, with connectors between them.
struct Lowered<'t> {
    whole: &'t Text,
    connector: char,
    out: TextBuilder,
}

impl Lowered<'_> {
    fn word(&mut self, word: &Word) {
        let keeps = !matches!(word.kind, Kind::Upper | Kind::Connector);
        for rune in &word.runes {
            let c = match rune.c {
                _ if keeps => {
                    self.out.push(self.whole, rune.at..rune.at + rune.len);
                    continue;
                }
                c if is_connector(c) => self.connector,
                c if is_upper(c) => runes::to_lower(c),
                c => c,
            };
            self.out.push_bytes(c.encode_utf8(&mut [0; 4]).as_bytes(), self.whole.mark_at(rune.at));
        }
    }

    /// A connector before `next`, unless something stands there that parts words itself.
    fn connect(&mut self, next: &Word) {
        if matches!(next.kind, Kind::Connector | Kind::Punctuation) {
            return;
        }
        let mark = next.runes.first().and_then(|rune| self.whole.mark_at(rune.at));
        self.out.push_bytes(self.connector.encode_utf8(&mut [0; 4]).as_bytes(), mark);
    }

    /// Numbers and the small letters behind them are one word.
    fn tail(&mut self, words: &mut Words, mut word: Word) -> Word {
        while matches!(word.kind, Kind::Alphabet | Kind::Number) {
            self.word(&word);
            word = words.next();
        }
        if word.kind != Kind::Invalid {
            self.connect(&word);
        }
        word
    }
}

/// Words in small letters with `connector` between them.
fn lowered(whole: &Text, connector: char) -> Text {
    let mut words = Words { letters: letters(whole), next: 0 };
    let mut out = Lowered { whole, connector, out: TextBuilder::default() };
    let mut word = words.next();
    while !words.is_done() {
        if word.kind != Kind::Connector {
            out.word(&word);
        }
        let before = std::mem::replace(&mut word, words.next());
        match before.kind {
            Kind::Number => word = out.tail(&mut words, word),
            Kind::Connector => out.word(&before),
            Kind::Punctuation => {}
            _ if word.kind != Kind::Number => out.connect(&word),
            _ if words.is_done() => {}
            _ => {
                // A number belongs to the word before it, unless small letters follow.
                let number = std::mem::replace(&mut word, words.next());
                if word.kind == Kind::Alphabet {
                    out.connect(&number);
                    out.word(&number);
                    word = out.tail(&mut words, word);
                } else {
                    out.word(&number);
                    out.connect(&word);
                }
            }
        }
    }
    out.word(&word);
    out.out.finish()
}

/// Words with a capital each and nothing between them; connectors at the start stay.
fn joined(whole: &Text) -> Text {
    let all: Vec<Rune> = runes(whole.as_bytes()).collect();
    let mut out = TextBuilder::default();
    let push = |out: &mut TextBuilder, rune: Rune| {
        out.push_bytes(rune.c.encode_utf8(&mut [0; 4]).as_bytes(), whole.mark_at(rune.at));
    };
    let start = all.iter().take_while(|rune| is_connector(rune.c)).count();
    all[..start].iter().for_each(|rune| push(&mut out, *rune));
    let Some(first) = all.get(start) else {
        // Nothing but connectors: the last one stands there twice.
        all.last().into_iter().for_each(|rune| push(&mut out, *rune));
        return out.finish();
    };
    let mut was_capital = is_upper(first.c);
    let mut held = Rune { c: runes::to_upper(first.c), ..*first };
    for next in &all[start + 1..] {
        let mut next = *next;
        match (is_connector(held.c), is_connector(next.c)) {
            (true, true) => push(&mut out, held),
            (true, false) => {
                was_capital = is_upper(next.c);
                next.c = runes::to_upper(next.c);
            }
            (false, _) => {
                if was_capital && is_upper(next.c) {
                    next.c = runes::to_lower(next.c);
                } else {
                    was_capital = false;
                }
                push(&mut out, held);
            }
        }
        held = next;
    }
    push(&mut out, held);
    out.finish()
}

/// The same characters in another order, which is the same in every run.
fn shuffle(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let whole = text(arguments, 0);
    let mut all: Vec<Rune> = runes(whole.as_bytes()).collect();
    let mut random = call.random();
    for last in (1..all.len()).rev() {
        all.swap(last, random.below(last as u64 + 1) as usize);
    }
    let mut out = TextBuilder::default();
    for rune in all {
        out.push_bytes(rune.c.encode_utf8(&mut [0; 4]).as_bytes(), whole.mark_at(rune.at));
    }
    let made = call.made(out.finish(), arguments);
    let generated = call.by_chance();
    let from = call.ledger.union(made.from, generated);
    Ok(made.with(from))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    #[test]
    fn words_keep_their_marks() {
        let template = "{{ define \"x\" }}My{{ .Values.a }}{{ end }}{{ include \"x\" . | kebabcase }}";
        assert_eq!(marks(template, &json!({"a": "AppName"})), [r#""my" 1:17"#, r#""-app-name" 1:22 a"#]);
    }

    #[test]
    fn what_is_shuffled_is_generated() {
        assert_eq!(marks("{{ shuffle .Values.a }}", &json!({"a": "xx"})), [r#""xx" 1:4 a generated"#]);
    }
}
