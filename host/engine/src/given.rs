//! What was given to roots and fits none of them: a mistake of who runs the check, not of the configuration.
//!
//! Of several roots, one may well take what another does not know: only what all of them refuse is told.

use std::collections::{BTreeMap, BTreeSet};

use tollgate_ir::Project;
use tollgate_source::{Diagnostic, Level, SourceMap, Span, WorldPath};
use tollgate_terraform::{Given, UNDECLARED};

use crate::{Evaluation, Evaluations};

/// What none of the evaluations that were given it could take.
pub(crate) fn misplaced<'e>(
    sources: &SourceMap,
    groups: impl Iterator<Item = (&'e Evaluations, &'e Project)>,
) -> Vec<Diagnostic> {
    let mut complaints: BTreeMap<(WorldPath, u32, u32), (Diagnostic, usize)> = BTreeMap::new();
    let mut evaluations: Vec<&Evaluation> = Vec::new();
    let mut files_with_secrets = BTreeSet::new();
    for (asked, project) in groups {
        evaluations.extend(&asked.all);
        files_with_secrets.extend(project.roots.iter().flat_map(|root| &root.secrets).map(|span| span.file));
        for diagnostic in project.roots.iter().flat_map(|root| &root.diagnostics) {
            let (Some(span), true) = (diagnostic.span, is_of_request(sources, diagnostic)) else { continue };
            let place = (sources.get(span.file).path.clone(), span.start, span.end);
            complaints.entry(place).or_insert_with(|| (diagnostic.clone(), 0)).1 += 1;
        }
    }
    let took = |(path, ..): &(WorldPath, u32, u32), span: Span| {
        evaluations.iter().filter(|evaluation| evaluation.is_given(path, span)).count()
    };
    complaints
        .into_iter()
        .filter_map(|(place, (diagnostic, count))| (count >= took(&place, diagnostic.span?)).then_some(diagnostic))
        .map(|diagnostic| match diagnostic.span.filter(|span| files_with_secrets.contains(&span.file)) {
            // These are shown with their lines, and lines are not masked there.
            Some(span) if diagnostic.level == Level::Error => without_lines(sources, diagnostic, span),
            _ => diagnostic,
        })
        .collect()
}

fn without_lines(sources: &SourceMap, diagnostic: Diagnostic, span: Span) -> Diagnostic {
    let file = sources.get(span.file);
    let place = format!("{}:{}", file.path, file.line_column(span.start).line);
    let message = format!("{} ({place})", diagnostic.message);
    Diagnostic { message, span: None, labels: Vec::new(), ..diagnostic }
}

/// Whether a diagnostic is about something given with the request rather than about the input.
pub(crate) fn is_of_request(sources: &SourceMap, diagnostic: &Diagnostic) -> bool {
    let is_foreign = |span: Span| is_given(&sources.get(span.file).path);
    diagnostic.code == Some(UNDECLARED) || diagnostic.level == Level::Error && diagnostic.span.is_some_and(is_foreign)
}

/// Whether a file is the text of an argument, a variable of the process, or a configuration.
pub(crate) fn is_given(path: &WorldPath) -> bool {
    path.as_str().starts_with('(') || path.file_name().ends_with(".toml")
}

impl Evaluations {
    /// The variable files that are given to any.
    pub(crate) fn var_files(&self) -> BTreeSet<&WorldPath> {
        let given = self.all.iter().flat_map(|one| &one.variant.given);
        given.filter_map(|given| if let Given::File(path) = given { Some(path) } else { None }).collect()
    }
}

impl Evaluation {
    /// Whether what stands at a place was given to this evaluation.
    fn is_given(&self, path: &WorldPath, span: Span) -> bool {
        if path.as_str().starts_with('(') || path.parent().as_ref() == Some(&self.root.path) && !is_given(path) {
            return true;
        }
        self.variant.given.iter().any(|given| match given {
            Given::File(file) => file == path,
            Given::Value { value, name_span, .. } => *name_span == span || value.origin.span == span,
            Given::Text { .. } => false,
        })
    }
}
