//! Rules that a configuration declares: what the plugin is told of each, and attributes that nothing has.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use tollgate_api::{Precision, RuleInfo, Scope, type_matches};
use tollgate_config::{DeclaredRule, Settings};
use tollgate_ir::Project;
use tollgate_source::{Diagnostic, did_you_mean};

use crate::{PluginSet, host_rules};

/// Each rule as plugins describe theirs, and what the plugin is told of it.
pub(crate) fn described(rules: &[DeclaredRule]) -> Vec<(RuleInfo, Json)> {
    rules.iter().enumerate().map(|(number, rule)| (info(rule), told(number, rule))).collect()
}

/// Declared rules that have the name of another one.
pub(crate) fn taken(rules: &[DeclaredRule], plugins: &PluginSet) -> Vec<Diagnostic> {
    let host = host_rules();
    let offered = plugins.entries().iter().flat_map(|entry| &entry.manifest.rules).chain(&host);
    let offered: BTreeSet<&str> = offered.map(|rule| rule.id.as_str()).collect();
    let taken = rules.iter().filter(|rule| offered.contains(rule.id.as_str()));
    let error = |rule: &DeclaredRule| {
        Diagnostic::error(format!("there is a rule `{}` already", rule.id))
            .at(rule.span)
            .help("give yours another name, best with a family of your own; levels and options of others are set under `rules`")
    };
    taken.map(error).collect()
}

fn told(number: usize, rule: &DeclaredRule) -> Json {
    let mut told = rule.definition.clone();
    told["number"] = json!(number);
    told
}

fn info(rule: &DeclaredRule) -> RuleInfo {
    let inputs: BTreeSet<&str> = rule.types.iter().map(|ty| input(ty)).collect();
    RuleInfo {
        id: rule.id.clone(),
        level: rule.level,
        severity: rule.severity,
        precision: Precision::High,
        inputs: inputs.into_iter().map(str::to_owned).collect(),
        types: rule.types.clone(),
        scope: Scope::Resource,
        summary: rule.summary.clone(),
        page: page(rule),
        options: json!({}),
        fix: rule.fix,
        answers: Vec::new(),
    }
}

fn input(ty: &str) -> &'static str {
    match ty.split_once('/') {
        Some(("compose", _)) => "compose",
        Some(("terraform", _)) | None => "terraform",
        Some(_) => "kubernetes",
    }
}

/// What `explain` shows.
fn page(rule: &DeclaredRule) -> String {
    let mut page = format!("# {}\n\n## What it does\n\n{}\n", rule.id, rule.summary);
    page.push_str(&format!("\nIt reads {}, and is declared in the configuration.\n", list(&rule.types)));
    for (title, text) in [("Why is this bad?", &rule.why), ("Use instead", &rule.help)] {
        if !text.is_empty() {
            page.push_str(&format!("\n## {title}\n\n{text}\n"));
        }
    }
    page
}

fn list(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Attributes that a rule asks about and no resource of its types here has, though one has nearly the same: a
/// misspelled attribute would be absent everywhere, and the rule would mean nothing.
pub(crate) fn misspelled(settings: &Settings, project: &Project) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for rule in &settings.declared {
        let is_read = |ty: &str| rule.types.iter().any(|pattern| type_matches(pattern, ty));
        let bodies = project.resources.iter().filter(|one| is_read(&one.address.type_name())).map(|one| &one.body);
        let known: BTreeSet<&str> = bodies
            .filter_map(tollgate_ir::Value::entries)
            .flat_map(|entries| entries.keys().map(|key| &**key))
            .collect();
        for (path, span) in &rule.attributes {
            let first = path.split('.').next().unwrap_or_default();
            if known.is_empty() || known.contains(first) {
                continue;
            }
            if let Some(near) = did_you_mean(first, known.iter().copied()) {
                let message = format!("no resource that `{}` reads here has an attribute `{first}`", rule.id);
                warnings.push(Diagnostic::warning(message).at(*span).help(format!("did you mean `{near}`?")));
            }
        }
    }
    warnings
}
