//! The compilation target of plugins, and getting it where it is missing.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::Error;

/// A target without an operating system: what is compiled for it can import only what it names.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Makes sure that the toolchain in use in `folder` can compile for [`TARGET`]: where rustup manages it,
/// the target is added; elsewhere the error names the command.
pub fn ensure_target(folder: &Path) -> Result<(), Error> {
    if is_installed(folder)? {
        return Ok(());
    }
    let fix = format!("rustup target add {TARGET}");
    let missing = |detail: String| Error::Target { detail, fix: fix.clone() };
    let output = Command::new("rustup")
        .args(["target", "add", TARGET])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|_| missing(" and rustup, which could add it, is not there".into()))?;
    if output.status.success() && is_installed(folder)? {
        return Ok(());
    }
    let reason = String::from_utf8_lossy(&output.stderr);
    Err(missing(format!(" and rustup could not add it ({})", last_line(&reason))))
}

fn is_installed(folder: &Path) -> Result<bool, Error> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(&rustc)
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Error::Start { command: rustc.to_string_lossy().into(), reason: error.to_string() })?;
    // The folder can outlive its content when a target is removed: the standard library itself decides.
    let libraries = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    let Ok(entries) = std::fs::read_dir(libraries) else { return Ok(false) };
    Ok(entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-")))
}

fn last_line(text: &str) -> &str {
    text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no reason given").trim()
}
