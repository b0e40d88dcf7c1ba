//! What the controls of a standard ask, and which rules look at it.
//!
//! A map is data (`policies/compliance/*.toml`). It says of every control that code has to do with which rules look at
//! it, and what about it no code shows; a control without rules says why it has none.

use std::sync::OnceLock;

use serde::Deserialize;

/// A standard, and how far rules look at it.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// What `check --compliance` takes.
    pub id: String,
    pub title: String,
    /// The edition that the numbers of the controls are of.
    pub edition: String,
    /// Where the standard itself is.
    pub source: String,
    /// What one must know before reading a result.
    pub note: String,
    #[serde(rename = "control")]
    pub controls: Vec<Control>,
}

/// One thing that a standard asks.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Its number in the standard.
    pub id: String,
    /// What it asks, in a few words of our own.
    pub title: String,
    /// The rules that look at it; none where code shows nothing of it, or no rule looks yet.
    #[serde(default)]
    pub rules: Vec<String>,
    /// What it asks that no look at code can show.
    #[serde(default)]
    pub beyond: String,
}

impl Framework {
    /// Whether one of its controls has the rule.
    pub fn names(&self, rule: &str) -> bool {
        self.controls.iter().any(|control| control.rules.iter().any(|named| named == rule))
    }
}

const TEXTS: &[&str] = &[
    include_str!("../../../policies/compliance/cis-aws.toml"),
    include_str!("../../../policies/compliance/cis-kubernetes.toml"),
    include_str!("../../../policies/compliance/gdpr.toml"),
    include_str!("../../../policies/compliance/isms-p.toml"),
    include_str!("../../../policies/compliance/pci-dss.toml"),
    include_str!("../../../policies/compliance/soc-2.toml"),
];

/// All maps, by id.
pub fn frameworks() -> &'static [Framework] {
    static FRAMEWORKS: OnceLock<Vec<Framework>> = OnceLock::new();
    FRAMEWORKS.get_or_init(|| {
        let read = |text: &&str| toml::from_str(text).expect("the maps are part of the program, and a test reads them");
        TEXTS.iter().map(read).collect()
    })
}

/// The map with this id.
pub fn framework(id: &str) -> Option<&'static Framework> {
    frameworks().iter().find(|framework| framework.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::frameworks;

    #[test]
    fn maps_are_whole() {
        let ids: Vec<&str> = frameworks().iter().map(|framework| framework.id.as_str()).collect();
        assert!(ids.is_sorted(), "{ids:?}");
        for framework in frameworks() {
            let id = &framework.id;
            assert!(framework.source.starts_with("https://") && framework.note.len() > 40, "{id}");
            let mut numbers = BTreeSet::new();
            for control in &framework.controls {
                assert!(numbers.insert(&control.id), "{id}: {} twice", control.id);
                assert!(!control.title.is_empty(), "{id} {}", control.id);
                let says_why = !control.rules.is_empty() || !control.beyond.is_empty();
                assert!(says_why, "{id} {}: neither rules nor what they cannot show", control.id);
            }
        }
    }
}
