//! What every page has.

use tollgate_api::{Fix, RuleInfo};

use crate::{Expectation, Page, Problem};

/// Sections that every page has, in order; others may stand between them.
const SECTIONS: [&str; 6] = ["What it does", "Why is this bad?", "Example", "Use instead", "References", "Tests"];
/// Names that do not read well after "allow".
const BAD_BEGINNINGS: [&str; 4] = ["no-", "disallow-", "use-", "require-"];

/// The words by which a page says that its rule asks about nothing that may be unknown.
const NO_OPEN_CASE: &str = "no case that cannot be decided";

pub(crate) fn check(page: &Page, rule: &RuleInfo) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut problem = |message: String| problems.push(Problem { case: "page".to_owned(), line: 1, message });
    if page.title != rule.id {
        problem(format!("the page is titled `{}`, the rule is `{}`", page.title, rule.id));
    }
    let mut rest = page.sections.iter();
    for section in SECTIONS {
        if !rest.any(|found| found == section) {
            problem(format!("section `{section}` is missing or out of order"));
        }
    }
    if rule.fix != Fix::None && !page.sections.iter().any(|section| section == "Fix safety") {
        problem("the rule has fixes, but the page has no section `Fix safety`".to_owned());
    }
    let has_options = rule.options.get("properties").is_some_and(|p| p.as_object().is_some_and(|p| !p.is_empty()));
    if has_options && !page.sections.iter().any(|section| section == "Options") {
        problem("the rule has options, but the page has no section `Options`".to_owned());
    }
    if rule.summary.is_empty() || rule.summary.contains('\n') {
        problem("the summary is one line".to_owned());
    }
    match rule.id.split_once('/') {
        Some((_, name)) if BAD_BEGINNINGS.iter().any(|beginning| name.starts_with(beginning)) => {
            problem(format!("`{name}` does not read well after \"allow\": name the bad thing"));
        }
        Some(_) => {}
        None => problem("the id is no `family/bad-thing`".to_owned()),
    }
    let marked: Vec<_> = page.cases.iter().filter(|case| case.expectation == Expectation::Marked).collect();
    let announces = |case: &crate::Case, kind: &str| {
        case.files.iter().any(|file| file.text.contains(&format!("# {kind}: {}", rule.id)))
    };
    let firing = marked.iter().filter(|case| announces(case, "finding")).count();
    let clean = marked
        .iter()
        .filter(|case| ["finding", "possible", "undecided"].iter().all(|kind| !announces(case, kind)))
        .count();
    if firing < 2 {
        problem(format!("{firing} cases fire, two spelled differently are needed"));
    }
    if clean < 2 {
        problem(format!("{clean} cases are clean, two are needed"));
    }
    let is_open = marked.iter().any(|case| announces(case, "undecided") || announces(case, "possible"));
    if !is_open && !page.about_tests.contains(NO_OPEN_CASE) {
        problem(format!(
            "no case is undecidable; a rule about syntax alone says under `## Tests` that there is {NO_OPEN_CASE}, and why"
        ));
    }
    if rule.fix != Fix::None && marked.iter().all(|case| case.fixed.is_empty()) {
        problem("the rule has fixes, but no case shows one".to_owned());
    }
    problems
}
