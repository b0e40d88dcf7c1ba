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
struct Mistake {
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
    let world = DiskWorld::new(checkout::root()).expect("the checkout is readable");
    let path = WorldPath::new(folder).expect("inside of the checkout");
    let request = Request { paths: vec![path], today: "2026-11-20".into(), ..Request::default() };
    match check(&world, &SourceMap::new(), &request, &built_in()) {
        Ok(checked) => checked.report,
        Err(error) => panic!("{folder}: {error:?}"),
    }
}

type Place = (String, String, String, u32);

fn place_of(finding: &Finding) -> Place {
    (finding.rule.clone(), finding.resource.clone(), finding.file.clone(), finding.line)
}

fn holds(example: &str) {
    let text =
        std::fs::read_to_string(checkout::root().join(example).join("EXPECTED.toml")).expect("beside the example");
    let expected: Expected = toml::from_str(&text).expect("TOML");
    assert!(expected.mistake.len() >= 12, "only {} mistakes", expected.mistake.len());
    let report = report_of(example);
    assert_eq!(report.plugin_errors, []);
    let mut wanted: BTreeSet<Place> = BTreeSet::new();
    for mistake in &expected.mistake {
        assert!(mistake.document_line > 0 && !mistake.why.is_empty(), "{}: where does it come from?", mistake.rule);
        let file = format!("{example}/{}", mistake.file);
        let place = (mistake.rule.clone(), mistake.resource.clone(), file, mistake.line);
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
    let announced =
        expected.mistake.iter().filter(|mistake| mistake.confidence == Some(Certainty::Possible)).map(|mistake| {
            (mistake.rule.clone(), mistake.resource.clone(), format!("{example}/{}", mistake.file), mistake.line)
        });
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
