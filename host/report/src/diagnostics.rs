//! Diagnostics that are no findings, with their lines: mistakes in the configuration.

use std::sync::Arc;

use miette::{NamedSource, Severity};
use tollgate_source::{Diagnostic, Level, SourceMap};

use crate::{Style, snippet::Snippet};

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
            source: file.as_ref().map(|(_, file)| NamedSource::new(file.path.as_str(), Arc::clone(&file.text))),
            labels: file.iter().map(|(span, _)| (span.range(), String::new())).collect(),
        };
        out.push_str(&snippet.draw(style));
    }
    out
}
