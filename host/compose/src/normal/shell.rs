//! Commands written as one text, split into words.

use crate::model::{HOLE, Text};

/// The words of a command; `None` when a quote is not closed. What follows an unquoted `;`, `&`, `|`, `<` or `>` is
/// no argument and is left out, as the reference implementation does: nothing here runs a shell.
pub(super) fn words(text: &Text) -> Option<Vec<Text>> {
    let mut words = Vec::new();
    let mut word = Word::default();
    let mut holes = text.holes.iter();
    let (mut single, mut double, mut back, mut dollar) = (false, false, false, false);
    let mut is_escaped = false;
    for c in text.chars.chars() {
        let is_quoted = single || double || back || dollar;
        if is_escaped {
            let c = match c {
                't' => '\t',
                'n' => '\n',
                c => c,
            };
            word.push(c);
            is_escaped = false;
            continue;
        }
        match c {
            HOLE => {
                word.push(c);
                word.holes.extend(holes.next().cloned());
            }
            '\\' if single => word.push(c),
            '\\' => is_escaped = true,
            ' ' | '\t' | '\r' | '\n' if is_quoted => word.push(c),
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '`' if !single && !double && !dollar => {
                back = !back;
                word.push(c);
            }
            ')' if !single && !double && !back => {
                dollar = !dollar;
                word.push(c);
            }
            '(' if !single && !double && !back => {
                if dollar || !word.chars.ends_with('$') {
                    return None;
                }
                dollar = true;
                word.push(c);
            }
            '"' if !single && !dollar => {
                word.is_there = true;
                double = !double;
            }
            '\'' if !double && !dollar => {
                word.is_there = true;
                single = !single;
            }
            ';' | '&' | '|' | '<' | '>' if !is_quoted => {
                // `2>` is a file descriptor, no argument.
                if c == '>' && word.chars.starts_with(|c: char| c.is_ascii_digit()) {
                    word = Word::default();
                }
                words.extend(word.take());
                return Some(supplied(words, text));
            }
            c => word.push(c),
        }
    }
    if is_escaped || single || double || back || dollar {
        return None;
    }
    words.extend(word.take());
    Some(supplied(words, text))
}

/// Which word a variable stood in is not kept: any of them may be its value.
fn supplied(words: Vec<Text>, whole: &Text) -> Vec<Text> {
    words.into_iter().map(|word| Text { supply: whole.supply, ..word }).collect()
}

#[derive(Default)]
struct Word {
    chars: String,
    holes: Vec<std::sync::Arc<str>>,
    /// Also when it is empty: `""` is a word.
    is_there: bool,
}

impl Word {
    fn push(&mut self, c: char) {
        self.chars.push(c);
        self.is_there = true;
    }

    fn take(&mut self) -> Option<Text> {
        let word = std::mem::take(self);
        word.is_there.then(|| Text { chars: word.chars.into(), holes: word.holes.into(), ..Text::default() })
    }
}
