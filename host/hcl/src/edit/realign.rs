//! Columns of `=`, and of comments at the ends of lines, as `terraform fmt` puts them.

use std::ops::Range;

use crate::lex::{Kind, Lexer, Token};

/// `after` with its columns as a formatter would put them, if those of `before` were so.
pub fn realign(before: &str, after: String) -> String {
    if !moves(before).is_empty() {
        return after;
    }
    let mut out = after;
    for (gap, width) in moves(&out).into_iter().rev() {
        out.replace_range(gap, &" ".repeat(width));
    }
    out
}

/// A line of code, and the parts of it that stand in columns. A heredoc is a part of the line that it begins in.
#[derive(Default)]
struct Row {
    /// The code before what is put into columns.
    lead: Range<usize>,
    /// From `=` to the end of the code, when what it is set to ends in the same line.
    assign: Option<Range<usize>>,
    comment: Option<usize>,
}

impl Row {
    fn of(tokens: &[Token]) -> Self {
        let (code, comment) = match tokens {
            [code @ .., last] if last.kind == Kind::Comment && !code.is_empty() => (code, Some(last.start)),
            _ => (tokens, None),
        };
        let Some((first, last)) = code.first().zip(code.last()) else { return Self::default() };
        let equals = code.iter().skip(1).position(|token| token.kind == Kind::Equals).map(|at| at + 1);
        let assign = equals.filter(|at| code[*at..].iter().map(depth).sum::<i32>() == 0);
        let lead = first.start..assign.map_or(last.end, |at| code[at - 1].end);
        Self { lead, assign: assign.map(|at| code[at].start..last.end), comment }
    }
}

fn depth(token: &Token) -> i32 {
    match token.kind {
        Kind::Open(_) | Kind::TemplateOpen => 1,
        Kind::Close(_) | Kind::TemplateClose => -1,
        _ => 0,
    }
}

/// The gaps that are not as wide as they should be, in order, and how wide they should be.
fn moves(text: &str) -> Vec<(Range<usize>, usize)> {
    let rows = rows(text);
    let width = |range: &Range<usize>| text[range.clone()].chars().count();
    // From the start of the line to the end of the lead, and then to the end of the code.
    let lead = |row: &Row| {
        let start = text[..row.lead.start].rfind('\n').map_or(0, |line| line + 1);
        width(&(start..row.lead.end))
    };
    let mut wanted: Vec<(Range<usize>, usize)> = Vec::new();
    let mut code: Vec<usize> = rows.iter().map(lead).collect();
    for chain in chains(&rows, |row| row.assign.is_some()) {
        let column = chain.clone().map(|at| lead(&rows[at])).max().unwrap_or_default() + 1;
        for at in chain {
            let Some(assign) = &rows[at].assign else { continue };
            wanted.push((rows[at].lead.end..assign.start, column - lead(&rows[at])));
            code[at] = column + width(assign);
        }
    }
    for chain in chains(&rows, |row| row.comment.is_some()) {
        let column = chain.clone().map(|at| code[at]).max().unwrap_or_default() + 1;
        for at in chain {
            let end = rows[at].assign.as_ref().map_or(rows[at].lead.end, |assign| assign.end);
            wanted.extend(rows[at].comment.map(|start| (end..start, column - code[at])));
        }
    }
    wanted.retain(|(gap, width)| text[gap.clone()] != " ".repeat(*width));
    wanted.sort_by_key(|(gap, _)| gap.start);
    wanted
}

/// Runs of rows that have something.
fn chains(rows: &[Row], has: impl Fn(&Row) -> bool) -> Vec<Range<usize>> {
    let mut chains: Vec<Range<usize>> = Vec::new();
    for at in (0..rows.len()).filter(|at| has(&rows[*at])) {
        match chains.last_mut() {
            Some(last) if last.end == at => last.end += 1,
            _ => chains.push(at..at + 1),
        }
    }
    chains
}

fn rows(text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut line: Vec<Token> = Vec::new();
    for token in Lexer::new(text) {
        if token.kind == Kind::Newline {
            rows.push(Row::of(&line));
            line.clear();
        } else {
            line.push(token);
        }
    }
    rows.push(Row::of(&line));
    rows
}

#[cfg(test)]
mod tests {
    use super::realign;

    fn check(before: &str, after: &str, expected: &str) {
        assert_eq!(realign(before, after.to_owned()), expected);
    }

    #[test]
    fn columns_follow_what_was_changed() {
        check("a = 7  # x\nb = {} # y\n", "a = 14  # x\nb = {} # y\n", "a = 14 # x\nb = {} # y\n");
        check("a = 7 # x\nb = 1\n", "a = 14   # x\nb = 1\n", "a = 14 # x\nb = 1\n");
        // What stood in between is gone.
        check("a = 1\nb = [\n  1,\n]\nlong = 2\n", "a = 1\nlong = 2\n", "a    = 1\nlong = 2\n");
        check(
            "a {\n  b = <<E\nx = 1 # no\nE\n  c = 1\n}\n",
            "a {\n  b = <<E\nx = 1 # no\nE\n  cc = 1\n}\n",
            "a {\n  b  = <<E\nx = 1 # no\nE\n  cc = 1\n}\n",
        );
    }

    #[test]
    fn other_columns_stay() {
        for text in [
            "a   = 1\nbb = 2\n",
            "a = 1   # x\n",
            "a = 1\n\nlong = 2\n",
            "a { b = 1 }\nlong = 2\n",
            "",
            "é = \"${a = b",
        ] {
            check(text, text, text);
        }
        check("a   = 1\nbb = 2\n", "a   = 100 # x\nbb = 2 # y\n", "a   = 100 # x\nbb = 2 # y\n");
    }
}
