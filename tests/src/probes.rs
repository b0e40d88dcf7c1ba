//! Small inputs that well-known linters answer wrongly, each with the right answer beside it.

use serde::Deserialize;

use crate::{checkout, examples::report_of};

#[derive(Deserialize, Default)]
struct Expected {
    /// Whose findings count; those about tiers, TLS and tags when not given.
    #[serde(default = "families")]
    families: Vec<String>,
    /// All of them.
    #[serde(default)]
    findings: Vec<Entry>,
    /// At least these.
    #[serde(default)]
    undecided: Vec<Entry>,
    /// Neither findings nor undecided verdicts.
    #[serde(default)]
    silent: bool,
}

#[derive(Deserialize)]
struct Entry {
    rule: String,
    resource: String,
    line: Option<u32>,
    /// Words of the message, in order.
    #[serde(default)]
    names: Vec<String>,
}

fn families() -> Vec<String> {
    ["tags", "tls", "topology"].map(str::to_owned).into()
}

fn holds(probe: &str) {
    let folder = checkout::root().join("tests/probes").join(probe);
    let text = std::fs::read_to_string(folder.join("EXPECTED.toml")).expect("beside the probe");
    let expected: Expected = toml::from_str(&text).expect("TOML");
    let mut report = report_of(&format!("tests/probes/{probe}"));
    let counts = |rule: &str| expected.families.iter().any(|family| rule.starts_with(&format!("{family}/")));
    report.findings.retain(|one| counts(&one.rule));
    report.undecided.retain(|one| counts(&one.rule));
    assert_eq!(report.plugin_errors, [], "{probe}");
    assert!(report.summary.resources > 0, "{probe}: nothing was read");
    let mut found: Vec<_> =
        report.findings.iter().map(|one| (one.rule.as_str(), one.resource.as_str(), Some(one.line))).collect();
    let mut wanted: Vec<_> =
        expected.findings.iter().map(|one| (one.rule.as_str(), one.resource.as_str(), one.line)).collect();
    found.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(found, wanted, "{probe}");
    for entry in &expected.findings {
        let finding = report.findings.iter().find(|one| one.rule == entry.rule && one.resource == entry.resource);
        let mut rest = finding.map_or("", |finding| finding.message.as_str());
        for name in &entry.names {
            let at = rest.find(name).unwrap_or_else(|| panic!("{probe}: `{name}` is not in order in {finding:?}"));
            rest = &rest[at + name.len()..];
        }
    }
    let undecided: Vec<_> = report.undecided.iter().map(|one| (one.rule.as_str(), one.resource.as_str())).collect();
    for entry in &expected.undecided {
        let wanted = (entry.rule.as_str(), entry.resource.as_str());
        assert!(undecided.contains(&wanted), "{probe}: {wanted:?} is not among {undecided:?}");
    }
    if expected.silent {
        assert_eq!(undecided, [], "{probe}");
        assert_eq!(found, [], "{probe}");
    }
}

#[test]
fn probes_hold() {
    let folder = checkout::root().join("tests/probes");
    let mut probes: Vec<String> = std::fs::read_dir(folder)
        .expect("the probes are in the checkout")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| !name.contains('.'))
        .collect();
    probes.sort();
    assert!(probes.len() >= 12, "{probes:?}");
    let failed: Vec<String> = probes
        .iter()
        .filter_map(|probe| std::panic::catch_unwind(|| holds(probe)).err().map(|_| probe.clone()))
        .collect();
    assert_eq!(failed, Vec::<String>::new());
}
