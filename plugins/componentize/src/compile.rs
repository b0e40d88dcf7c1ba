//! Running cargo for the plugin target from inside of another build.

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{Error, TARGET, ensure_target};

/// What to compile.
#[derive(Clone, Copy, Debug)]
pub struct Build<'a> {
    /// `Cargo.toml` of the crate or of its workspace.
    pub manifest: &'a Path,
    /// Packages of the workspace, compiled in one run; empty for the one of `manifest`.
    pub packages: &'a [&'a str],
    /// Also the examples of these packages: small crates that share one package.
    pub examples: bool,
    /// Never the folder of a cargo that waits for this one: that one holds its lock.
    pub target_dir: &'a Path,
    /// Fail rather than change `Cargo.lock`.
    pub locked: bool,
}

/// A compiled core module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Module {
    /// Name of the crate with `-` for `_`, or of the example.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Small, without debug information, and with a panic that is a trap. Overflow checks stay on: a wrapped
/// number would be a wrong verdict, a trap is reported. Given on the command line, so that plugin crates
/// need no profile of their own.
const PROFILE: &str = "plugin";
const PROFILE_SETTINGS: [&str; 7] = [
    "inherits = 'release'",
    "opt-level = 's'",
    "lto = true",
    "codegen-units = 1",
    "panic = 'abort'",
    "strip = true",
    "overflow-checks = true",
];

/// Compiles for [`TARGET`], which is added where rustup can, and returns the modules sorted by name.
pub fn compile(build: &Build<'_>) -> Result<Vec<Module>, Error> {
    let folder = match build.manifest.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    ensure_target(folder)?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(&cargo);
    command.args(["build", "--target", TARGET, "--profile", PROFILE, "--message-format", "json-render-diagnostics"]);
    for setting in PROFILE_SETTINGS {
        command.arg("--config").arg(format!("profile.{PROFILE}.{setting}"));
    }
    command.arg("--config").arg(format!("target.{TARGET}.rustflags = {:?}", remap(folder)));
    command.arg("--manifest-path").arg(build.manifest).arg("--target-dir").arg(build.target_dir);
    for package in build.packages {
        command.args(["--package", package]);
    }
    if build.examples {
        command.args(["--lib", "--examples"]);
    }
    if build.locked {
        command.arg("--locked");
    }
    scrub(&mut command, std::env::vars_os().map(|(name, _)| name));
    let output = command
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Error::Start { command: cargo.to_string_lossy().into(), reason: error.to_string() })?;
    let manifest = || build.manifest.display().to_string();
    if !output.status.success() {
        return Err(Error::Build { manifest: manifest(), output: String::from_utf8_lossy(&output.stderr).into() });
    }
    let mut modules = Vec::new();
    for (name, path) in artifacts(&String::from_utf8_lossy(&output.stdout)) {
        let bytes = std::fs::read(&path)
            .map_err(|error| Error::Read { path: path.display().to_string(), reason: error.to_string() })?;
        modules.push(Module { name, bytes });
    }
    if modules.is_empty() {
        return Err(Error::NoModule { manifest: manifest() });
    }
    modules.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(modules)
}

/// Panic messages name source files: without the folders of this machine the same sources give the same bytes
/// everywhere.
fn remap(folder: &Path) -> Vec<String> {
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
        .and_then(|home| home.canonicalize().ok());
    let folder = folder.canonicalize().ok();
    [(cargo_home, "cargo"), (folder, ".")]
        .into_iter()
        .filter_map(|(from, to)| Some(format!("--remap-path-prefix={}={to}", from?.to_str()?)))
        .collect()
}

/// The modules that cargo's messages name.
fn artifacts(messages: &str) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for line in messages.lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        if message["reason"] != "compiler-artifact" {
            continue;
        }
        let name = message["target"]["name"].as_str().unwrap_or_default().replace('_', "-");
        let files = message["filenames"].as_array().into_iter().flatten().filter_map(Value::as_str);
        found.extend(files.filter(|file| file.ends_with(".wasm")).map(|file| (name.clone(), file.into())));
    }
    found
}

/// Removes what an outer cargo, or its user, meant for the host build: flags for another target would break
/// this one, and a wrapper or a jobserver of the outer build may not reach here.
fn scrub(command: &mut Command, names: impl Iterator<Item = OsString>) {
    for name in names {
        if is_of_outer_build(&name) {
            command.env_remove(name);
        }
    }
}

fn is_of_outer_build(name: &OsStr) -> bool {
    const EXACT: [&str; 21] = [
        "RUSTFLAGS",
        "RUSTDOCFLAGS",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTC_LINKER",
        "RUSTC_BOOTSTRAP",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_ENCODED_RUSTDOCFLAGS",
        "CARGO_MAKEFLAGS",
        "MAKEFLAGS",
        "MFLAGS",
        "CARGO_INCREMENTAL",
        "CARGO_PRIMARY_PACKAGE",
        "CARGO_CRATE_NAME",
        "OUT_DIR",
        "TARGET",
        "HOST",
        "NUM_JOBS",
        "OPT_LEVEL",
        "PROFILE",
        "DEBUG",
    ];
    const PREFIXES: [&str; 9] = [
        "CARGO_BUILD_",
        "CARGO_TARGET_",
        "CARGO_PROFILE_",
        "CARGO_PKG_",
        "CARGO_CFG_",
        "CARGO_FEATURE_",
        "CARGO_MANIFEST_",
        "CARGO_UNSTABLE_",
        "DEP_",
    ];
    let Some(name) = name.to_str() else { return false };
    EXACT.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outer_build_does_not_reach_the_inner_one() {
        for (name, removed) in [
            ("RUSTFLAGS", true),
            ("CARGO_TARGET_DIR", true),
            ("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER", true),
            ("CARGO_BUILD_TARGET", true),
            ("CARGO_PROFILE_RELEASE_LTO", true),
            ("MAKEFLAGS", true),
            ("CARGO_HOME", false),
            ("CARGO_NET_OFFLINE", false),
            ("CARGO_REGISTRIES_MIRROR_INDEX", false),
            ("CARGO_HTTP_PROXY", false),
            ("RUSTUP_TOOLCHAIN", false),
            ("RUSTC", false),
            ("PATH", false),
        ] {
            assert_eq!(is_of_outer_build(OsStr::new(name)), removed, "{name}");
        }
    }

    #[test]
    fn modules_are_found_in_the_messages() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"my_rules"},"filenames":["/t/libmy_rules.rlib","/t/my_rules.wasm"]}"#,
            "\nnot json\n",
            r#"{"reason":"compiler-artifact","target":{"name":"serde"},"filenames":["/t/libserde.rlib"]}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#
        );
        assert_eq!(artifacts(messages), [("my-rules".to_owned(), PathBuf::from("/t/my_rules.wasm"))]);
    }
}
