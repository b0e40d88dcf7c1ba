//! Running a page.

use std::collections::BTreeMap;

use tollgate_api::{Certainty, Level, Report, RuleInfo};
use tollgate_engine::{CheckError, PluginSet, Request, apply_fixes, check};
use tollgate_source::{FileId, MemoryWorld, SourceMap, WorldPath};

use crate::{
    Case, Expectation, Page, Problem,
    markers::{Verdicts, announced, stripped},
    shape,
};

/// Fixes may make room for others.
const ROUNDS: usize = 10;
/// Expiry dates in pages are relative to this day.
const TODAY: &str = "2026-01-01";

/// Runs the page of `rule` with `plugins`, only that rule being on; empty when it holds.
pub fn check_page(rule: &RuleInfo, plugins: &PluginSet) -> Vec<Problem> {
    let page = Page::parse(&rule.page);
    let mut problems = shape::check(&page, rule);
    for case in &page.cases {
        problems.extend(check_case(case, rule, plugins));
    }
    problems
}

/// Runs one case of `rule`, that rule alone being on; empty when it holds.
pub fn check_case(case: &Case, rule: &RuleInfo, plugins: &PluginSet) -> Vec<Problem> {
    let problem = |message| Problem { case: case.name.clone(), line: case.line, message };
    match run(case, rule, plugins) {
        Ok(messages) => messages.into_iter().map(problem).collect(),
        Err(message) => vec![problem(message)],
    }
}

fn run(case: &Case, rule: &RuleInfo, plugins: &PluginSet) -> Result<Vec<String>, String> {
    if case.files.is_empty() {
        return Err("the case has no files".to_owned());
    }
    let files = files_of(case, rule)?;
    let report = checked(&files, own(rule), plugins)?;
    let mut problems = broken_input(case, &files, &report);
    let found = verdicts(&report, rule);
    match case.expectation {
        Expectation::Fires if !found.keys().any(|(_, _, kind)| *kind != "undecided") => {
            problems.push("the example does not fire".to_owned());
        }
        Expectation::Fires => {}
        Expectation::Silent => problems.extend(
            found.keys().map(|(file, line, kind)| format!("what to use instead has a {kind} in {file}:{line}")),
        ),
        Expectation::Marked => {
            let mut expected = Verdicts::new();
            for file in &case.files {
                announced(&file.path, &file.text, &rule.id, &mut expected);
            }
            problems.extend(differences(&expected, &found, &report));
        }
    }
    problems.extend(beside_others(&files, rule, plugins, &found)?);
    if !case.fixed.is_empty() {
        problems.extend(fixes(case, files, report, rule, plugins)?);
    }
    Ok(problems)
}

/// What a rule says must not hang on which other rules of its plugin are on: a batch holds the types of all of them.
fn beside_others(
    files: &Files,
    rule: &RuleInfo,
    plugins: &PluginSet,
    alone: &Verdicts,
) -> Result<Option<String>, String> {
    let is_of = |rules: &&[RuleInfo]| rules.iter().any(|other| other.id == rule.id);
    let Some(rules) = plugins.entries().iter().map(|entry| entry.manifest.rules.as_slice()).find(is_of) else {
        return Ok(None);
    };
    let mut files = files.clone();
    for other in rules.iter().filter(|other| other.level == Level::Off) {
        switch_on(&mut files, other);
    }
    let select = rules.iter().map(|other| other.id.clone()).collect();
    let together = verdicts(&checked(&files, select, plugins)?, rule);
    let words = |verdicts: &Verdicts| {
        let words = verdicts.iter().map(|((file, line, kind), count)| format!("{count} {kind} in {file}:{line}"));
        let words: Vec<String> = words.collect();
        if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
    };
    Ok((together != *alone)
        .then(|| format!("alone it says {}, beside all rules of its plugin {}", words(alone), words(&together))))
}

type Files = BTreeMap<WorldPath, String>;

fn files_of(case: &Case, rule: &RuleInfo) -> Result<Files, String> {
    let mut files = Files::new();
    for file in &case.files {
        let path = WorldPath::new(&file.path).ok_or_else(|| format!("`{}` leads out of the case", file.path))?;
        if files.insert(path, file.text.clone()).is_some() {
            return Err(format!("`{}` is given twice", file.path));
        }
    }
    // A rule that is off by default is on in its own page.
    if rule.level == Level::Off {
        switch_on(&mut files, rule);
    }
    Ok(files)
}

/// Adds a level to the configuration, unless it gives one to the rule.
fn switch_on(files: &mut Files, rule: &RuleInfo) {
    let Some(path) = WorldPath::new("tollgate.toml") else { return };
    let config = files.entry(path).or_default();
    let table = format!("[rules.\"{}\"]\n", rule.id);
    if config.contains(&format!("\n\"{}\" =", rule.id)) {
        return;
    }
    match config.find(&table) {
        Some(at) => {
            let at = at + table.len();
            let end = config[at..].find("\n[").map_or(config.len(), |end| at + end);
            if !config[at..end].contains("level") {
                config.insert_str(at, "level = \"error\"\n");
            }
        }
        None => config.push_str(&format!("\n{table}level = \"error\"\n")),
    }
}

fn world_of(files: &Files) -> MemoryWorld {
    let mut world = MemoryWorld::new();
    for (path, text) in files {
        world.insert(path.clone(), text);
    }
    world
}

/// A rule, and what is wrong with the case.
fn own(rule: &RuleInfo) -> Vec<String> {
    vec![rule.id.clone(), "syntax".to_owned()]
}

/// The report of some rules.
fn checked(files: &Files, select: Vec<String>, plugins: &PluginSet) -> Result<Report, String> {
    let request = Request { paths: vec![WorldPath::root()], select, today: TODAY.to_owned(), ..Request::default() };
    match check(&world_of(files), &SourceMap::new(), &request, plugins) {
        Ok(checked) => Ok(checked.report),
        Err(CheckError::Config(errors)) => {
            Err(format!("the configuration is wrong: {}", errors.first().map_or("", |error| error.message.as_str())))
        }
        Err(error) => Err(format!("cannot be checked: {error:?}")),
    }
}

/// A page must not pass because its code was not understood. Example and correction are excerpts: they may
/// refer to what they do not show.
fn broken_input(case: &Case, files: &Files, report: &Report) -> Vec<String> {
    let mut problems = Vec::new();
    // What a front end refuses is a finding of its own, which an excerpt may have.
    let refused: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| case.expectation == Expectation::Marked && finding.rule.starts_with("syntax/"))
        .collect();
    // With its line it is told below.
    let is_told = |path: &WorldPath, message: &str| {
        refused.iter().any(|finding| finding.file == path.as_str() && finding.message == message)
    };
    for (path, text) in files {
        let diagnostics = if path.file_name().ends_with(".tf") {
            tollgate_hcl::parse(FileId(0), text).1
        } else if is_yaml(path) {
            tollgate_yaml::parse(FileId(0), text).1
        } else {
            continue;
        };
        let new = diagnostics.into_iter().filter(|diagnostic| !is_told(path, &diagnostic.message));
        problems.extend(new.map(|diagnostic| format!("{path}: {}", diagnostic.message)));
    }
    problems.extend(refused.iter().map(|finding| format!("{}:{}: {}", finding.file, finding.line, finding.message)));
    let is_excerpt = case.expectation != Expectation::Marked;
    let errors = report.diagnostics.iter().filter(|entry| entry.level == "error" && !is_excerpt);
    problems.extend(errors.map(|entry| format!("{}:{}: {}", entry.file, entry.line, entry.message)));
    problems.extend(report.plugin_errors.iter().map(|error| format!("plugin `{}`: {}", error.plugin, error.message)));
    problems
}

fn is_yaml(path: &WorldPath) -> bool {
    path.file_name().ends_with(".yaml") || path.file_name().ends_with(".yml")
}

fn verdicts(report: &Report, rule: &RuleInfo) -> Verdicts {
    let mut found = Verdicts::new();
    for finding in report.findings.iter().filter(|finding| finding.rule == rule.id && finding.suppressed.is_none()) {
        let kind = match finding.confidence {
            Certainty::Definite => "finding",
            Certainty::Possible => "possible",
        };
        *found.entry((finding.file.clone(), finding.line, kind)).or_default() += 1;
    }
    for undecided in report.undecided.iter().filter(|undecided| undecided.rule == rule.id) {
        *found.entry((undecided.file.clone(), undecided.line, "undecided")).or_default() += 1;
    }
    found
}

fn differences(expected: &Verdicts, found: &Verdicts, report: &Report) -> Vec<String> {
    let mut problems = Vec::new();
    for (place, count) in expected {
        let actual = found.get(place).copied().unwrap_or(0);
        if actual < *count {
            let (file, line, kind) = place;
            problems.push(format!("{file}:{line}: {count} {kind} announced, {actual} found"));
        }
    }
    for (place, count) in found {
        let announced = expected.get(place).copied().unwrap_or(0);
        if *count > announced {
            let (file, line, kind) = place;
            let words: Vec<&str> = report
                .findings
                .iter()
                .filter(|finding| (&finding.file, finding.line) == (file, *line))
                .map(|finding| finding.message.as_str())
                .chain(
                    report
                        .undecided
                        .iter()
                        .filter(|one| (&one.file, one.line) == (file, *line))
                        .map(|one| one.reason.as_str()),
                )
                .collect();
            problems.push(format!("{file}:{line}: {kind} not announced: {}", words.join("; ")));
        }
    }
    problems
}

/// Applies all fixes until none is left, and compares.
fn fixes(
    case: &Case,
    mut files: Files,
    mut report: Report,
    rule: &RuleInfo,
    plugins: &PluginSet,
) -> Result<Vec<String>, String> {
    for _ in 0..ROUNDS {
        let fixed = apply_fixes(&world_of(&files), &report, true, &|_| true);
        if fixed.files.is_empty() {
            break;
        }
        files.extend(fixed.files.into_iter().map(|(path, _, after)| (path, after)));
        report = checked(&files, own(rule), plugins)?;
    }
    let mut problems = Vec::new();
    for expected in &case.fixed {
        let path =
            WorldPath::new(&expected.path).ok_or_else(|| format!("`{}` leads out of the case", expected.path))?;
        let actual = files.get(&path).map(|text| stripped(text, &rule.id)).unwrap_or_default();
        let wanted = stripped(&expected.text, &rule.id);
        if actual != wanted {
            problems.push(format!("after fixes, {path} is\n{actual}and not\n{wanted}"));
        }
    }
    Ok(problems)
}
