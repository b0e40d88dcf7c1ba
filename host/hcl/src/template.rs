//! The text of strings, heredocs and templates: escapes, `~` trimming, and the indentation of `<<-`.
//!
//! Terraform does these on a flat list of tokens, where each line of a heredoc or template file is a token of its own:
//! `~` trims one token, so there it does not reach past the line, and directives do not shield the text
//! inside of them from `<<-`. So the tree is flattened, resolved, and built up again.

use std::borrow::Cow;

use hcl_edit::template as parsed;
use tollgate_source::Span;

use crate::ast::{ExprKind, Template, TemplatePart};
use crate::lower::Lower;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Context {
    /// Between double quotes: backslash escapes.
    Quoted,
    Heredoc,
    /// `<<-`
    IndentedHeredoc,
    /// A file of its own.
    Bare,
}

/// A `String` when nothing is interpolated, otherwise a `Template`.
pub(crate) fn lower(at: &Lower<'_>, template: &parsed::Template, context: Context, around: Span) -> ExprKind {
    let template = parts(at, template, context, around);
    if !template.parts.iter().all(|part| matches!(part, TemplatePart::Literal { .. })) {
        return ExprKind::Template(template);
    }
    let mut whole = String::new();
    for part in &template.parts {
        if let TemplatePart::Literal { text, .. } = part {
            whole.push_str(text);
        }
    }
    ExprKind::String(whole.into())
}

pub(crate) fn parts(at: &Lower<'_>, template: &parsed::Template, context: Context, around: Span) -> Template {
    let mut flat = Flat { pieces: Vec::new(), literals: 0, trim_next: false, context };
    flat.template(at, template, around);
    if context == Context::IndentedHeredoc {
        dedent(&mut flat.pieces);
    }
    let mut texts = vec![String::new(); flat.literals];
    for piece in flat.pieces {
        if let Piece::Text { text, literal } = piece {
            texts[literal].push_str(&text);
        }
    }
    Build { at, texts: texts.into_iter() }.template(template, around)
}

/// Resolves the escapes of the inside of a quoted string.
pub(crate) fn quoted(raw: &str) -> Cow<'_, str> {
    if !raw.contains(['\\', '$', '%']) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['\\', '$', '%']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (text, length) = escape(rest);
        out.push_str(&text);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What the start of `rest` stands for, and how many bytes that is.
fn escape(rest: &str) -> (Cow<'_, str>, usize) {
    if rest.starts_with("$${") || rest.starts_with("%%{") {
        return (Cow::Borrowed(&rest[1..3]), 3);
    }
    let plain = match rest.as_bytes().get(..2) {
        Some(b"\\n") => "\n",
        Some(b"\\r") => "\r",
        Some(b"\\t") => "\t",
        Some(b"\\\"") => "\"",
        Some(b"\\\\") => "\\",
        Some(b"\\u") => return unicode(rest, 6),
        Some(b"\\U") => return unicode(rest, 10),
        _ => return (Cow::Borrowed(&rest[..1]), 1),
    };
    (Cow::Borrowed(plain), 2)
}

fn unicode(rest: &str, length: usize) -> (Cow<'_, str>, usize) {
    let code = rest.get(2..length).and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
    match code {
        Some(code) => (Cow::Owned(code.to_string()), length),
        None => (Cow::Borrowed(&rest[..1]), 1),
    }
}

/// Heredocs and template files know no backslash.
fn unquoted(raw: &str) -> Cow<'_, str> {
    if raw.contains("$${") || raw.contains("%%{") {
        Cow::Owned(raw.replace("$${", "${").replace("%%{", "%{"))
    } else {
        Cow::Borrowed(raw)
    }
}

enum Piece {
    /// Resolved text of the `literal`th literal of the tree.
    Text { text: String, literal: usize },
    /// An interpolation or one end of a directive.
    Sequence,
}

struct Flat {
    pieces: Vec<Piece>,
    literals: usize,
    trim_next: bool,
    context: Context,
}

impl Flat {
    fn template(&mut self, at: &Lower<'_>, template: &parsed::Template, around: Span) {
        for element in template.iter() {
            match element {
                parsed::Element::Literal(literal) => self.literal(at.slice(at.span(literal, around))),
                parsed::Element::Interpolation(part) => self.sequence(part.strip),
                parsed::Element::Directive(directive) => match &**directive {
                    parsed::Directive::If(parts) => {
                        self.sequence(parts.if_expr.strip);
                        self.template(at, &parts.if_expr.template, around);
                        if let Some(otherwise) = &parts.else_expr {
                            self.sequence(otherwise.strip);
                            self.template(at, &otherwise.template, around);
                        }
                        self.sequence(parts.endif_expr.strip);
                    }
                    parsed::Directive::For(parts) => {
                        self.sequence(parts.for_expr.strip);
                        self.template(at, &parts.for_expr.template, around);
                        self.sequence(parts.endfor_expr.strip);
                    }
                },
            }
        }
    }

    fn literal(&mut self, raw: &str) {
        let literal = self.literals;
        self.literals += 1;
        match self.context {
            Context::Quoted => self.token(quoted(raw), literal),
            Context::Heredoc | Context::IndentedHeredoc | Context::Bare => {
                for line in raw.split_inclusive('\n') {
                    self.token(unquoted(line), literal);
                }
            }
        }
    }

    fn token(&mut self, text: Cow<'_, str>, literal: usize) {
        let text = if std::mem::take(&mut self.trim_next) { text.trim_start().to_owned() } else { text.into_owned() };
        self.pieces.push(Piece::Text { text, literal });
    }

    fn sequence(&mut self, strip: parsed::Strip) {
        if strip.strip_start()
            && let Some(Piece::Text { text, .. }) = self.pieces.last_mut()
        {
            text.truncate(text.trim_end().len());
        }
        self.pieces.push(Piece::Sequence);
        self.trim_next = strip.strip_end();
    }
}

/// Takes the indentation that all lines share, as `<<-` says. Blank lines neither count nor change.
fn dedent(pieces: &mut [Piece]) {
    let mut least = usize::MAX;
    let mut adjust = Vec::new();
    let mut line_start = true;
    for (at, piece) in pieces.iter().enumerate() {
        let text = match piece {
            Piece::Text { text, .. } => Some(text),
            Piece::Sequence => None,
        };
        if line_start {
            let indent = match text {
                Some(text) if text.trim_start().is_empty() && text.ends_with('\n') => usize::MAX,
                Some(text) => {
                    adjust.push(at);
                    text.chars().take_while(|c| c.is_whitespace()).count()
                }
                None => 0,
            };
            least = least.min(indent);
        }
        line_start = text.is_some_and(|text| text.ends_with('\n'));
    }
    for at in adjust {
        if let Piece::Text { text, .. } = &mut pieces[at] {
            let end = text.char_indices().nth(least).map_or(text.len(), |(end, _)| end);
            text.drain(..end);
        }
    }
}

struct Build<'a, 'b> {
    at: &'a Lower<'b>,
    texts: std::vec::IntoIter<String>,
}

impl Build<'_, '_> {
    fn template(&mut self, template: &parsed::Template, around: Span) -> Template {
        let mut parts = Vec::with_capacity(template.len());
        for element in template.iter() {
            let span = self.at.span(element, around);
            parts.push(match element {
                parsed::Element::Literal(_) => {
                    TemplatePart::Literal { text: self.texts.next().unwrap_or_default().into(), span }
                }
                parsed::Element::Interpolation(part) => TemplatePart::Interpolation(self.at.expr(&part.expr, span)),
                parsed::Element::Directive(directive) => match &**directive {
                    parsed::Directive::If(parts) => TemplatePart::If {
                        condition: self.at.expr(&parts.if_expr.cond_expr, span),
                        then: self.template(&parts.if_expr.template, span),
                        otherwise: parts.else_expr.as_ref().map(|otherwise| self.template(&otherwise.template, span)),
                        span,
                    },
                    parsed::Directive::For(parts) => TemplatePart::For {
                        key_var: parts.for_expr.key_var.as_ref().map(|name| self.at.name(name, span)),
                        value_var: self.at.name(&parts.for_expr.value_var, span),
                        collection: self.at.expr(&parts.for_expr.collection_expr, span),
                        body: self.template(&parts.for_expr.template, span),
                        span,
                    },
                },
            });
        }
        Template { parts }
    }
}
