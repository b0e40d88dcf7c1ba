//! Answers with more than anyone could read.
tollgate_guests::lint_guest!("million-findings");

fn check(_: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    Ok((0..1_000_000).map(|node| Verdict::Undecided(undecided(node))).collect())
}

fn undecided(node: u32) -> Undecided {
    Undecided { rule: 0, node, reason: String::new(), decided_by: String::new(), details: Vec::new() }
}
