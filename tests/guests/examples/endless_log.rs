//! Never returns either, and lets the host do the work: what a call costs the host must cost the guest.
tollgate_guests::lint_guest!("endless-log");

fn check(_: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    let line = "x".repeat(4 << 20);
    loop {
        log(Level::Info, &line);
    }
}
