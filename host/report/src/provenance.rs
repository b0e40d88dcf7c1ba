//! How a value, and the resource it is in, came to be: lines below the snippet of a finding.
//!
//! ```text
//!   ← argument `cidrs` of module `web`, main.tf:12
//!       cidrs = var.cidrs
//!   ← value of variable `cidrs`, prod.tfvars:3
//!       cidrs = ["0.0.0.0/0"]
//!   called at main.tf:10
//!   in prod
//! ```

use std::fmt::Write;

use tollgate_api::{Finding, OriginStep};

use crate::{Style, sources::Sources};

/// Ways of one finding that are told; the rest is counted.
const WAYS: usize = 5;
/// Other places of one finding that are named.
const PLACES: usize = 12;
/// Instances of one block that are named; the rest is counted.
const INSTANCES: usize = 3;

/// Findings that are the same but for the instance: the same words, and values that came the same way.
pub(crate) fn ways<'f>(group: &[&'f Finding]) -> Vec<Vec<&'f Finding>> {
    let mut ways: Vec<(String, Vec<&'f Finding>)> = Vec::new();
    for finding in group {
        let own = words(finding);
        let same = ways.iter_mut().find(|(words, way)| *words == own && way[0].origin == finding.origin);
        match same {
            Some((_, way)) => way.push(finding),
            None => ways.push((own, vec![finding])),
        }
    }
    ways.into_iter().map(|(_, way)| way).collect()
}

/// The message without the name of the resource.
pub(crate) fn words(finding: &Finding) -> String {
    match finding.resource.as_str() {
        "" => finding.message.clone(),
        resource => finding.message.replace(resource, ""),
    }
}

/// The steps of the first way, and where its instances are.
pub(crate) fn first_way(way: &[&Finding], sources: &mut Sources<'_>, style: Style) -> String {
    let mut out = String::new();
    let Some(first) = way.first() else { return out };
    let mut shown = (first.file.as_str(), first.line);
    for step in &first.origin {
        // A line that was just shown says nothing more.
        let is_new = shown != (step.file.as_str(), step.line);
        shown = (&step.file, step.line);
        self::step(step, "  ", is_new, sources, style, &mut out);
    }
    if !first.calls.is_empty() {
        let calls: Vec<String> = first.calls.iter().map(|call| format!("{}:{}", call.file, call.line)).collect();
        let _ = writeln!(out, "  called at {}", calls.join(" → "));
    }
    let variants = variants(way);
    if !variants.is_empty() {
        let _ = writeln!(out, "  in {variants}");
    }
    instances(way, style, &mut out);
    out
}

/// The same finding by other ways, in short: other values at the same place, and the text that decides each.
pub(crate) fn other_ways(first: &Finding, ways: &[Vec<&Finding>], sources: &mut Sources<'_>, style: Style) -> String {
    let mut out = String::new();
    for way in ways.iter().take(WAYS) {
        let one = way[0];
        let variants = variants(way);
        let place = if variants.is_empty() { String::new() } else { format!(" in {variants}") };
        let heading = match words(one) == words(first) {
            true if one.resource == first.resource => format!("also{place}"),
            true => format!("also {}{place}", one.resource),
            false => format!("also{place}: {}", one.message),
        };
        let _ = writeln!(out, "{}", wrapped(&heading, "  ", "    ", style));
        if let Some(last) = one.origin.last() {
            self::step(last, "    ", true, sources, style, &mut out);
        }
        instances(way, style, &mut out);
    }
    let rest = ways.len().saturating_sub(WAYS);
    if rest > 0 {
        let _ = writeln!(out, "  and {rest} more here, in the JSON report");
    }
    out
}

/// Other places with the same finding for the same reason, each with its instances.
pub(crate) fn elsewhere(places: &[Vec<&Finding>]) -> String {
    let mut out = String::new();
    if places.is_empty() {
        return out;
    }
    out.push_str("  the same, decided by the same line:\n");
    for place in places.iter().take(PLACES) {
        let more = if place.len() > 1 { format!(" and {} more", place.len() - 1) } else { String::new() };
        let _ = writeln!(out, "    {}{more}, {}:{}", place[0].resource, place[0].file, place[0].line);
    }
    let rest = places.len().saturating_sub(PLACES);
    if rest > 0 {
        let _ = writeln!(out, "    and {rest} more places, in the JSON report");
    }
    out
}

fn variants(way: &[&Finding]) -> String {
    // An alternative is called by its file: of what stands in that, it says nothing.
    let is_told = |one: &Finding, variant: &str| {
        let folder = one.file.strip_suffix(variant);
        folder.is_some_and(|folder| folder.is_empty() || folder.ends_with('/'))
    };
    let named = way.iter().flat_map(|one| one.variants.iter().map(move |variant| (one, variant.as_str())));
    let mut variants: Vec<&str> = named.filter(|(one, variant)| !is_told(one, variant)).map(|(_, name)| name).collect();
    variants.sort_unstable();
    variants.dedup();
    variants.join(", ")
}

fn instances(way: &[&Finding], style: Style, out: &mut String) {
    let Some((first, rest)) = way.split_first() else { return };
    let mut others: Vec<&str> = rest.iter().map(|other| other.resource.as_str()).collect();
    others.retain(|other| *other != first.resource && !other.is_empty());
    others.dedup();
    if others.is_empty() {
        return;
    }
    let instances = if others.len() == 1 { "instance" } else { "instances" };
    let named = others.iter().take(INSTANCES).copied().collect::<Vec<_>>().join(", ");
    let rest = others.len().saturating_sub(INSTANCES);
    let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    let text = format!("and {} more {instances}: {named}{rest}", others.len());
    let _ = writeln!(out, "{}", wrapped(&text, "  ", "    ", style));
}

fn step(step: &OriginStep, indent: &str, with_line: bool, sources: &mut Sources<'_>, style: Style, out: &mut String) {
    // What was given on the command line stands in no file.
    let line = sources.get(&step.file).and_then(|text| {
        let line = text.line(step.line)?.trim();
        (!line.is_empty()).then(|| cut(line, style.width.saturating_sub(indent.len() + 4)))
    });
    let place = if line.is_some() || !step.file.starts_with('(') {
        format!(", {}:{}", step.file, step.line)
    } else {
        String::new()
    };
    let _ = writeln!(out, "{indent}← {}{place}", step.note);
    if let Some(line) = line.filter(|_| with_line) {
        let line = if style.color { format!("\u{1b}[2m{line}\u{1b}[0m") } else { line };
        let _ = writeln!(out, "{indent}    {line}");
    }
}

fn cut(line: &str, width: usize) -> String {
    if line.chars().count() <= width {
        return line.to_owned();
    }
    line.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

/// `text` in the width of the terminal; names and addresses stay in one piece.
pub(crate) fn wrapped(text: &str, first: &str, next: &str, style: Style) -> String {
    let options = textwrap::Options::new(style.width.saturating_sub(2))
        .initial_indent(first)
        .subsequent_indent(next)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
}
