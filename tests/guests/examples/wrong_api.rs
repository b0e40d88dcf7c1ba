//! Built for another version of the interface.
tollgate_guests::lint_guest!("wrong-api", api: "0.2.0", batch_format: "1");

fn check(_: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    Ok(Vec::new())
}
