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

/// A runner that finds nothing wrong with a wrong page would prove nothing about the others.
#[test]
fn wrong_pages_are_noticed() {
    let plugins = built_in();
    let rules = plugins.entries().iter().flat_map(|entry| &entry.manifest.rules);
    let rule = rules.into_iter().find(|rule| rule.id == "tags/not-propagated").expect("a built-in rule");
    let check = |from: &str, to: &str, expected: &str| {
        let mut wrong = rule.clone();
        wrong.page = rule.page.replacen(from, to, 1);
        assert_ne!(wrong.page, rule.page, "`{from}` is in the page");
        let problems = tollgate_ruletest::check_page(&wrong, &plugins);
        assert!(problems.iter().any(|problem| problem.message.contains(expected)), "{expected}: {problems:?}");
    };
    check("# finding: tags/not-propagated", "#", "finding not announced");
    check("# undecided: tags/not-propagated", "# finding: tags/not-propagated", "1 finding announced, 0 found");
    check("## References", "## Reading", "section `References` is missing");
    check("# tags/not-propagated", "# tags/not-passed-on", "the page is titled `tags/not-passed-on`");
    check("```hcl fixed title=\"main.tf\"\n", "```hcl fixed title=\"main.tf\"\n# more\n", "after fixes, main.tf is");
}
