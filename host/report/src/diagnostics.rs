//! Diagnostics that are no findings, with their lines: mistakes in the configuration.

use std::sync::Arc;

use miette::Severity;
use tollgate_source::{Diagnostic, Level, SourceMap};

use crate::{
    Style,
    snippet::{Snippet, Source},
    sources::Text,
};

/// Draws `diagnostics`, one after the other.
pub fn diagnostics(diagnostics: &[Diagnostic], sources: &SourceMap, style: Style) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let file = diagnostic.span.map(|span| (span, sources.get(span.file)));
        let snippet = Snippet {
            code: None,
            severity: match diagnostic.level {
                Level::Error => Severity::Error,
                Level::Warning => Severity::Warning,
                Level::Note => Severity::Advice,
            },
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            source: file.as_ref().map(|(span, file)| {
                let start = file.lines().line_column(&file.text, span.start);
                Source::new(file.path.as_str(), start.line, start.column, Text::new(Arc::clone(&file.text)))
            }),
            labels: file.iter().map(|(span, _)| (span.range(), String::new())).collect(),
        };
        out.push_str(&snippet.draw(style));
    }
    out
}
