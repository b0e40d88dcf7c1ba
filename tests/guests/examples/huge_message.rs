//! One finding whose message has 60 MB.
tollgate_guests::lint_guest!("huge-message");

fn check(_: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    let reason = "m".repeat(60_000_000);
    Ok(vec![Verdict::Undecided(Undecided { rule: 0, node: 0, reason, decided_by: String::new(), details: Vec::new() })])
}
