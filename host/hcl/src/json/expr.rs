//! JSON values as expressions: literal, with templates in texts, or with texts that are expressions.

use std::{collections::HashMap, sync::Arc};

use tollgate_source::{Diagnostic, Span};

use super::{Json, JsonKind, Member, read::offsets, respan};
use crate::{
    ast::{Expr, ExprKind, Ident, ObjectItem, ObjectKey, TemplatePart, UnaryOp},
    parse::{parse_expression, parse_template},
};

/// What a text, with its place, is read as.
type ReadText<'a> = dyn FnMut(&Arc<str>, Span, &mut Vec<Diagnostic>) -> Expr + 'a;

impl Json {
    /// The value itself: texts are texts.
    pub fn literal(&self, diagnostics: &mut Vec<Diagnostic>) -> Expr {
        self.lower(&mut |text, span, _| ExprKind::String(Arc::clone(text)).at(span), diagnostics)
    }

    /// The value with texts and keys read as templates, as between quotes in HCL. `source` is the whole file.
    pub fn templates(&self, source: &str, diagnostics: &mut Vec<Diagnostic>) -> Expr {
        self.lower(&mut |text, span, diagnostics| template(text, span, source, diagnostics), diagnostics)
    }

    /// The value with texts read as expressions; what is no expression stays a text. `source` is the whole file.
    pub fn expressions(&self, source: &str, diagnostics: &mut Vec<Diagnostic>) -> Expr {
        self.lower(&mut |text, span, _| expression(text, span, source), diagnostics)
    }

    fn lower(&self, text: &mut ReadText<'_>, diagnostics: &mut Vec<Diagnostic>) -> Expr {
        let kind = match &self.kind {
            JsonKind::Null => ExprKind::Null,
            JsonKind::Bool(value) => ExprKind::Bool(*value),
            JsonKind::Number(digits) => return number(digits, self.span),
            JsonKind::String(value) => return text(value, self.span, diagnostics),
            JsonKind::Array(items) => ExprKind::Tuple(items.iter().map(|item| item.lower(text, diagnostics)).collect()),
            JsonKind::Object(members) => {
                told_once(members, diagnostics);
                let item = |member: &Member| {
                    let key = text(&member.key.name, member.key.span, diagnostics);
                    let key = match key.kind {
                        ExprKind::String(name) => ObjectKey::Word(Ident { name, span: key.span }),
                        _ => ObjectKey::Expr(key),
                    };
                    ObjectItem { key, value: member.value.lower(text, diagnostics) }
                };
                ExprKind::Object(members.iter().map(item).collect())
            }
        };
        kind.at(self.span)
    }
}

impl ExprKind {
    fn at(self, span: Span) -> Expr {
        Expr { kind: self, span }
    }
}

/// Keys that occur again: the last one counts here, and who wrote them is told.
fn told_once(members: &[Member], diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<&str, Span> = HashMap::with_capacity(members.len());
    for member in members {
        if let Some(first) = seen.insert(&member.key.name, member.key.span) {
            diagnostics.push(repeated(member, first));
        }
    }
}

/// `member` has a key that stands at `first` already.
fn repeated(member: &Member, first: Span) -> Diagnostic {
    Diagnostic::error(format!("the key `{}` occurs twice in this object", member.key.name))
        .at(member.key.span)
        .label(first, "first given here")
        .help("remove one of the two; the last one is taken here, Terraform refuses the file")
}

fn number(digits: &Arc<str>, span: Span) -> Expr {
    match digits.strip_prefix('-') {
        None => ExprKind::Number(Arc::clone(digits)).at(span),
        Some(rest) => {
            let inner = Span { start: span.start + 1, ..span };
            ExprKind::Unary { op: UnaryOp::Neg, operand: Box::new(ExprKind::Number(rest.into()).at(inner)) }.at(span)
        }
    }
}

fn template(text: &Arc<str>, span: Span, source: &str, diagnostics: &mut Vec<Diagnostic>) -> Expr {
    if !text.contains("${") && !text.contains("%{") {
        return ExprKind::String(Arc::clone(text)).at(span);
    }
    let (parsed, problems) = parse_template(span.file, text);
    let places = Places::new(span, source);
    for problem in problems {
        diagnostics.push(Diagnostic {
            span: problem.span.map(|span| places.place(span)),
            labels: problem
                .labels
                .into_iter()
                .map(|label| tollgate_source::Label { span: places.place(label.span), ..label })
                .collect(),
            ..problem
        });
    }
    let Some(mut parsed) = parsed else { return ExprKind::String(Arc::clone(text)).at(span) };
    if parsed.parts.iter().all(|part| matches!(part, TemplatePart::Literal { .. })) {
        let literal = |part: &TemplatePart| match part {
            TemplatePart::Literal { text, .. } => Arc::clone(text),
            _ => "".into(),
        };
        let whole: String = parsed.parts.iter().map(literal).map(|text| text.to_string()).collect();
        return ExprKind::String(whole.into()).at(span);
    }
    respan::template(&mut parsed, &|inner| places.place(inner));
    ExprKind::Template(parsed).at(span)
}

fn expression(text: &Arc<str>, span: Span, source: &str) -> Expr {
    match parse_expression(span.file, text).0 {
        Some(mut parsed) => {
            let places = Places::new(span, source);
            respan::expression(&mut parsed, &|inner| places.place(inner));
            parsed
        }
        None => ExprKind::String(Arc::clone(text)).at(span),
    }
}

/// From offsets in the resolved text of a string to places in its file.
struct Places {
    /// Of the string, with its quotes.
    span: Span,
    /// Only where an escape makes the two differ.
    offsets: Option<Vec<usize>>,
}

impl Places {
    fn new(span: Span, source: &str) -> Self {
        let range = span.range();
        let inside = source.get(range.start + 1..range.end.saturating_sub(1)).unwrap_or("");
        Self { span, offsets: inside.contains('\\').then(|| offsets(inside)) }
    }

    fn place(&self, inner: Span) -> Span {
        let start = self.span.start as usize + 1;
        let at = |offset: u32| match &self.offsets {
            Some(offsets) => offsets.get(offset as usize).or(offsets.last()).copied().unwrap_or(0),
            None => offset as usize,
        };
        let end = (self.span.end as usize).saturating_sub(1);
        Span::new(self.span.file, (start + at(inner.start)).min(end), (start + at(inner.end)).min(end))
    }
}
