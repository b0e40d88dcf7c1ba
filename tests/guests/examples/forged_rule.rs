//! A finding of a rule that is not in the manifest.
tollgate_guests::lint_guest!("forged-rule");

fn check(_: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    Ok(vec![Verdict::Undecided(Undecided {
        rule: 7,
        node: 0,
        reason: "forged".into(),
        decided_by: String::new(),
        details: Vec::new(),
    })])
}
