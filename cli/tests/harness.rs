//! A temporary folder, and the program run in it.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use serde_json::Value;

/// A folder with files, outside of any repository.
pub(crate) struct Folder {
    dir: tempfile::TempDir,
}

/// What a run gave.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.stdout, self.stderr))
    }

    /// `rule file:line` of every finding.
    pub(crate) fn findings(&self) -> Vec<String> {
        let report = self.json();
        let findings = report["findings"].as_array().expect("an array");
        findings
            .iter()
            .map(|one| {
                format!(
                    "{} {}:{}",
                    one["rule"].as_str().expect("text"),
                    one["file"].as_str().expect("text"),
                    one["line"]
                )
            })
            .collect()
    }
}

impl Folder {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self { dir: tempfile::tempdir().expect("a temporary folder") };
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().expect("below the folder")).expect("created");
        std::fs::write(path, bytes).expect("written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).expect("readable text")
    }

    /// Runs the program here, with a cache of its own tests' and nothing of the user's environment.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_tollgate"))
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .env("TOLLGATE_CACHE_DIR", cache())
            .env("TOLLGATE_TODAY", "2026-11-20")
            .output()
            .expect("the program starts");
        Run {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    pub(crate) fn check(&self, args: &[&str]) -> Run {
        let mut all = vec!["check", "--output-format", "json"];
        all.extend(args);
        self.run(&all)
    }
}

/// Shared by all tests: compiling the plugins is the slow part of a run.
fn cache() -> &'static Path {
    static CACHE: OnceLock<PathBuf> = OnceLock::new();
    CACHE.get_or_init(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled-plugins"))
}
