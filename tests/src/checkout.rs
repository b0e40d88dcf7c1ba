//! The checkout as text: its root, and its files without what is ignored.

use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the workspace")
}

/// The text of one file; `path` is relative to the root.
pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("`{path}` cannot be read: {error}"))
}

/// All text files in `folders` whose name ends with `.extension` (all files for an empty one), sorted, with
/// their paths relative to the root, `/`-separated. What `.gitignore` names is left out.
pub(crate) fn files(folders: impl IntoIterator<Item = String>, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in folders {
        let walk = ignore::WalkBuilder::new(root().join(&folder))
            .hidden(false)
            .parents(false)
            .git_global(false)
            .require_git(false)
            .add_custom_ignore_filename(".gitignore")
            .filter_entry(|entry| entry.file_name() != ".git" && entry.file_name() != "target")
            .build();
        for entry in walk {
            let entry = entry.unwrap_or_else(|error| panic!("`{folder}` cannot be walked: {error}"));
            let path = entry.path();
            if !path.is_file() || !(extension.is_empty() || path.extension().is_some_and(|found| found == extension)) {
                continue;
            }
            // What is no text has no words in it either.
            if let Ok(text) = std::fs::read_to_string(path) {
                found.push((relative(path), text));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "nothing was found: the walk looks in the wrong place");
    found
}

fn relative(path: &Path) -> String {
    let path: PathBuf = path.strip_prefix(root()).expect("walks stay below the root").to_owned();
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
