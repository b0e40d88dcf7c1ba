//! Tries to end the process.
tollgate_guests::lint_guest!("wasi-exit");

fn check(_: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    tollgate_guests::wasip2::cli::stderr::get_stderr()
        .blocking_write_and_flush(b"fatal: no licence\n")
        .map_err(|error| format!("{error:?}"))?;
    tollgate_guests::wasip2::cli::exit::exit(Err(()));
    Ok(Vec::new())
}
