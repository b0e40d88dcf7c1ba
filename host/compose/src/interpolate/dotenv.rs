//! Environment files: `NAME=value` lines with quotes, escapes, comments and variables.

use std::sync::Arc;

use tollgate_ir::{How, Origin};
use tollgate_source::{FileId, Span};

use super::{
    template::{TemplateError, Unset, Used, substitute},
    variables::{Variable, Variables},
};
use crate::model::Text;

/// What an environment file says.
#[derive(Debug, Default)]
pub(crate) struct EnvFile {
    pub(crate) variables: Variables,
    /// Where values stand: nobody's to see.
    pub(crate) values: Vec<Span>,
    /// Variables that were used in it and have no value.
    pub(crate) unset: Vec<Arc<str>>,
}

/// Where and why an environment file cannot be read further.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct EnvFileError {
    pub(crate) span: Span,
    pub(crate) message: String,
}

/// Reads the environment file `text`. Values may use variables of `outer` first, then those of `inner`, then those
/// that stand before them. What stands before an error is kept.
pub(crate) fn read(
    file: FileId,
    name: &str,
    text: &str,
    outer: &Variables,
    inner: &Variables,
    unset: Unset,
) -> (EnvFile, Option<EnvFileError>) {
    let mut reader = Reader { file, name: name.into(), text, at: 0, outer, inner, unset, found: EnvFile::default() };
    reader.at = text.len() - text.trim_start_matches('\u{feff}').len();
    let error = reader.run().err();
    (reader.found, error)
}

/// Every line as it is: `NAME=value` without quotes, escapes and variables.
pub(crate) fn read_raw(file: FileId, name: &str, text: &str, outer: &Variables) -> EnvFile {
    let mut found = EnvFile::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let written = line.trim_end_matches(['\n', '\r']);
        let start = at;
        at += line.len();
        if written.trim_start().starts_with('#') {
            continue;
        }
        match written.split_once('=') {
            Some((key, value)) => {
                let span = Span::new(file, start + key.len() + 1, start + written.len());
                found.set(key.trim(), Text::new(value), name, span);
            }
            None => {
                if let Some(outside) = outer.get(written.trim()) {
                    found.variables.set(written.trim(), outside.clone());
                }
            }
        }
    }
    found
}

impl EnvFile {
    fn set(&mut self, key: &str, value: Text, file_name: &str, span: Span) {
        let origin = Some((How::EnvFile(file_name.into()), Origin::at(span)));
        self.variables.set(key, Variable { value, origin });
        self.values.push(span);
    }
}

struct Reader<'a> {
    file: FileId,
    name: Arc<str>,
    text: &'a str,
    at: usize,
    outer: &'a Variables,
    inner: &'a Variables,
    unset: Unset,
    found: EnvFile,
}

impl<'a> Reader<'a> {
    fn run(&mut self) -> Result<(), EnvFileError> {
        loop {
            self.skip(char::is_whitespace);
            if self.rest().is_empty() {
                return Ok(());
            }
            if self.rest().starts_with('#') {
                self.skip(|c| c != '\n');
                continue;
            }
            self.statement()?;
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip(&mut self, is_skipped: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !is_skipped(c)).unwrap_or(rest.len());
    }

    fn error(&self, start: usize, end: usize, message: String) -> EnvFileError {
        EnvFileError { span: Span::new(self.file, start, end), message }
    }

    fn statement(&mut self) -> Result<(), EnvFileError> {
        if let Some(after) = self.rest().strip_prefix("export")
            && after.starts_with(char::is_whitespace)
        {
            self.at += "export".len();
            self.skip(is_blank);
        }
        let start = self.at;
        let line_end = start + self.rest().find('\n').unwrap_or(self.rest().len());
        let mut end = self.text.len();
        let mut separator = '\n';
        for (offset, c) in self.rest().char_indices() {
            match c {
                '=' | ':' | '\n' => {
                    (end, separator) = (start + offset, c);
                    break;
                }
                c if is_blank(c) || c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '[' | ']') => {}
                c => {
                    let at = start + offset;
                    let message = format!("`{c}` cannot be in the name of a variable");
                    return Err(self.error(at, at + c.len_utf8(), message));
                }
            }
        }
        let key = self.text[start..end].trim_end();
        if key.contains(' ') {
            return Err(self.error(start, line_end, "a line is `NAME=value`, and names have no blanks".into()));
        }
        self.at = (end + 1).min(self.text.len());
        if separator == '\n' {
            // A name alone takes the value that the variable has outside.
            if let Some(outside) = self.outer.get(key).or_else(|| self.inner.get(key)).cloned() {
                self.found.variables.set(key, outside);
            }
            return Ok(());
        }
        self.skip(is_blank);
        self.value(key)
    }

    fn value(&mut self, key: &'a str) -> Result<(), EnvFileError> {
        let start = self.at;
        let rest = self.rest();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(quote) = quote else {
            let line = rest.split('\n').next().unwrap_or_default();
            let value = line.split(" #").next().unwrap_or_default().trim_end();
            self.at += line.len();
            let span = Span::new(self.file, start, start + value.len());
            let value = self.expanded(value, span)?;
            self.keep(key, value, span);
            return Ok(());
        };
        let mut inside = String::new();
        let mut is_escaped = false;
        let mut end = None;
        for (offset, c) in rest.char_indices().skip(1) {
            match (c, is_escaped) {
                (c, false) if c == quote => {
                    end = Some(start + offset);
                    break;
                }
                ('\\', false) => is_escaped = true,
                (c, true) => {
                    is_escaped = false;
                    if c != quote {
                        inside.push('\\');
                    }
                    inside.push(c);
                }
                (c, false) => inside.push(c),
            }
        }
        let Some(end) = end else {
            let line = rest.split('\n').next().unwrap_or_default();
            return Err(self.error(start, start + line.len(), "this quote is never closed".into()));
        };
        self.at = end + 1;
        let span = Span::new(self.file, start + 1, end);
        let value = if quote == '"' { self.expanded(&unescaped(&inside), span)? } else { Text::new(inside) };
        self.keep(key, value, span);
        Ok(())
    }

    fn expanded(&mut self, value: &str, span: Span) -> Result<Text, EnvFileError> {
        let mut used = Used::default();
        let mut visible = self.outer.clone();
        visible.add_weaker(&self.found.variables);
        visible.add_weaker(self.inner);
        let text = substitute(value, None, &visible, self.unset, &mut used).map_err(|error| {
            let message = match error {
                TemplateError::Invalid { .. } => {
                    "this is no form of a variable: write `${NAME}`, and `$$` for a dollar sign".to_owned()
                }
                TemplateError::Required { name, reason } => format!("`{name}` has to be set: {reason}"),
            };
            EnvFileError { span, message }
        })?;
        self.found.unset.extend(used.unset);
        Ok(text)
    }

    fn keep(&mut self, key: &str, value: Text, span: Span) {
        let name = Arc::clone(&self.name);
        self.found.set(key, value, &name, span);
    }
}

/// A blank that does not end a line.
fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}')
}

/// The escapes of double quotes.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (replacement, length) = match after.chars().next() {
            Some('$') => ("$$".to_owned(), 1),
            Some('a') => ("\u{7}".to_owned(), 1),
            Some('b') => ("\u{8}".to_owned(), 1),
            Some('f') => ("\u{c}".to_owned(), 1),
            Some('n') => ("\n".to_owned(), 1),
            Some('r') => ("\r".to_owned(), 1),
            Some('t') => ("\t".to_owned(), 1),
            Some('v') => ("\u{b}".to_owned(), 1),
            Some(c @ ('"' | '\\')) => (c.to_string(), 1),
            Some('0') => {
                let digits: String = after[1..].chars().take(3).take_while(char::is_ascii_digit).collect();
                match u32::from_str_radix(&digits, 8).ok().filter(|_| digits.len() == 3).and_then(char::from_u32) {
                    Some(c) => (c.to_string(), 1 + digits.len()),
                    None => (format!("\\0{digits}"), 1 + digits.len()),
                }
            }
            _ => ("\\".to_owned(), 0),
        };
        out.push_str(&replacement);
        rest = &after[length..];
    }
    out.push_str(rest);
    out
}
