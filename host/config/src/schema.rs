//! Rules in the configuration against the rules there are.

use std::collections::BTreeMap;

use tollgate_api::RuleInfo;
use tollgate_source::{Diagnostic, did_you_mean};

use crate::{Settings, tree::Node};

/// Checks that every configured rule exists and that its options are of the shape the rule declares.
pub fn check_rules<'r>(settings: &Settings, rules: impl IntoIterator<Item = &'r RuleInfo>) -> Vec<Diagnostic> {
    let rules: BTreeMap<&str, &RuleInfo> = rules.into_iter().map(|rule| (rule.id.as_str(), rule)).collect();
    let mut errors = Vec::new();
    for (id, configured) in &settings.rules {
        let Some(rule) = rules.get(id.as_str()) else {
            let error = Diagnostic::error(format!("there is no rule `{id}`")).at(configured.span);
            errors.push(match did_you_mean(id, rules.keys().copied()) {
                Some(near) => error.help(format!("did you mean `{near}`?")),
                None => error.help("`tollgate rules` lists the rules of all loaded plugins"),
            });
            continue;
        };
        errors.extend(check_options(rule, &configured.options, configured.span));
    }
    errors
}

fn check_options(rule: &RuleInfo, options: &BTreeMap<String, Node>, around: tollgate_source::Span) -> Vec<Diagnostic> {
    let properties = rule.options.get("properties").and_then(|p| p.as_object());
    let known: Vec<&str> = properties.into_iter().flat_map(|p| p.keys()).map(String::as_str).collect();
    let mut errors = Vec::new();
    for (name, node) in options {
        if !known.contains(&name.as_str()) {
            let error = Diagnostic::error(format!("rule `{}` has no option `{name}`", rule.id)).at(node.span);
            errors.push(match did_you_mean(name, known.iter().copied()) {
                Some(near) => error.help(format!("did you mean `{near}`?")),
                None if known.is_empty() => error.help("the rule has no options"),
                None => error.help(format!("its options are {}", known.join(", "))),
            });
        }
    }
    if !errors.is_empty() || options.is_empty() {
        return errors;
    }
    let validator = match jsonschema::validator_for(&rule.options) {
        Ok(validator) => validator,
        Err(error) => {
            return vec![
                Diagnostic::error(format!("the option schema of rule `{}` is broken: {error}", rule.id))
                    .at(around)
                    .help("this is a mistake of the plugin that offers the rule; tell its authors"),
            ];
        }
    };
    let value = serde_json::Value::Object(options.iter().map(|(name, node)| (name.clone(), node.to_json())).collect());
    for error in validator.iter_errors(&value) {
        let path = error.instance_path().to_string();
        let mut segments = path.split('/').skip(1);
        let node = segments.next().and_then(|first| options.get(first)).map(|node| node.nearest(segments));
        errors.push(Diagnostic::error(format!("{error}")).at(node.map_or(around, |node| node.span)).help(format!(
            "`tollgate explain {}` describes the option `{}`",
            rule.id,
            path.trim_start_matches('/')
        )));
    }
    errors
}
