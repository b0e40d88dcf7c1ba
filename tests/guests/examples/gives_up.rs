//! Ends with an error of its own.
tollgate_guests::lint_guest!("gives-up");

fn check(_: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    log(Level::Warning, "about to give up");
    Err("option `minimum` must be a version".into())
}
