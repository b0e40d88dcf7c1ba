//! Panics, with a message that should reach the user.
tollgate_guests::lint_guest!("panic");

fn check(batch: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    panic!("the guest gives up on {} bytes", batch.len());
}
