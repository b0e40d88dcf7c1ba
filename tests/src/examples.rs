//! The example systems: every planted mistake is found at its line, nothing else is, and the repaired systems
//! are clean.

use std::collections::BTreeSet;

use serde::Deserialize;
use tollgate_api::{Certainty, Finding, Report};
use tollgate_engine::{Request, check};
use tollgate_source::{DiskWorld, SourceMap, WorldPath};

use crate::{checkout, plugins::built_in};

#[derive(Deserialize)]
struct Expected {
    mistake: Vec<Mistake>,
}

#[derive(Deserialize)]
pub(crate) struct Mistake {
    rule: String,
    resource: String,
    file: String,
    line: u32,
    /// `file:line` where the deciding text stands, when it stands elsewhere.
    origin: Option<String>,
    document_line: u32,
    why: String,
    /// Of services of a profile, and of defaults of variables.
    #[serde(default)]
    confidence: Option<Certainty>,
}

/// The report of a folder of this checkout.
pub(crate) fn report_of(folder: &str) -> Report {
    report_under(folder, None)
}

/// The same under another configuration than its own.
pub(crate) fn report_under(folder: &str, config: Option<&str>) -> Report {
    let world = DiskWorld::new(checkout::root()).expect("the checkout is readable");
    let path = |path: &str| WorldPath::new(path).expect("inside of the checkout");
    let (paths, config) = (vec![path(folder)], config.map(path));
    let request = Request { paths, config, today: "2026-11-20".into(), ..Request::default() };
    match check(&world, &SourceMap::new(), &request, &built_in()) {
        Ok(checked) => checked.report,
        Err(error) => panic!("{folder}: {error:?}"),
    }
}

/// Rule, resource, file and line.
pub(crate) type Place = (String, String, String, u32);

pub(crate) fn place_of(finding: &Finding) -> Place {
    (finding.rule.clone(), finding.resource.clone(), finding.file.clone(), finding.line)
}

impl Mistake {
    pub(crate) fn place(&self, example: &str) -> Place {
        (self.rule.clone(), self.resource.clone(), format!("{example}/{}", self.file), self.line)
    }
}

/// What must be found in an example.
pub(crate) fn mistakes_of(example: &str) -> Vec<Mistake> {
    let expected: Expected = toml::from_str(&checkout::read(&format!("{example}/EXPECTED.toml"))).expect("TOML");
    expected.mistake
}

fn holds(example: &str) {
    let mistakes = mistakes_of(example);
    assert!(mistakes.len() >= 12, "only {} mistakes", mistakes.len());
    let report = report_of(example);
    assert_eq!(report.plugin_errors, []);
    let mut wanted: BTreeSet<Place> = BTreeSet::new();
    for mistake in &mistakes {
        assert!(mistake.document_line > 0 && !mistake.why.is_empty(), "{}: where does it come from?", mistake.rule);
        let place = mistake.place(example);
        if let (Some(origin), Some(finding)) =
            (&mistake.origin, report.findings.iter().find(|finding| place_of(finding) == place))
        {
            let steps: Vec<String> = finding.origin.iter().map(|step| format!("{}:{}", step.file, step.line)).collect();
            let origin = format!("{example}/{origin}");
            assert_eq!(steps.last(), Some(&origin), "{} at {}:{}: {steps:?}", mistake.rule, mistake.file, mistake.line);
        }
        wanted.insert(place);
    }
    let found: BTreeSet<Place> = report.findings.iter().map(place_of).collect();
    let missing: Vec<_> = wanted.difference(&found).collect();
    let unexpected: Vec<_> = found.difference(&wanted).collect();
    assert!(missing.is_empty() && unexpected.is_empty(), "missing: {missing:#?}\nunexpected: {unexpected:#?}");
    let possible: BTreeSet<Place> =
        report.findings.iter().filter(|finding| finding.confidence == Certainty::Possible).map(place_of).collect();
    let announced = mistakes
        .iter()
        .filter(|mistake| mistake.confidence == Some(Certainty::Possible))
        .map(|mistake| mistake.place(example));
    assert_eq!(possible, announced.collect(), "what is only possible");
}

fn is_clean(folder: &str) {
    let report = report_of(folder);
    let found: Vec<_> = report.findings.iter().map(place_of).collect();
    assert_eq!(found, [], "{folder}");
    assert_eq!(report.plugin_errors, [], "{folder}");
    assert!(report.summary.resources > 20, "{folder}: only {} resources", report.summary.resources);
    let errors: Vec<_> = report.diagnostics.iter().filter(|entry| entry.level == "error").collect();
    assert!(errors.is_empty(), "{folder}: {errors:?}");
}

#[test]
fn clicker() {
    holds("examples/clicker");
}

#[test]
fn clicker_repaired() {
    is_clean("examples/clicker/fixed");
}

#[test]
fn project_ore() {
    holds("examples/ore");
}

#[test]
fn project_ore_repaired() {
    is_clean("examples/ore/fixed");
}

#[test]
fn ticketing() {
    holds("examples/ticketing");
}

#[test]
fn ticketing_repaired() {
    is_clean("examples/ticketing/fixed");
}

#[test]
fn ticketing_on_one_host() {
    holds("examples/ticketing-ec2");
}

#[test]
fn ticketing_on_one_host_repaired() {
    is_clean("examples/ticketing-ec2/fixed");
}

#[test]
fn ticketing_on_a_laptop() {
    holds("examples/ticketing-local");
}

#[test]
fn ticketing_on_a_laptop_repaired() {
    is_clean("examples/ticketing-local/fixed");
}

#[test]
fn ojeomneo_on_kubernetes() {
    holds("examples/ojeomneo");
}

#[test]
fn ojeomneo_on_kubernetes_repaired() {
    is_clean("examples/ojeomneo/fixed");
}
