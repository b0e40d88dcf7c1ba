//! Spans as the places of a report.

use std::{collections::HashMap, sync::Arc};

use tollgate_api::{OriginStep, Related};
use tollgate_ir::{AddressKind, Origin, Resource};
use tollgate_source::{FileId, LineColumn, SourceFile, SourceMap, Span};

/// Turns spans into lines and columns, remembering the files.
pub(crate) struct Places<'a> {
    sources: &'a SourceMap,
    files: HashMap<FileId, Arc<SourceFile>>,
}

/// File, start and exclusive end.
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) start: LineColumn,
    pub(crate) end: LineColumn,
}

impl<'a> Places<'a> {
    pub(crate) fn new(sources: &'a SourceMap) -> Self {
        Self { sources, files: HashMap::new() }
    }

    pub(crate) fn file(&mut self, id: FileId) -> &Arc<SourceFile> {
        self.files.entry(id).or_insert_with(|| self.sources.get(id))
    }

    pub(crate) fn place(&mut self, span: Span) -> Place {
        let file = self.file(span.file);
        // Blanks at the end, as behind the last item of a list in YAML, say nothing.
        let shown = file.slice(span).trim_end().len();
        let end = if shown > 0 { span.start + u32::try_from(shown).unwrap_or(0) } else { span.end };
        Place {
            file: file.path.as_str().to_owned(),
            start: file.line_column(span.start),
            end: file.line_column(end.max(span.start)),
        }
    }

    pub(crate) fn related(&mut self, span: Span, message: String) -> Related {
        let place = self.place(span);
        Related {
            file: place.file,
            line: place.start.line,
            column: place.start.column,
            end_line: place.end.line,
            end_column: place.end.column,
            message,
        }
    }

    /// From the use of a value back to where it is written. Steps that stay in one place are told once.
    pub(crate) fn origin(&mut self, origin: &Origin) -> Vec<OriginStep> {
        let mut steps: Vec<OriginStep> = Vec::new();
        let mut at = origin.span;
        for hop in origin.hops() {
            let span = hop.origin.span;
            if span == at {
                continue;
            }
            at = span;
            steps.push(self.step(span, hop.how.describe()));
        }
        steps
    }

    /// The calls that lead to a resource, outermost first.
    pub(crate) fn calls(&mut self, resource: &Resource) -> Vec<OriginStep> {
        let module = match &resource.address.kind {
            AddressKind::Terraform { module, .. } | AddressKind::TerraformBlock { module, .. } => module.as_slice(),
            AddressKind::Compose { .. } | AddressKind::Kubernetes { .. } => &[],
        };
        let mut address = String::new();
        let mut steps = Vec::new();
        for ((name, key), span) in module.iter().zip(&resource.calls) {
            let dot = if address.is_empty() { "" } else { "." };
            address.push_str(&format!("{dot}module.{name}{key}"));
            steps.push(self.step(*span, address.clone()));
        }
        steps
    }

    fn step(&mut self, span: Span, note: String) -> OriginStep {
        let Place { file, start, end } = self.place(span);
        OriginStep { file, line: start.line, column: start.column, end_line: end.line, end_column: end.column, note }
    }
}
