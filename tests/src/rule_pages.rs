//! Every rule page holds: its example fires, its correction is silent, its cases give what they announce.

use tollgate_engine::PluginSet;

use crate::plugins::built_in;

/// The problems of all pages, as lines.
fn problems(plugins: &PluginSet) -> Vec<String> {
    let mut lines = Vec::new();
    for entry in plugins.entries() {
        for rule in &entry.manifest.rules {
            for problem in tollgate_ruletest::check_page(rule, plugins) {
                lines.push(format!("{} line {}, {}: {}", rule.id, problem.line, problem.case, problem.message));
            }
        }
    }
    lines
}

#[test]
fn rule_pages_hold() {
    let plugins = built_in();
    let count: usize = plugins.entries().iter().map(|entry| entry.manifest.rules.len()).sum();
    assert!(count >= 15, "only {count} rules");
    let problems = problems(&plugins);
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn ids_are_unique_and_plugins_whole() {
    assert_eq!(built_in().broken(), []);
}
