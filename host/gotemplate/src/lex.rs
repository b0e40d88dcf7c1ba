//! From text to tokens, as Go's templates cut it: blanks are tokens, and trim markers take the text beside them.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Token {
    /// What is wrong is in [`Lexed::error`].
    Error,
    Bool,
    Char,
    CharConstant,
    Assign,
    Declare,
    Eof,
    Field,
    Identifier,
    LeftDelimiter,
    LeftParen,
    Number,
    Pipe,
    RawText,
    RightDelimiter,
    RightParen,
    Space,
    QuotedText,
    Text,
    Variable,
    Dot,
    Keyword(Keyword),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Keyword {
    Block,
    Break,
    Continue,
    Define,
    Else,
    End,
    If,
    Nil,
    Range,
    Template,
    With,
}

/// A token and where it stands. Small, because a template with a page of text in it has tens of thousands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub(crate) token: Token,
    start: u32,
    end: u32,
    line: u32,
}

impl Item {
    /// Its first byte.
    pub(crate) fn start(self) -> usize {
        self.start as usize
    }

    /// The byte behind it.
    pub(crate) fn end(self) -> usize {
        self.end as usize
    }

    /// The line of its first byte, from 1.
    pub(crate) fn line(self) -> usize {
        self.line as usize
    }
}

/// The tokens of a text.
#[derive(Debug)]
pub(crate) struct Lexed {
    /// The last is [`Token::Eof`] or [`Token::Error`].
    pub(crate) items: Vec<Item>,
    /// What is wrong where the last one is an error.
    pub(crate) error: Option<String>,
}

const LEFT: &str = "{{";
const RIGHT: &str = "}}";
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// All tokens of a text.
pub(crate) fn lex(text: &str) -> Lexed {
    let mut lexer = Lexer { text, at: 0, start: 0, line: 1, start_line: 1, depth: 0, items: Vec::new(), error: None };
    let mut state = State::Text;
    while state != State::Done {
        state = match state {
            State::Text => lexer.text(),
            State::LeftDelimiter => lexer.left_delimiter(),
            State::Action => lexer.action(),
            State::RightDelimiter => lexer.right_delimiter(),
            State::Done => State::Done,
        };
    }
    Lexed { items: lexer.items, error: lexer.error }
}

#[derive(PartialEq, Eq)]
enum State {
    Text,
    LeftDelimiter,
    Action,
    RightDelimiter,
    Done,
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    start: usize,
    line: usize,
    start_line: usize,
    /// Of open parentheses.
    depth: usize,
    items: Vec<Item>,
    error: Option<String>,
}

fn is_blank(c: char) -> bool {
    BLANKS.contains(&c)
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphabetic() || c.is_numeric()
}

/// A trim marker at the left is a minus and a blank, at the right a blank and a minus.
fn has_left_trim(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next() == Some('-') && chars.next().is_some_and(is_blank)
}

fn has_right_trim(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_blank) && chars.next() == Some('-')
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.step(c.len_utf8());
        Some(c)
    }

    /// Moves on by so many bytes.
    fn step(&mut self, bytes: usize) {
        let passed = &self.text.as_bytes()[self.at..self.at + bytes];
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.at += bytes;
    }

    fn accept(&mut self, valid: &str) -> bool {
        let Some(c) = self.peek().filter(|c| valid.contains(*c)) else { return false };
        self.step(c.len_utf8());
        true
    }

    fn accept_run(&mut self, valid: &str) {
        while self.accept(valid) {}
    }

    fn ignore(&mut self) {
        self.start = self.at;
        self.start_line = self.line;
    }

    fn emit(&mut self, token: Token) {
        self.push(token);
        self.ignore();
    }

    fn error(&mut self, message: impl Into<String>) -> State {
        self.push(Token::Error);
        self.error = Some(message.into());
        State::Done
    }

    /// Texts of four gigabytes are refused long before.
    fn push(&mut self, token: Token) {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let item = Item { token, start: number(self.start), end: number(self.at), line: number(self.start_line) };
        self.items.push(item);
    }

    fn text(&mut self) -> State {
        let Some(found) = self.rest().find(LEFT) else {
            let length = self.rest().len();
            self.step(length);
            if self.at > self.start {
                self.emit(Token::Text);
            }
            self.emit(Token::Eof);
            return State::Done;
        };
        if found > 0 {
            let text = &self.rest()[..found];
            let kept = if has_left_trim(&self.rest()[found + LEFT.len()..]) {
                text.trim_end_matches(BLANKS).len()
            } else {
                found
            };
            self.step(kept);
            if self.at > self.start {
                self.emit(Token::Text);
            }
            self.step(found - kept);
            self.ignore();
        }
        State::LeftDelimiter
    }

    fn left_delimiter(&mut self) -> State {
        self.step(LEFT.len());
        let trim = if has_left_trim(self.rest()) { 2 } else { 0 };
        if self.rest()[trim..].starts_with("/*") {
            self.step(trim);
            self.ignore();
            return self.comment();
        }
        self.emit(Token::LeftDelimiter);
        self.step(trim);
        self.ignore();
        self.depth = 0;
        State::Action
    }

    fn comment(&mut self) -> State {
        self.step(2);
        let Some(end) = self.rest().find("*/") else { return self.error("unclosed comment") };
        self.step(end + 2);
        let Some(trims) = self.at_right_delimiter() else {
            return self.error("comment ends before closing delimiter");
        };
        if trims {
            self.step(2);
        }
        self.step(RIGHT.len());
        if trims {
            self.skip_blanks();
        }
        self.ignore();
        State::Text
    }

    fn skip_blanks(&mut self) {
        let blanks = self.rest().len() - self.rest().trim_start_matches(BLANKS).len();
        self.step(blanks);
    }

    /// Whether an action ends here, and if so whether it takes the blanks behind it.
    fn at_right_delimiter(&self) -> Option<bool> {
        let rest = self.rest();
        if has_right_trim(rest) && rest[2..].starts_with(RIGHT) {
            return Some(true);
        }
        rest.starts_with(RIGHT).then_some(false)
    }

    fn right_delimiter(&mut self) -> State {
        let trims = self.at_right_delimiter() == Some(true);
        if trims {
            self.step(2);
            self.ignore();
        }
        self.step(RIGHT.len());
        self.emit(Token::RightDelimiter);
        if trims {
            self.skip_blanks();
            self.ignore();
        }
        State::Text
    }

    fn action(&mut self) -> State {
        if self.at_right_delimiter().is_some() {
            return if self.depth == 0 { State::RightDelimiter } else { self.error("unclosed left paren") };
        }
        let Some(c) = self.peek() else { return self.error("unclosed action") };
        match c {
            c if is_blank(c) => return self.space(),
            '=' => self.single(Token::Assign),
            ':' => {
                self.step(1);
                if self.next() != Some('=') {
                    return self.error("expected :=");
                }
                self.emit(Token::Declare);
            }
            '|' => self.single(Token::Pipe),
            '"' => return self.quoted(),
            '`' => return self.raw(),
            '$' => {
                self.step(1);
                return self.field_or_variable(Token::Variable);
            }
            '\'' => return self.character(),
            '.' if !self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) && self.rest().len() > 1 => {
                self.step(1);
                return self.field_or_variable(Token::Field);
            }
            '.' | '+' | '-' | '0'..='9' => return self.number(),
            c if is_word(c) => return self.identifier(),
            '(' => {
                self.single(Token::LeftParen);
                self.depth += 1;
            }
            ')' => {
                self.step(1);
                let Some(depth) = self.depth.checked_sub(1) else {
                    return self.error("unexpected right paren");
                };
                self.emit(Token::RightParen);
                self.depth = depth;
            }
            c if c.is_ascii_graphic() => self.single(Token::Char),
            c => {
                self.step(c.len_utf8());
                return self.error(format!("unrecognized character in action: {}", code_point(c)));
            }
        }
        State::Action
    }

    fn single(&mut self, token: Token) {
        self.step(1);
        self.emit(token);
    }

    fn space(&mut self) -> State {
        let mut count = 0;
        while let Some(c) = self.peek().filter(|c| is_blank(*c)) {
            self.step(c.len_utf8());
            count += 1;
        }
        // The last blank may belong to a trim marker.
        let last = &self.text[self.at - 1..];
        if has_right_trim(last) && last[2..].starts_with(RIGHT) {
            if last.starts_with('\n') {
                self.line -= 1;
            }
            self.at -= 1;
            if count == 1 {
                return State::RightDelimiter;
            }
        }
        self.emit(Token::Space);
        State::Action
    }

    fn identifier(&mut self) -> State {
        while self.peek().is_some_and(is_word) {
            self.next();
        }
        if let Some(error) = self.bad_end() {
            return error;
        }
        let token = match &self.text[self.start..self.at] {
            "block" => Token::Keyword(Keyword::Block),
            "break" => Token::Keyword(Keyword::Break),
            "continue" => Token::Keyword(Keyword::Continue),
            "define" => Token::Keyword(Keyword::Define),
            "else" => Token::Keyword(Keyword::Else),
            "end" => Token::Keyword(Keyword::End),
            "if" => Token::Keyword(Keyword::If),
            "nil" => Token::Keyword(Keyword::Nil),
            "range" => Token::Keyword(Keyword::Range),
            "template" => Token::Keyword(Keyword::Template),
            "with" => Token::Keyword(Keyword::With),
            "true" | "false" => Token::Bool,
            _ => Token::Identifier,
        };
        self.emit(token);
        State::Action
    }

    fn field_or_variable(&mut self, token: Token) -> State {
        if self.is_at_end_of_word() {
            self.emit(if token == Token::Variable { Token::Variable } else { Token::Dot });
            return State::Action;
        }
        while self.peek().is_some_and(is_word) {
            self.next();
        }
        if let Some(error) = self.bad_end() {
            return error;
        }
        self.emit(token);
        State::Action
    }

    /// The error when a word does not end here.
    fn bad_end(&mut self) -> Option<State> {
        if self.is_at_end_of_word() {
            return None;
        }
        let c = self.next()?;
        Some(self.error(format!("bad character {}", code_point(c))))
    }

    fn is_at_end_of_word(&self) -> bool {
        match self.peek() {
            None | Some('.' | ',' | '|' | ':' | '(' | ')') => true,
            Some(c) => is_blank(c) || self.rest().starts_with(RIGHT),
        }
    }

    fn character(&mut self) -> State {
        self.step(1);
        loop {
            match self.next() {
                Some('\\') => {
                    if self.next().is_none_or(|c| c == '\n') {
                        return self.error("unterminated character constant");
                    }
                }
                None | Some('\n') => return self.error("unterminated character constant"),
                Some('\'') => break,
                Some(_) => {}
            }
        }
        self.emit(Token::CharConstant);
        State::Action
    }

    fn number(&mut self) -> State {
        let is_number = self.scan_number();
        if !is_number {
            let shown = crate::quote::quote(&self.text.as_bytes()[self.start..self.at]);
            return self.error(format!("bad number syntax: {shown}"));
        }
        self.emit(Token::Number);
        State::Action
    }

    fn scan_number(&mut self) -> bool {
        self.accept("+-");
        let mut digits = "0123456789_";
        if self.accept("0") {
            if self.accept("xX") {
                digits = "0123456789abcdefABCDEF_";
            } else if self.accept("oO") {
                digits = "01234567_";
            } else if self.accept("bB") {
                digits = "01_";
            }
        }
        self.accept_run(digits);
        if self.accept(".") {
            self.accept_run(digits);
        }
        let exponent = match digits.len() {
            11 => "eE",
            23 => "pP",
            _ => "",
        };
        if self.accept(exponent) {
            self.accept("+-");
            self.accept_run("0123456789_");
        }
        self.accept("i");
        if self.peek().is_some_and(is_word) {
            self.next();
            return false;
        }
        true
    }

    fn quoted(&mut self) -> State {
        self.step(1);
        loop {
            match self.next() {
                Some('\\') => {
                    if self.next().is_none_or(|c| c == '\n') {
                        return self.error("unterminated quoted string");
                    }
                }
                None | Some('\n') => return self.error("unterminated quoted string"),
                Some('"') => break,
                Some(_) => {}
            }
        }
        self.emit(Token::QuotedText);
        State::Action
    }

    fn raw(&mut self) -> State {
        self.step(1);
        let Some(end) = self.rest().find('`') else {
            let length = self.rest().len();
            self.step(length);
            return self.error("unterminated raw quoted string");
        };
        self.step(end + 1);
        self.emit(Token::RawText);
        State::Action
    }
}

/// As `%#U` prints it.
fn code_point(c: char) -> String {
    let code = format!("U+{:04X}", c as u32);
    if crate::quote::is_printable(c) { format!("{code} '{c}'") } else { code }
}
