//! The report for people: each finding with the lines it is about, why it matters and what to do.

use std::{collections::HashMap, ops::Range, sync::Arc};

use miette::{NamedSource, Severity};
use tollgate_api::{Certainty, Finding, Level, Report, Safety};
use tollgate_source::{World, WorldPath};

use crate::{
    Masks, Style,
    snippet::{Snippet, offset},
    summary,
};

/// The whole report. `world` gives the lines that are shown; text under `masks` is not.
pub fn text(report: &Report, world: &dyn World, masks: &Masks, style: Style) -> String {
    let mut sources = Sources { world, masks, texts: HashMap::new() };
    let mut out = String::new();
    for group in groups(report) {
        for snippet in snippets(group, &mut sources) {
            out.push_str(&snippet.draw(style));
        }
        out.push('\n');
    }
    out.push_str(&summary::text(report, style));
    out
}

/// Findings of one rule at one place, one for each instance, are told once.
fn groups(report: &Report) -> Vec<&[Finding]> {
    report
        .findings
        .chunk_by(|a, b| {
            (a.rule == b.rule && a.suppressed.is_none() && b.suppressed.is_none())
                && (&a.file, a.line, a.column, a.confidence) == (&b.file, b.line, b.column, b.confidence)
        })
        .filter(|group| group[0].suppressed.is_none())
        .collect()
}

struct Sources<'a> {
    world: &'a dyn World,
    masks: &'a Masks,
    texts: HashMap<String, Option<Arc<str>>>,
}

impl Sources<'_> {
    fn get(&mut self, file: &str) -> Option<Arc<str>> {
        if !self.texts.contains_key(file) {
            let text = WorldPath::new(file).and_then(|path| {
                let bytes = self.world.read(&path).ok()?;
                let text = String::from_utf8(bytes.to_vec()).ok()?;
                Some(Arc::from(masked(text, self.masks.get(&path).map_or(&[], Vec::as_slice))))
            });
            self.texts.insert(file.to_owned(), text);
        }
        self.texts.get(file).cloned().flatten()
    }
}

/// Every byte of the ranges becomes a star, line ends excepted, and what a terminal would obey a question mark:
/// offsets stay as they are.
fn masked(text: String, ranges: &[Range<usize>]) -> String {
    let mut bytes = text.into_bytes();
    for range in ranges {
        let end = range.end.min(bytes.len());
        for byte in bytes.get_mut(range.start..end).unwrap_or_default() {
            if *byte != b'\n' && *byte != b'\r' {
                *byte = b'*';
            }
        }
    }
    for byte in &mut bytes {
        if byte.is_ascii_control() && !matches!(*byte, b'\n' | b'\r' | b'\t') {
            *byte = b'?';
        }
    }
    // A range that cuts a character in two leaves no text.
    String::from_utf8(bytes).unwrap_or_default()
}

/// Labels further away than this many lines get a drawing of their own: what lies between says nothing.
const NEAR: u32 = 6;

/// The finding at its place, and below it the places its value came by.
fn snippets(group: &[Finding], sources: &mut Sources<'_>) -> Vec<Snippet> {
    let finding = &group[0];
    let message = finding.message.clone();
    let is_possible = finding.confidence == Certainty::Possible;
    let source = sources.get(&finding.file);
    let range = |text: &str, start: (u32, u32), end: (u32, u32)| {
        let from = offset(text, start.0, start.1);
        from..offset(text, end.0, end.1).max(from)
    };
    let mut labels = Vec::new();
    if let Some(text) = &source {
        let place = range(text, (finding.line, finding.column), (finding.end_line, finding.end_column));
        labels.push((place, String::new()));
    }
    let mut others: Vec<Snippet> = Vec::new();
    let steps = finding.origin.iter().map(|step| {
        let words = format!("from here: {}", step.note);
        (&step.file, (step.line, step.column), (step.end_line, step.end_column), words)
    });
    let related = finding.related.iter().map(|place| {
        (&place.file, (place.line, place.column), (place.end_line, place.end_column), place.message.clone())
    });
    for (file, start, end, words) in steps.chain(related) {
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
                source: Some(NamedSource::new(file, text)),
                labels: vec![(place, String::new())],
            });
        }
    }
    let mut all = vec![Snippet {
        code: Some(format!("{}{}[{}]", if is_possible { "possible " } else { "" }, finding.level, finding.rule)),
        severity: match finding.level {
            _ if is_possible => Severity::Advice,
            Level::Forbid | Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Info | Level::Off => Severity::Advice,
        },
        message,
        help: None,
        source: source.map(|text| NamedSource::new(&finding.file, text)),
        labels,
    }];
    all.extend(others);
    // What to do comes last, when all places are known.
    if let Some(last) = all.last_mut() {
        last.help = help(group);
    }
    all
}

fn help(group: &[Finding]) -> Option<String> {
    let finding = &group[0];
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
    if !finding.why.is_empty() {
        lines.push(format!("why: {}", finding.why));
    }
    if group.len() > 1 {
        let more: Vec<&str> = group[1..].iter().take(3).map(|other| other.resource.as_str()).collect();
        let rest = group.len() - 1 - more.len();
        let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        lines.push(format!("also: {}{rest}", more.join(", ")));
    }
    if !finding.variants.is_empty() {
        lines.push(format!("in: {}", finding.variants.join(", ")));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}
