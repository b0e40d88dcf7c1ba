//! Never returns.
tollgate_guests::lint_guest!("endless-loop");

fn check(_: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    let mut n = 0_u64;
    loop {
        n = std::hint::black_box(n.wrapping_add(1));
    }
}
