//! What stands below the findings: what could not be decided, what went wrong, and the count.

use std::collections::BTreeMap;

use tollgate_api::{Report, Safety};

use crate::Style;

/// Reasons that are told; the rest is counted.
const SHOWN: usize = 8;

pub(crate) fn text(report: &Report, style: Style) -> String {
    let mut out = String::new();
    let bold = |text: &str| if style.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() };
    for error in &report.plugin_errors {
        let batch = if error.batch.is_empty() { String::new() } else { format!(" on {}", error.batch) };
        let heading = bold(&format!("plugin `{}` failed{batch}:", error.plugin));
        out.push_str(&format!("{heading} {}\n  Its verdicts are missing from this report.\n", error.message));
    }
    if !report.plugin_errors.is_empty() {
        out.push('\n');
    }
    for entry in report.diagnostics.iter().filter(|entry| entry.level != "note") {
        out.push_str(&format!("{}: {}{}\n", bold(&entry.level), entry.message, place(&entry.file, entry.line)));
        if !entry.help.is_empty() {
            out.push_str(&format!("  help: {}\n", entry.help));
        }
    }
    let notes: Vec<_> = report.diagnostics.iter().filter(|entry| entry.level == "note").collect();
    for entry in notes.iter().take(SHOWN) {
        out.push_str(&format!("note: {}{}\n", entry.message, place(&entry.file, entry.line)));
    }
    if notes.len() > SHOWN {
        out.push_str(&format!("note: {} more, in the JSON report\n", notes.len() - SHOWN));
    }
    undecided(report, &mut out);
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
    if let Some(compliance) = &report.compliance {
        out.push_str(&crate::compliance::text(compliance, style));
        out.push('\n');
    }
    out.push_str(&count(report));
    out
}

fn place(file: &str, line: u32) -> String {
    match (file, line) {
        ("", _) => String::new(),
        (file, 0) => format!(" ({file})"),
        (file, line) => format!(" ({file}:{line})"),
    }
}

/// One line for each reason: a variable without a value leaves many verdicts open at once.
fn undecided(report: &Report, out: &mut String) {
    let mut reasons: BTreeMap<(&str, &str, &[String]), Vec<&str>> = BTreeMap::new();
    for one in &report.undecided {
        reasons.entry((&one.reason, &one.decided_by, &one.variants)).or_default().push(&one.rule);
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(reason, rules)| (std::cmp::Reverse(rules.len()), *reason));
    for ((reason, decided_by, variants), rules) in reasons.iter().take(SHOWN) {
        let verdicts = plural(rules.len(), "verdict");
        let by = if decided_by.is_empty() { String::new() } else { format!("; decided by {decided_by}") };
        let place = if variants.is_empty() { String::new() } else { format!(" in {}", variants.join(", ")) };
        out.push_str(&format!("undecided{place}: {reason} ({verdicts}, e.g. {}){by}\n", rules[0]));
    }
    if reasons.len() > SHOWN {
        out.push_str(&format!("undecided: {} more reasons, in the JSON report\n", reasons.len() - SHOWN));
    }
}

fn count(report: &Report) -> String {
    let summary = &report.summary;
    let found = &summary.findings;
    let mut parts = Vec::new();
    let broken = report.diagnostics.iter().filter(|entry| entry.level == "error").count();
    for (count, noun) in [(found.error, "error"), (found.warning, "warning")] {
        if count > 0 {
            parts.push(plural(count, noun));
        }
    }
    for (count, words) in [
        (found.info, "for information"),
        (summary.possible, "possible"),
        (summary.undecided, "undecided"),
        (summary.suppressed, "suppressed"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {words}"));
        }
    }
    let broken = match broken {
        0 => String::new(),
        count => format!(" {} in the configuration: what depends on it was not evaluated.", plural(count, "mistake")),
    };
    let findings = if parts.is_empty() { "No findings".to_owned() } else { parts.join(", ") };
    let mut line = format!(
        "{findings} in {} of {} ({}).",
        plural(summary.resources, "resource"),
        plural(summary.roots, "root"),
        plural(summary.files, "file"),
    );
    line.push_str(&broken);
    let fixable = |safety| {
        let fixes = |fix: &tollgate_api::ProposedFix| fix.safety == safety;
        report.findings.iter().filter(|f| f.suppressed.is_none() && f.fix.as_ref().is_some_and(fixes)).count()
    };
    match (fixable(Safety::Safe), fixable(Safety::Unsafe)) {
        (0, 0) => {}
        (safe, 0) => line.push_str(&format!(" `--fix` fixes {safe}, `--diff` shows how.")),
        (0, other) => line.push_str(&format!(" `--fix --unsafe-fixes` fixes {other}, `--diff` shows how.")),
        (safe, other) => {
            line.push_str(&format!(" `--fix` fixes {safe}, `--fix --unsafe-fixes` {other} more, `--diff` shows how."));
        }
    }
    if let Some(duration) = summary.duration_ms {
        let plugins = summary.plugins_us.iter().map(|(name, took)| format!("{name} {:.1} ms", *took as f64 / 1e3));
        let plugins: Vec<String> = plugins.collect();
        let plugins = if plugins.is_empty() { String::new() } else { format!(" (plugins: {})", plugins.join(", ")) };
        line.push_str(&format!(" Took {duration} ms{plugins}."));
    }
    line.push('\n');
    line
}

pub(crate) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
