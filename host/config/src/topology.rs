//! The shape of the `topology` section.
//!
//! The section is data that the `topology` plugin reads; what is wrong with it is said here, where spans are.

use tollgate_source::{Diagnostic, did_you_mean};

use crate::tree::{Item, Node};

const TIER_KEYS: [&str; 6] = ["types", "tags", "labels", "names", "namespaces", "images"];
const FLOW_KEYS: [&str; 3] = ["from", "to", "ports"];
/// Tiers that exist without being configured.
const USUAL_TIERS: [&str; 4] = ["edge", "app", "data", "monitoring"];
/// The source of flows that come from outside.
const INTERNET: &str = "internet";

/// What is wrong with the section of a file that does, or does not, extend others.
pub(crate) fn check(node: &Node, extends: bool) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    let Item::Table(entries) = &node.item else {
        errors.push(Diagnostic::error(format!("`topology` is {}, not a table", node.kind())).at(node.span));
        return errors;
    };
    let mut tiers = vec![INTERNET];
    let mut flows: &[Node] = &[];
    for (key, node) in entries {
        match (key.name.as_str(), &node.item) {
            ("tiers", Item::Table(entries)) => {
                for (name, tier) in entries {
                    tiers.push(&name.name);
                    check_tier(&name.name, tier, &mut errors);
                }
            }
            ("flows", Item::Array(items)) => flows = items,
            ("tiers", _) => errors.push(Diagnostic::error("`tiers` is a table of tiers").at(node.span)),
            ("flows", _) => errors.push(Diagnostic::error("`flows` is an array of tables").at(node.span)),
            _ => errors.push(unknown_key(&key.name, "`topology`", &["tiers", "flows"]).at(key.span)),
        }
    }
    // A file without tiers of its own refers to the usual ones, or to those of the packs it extends.
    if tiers.len() == 1 {
        if extends {
            tiers.clear();
        } else {
            tiers.extend(USUAL_TIERS);
        }
    }
    for flow in flows {
        check_flow(flow, (!tiers.is_empty()).then_some(&tiers), &mut errors);
    }
    errors
}

fn check_tier(name: &str, tier: &Node, errors: &mut Vec<Diagnostic>) {
    let Item::Table(entries) = &tier.item else {
        errors.push(Diagnostic::error(format!("tier `{name}` is {}, not a table", tier.kind())).at(tier.span));
        return;
    };
    for (key, node) in entries {
        match (key.name.as_str(), &node.item) {
            ("types" | "names" | "namespaces" | "images", Item::Array(items)) => {
                for item in items.iter().filter(|item| !matches!(item.item, Item::String(_))) {
                    errors.push(Diagnostic::error(format!("`{}` is an array of strings", key.name)).at(item.span));
                }
            }
            ("tags" | "labels", Item::Table(entries)) => {
                for (_, item) in entries.iter().filter(|(_, item)| !matches!(item.item, Item::String(_))) {
                    errors.push(Diagnostic::error(format!("`{}` maps names to strings", key.name)).at(item.span));
                }
            }
            ("types" | "names" | "namespaces" | "images", _) => {
                errors.push(Diagnostic::error(format!("`{}` is an array of strings", key.name)).at(node.span));
            }
            ("tags" | "labels", _) => {
                errors.push(Diagnostic::error(format!("`{}` is a table of strings", key.name)).at(node.span));
            }
            _ => errors.push(unknown_key(&key.name, &format!("tier `{name}`"), &TIER_KEYS).at(key.span)),
        }
    }
}

fn check_flow(flow: &Node, tiers: Option<&[&str]>, errors: &mut Vec<Diagnostic>) {
    let Item::Table(entries) = &flow.item else {
        errors.push(Diagnostic::error(format!("a flow is a table, not {}", flow.kind())).at(flow.span));
        return;
    };
    for required in ["from", "to"] {
        if !entries.iter().any(|(key, _)| key.name == required) {
            errors.push(Diagnostic::error(format!("the flow has no `{required}`")).at(flow.span));
        }
    }
    for (key, node) in entries {
        match (key.name.as_str(), &node.item) {
            ("from" | "to", Item::String(tier)) => {
                let Some(tiers) = tiers.filter(|tiers| !tiers.contains(&tier.as_str())) else { continue };
                let error = Diagnostic::error(format!("there is no tier `{tier}`")).at(node.span);
                errors.push(match did_you_mean(tier, tiers.iter().copied()) {
                    Some(near) => error.help(format!("did you mean `{near}`?")),
                    None => error.help(format!("tiers are {}", tiers.join(", "))),
                });
            }
            ("from" | "to", _) => errors.push(Diagnostic::error(format!("`{}` names a tier", key.name)).at(node.span)),
            ("ports", Item::Array(ports)) => {
                for port in ports.iter().filter(|port| !is_port(port)) {
                    errors.push(
                        Diagnostic::error("a port is a number from 0 to 65535, or a range such as \"8080-8085\"")
                            .at(port.span),
                    );
                }
            }
            ("ports", _) => errors.push(Diagnostic::error("`ports` is an array").at(node.span)),
            _ => errors.push(unknown_key(&key.name, "the flow", &FLOW_KEYS).at(key.span)),
        }
    }
}

fn is_port(node: &Node) -> bool {
    let port = |text: &str| text.trim().parse::<u16>().ok();
    match &node.item {
        Item::Number(number) => number.as_u64().is_some_and(|n| n <= 65535),
        Item::String(text) => match text.split_once('-') {
            Some((from, to)) => matches!((port(from), port(to)), (Some(from), Some(to)) if from <= to),
            None => port(text).is_some(),
        },
        _ => false,
    }
}

fn unknown_key(name: &str, of: &str, known: &[&str]) -> Diagnostic {
    let error = Diagnostic::error(format!("{of} has no key `{name}`"));
    match did_you_mean(name, known.iter().copied()) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(format!("known keys are {}", known.join(", "))),
    }
}
