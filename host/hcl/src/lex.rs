//! Tokens of HCL text, for what the parser beneath does not tell: comments, brackets, where items start.
//!
//! The lexer is total and linear, works on any bytes of a `str`, and never recurses. It is not a grammar: it
//! only knows enough to tell code from strings, heredocs, templates and comments.

/// Brackets, strings and templates nested deeper than this are not followed.
pub(crate) const MAX_DEPTH: usize = 200;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// `# …`, `// …` without the line ending, or `/* … */`.
    Comment,
    /// A line ending in code; not one inside a heredoc's text.
    Newline,
    /// `{`, `[` or `(`
    Open(u8),
    /// `}`, `]` or `)`, whether or not it closes anything.
    Close(u8),
    Word,
    Number,
    /// `=`, but not as part of a longer operator.
    Equals,
    Colon,
    Comma,
    QuoteOpen,
    QuoteClose,
    /// A quoted string that its line does not close. From the quote to the end of the line.
    Unclosed,
    /// Text of a string or heredoc.
    Literal,
    /// `${` or `%{`
    TemplateOpen,
    /// The `}` of a template sequence.
    TemplateClose,
    /// `<<NAME` or `<<-NAME`, without the line ending.
    HeredocOpen,
    /// The closing name of a heredoc, with the blanks before it.
    HeredocClose,
    /// Text that was skipped because it is nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// Any other operator or character.
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    Bracket(u8),
    /// With the place of the opening quote.
    Quoted(usize),
    Heredoc {
        name: (usize, usize),
    },
    Template,
    /// The text of a template file, which nothing ends.
    Bare,
}

/// An iterator over the tokens of a text, blanks left out.
#[derive(Debug)]
pub(crate) struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    stack: Vec<Mode>,
    line_start: bool,
    /// No `*/` stands behind this place, so that it is not searched for again.
    no_comment_end: bool,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0, stack: Vec::new(), line_start: true, no_comment_end: false }
    }

    /// Over the text of a template without quotes around it.
    pub(crate) fn of_template(text: &'a str) -> Self {
        Self { stack: vec![Mode::Bare], ..Self::new(text) }
    }

    /// How many brackets, strings, heredocs and templates are open behind the last token.
    pub(crate) fn depth(&self) -> usize {
        self.stack.len()
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn token(&mut self, kind: Kind, start: usize, end: usize) -> Option<Token> {
        self.at = end;
        Some(Token { kind, start, end })
    }

    fn push(&mut self, mode: Mode) {
        self.stack.push(mode);
    }

    /// Skips to the next line that starts in the first column with a word, out of all nesting.
    fn skip_too_deep(&mut self) -> Option<Token> {
        let start = self.at;
        let mut at = start;
        loop {
            match self.bytes[at..].iter().position(|byte| *byte == b'\n') {
                None => {
                    at = self.bytes.len();
                    break;
                }
                Some(line) => at += line + 1,
            }
            if is_word_start(self.byte(at)) {
                at -= 1;
                break;
            }
        }
        self.stack.clear();
        self.token(Kind::TooDeep, start, at)
    }

    fn code(&mut self) -> Option<Token> {
        while matches!(self.byte(self.at), b' ' | b'\t' | b'\r') {
            self.at += 1;
        }
        let start = self.at;
        if start >= self.bytes.len() {
            return None;
        }
        let next = self.byte(start + 1);
        match self.bytes[start] {
            b'\n' => self.token(Kind::Newline, start, start + 1),
            b'#' => self.line_comment(start),
            b'/' if next == b'/' => self.line_comment(start),
            b'/' if next == b'*' && !self.no_comment_end => match self.text[start + 2..].find("*/") {
                Some(length) => self.token(Kind::Comment, start, start + length + 4),
                None => {
                    self.no_comment_end = true;
                    self.token(Kind::Other, start, start + 2)
                }
            },
            b'"' => {
                self.push(Mode::Quoted(start));
                self.token(Kind::QuoteOpen, start, start + 1)
            }
            open @ (b'{' | b'[' | b'(') => {
                self.push(Mode::Bracket(open));
                self.token(Kind::Open(open), start, start + 1)
            }
            close @ (b'}' | b']' | b')') => self.close(close, start),
            b'<' if next == b'<' => self.heredoc(start),
            b'=' if next == b'=' || next == b'>' => self.token(Kind::Other, start, start + 2),
            b'!' | b'<' | b'>' if next == b'=' => self.token(Kind::Other, start, start + 2),
            b'=' => self.token(Kind::Equals, start, start + 1),
            b':' if next == b':' => self.token(Kind::Other, start, start + 2),
            b':' => self.token(Kind::Colon, start, start + 1),
            b',' => self.token(Kind::Comma, start, start + 1),
            b'0'..=b'9' => self.number(start),
            byte if is_word_start(byte) => {
                let end = self.end_of_word(start);
                self.token(Kind::Word, start, end)
            }
            _ => self.token(Kind::Other, start, start + 1),
        }
    }

    fn close(&mut self, close: u8, start: usize) -> Option<Token> {
        match (self.stack.last(), close) {
            (Some(Mode::Template), b'}') => {
                self.stack.pop();
                return self.token(Kind::TemplateClose, start, start + 1);
            }
            (Some(Mode::Bracket(b'{')), b'}')
            | (Some(Mode::Bracket(b'[')), b']')
            | (Some(Mode::Bracket(b'(')), b')') => {
                self.stack.pop();
            }
            _ => {}
        }
        self.token(Kind::Close(close), start, start + 1)
    }

    fn line_comment(&mut self, start: usize) -> Option<Token> {
        let mut end = self.end_of_line(start);
        if end > start && self.bytes[end - 1] == b'\r' {
            end -= 1;
        }
        self.token(Kind::Comment, start, end)
    }

    fn heredoc(&mut self, start: usize) -> Option<Token> {
        let name = start + if self.byte(start + 2) == b'-' { 3 } else { 2 };
        let end = if is_word_start(self.byte(name)) { self.end_of_word(name) } else { name };
        let line_end = end + usize::from(self.byte(end) == b'\r');
        if end == name || self.byte(line_end) != b'\n' {
            return self.token(Kind::Other, start, start + 2);
        }
        self.push(Mode::Heredoc { name: (name, end) });
        self.line_start = true;
        let token = self.token(Kind::HeredocOpen, start, end);
        self.at = line_end + 1;
        token
    }

    fn number(&mut self, start: usize) -> Option<Token> {
        let digits = |mut at: usize| {
            while self.byte(at).is_ascii_digit() {
                at += 1;
            }
            at
        };
        let mut end = digits(start);
        if self.byte(end) == b'.' && self.byte(end + 1).is_ascii_digit() {
            end = digits(end + 1);
        }
        if matches!(self.byte(end), b'e' | b'E') {
            let sign = usize::from(matches!(self.byte(end + 1), b'+' | b'-'));
            if self.byte(end + 1 + sign).is_ascii_digit() {
                end = digits(end + 1 + sign);
            }
        }
        self.token(Kind::Number, start, end)
    }

    fn quoted(&mut self, open: usize) -> Option<Token> {
        let start = self.at;
        let mut at = start;
        loop {
            match self.byte(at) {
                b'"' => break,
                b'\n' | 0 if at >= self.bytes.len() || self.bytes[at] == b'\n' => {
                    self.stack.pop();
                    return self.token(Kind::Unclosed, open, at);
                }
                b'\\' if at + 1 < self.bytes.len() && self.bytes[at + 1] != b'\n' => at += 2,
                b'$' | b'%' if self.template_at(at) != At::Text => {
                    if self.template_at(at) == At::Open {
                        break;
                    }
                    at += 3;
                }
                _ => at += 1,
            }
        }
        if at > start {
            return self.token(Kind::Literal, start, at);
        }
        if self.byte(at) == b'"' {
            self.stack.pop();
            return self.token(Kind::QuoteClose, at, at + 1);
        }
        self.push(Mode::Template);
        self.token(Kind::TemplateOpen, at, at + 2)
    }

    fn in_heredoc(&mut self, name: Option<(usize, usize)>) -> Option<Token> {
        let start = self.at;
        if start >= self.bytes.len() {
            return None;
        }
        if let (true, Some(name)) = (self.line_start, name) {
            let end = self.end_of_line(start);
            let line = &self.text[start..end];
            if line.trim() == &self.text[name.0..name.1] {
                self.stack.pop();
                return self.token(Kind::HeredocClose, start, start + line.trim_end().len());
            }
        }
        let mut at = start;
        while at < self.bytes.len() {
            match self.bytes[at] {
                b'\n' => {
                    self.line_start = true;
                    return self.token(Kind::Literal, start, at + 1);
                }
                b'$' | b'%' if self.template_at(at) == At::Escape => at += 3,
                b'$' | b'%' if self.template_at(at) == At::Open => break,
                _ => at += 1,
            }
        }
        self.line_start = false;
        if at > start {
            return self.token(Kind::Literal, start, at);
        }
        self.push(Mode::Template);
        self.token(Kind::TemplateOpen, at, at + 2)
    }

    fn template_at(&self, at: usize) -> At {
        let mark = self.bytes[at];
        match (self.byte(at + 1), self.byte(at + 2)) {
            (b'{', _) => At::Open,
            (next, b'{') if next == mark => At::Escape,
            _ => At::Text,
        }
    }

    fn end_of_line(&self, from: usize) -> usize {
        self.bytes[from..].iter().position(|byte| *byte == b'\n').map_or(self.bytes.len(), |length| from + length)
    }

    fn end_of_word(&self, from: usize) -> usize {
        let length = self.bytes[from..].iter().position(|byte| !is_word(*byte)).unwrap_or(self.bytes.len() - from);
        from + length
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Text,
    Open,
    Escape,
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        if self.stack.len() > MAX_DEPTH {
            return self.skip_too_deep();
        }
        match self.stack.last() {
            Some(Mode::Quoted(open)) => {
                let open = *open;
                self.quoted(open)
            }
            Some(Mode::Heredoc { name }) => {
                let name = *name;
                self.in_heredoc(Some(name))
            }
            Some(Mode::Bare) => self.in_heredoc(None),
            _ => self.code(),
        }
    }
}

/// Bytes of characters outside of ASCII count as letters: only the parser beneath tells them apart.
pub(crate) fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

pub(crate) fn is_word(byte: u8) -> bool {
    is_word_start(byte) || byte.is_ascii_digit() || byte == b'-'
}
