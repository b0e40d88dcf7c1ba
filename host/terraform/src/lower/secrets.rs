//! Text that must not be shown: what sensitive variables are given, and what `sensitive()` is called with.
//!
//! Marks on values say the same of values that reach a resource. Reports show lines, and next to the line of a
//! value may stand a secret that nothing uses.

use tollgate_hcl::{
    ast::{Expr, ExprKind},
    walk,
};
use tollgate_source::{Diagnostic, Span};

use crate::instance::Evaluation;

/// Part of the name of a text that was given as an argument and is not shown.
pub(crate) const HIDDEN: &str = ", hidden)";

impl Evaluation<'_> {
    /// Nobody is to see the text of `span`.
    pub(crate) fn keep_secret(&self, span: Span) {
        self.secrets.borrow_mut().insert(span);
    }

    /// Nobody is to see the literals of `expr`; references show nothing.
    pub(crate) fn keep_literals_secret(&self, expr: &Expr) {
        walk::expression(expr, &mut |part| {
            let is_literal = matches!(
                part.kind,
                ExprKind::String(_) | ExprKind::Number(_) | ExprKind::Bool(_) | ExprKind::Template(_)
            );
            if is_literal {
                self.keep_secret(part.span);
            }
        });
    }

    /// Takes the words of secrets out of what was said about them so far.
    pub(crate) fn redact(&self) {
        let secrets = self.secrets.borrow();
        let is_secret = |span: Span| {
            let path = self.request.sources.get(span.file).path.clone();
            path.as_str().contains(HIDDEN) || secrets.iter().any(|secret| secret.contains(span))
        };
        self.map_diagnostics(|diagnostic| match diagnostic.span {
            Some(span) if is_secret(span) => Diagnostic {
                message: "what a sensitive variable is given here cannot be read".into(),
                labels: Vec::new(),
                help: Some("correct it there; it is not shown".into()),
                ..diagnostic
            },
            _ => diagnostic,
        });
    }

    /// Lines `name = …` of a variables file, for the case that they could not be parsed.
    pub(crate) fn keep_lines_secret(
        &self,
        file: tollgate_source::FileId,
        text: &str,
        is_secret: impl Fn(&str) -> bool,
    ) {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if let Some((name, value)) = line.split_once('=')
                && is_secret(name.trim())
            {
                let from = start + line.len() - value.len();
                let indent = value.len() - value.trim_start().len();
                self.keep_secret(Span::new(
                    file,
                    from + indent.min(value.len()),
                    from + value.trim_end().len().max(indent),
                ));
            }
            start += line.len();
        }
    }
}
