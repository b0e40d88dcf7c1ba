//! Values to YAML, byte for byte as Terraform writes it: keys sorted and quoted, strings of one line quoted,
//! those of several as blocks, sequences not indented under their key.

use tollgate_ir::{Kind, Refinement, Type, Value};

use super::super::{Call, Outcome, deep_marks};
use crate::convert::is_whole;

/// Quoted text is folded at the first space behind this column.
const WIDTH: usize = 80;
/// Longer keys stand on lines of their own.
const MAX_KEY: usize = 128;

/// Up to the first unknown value the text is known.
pub(in super::super) fn yamlencode(call: &Call<'_>) -> Outcome {
    let value = &call.args[0];
    let mut writer = Writer { out: String::new(), column: 0 };
    let text = if writer.root(value).is_ok() {
        call.string(writer.out)
    } else {
        let prefix = (!writer.out.is_empty()).then(|| writer.out.into());
        let refinement = Refinement { not_null: true, prefix, ..Refinement::default() };
        call.depends_on([value].into_iter(), Type::String, refinement)
    };
    // As in `jsonencode()`: the text gives away what only a part of the document is marked for.
    Ok(text.marked(deep_marks(value)).saying(value.clone()))
}

/// The rest is not known.
struct Unknown;

struct Writer {
    out: String,
    /// Characters since the last line break.
    column: usize,
}

impl Writer {
    fn root(&mut self, value: &Value) -> Result<(), Unknown> {
        if let Kind::String(text) = &value.kind {
            self.string(text, 2, true);
        } else if let Some(text) = plain(value) {
            self.put(&text);
            // What could go on is ended explicitly.
            if value.elements().is_none() && value.entries().is_none() {
                self.put("\n...");
            }
        } else {
            self.collection(value, 0, false)?;
        }
        if !self.out.ends_with('\n') {
            self.put("\n");
        }
        Ok(())
    }

    /// A sequence or mapping whose lines begin at column `indent`, the first of which may have begun already.
    fn collection(&mut self, value: &Value, indent: usize, begun: bool) -> Result<(), Unknown> {
        let unordered = matches!(value.kind, Kind::Set(..)) && !value.elements().into_iter().flatten().all(is_whole);
        if value.is_unknown() || value.open().is_some() || unordered {
            return Err(Unknown);
        }
        let mut begun = begun;
        let mut start = |writer: &mut Self| {
            if !std::mem::take(&mut begun) {
                writer.line(indent);
            }
        };
        for item in value.elements().into_iter().flatten() {
            start(self);
            self.put("-");
            self.inside(item, indent)?;
        }
        for (key, entry) in value.entries().into_iter().flatten() {
            start(self);
            if key.contains(BREAKS) || key.len() > MAX_KEY {
                self.put("? ");
                self.string(key, indent + 2, true);
                self.line(indent);
                self.put(":");
                self.inside(&entry.value, indent)?;
            } else {
                self.quoted(key, indent + 2, false);
                self.put(":");
                self.of_key(&entry.value, indent)?;
            }
        }
        Ok(())
    }

    /// Behind `-`, or behind `:` on a line of its own: collections begin on the same line.
    fn inside(&mut self, value: &Value, indent: usize) -> Result<(), Unknown> {
        if self.scalar(value, indent + 2)? {
            return Ok(());
        }
        self.put(" ");
        self.collection(value, indent + 2, true)
    }

    /// Behind a key: collections begin on the next line, sequences at the column of the key.
    fn of_key(&mut self, value: &Value, indent: usize) -> Result<(), Unknown> {
        if self.scalar(value, indent + 2)? {
            return Ok(());
        }
        let deeper = if value.entries().is_some() { indent + 2 } else { indent };
        self.collection(value, deeper, false)
    }

    /// Writes what fits behind an indicator: scalars and empty collections. False when it is neither.
    fn scalar(&mut self, value: &Value, indent: usize) -> Result<bool, Unknown> {
        if value.is_unknown() {
            return Err(Unknown);
        }
        if let Kind::String(text) = &value.kind {
            self.put(" ");
            self.string(text, indent, true);
            return Ok(true);
        }
        let Some(text) = plain(value) else { return Ok(false) };
        self.put(" ");
        self.put(&text);
        Ok(true)
    }

    /// Several lines stand as a block, unless there is something in them that only quotes can express.
    fn string(&mut self, text: &str, indent: usize, folding: bool) {
        let block = text.contains('\n')
            && text.chars().all(|c| c == '\n' || is_printable(c) && c != BOM)
            && !text.contains(" \n")
            && !text.ends_with(' ');
        if block { self.block(text, indent) } else { self.quoted(text, indent, folding) }
    }

    fn block(&mut self, text: &str, indent: usize) {
        self.put("|");
        if text.starts_with([' ', '\n']) {
            self.put("2");
        }
        match text.strip_suffix('\n') {
            None => self.put("-"),
            Some(rest) if rest.is_empty() || rest.ends_with(BREAKS) => self.put("+"),
            Some(_) => {}
        }
        self.put("\n");
        let mut start = true;
        for c in text.chars() {
            if BREAKS.contains(&c) {
                self.put(&c.to_string());
                self.column = 0;
                start = true;
            } else {
                if std::mem::take(&mut start) {
                    self.put(&" ".repeat(indent));
                }
                self.put(&c.to_string());
            }
        }
    }

    fn quoted(&mut self, text: &str, indent: usize, folding: bool) {
        self.put("\"");
        let mut spaces = false;
        let last = text.chars().count().saturating_sub(1);
        let mut chars = text.chars().enumerate().peekable();
        while let Some((index, c)) = chars.next() {
            if c == ' ' {
                if folding && !spaces && self.column > WIDTH && index > 0 && index < last {
                    self.line(indent);
                    if chars.peek().is_some_and(|(_, next)| *next == ' ') {
                        self.put("\\");
                    }
                } else {
                    self.put(" ");
                }
                spaces = true;
                continue;
            }
            spaces = false;
            match escape(c) {
                Some(escape) => self.put(&escape),
                None => self.put(&c.to_string()),
            }
        }
        self.put("\"");
    }

    /// Begins a line, if one is not just begun.
    fn line(&mut self, indent: usize) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.put("\n");
        }
        self.put(&" ".repeat(indent));
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
        match text.rsplit_once('\n') {
            Some((_, last)) => self.column = last.chars().count(),
            None => self.column += text.chars().count(),
        }
    }
}

const BOM: char = '\u{feff}';
const BREAKS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];

/// A value that is written without quotes.
fn plain(value: &Value) -> Option<String> {
    Some(match &value.kind {
        Kind::Null(_) => "null".into(),
        Kind::Bool(b) => b.to_string(),
        Kind::Number(n) => n.to_string(),
        _ if value.open().is_some() => return None,
        _ if value.elements().is_some_and(<[_]>::is_empty) => "[]".into(),
        _ if value.entries().is_some_and(|entries| entries.is_empty()) => "{}".into(),
        _ => return None,
    })
}

/// As the writer sees it: nothing outside of the basic plane, no tabs, no control characters.
fn is_printable(c: char) -> bool {
    matches!(c, '\n' | '\u{20}'..='\u{7e}' | '\u{a0}'..='\u{fffd}')
}

fn escape(c: char) -> Option<String> {
    let short = match c {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '"' | '\\' => c,
        '\u{85}' => 'N',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        c if is_printable(c) && c != BOM => return None,
        c => {
            let code = u32::from(c);
            return Some(match code {
                0..=0xff => format!("\\x{code:02X}"),
                0x100..=0xffff => format!("\\u{code:04X}"),
                _ => format!("\\U{code:08X}"),
            });
        }
    };
    Some(format!("\\{short}"))
}
