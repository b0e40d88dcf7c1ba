//! The policy packs: each is one that Tollgate accepts, the built-in ones stand to one another as their names say, and
//! those of the systems find in the examples what the documents of these systems forbid.

use std::collections::BTreeSet;

use serde::Deserialize;
use tollgate_api::{Level, RuleInfo};
use tollgate_config::{DeclaredTest, Settings};
use tollgate_engine::{CheckError, Group, Request, groups, host_rules};
use tollgate_ruletest::{Case, CaseFile, Expectation, check_case};
use tollgate_source::{DiskWorld, SourceMap, WorldPath};

use crate::{
    checkout,
    examples::{Place, mistakes_of, place_of, report_under},
    plugins::built_in,
};

/// The packs of this checkout, by path. The maps of standards are no packs.
fn packs() -> Vec<(String, String)> {
    let mut packs = checkout::files(["policies".to_owned()], "toml");
    packs.retain(|(path, _)| !path.starts_with("policies/compliance/"));
    assert!(packs.len() >= 11, "only {} packs", packs.len());
    packs
}

/// The packs of the systems, by name.
fn systems() -> Vec<String> {
    let name = |path: &str| Some(path.strip_prefix("policies/systems/")?.strip_suffix(".toml")?.to_owned());
    packs().iter().filter_map(|(path, _)| name(path)).collect()
}

/// A configuration of this checkout with all that it extends, checked against the rules that there are.
fn loaded(path: &str) -> Result<Group, String> {
    let world = DiskWorld::new(checkout::root()).expect("the checkout is readable");
    let sources = SourceMap::new();
    let request = Request { config: WorldPath::new(path), ..Request::default() };
    match groups(&world, &sources, &request, &built_in()) {
        Ok(found) => found.groups.into_iter().next().ok_or_else(|| format!("{path} was not looked at")),
        Err(CheckError::Config(errors)) => Err(format!("{path}: {errors:#?}")),
        Err(error) => Err(format!("{path}: {error:?}")),
    }
}

fn settings(path: &str) -> Settings {
    loaded(path).unwrap_or_else(|error| panic!("{error}")).settings
}

/// All rules that need no declaration.
fn rules() -> Vec<RuleInfo> {
    let plugins = built_in();
    let offered = plugins.entries().iter().flat_map(|entry| entry.manifest.rules.clone());
    offered.chain(host_rules()).collect()
}

#[test]
fn every_pack_is_accepted() {
    let refused: Vec<String> = packs().iter().filter_map(|(path, _)| loaded(path).err()).collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

/// An unknown rule or a wrong option would be noticed.
#[test]
fn wrong_packs_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let refuse = |text: &str, expected: &str| {
        std::fs::write(folder.path().join("pack.toml"), text).expect("written");
        let world = DiskWorld::new(folder.path()).expect("the folder is readable");
        let request = Request { config: WorldPath::new("pack.toml"), ..Request::default() };
        let error = groups(&world, &SourceMap::new(), &request, &built_in()).expect_err("it is wrong");
        assert!(format!("{error:?}").contains(expected), "{expected}: {error:?}");
    };
    refuse("[rules]\n\"tls/weak-polizy\".level = \"off\"\n", "there is no rule `tls/weak-polizy`");
    refuse("[rules]\n\"tls/weak-policy\".options = { minimum = \"1.4\" }\n", "1.4");
}

#[test]
fn declared_rules_have_tests_that_hold() {
    let mut problems = Vec::new();
    for (path, _) in packs() {
        let Group { settings, plugins, .. } = loaded(&path).unwrap_or_else(|error| panic!("{error}"));
        for rule in &settings.declared {
            let infos = plugins.entries().iter().flat_map(|entry| &entry.manifest.rules);
            let info = infos.into_iter().find(|info| info.id == rule.id).expect("a declared rule is a rule");
            if rule.tests.is_empty() {
                problems.push(format!("{path}: {} has no tests", rule.id));
            }
            for test in &rule.tests {
                let found = check_case(&case(test), info, &plugins);
                problems.extend(found.iter().map(|one| format!("{path}: {}, {}: {}", rule.id, test.name, one.message)));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn case(test: &DeclaredTest) -> Case {
    let files = |files: &[(String, String)]| {
        files.iter().map(|(path, text)| CaseFile { path: path.clone(), text: text.clone(), line: 0 }).collect()
    };
    Case {
        name: test.name.clone(),
        line: 0,
        expectation: Expectation::Marked,
        files: files(&test.files),
        fixed: files(&test.fixed),
    }
}

/// Whoever moves from one pack to a stricter one loses no rule on the way.
#[test]
fn dev_is_below_the_baseline_and_strict_and_golden_above() {
    let of = |name: &str| settings(&format!("policies/{name}.toml"));
    let (dev, baseline, golden, strict) = (of("dev"), of("baseline"), of("golden"), of("strict"));
    let mut wrong = Vec::new();
    for rule in rules() {
        let level = |settings: &Settings| settings.level(&rule.id, rule.level);
        let base = level(&baseline);
        for (name, is_wrong) in
            [("dev", level(&dev) > base), ("golden", level(&golden) < base), ("strict", level(&strict) < base)]
        {
            if is_wrong {
                wrong.push(format!("{name}: {}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What is severe in production is severe in a sandbox: it has a bill, an account and often a copy of real data.
#[test]
fn dev_keeps_what_can_hurt_anybody() {
    const SEVERE: f64 = 7.0;
    let settings = settings("policies/dev.toml");
    let lowered: Vec<String> = rules()
        .into_iter()
        .filter(|rule| rule.severity >= SEVERE && settings.level(&rule.id, rule.level) < rule.level)
        .map(|rule| rule.id)
        .collect();
    assert!(lowered.is_empty(), "{lowered:#?}");
}

/// All that `golden` asks for can be had at once.
#[test]
fn a_service_on_the_golden_path_has_no_findings() {
    let report = report_under("tests/packs/golden", None);
    assert_eq!(report.plugin_errors, []);
    assert_eq!(report.findings.iter().map(place_of).collect::<Vec<_>>(), []);
    assert_eq!(report.summary.roots, 3, "a cluster, a host and ECS");
    assert!(report.summary.resources >= 10, "only {} resources", report.summary.resources);
}

/// A rule that is off by default is switched on, or somebody has said why not.
#[test]
fn strict_speaks_of_every_rule() {
    let (settings, text) = (settings("policies/strict.toml"), checkout::read("policies/strict.toml"));
    let is_silent = |rule: &RuleInfo| {
        settings.level(&rule.id, rule.level) == Level::Off && !text.contains(&format!("`{}`", rule.id))
    };
    let silent: Vec<String> = rules().into_iter().filter(is_silent).map(|rule| rule.id).collect();
    assert!(silent.is_empty(), "strict.toml neither has these nor says why not: {silent:#?}");
}

#[test]
fn every_pack_is_in_the_table() {
    let readme = checkout::read("policies/README.md");
    for (path, _) in packs() {
        let link = path.strip_prefix("policies/").unwrap_or_default();
        assert!(readme.contains(&format!("]({link})")), "policies/README.md does not say what {link} is");
    }
}

/// How a pack differs from the policy in its example: see `tests/packs/README.md`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Differences {
    #[serde(default)]
    more: Vec<Difference>,
    #[serde(default)]
    less: Vec<Difference>,
    #[serde(default)]
    left: Vec<Difference>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    rule: String,
    resource: String,
    file: String,
    line: u32,
    why: String,
}

fn places(differences: &[Difference], example: &str) -> BTreeSet<Place> {
    let place = |one: &Difference| {
        assert!(!one.why.is_empty(), "{}: why?", one.rule);
        (one.rule.clone(), one.resource.clone(), format!("{example}/{}", one.file), one.line)
    };
    differences.iter().map(place).collect()
}

#[test]
fn systems_are_what_their_documents_say() {
    let systems = systems();
    assert!(systems.len() >= 5, "a pack for each system, not only {systems:?}");
    for system in systems {
        let (pack, example) = (format!("policies/systems/{system}.toml"), format!("examples/{system}"));
        let differences: Differences =
            toml::from_str(&checkout::read(&format!("tests/packs/{system}.toml"))).expect("TOML");
        let settings = settings(&pack);
        // Of its own are the rules that it names, those that it declares, and those that read its tiers.
        let is_own = |rule: &str| {
            settings.rules.contains_key(rule)
                || settings.declared.iter().any(|declared| declared.id == rule)
                || rule.starts_with("topology/") && settings.topology().is_some()
        };
        let report = report_under(&example, Some(&pack));
        assert_eq!(report.plugin_errors, [], "{system}");
        let repaired = format!("{example}/fixed/");
        let (left, found): (BTreeSet<Place>, BTreeSet<Place>) =
            report.findings.iter().map(place_of).partition(|(_, _, file, _)| file.starts_with(&repaired));
        let found: BTreeSet<Place> = found.into_iter().filter(|(rule, ..)| is_own(rule)).collect();
        let more = places(&differences.more, &example);
        let less = places(&differences.less, &example);
        let expected: BTreeSet<Place> = mistakes_of(&example).iter().map(|mistake| mistake.place(&example)).collect();
        let expected: BTreeSet<Place> = expected.into_iter().filter(|(rule, ..)| is_own(rule)).collect();
        assert!(less.is_subset(&expected), "{system}: no mistakes of the example: {:#?}", less.difference(&expected));
        assert!(more.is_disjoint(&expected), "{system}: listed twice: {:#?}", more.intersection(&expected));
        let wanted: BTreeSet<Place> = expected.difference(&less).chain(&more).cloned().collect();
        let missing: Vec<_> = wanted.difference(&found).collect();
        let unexpected: Vec<_> = found.difference(&wanted).collect();
        assert!(
            missing.is_empty() && unexpected.is_empty(),
            "{system}: missing: {missing:#?}\nunexpected: {unexpected:#?}"
        );
        assert!(!found.is_empty(), "{system}: the document and what was made of it agree in everything?");
        assert_eq!(left, places(&differences.left, &example), "{system}: what is left in the repaired system");
    }
}

/// The examples stand alone, so that each can be copied and checked as a repository of its own: what their policies say
/// of tiers is written twice, and must not come apart.
#[test]
fn examples_have_the_tiers_of_their_packs() {
    let of = |path: &str| {
        let topology = settings(path).topology().unwrap_or_default();
        let tiers: BTreeSet<String> =
            topology["tiers"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        let end = |flow: &serde_json::Value, key: &str| flow[key].as_str().unwrap_or_default().to_owned();
        let flows = topology["flows"].as_array().into_iter().flatten();
        let flows: BTreeSet<(String, String)> = flows.map(|flow| (end(flow, "from"), end(flow, "to"))).collect();
        (tiers, flows)
    };
    for system in systems() {
        let pack = of(&format!("policies/systems/{system}.toml"));
        for example in [format!("examples/{system}"), format!("examples/{system}/fixed")] {
            let own = of(&format!("{example}/tollgate.toml"));
            // The policy of an example that says nothing of tiers contradicts nobody.
            assert!(own == pack || own.0.is_empty() && own.1.is_empty(), "{example}: {own:?}, and the pack: {pack:?}");
        }
    }
}
