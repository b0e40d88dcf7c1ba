//! What plugins answer, checked and in the host's own types.
//!
//! A place that is not in the batch or a rule that is not in the manifest makes the whole answer worthless:
//! whoever forges one may have forged the others.

use std::collections::HashSet;

use tollgate_api::{
    Certainty, CostItem, EditAction, FindingOutput, RelatedOutput, ScaffoldFile, SemanticEdit, UndecidedOutput, Verdict,
};

use crate::{
    Failure,
    bindings::{exports::tollgate::plugin::scaffold, tollgate::plugin::types},
};

pub(crate) fn verdicts(answers: Vec<types::Verdict>, nodes: u32, rules: usize) -> Result<Vec<Verdict>, Failure> {
    let checked = Checked { nodes, rules };
    answers
        .into_iter()
        .map(|verdict| match verdict {
            types::Verdict::Finding(finding) => checked.finding(finding).map(Verdict::Finding),
            types::Verdict::Undecided(undecided) => checked.undecided(undecided).map(Verdict::Undecided),
        })
        .collect()
}

struct Checked {
    nodes: u32,
    rules: usize,
}

impl Checked {
    fn finding(&self, finding: types::Finding) -> Result<FindingOutput, Failure> {
        Ok(FindingOutput {
            rule: self.rule(finding.rule)?,
            node: node(finding.node, self.nodes)?,
            certainty: match finding.certainty {
                types::Certainty::Definite => Certainty::Definite,
                types::Certainty::Possible => Certainty::Possible,
            },
            message: finding.message,
            why: finding.why,
            help: finding.help,
            related: finding
                .related
                .into_iter()
                .map(|related| Ok(RelatedOutput { node: node(related.node, self.nodes)?, message: related.message }))
                .collect::<Result<_, Failure>>()?,
            edits: finding.edits.into_iter().map(|edit| self.edit(edit)).collect::<Result<_, Failure>>()?,
            details: finding.details,
        })
    }

    fn undecided(&self, undecided: types::Undecided) -> Result<UndecidedOutput, Failure> {
        Ok(UndecidedOutput {
            rule: self.rule(undecided.rule)?,
            node: node(undecided.node, self.nodes)?,
            reason: undecided.reason,
            decided_by: undecided.decided_by,
            details: undecided.details,
        })
    }

    fn edit(&self, edit: types::Edit) -> Result<SemanticEdit, Failure> {
        let action = match edit.action {
            types::EditAction::Set => EditAction::Set,
            types::EditAction::Insert => EditAction::Insert,
            types::EditAction::Remove => EditAction::Remove,
        };
        if action != EditAction::Remove
            && let Err(error) = serde_json::from_str::<serde_json::Value>(&edit.value)
        {
            return Err(Failure::output(format!("it proposes an edit whose value is not JSON: {error}")));
        }
        Ok(SemanticEdit {
            action,
            node: node(edit.node, self.nodes)?,
            key: edit.key,
            value: edit.value,
            safe: edit.safe,
        })
    }

    fn rule(&self, index: u32) -> Result<u32, Failure> {
        if (index as usize) < self.rules {
            return Ok(index);
        }
        let rules = self.rules;
        Err(Failure::output(format!("its answer names rule {index}, but its manifest lists {rules}")))
    }
}

fn node(index: u32, nodes: u32) -> Result<u32, Failure> {
    if index < nodes {
        return Ok(index);
    }
    Err(Failure::output(format!("its answer names place {index}, but its batch has {nodes}")))
}

pub(crate) fn cost_items(answers: Vec<types::CostItem>, nodes: u32) -> Result<Vec<CostItem>, Failure> {
    answers
        .into_iter()
        .map(|item| {
            for quantity in [&item.quantity_min, &item.quantity, &item.quantity_max] {
                if !is_quantity(quantity) {
                    let quantity = crate::log::printable(quantity, 40);
                    return Err(Failure::output(format!("`{quantity}` is no quantity: a decimal number, or nothing")));
                }
            }
            Ok(CostItem {
                node: node(item.node, nodes)?,
                component: item.component,
                quantity_min: item.quantity_min,
                quantity: item.quantity,
                quantity_max: item.quantity_max,
                unit: item.unit,
                price_key: item.price_key,
                assumption: item.assumption,
                details: item.details,
            })
        })
        .collect()
}

/// Nothing, or a decimal number that is not negative.
fn is_quantity(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.is_empty()
        || match text.split_once('.') {
            Some((whole, fraction)) => digits(whole) && digits(fraction),
            None => digits(text),
        }
}

pub(crate) fn files(answers: Vec<scaffold::File>) -> Result<Vec<ScaffoldFile>, Failure> {
    let mut seen = HashSet::new();
    for file in &answers {
        let path = crate::log::printable(&file.path, 200);
        if !is_inside(&file.path) {
            return Err(Failure::output(format!(
                "it wants to write `{path}`, which does not lie below the new service"
            )));
        }
        if !seen.insert(file.path.as_str()) {
            return Err(Failure::output(format!("it wants to write `{path}` twice")));
        }
    }
    let convert =
        |file: scaffold::File| ScaffoldFile { path: file.path, contents: file.contents, executable: file.executable };
    Ok(answers.into_iter().map(convert).collect())
}

/// Whether a path is relative, plain and the same on every system.
fn is_inside(path: &str) -> bool {
    !path.contains(['\\', ':', '\0']) && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_decimal() {
        for (text, expected) in
            [("", true), ("730", true), ("0.5", true), ("-1", false), ("1e3", false), (".5", false), ("NaN", false)]
        {
            assert_eq!(is_quantity(text), expected, "{text}");
        }
    }

    #[test]
    fn files_stay_below_the_service() {
        for (path, expected) in [
            ("README.md", true),
            ("a/b.tf", true),
            ("", false),
            ("/etc/passwd", false),
            ("a/../../b", false),
            ("./a", false),
            ("a//b", false),
            ("C:x", false),
            ("a\\b", false),
        ] {
            assert_eq!(is_inside(path), expected, "{path}");
        }
    }
}
