//! A finding at a place that is not in the batch.
tollgate_guests::lint_guest!("forged-node");

fn check(_: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    Ok(vec![Verdict::Finding(Finding {
        rule: 0,
        node: 0x7fff_fff0,
        certainty: Certainty::Definite,
        message: "forged".into(),
        why: String::new(),
        help: String::new(),
        related: Vec::new(),
        edits: Vec::new(),
        details: Vec::new(),
    })])
}
