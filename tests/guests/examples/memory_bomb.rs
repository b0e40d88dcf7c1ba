//! Takes all the memory there is.
tollgate_guests::lint_guest!("memory-bomb");

fn check(_: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    let mut taken = Vec::new();
    loop {
        taken.push(std::hint::black_box(vec![1_u8; 8 << 20]));
    }
}
