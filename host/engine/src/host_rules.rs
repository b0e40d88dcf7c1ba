//! Rules that the host itself answers: about input it cannot read and about suppressions.

use tollgate_api::{Fix, Level, Precision, RuleInfo, Scope};

/// What is valid HCL and no valid configuration: evaluation says so.
pub(crate) const INVALID: &str = "syntax/terraform";
pub(crate) const SUPPRESSION_UNUSED: &str = "suppression/unused";
pub(crate) const SUPPRESSION_INVALID: &str = "suppression/invalid";

/// Whether no plugin answers the rule.
pub(crate) fn is_of_host(rule: &str) -> bool {
    rule.starts_with("syntax/") || rule.starts_with("suppression/")
}

/// The rules of the host, in the form plugins describe theirs.
pub fn host_rules() -> Vec<RuleInfo> {
    let rule = |id: &str, level, summary: &str, page: &str| RuleInfo {
        id: id.to_owned(),
        level,
        severity: 0.0,
        precision: Precision::VeryHigh,
        inputs: vec!["terraform".to_owned()],
        types: Vec::new(),
        scope: Scope::Project,
        summary: summary.to_owned(),
        page: page.to_owned(),
        options: serde_json::json!({}),
        fix: Fix::None,
        answers: Vec::new(),
    };
    let of = |inputs: &[&str], rule: RuleInfo| RuleInfo {
        inputs: inputs.iter().map(|input| (*input).to_owned()).collect(),
        ..rule
    };
    vec![
        rule(tollgate_hcl::SYNTAX, Level::Error, "A file is not valid HCL", include_str!("../rules/syntax_hcl.md")),
        rule(
            INVALID,
            Level::Error,
            "A configuration is one that Terraform refuses",
            include_str!("../rules/syntax_terraform.md"),
        ),
        of(
            &["compose", "kubernetes"],
            rule(
                tollgate_yaml::SYNTAX,
                Level::Error,
                "A file is not valid YAML",
                include_str!("../rules/syntax_yaml.md"),
            ),
        ),
        of(
            &["compose"],
            rule(
                tollgate_compose::INVALID,
                Level::Error,
                "A Compose project is one that Docker Compose refuses",
                include_str!("../rules/syntax_compose.md"),
            ),
        ),
        of(
            &["kubernetes"],
            rule(
                tollgate_kubernetes::INVALID,
                Level::Error,
                "A manifest holds no object that Kubernetes could read",
                include_str!("../rules/syntax_kubernetes.md"),
            ),
        ),
        of(
            &["kubernetes"],
            rule(
                tollgate_helm::INVALID,
                Level::Error,
                "A chart does not render",
                include_str!("../rules/syntax_helm.md"),
            ),
        ),
        of(
            &["kubernetes"],
            RuleInfo {
                precision: Precision::Medium,
                ..rule(
                    tollgate_helm::UNSTABLE,
                    Level::Warning,
                    "A chart writes something else each time it is rendered",
                    include_str!("../rules/helm_unstable_render.md"),
                )
            },
        ),
        rule(
            tollgate_source::UNREADABLE,
            Level::Error,
            "A file cannot be read",
            include_str!("../rules/syntax_unreadable.md"),
        ),
        rule(
            SUPPRESSION_INVALID,
            Level::Error,
            "A suppression has no reason, no such rule, or has expired",
            include_str!("../rules/suppression_invalid.md"),
        ),
        rule(
            SUPPRESSION_UNUSED,
            Level::Warning,
            "A suppression suppresses nothing",
            include_str!("../rules/suppression_unused.md"),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{host_rules, is_of_host};

    /// What the host reports can be explained, selected and switched like any other rule.
    #[test]
    fn every_page_is_of_a_rule() {
        let rules = host_rules();
        let pages = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/rules")).expect("there are pages");
        let pages = pages.map(|page| std::fs::read_to_string(page.expect("a file").path()).expect("a text"));
        let titles: BTreeSet<String> =
            pages.filter_map(|page| Some(page.lines().next()?.strip_prefix("# ")?.to_owned())).collect();
        let ids: BTreeSet<String> = rules.iter().map(|rule| rule.id.clone()).collect();
        assert_eq!(titles, ids);
        for rule in &rules {
            assert!(rule.page.starts_with(&format!("# {}\n", rule.id)), "the page of {}", rule.id);
            assert!(is_of_host(&rule.id) || rule.id.starts_with("helm/"), "{}", rule.id);
        }
    }
}
