//! Looks into documents within strings: a finding for every `"*"` with a fix that replaces it, for every
//! statement with one that adds a `Sid`, and for every `NotAction` with one that removes it. What is unknown is
//! undecided.
tollgate_guests::lint_guest!("reads-documents");

use tollgate_guests::batch::{Batch, Kind, Node};

fn check(batch: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    let batch = Batch::open(&batch).map_err(|error| error.to_string())?;
    let mut verdicts = Vec::new();
    batch.resources().for_each(|resource| outside(resource.body(), &mut verdicts));
    Ok(verdicts)
}

fn outside(node: Node<'_>, verdicts: &mut Vec<Verdict>) {
    if let Some(document) = node.document() {
        inside(document, verdicts);
    }
    node.children().for_each(|child| outside(child, verdicts));
}

fn inside(node: Node<'_>, verdicts: &mut Vec<Verdict>) {
    match node.kind() {
        Kind::String if node.key() == "NotAction" => verdicts.push(finding(node, "not", EditAction::Remove, "", "")),
        Kind::String if node.text() == "*" => {
            verdicts.push(finding(node, "star", EditAction::Set, "", "\"s3:GetObject\""));
        }
        Kind::Map if node.get("Effect").is_some() => {
            verdicts.push(finding(node, "statement", EditAction::Insert, "Sid", "\"Named\""));
        }
        Kind::Unknown => verdicts.push(Verdict::Undecided(Undecided {
            rule: 0,
            node: node.index(),
            reason: "unknown".into(),
            decided_by: "knowing it".into(),
            details: Vec::new(),
        })),
        _ => {}
    }
    node.children().for_each(|child| inside(child, verdicts));
}

fn finding(node: Node<'_>, message: &str, action: EditAction, key: &str, value: &str) -> Verdict {
    let edit = Edit { action, node: node.index(), key: key.into(), value: value.into(), safe: true };
    Verdict::Finding(Finding {
        rule: 0,
        node: node.index(),
        certainty: Certainty::Definite,
        message: message.into(),
        why: "it is there".into(),
        help: String::new(),
        related: Vec::new(),
        edits: vec![edit],
        details: Vec::new(),
    })
}
