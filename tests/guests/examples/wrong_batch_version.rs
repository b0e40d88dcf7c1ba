//! Built for a batch format that this host does not write.
tollgate_guests::lint_guest!("wrong-batch-version", api: "0.1.0", batch_format: "99");

fn check(_: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    Ok(Vec::new())
}
