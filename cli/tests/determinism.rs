//! The same bytes give the same report, whatever the number of threads and whatever ran before.

use std::{path::Path, process::Command};

fn report(folder: &str, jobs: &str, cache: &Path) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_tollgate"))
        .args(["check", folder, "--output-format", "json", "--jobs", jobs, "--today", "2026-11-20"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("TOLLGATE_CACHE_DIR", cache)
        .output()
        .expect("the program starts");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn reports_are_identical() {
    let cache = tempfile::tempdir().expect("a temporary folder");
    for folder in ["examples", "tests/probes"] {
        let cold = report(folder, "1", cache.path());
        assert!(cold.len() > 1000, "{folder}: an empty report proves nothing");
        for jobs in ["1", "2", "8"] {
            assert!(report(folder, jobs, cache.path()) == cold, "{folder} with {jobs} threads");
        }
    }
}
