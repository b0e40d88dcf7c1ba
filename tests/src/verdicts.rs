//! What the default rules say about public code, read by a person: `verdicts/*.toml`.

use std::collections::BTreeSet;

use serde::Deserialize;
use tollgate_bundle::BUILTINS;
use tollgate_plugin::inspect;

use crate::checkout;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    source: String,
    /// The commit that was read.
    commit: String,
    /// The folder that was checked; the whole project without it.
    #[serde(default)]
    path: Option<String>,
    #[serde(default)]
    finding: Vec<Verdict>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Verdict {
    fingerprint: String,
    rule: String,
    place: String,
    verdict: Is,
    reason: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Is {
    True,
    Arguable,
    False,
}

fn records() -> Vec<(String, Record)> {
    let files = checkout::files(["verdicts".to_owned()], "toml");
    files
        .into_iter()
        .map(|(path, text)| {
            let record = toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
            (path, record)
        })
        .collect()
}

#[test]
fn every_verdict_has_its_reason() {
    let manifests = BUILTINS.iter().map(|builtin| inspect(builtin.component).expect(builtin.name).manifest);
    let rules: BTreeSet<String> = manifests.flat_map(|manifest| manifest.rules.clone()).map(|rule| rule.id).collect();
    let records = records();
    assert!(records.len() >= 6, "{} projects", records.len());
    for (path, record) in records {
        assert!(record.source.starts_with("https://") && record.commit.len() == 40, "{path}");
        assert!(record.path.is_none_or(|folder| !folder.starts_with('/')), "{path}");
        let mut seen = BTreeSet::new();
        for verdict in &record.finding {
            let Verdict { fingerprint, rule, place, reason, .. } = verdict;
            assert!(fingerprint.len() == 32 && seen.insert(fingerprint), "{path}: {fingerprint}");
            let is_of_host = ["syntax/", "helm/"].iter().any(|family| rule.starts_with(family));
            assert!(is_of_host || rules.contains(rule), "{path}: there is no rule `{rule}`");
            assert!(place.contains(':') && reason.len() >= 20, "{path}: {fingerprint} needs a place and a reason");
        }
    }
}

/// Of a hundred findings at most two do not hold.
#[test]
fn few_findings_are_false() {
    let verdicts: Vec<Is> =
        records().into_iter().flat_map(|(_, record)| record.finding).map(|one| one.verdict).collect();
    let wrong = verdicts.iter().filter(|is| **is == Is::False).count();
    assert!(verdicts.len() >= 300, "{} verdicts", verdicts.len());
    assert!(wrong * 50 <= verdicts.len(), "{wrong} of {} findings are false", verdicts.len());
}
