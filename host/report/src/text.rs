//! The report for people: each finding with the lines it is about, why it matters and what to do.

use std::collections::{HashMap, HashSet};

use miette::Severity;
use tollgate_api::{Certainty, Finding, Level, Report, Safety};
use tollgate_source::World;

use crate::{
    Masks, Style,
    provenance::{self, first_way, other_ways, ways, words, wrapped},
    snippet::{Snippet, Source},
    sources::{Sources, Text},
    summary,
};

/// The whole report. `world` gives the lines that are shown; text under `masks` is not.
pub fn text(report: &Report, world: &dyn World, masks: &Masks, style: Style) -> String {
    let mut sources = Sources::new(world, masks);
    let mut told = HashSet::new();
    let mut out = String::new();
    for Told { ways, elsewhere } in told_together(report) {
        let [way, others @ ..] = ways.as_slice() else { continue };
        let finding = way[0];
        let (snippet, related) = snippets(finding, &mut sources);
        out.push_str(&snippet.draw(style));
        out.push_str(&first_way(way, &mut sources, style));
        for snippet in related {
            out.push_str(&snippet.draw(style));
        }
        out.push_str(&other_ways(finding, others, &mut sources, style));
        out.push_str(&provenance::elsewhere(&elsewhere));
        // What is said once of a rule need not be said again.
        if let Some(help) = help(finding, told.insert(&finding.why)) {
            out.push_str(&wrapped(&help, "  help: ", "        ", style));
            out.push('\n');
        }
        out.push('\n');
    }
    out.push_str(&summary::text(report, style));
    out
}

/// What is told under one heading.
struct Told<'f> {
    /// At one place, by the way its values came.
    ways: Vec<Vec<&'f Finding>>,
    /// At other places, by place.
    elsewhere: Vec<Vec<&'f Finding>>,
}

/// Findings of one rule at one place, one for each instance or variant, are told together; so are those at
/// several places that one line decides in the same way.
fn told_together(report: &Report) -> Vec<Told<'_>> {
    let mut all: Vec<Told<'_>> = Vec::new();
    let mut causes = HashMap::new();
    for group in groups(report) {
        let ways = ways(&group);
        let finding = group[0];
        let cause = finding.origin.last().filter(|_| ways.len() == 1).map(|step| {
            let is_possible = finding.confidence == Certainty::Possible;
            (&finding.rule, words(finding), finding.level, is_possible, &finding.variants, &step.file, step.line)
        });
        let at = cause.map_or(all.len(), |cause| *causes.entry(cause).or_insert(all.len()));
        match all.get_mut(at) {
            Some(told) => told.elsewhere.push(group),
            None => all.push(Told { ways, elsewhere: Vec::new() }),
        }
    }
    all
}

/// Findings by rule and place, in the order of the report.
fn groups(report: &Report) -> Vec<Vec<&Finding>> {
    let mut places = HashMap::new();
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in report.findings.iter().filter(|finding| finding.suppressed.is_none()) {
        let is_possible = finding.confidence == Certainty::Possible;
        let place = (&finding.rule, &finding.file, finding.line, finding.column, is_possible);
        let at = *places.entry(place).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// Labels further away than this many lines get a drawing of their own: what lies between says nothing.
const NEAR: u32 = 6;

/// The finding at its place, and what else takes part in it.
fn snippets(finding: &Finding, sources: &mut Sources<'_>) -> (Snippet, Vec<Snippet>) {
    let source = sources.get(&finding.file);
    let message = match &source {
        None if !finding.file.is_empty() => {
            format!("{}\n{}:{}:{}", finding.message, finding.file, finding.line, finding.column)
        }
        _ => finding.message.clone(),
    };
    let is_possible = finding.confidence == Certainty::Possible;
    let range = |text: &Text, start: (u32, u32), end: (u32, u32)| {
        let from = text.offset(start.0, start.1);
        from..text.offset(end.0, end.1).max(from)
    };
    let mut labels = Vec::new();
    if let Some(text) = &source {
        let place = range(text, (finding.line, finding.column), (finding.end_line, finding.end_column));
        labels.push((place, String::new()));
    }
    let mut others: Vec<Snippet> = Vec::new();
    let related = finding.related.iter().map(|place| {
        (&place.file, (place.line, place.column), (place.end_line, place.end_column), place.message.clone())
    });
    for (file, start, end, words) in related {
        let Some(text) = sources.get(file) else { continue };
        let place = range(&text, start, end);
        let is_near = *file == finding.file && start.0.abs_diff(finding.line) <= NEAR;
        if is_near && labels.iter().all(|(label, _)| *label != place) {
            labels.push((place, words));
        } else {
            others.push(Snippet {
                code: None,
                severity: Severity::Advice,
                message: words,
                help: None,
                source: Some(Source::new(file, start.0, start.1, text)),
                labels: vec![(place, String::new())],
            });
        }
    }
    let main = Snippet {
        code: Some(format!("{}{}[{}]", if is_possible { "possible " } else { "" }, finding.level, finding.rule)),
        severity: match finding.level {
            _ if is_possible => Severity::Advice,
            Level::Forbid | Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Info | Level::Off => Severity::Advice,
        },
        message,
        help: None,
        source: source.map(|text| Source::new(&finding.file, finding.line, finding.column, text)),
        labels,
    };
    (main, others)
}

fn help(finding: &Finding, with_why: bool) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    if !finding.help.is_empty() {
        lines.push(finding.help.clone());
    }
    match finding.fix.as_ref().map(|fix| fix.safety) {
        Some(Safety::Safe) => lines.push("fix: `tollgate check --fix` does this".to_owned()),
        Some(Safety::Unsafe) => {
            lines.push("fix: `tollgate check --fix --unsafe-fixes` does this; review what depends on it".to_owned());
        }
        None => {}
    }
    if finding.confidence == Certainty::Possible {
        lines
            .push("possible: whether it exists, or which of its values holds, depends on something unknown".to_owned());
    }
    if with_why && !finding.why.is_empty() {
        lines.push(format!("why: {}", finding.why));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}
