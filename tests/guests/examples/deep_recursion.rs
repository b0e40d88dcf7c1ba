//! Calls itself until the stack ends.
tollgate_guests::lint_guest!("deep-recursion");

fn check(_: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    Err(descend(0).to_string())
}

fn descend(depth: u64) -> u64 {
    let frame = std::hint::black_box([depth; 64]);
    if std::hint::black_box(true) { descend(depth + 1) + frame[(depth % 64) as usize] } else { depth }
}
