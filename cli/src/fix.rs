//! Showing fixes and writing them.

use std::{collections::BTreeMap, io::Write, path::Path};

use similar::TextDiff;
use tollgate_source::{DiskWorld, WorldPath};

use crate::exit::Error;

/// The changes as a unified diff that `git apply` and `patch -p1` read.
pub(crate) fn unified_diff(files: &BTreeMap<WorldPath, (String, String)>) -> String {
    let mut out = String::new();
    for (path, (before, after)) in files {
        let (from, to) = (format!("a/{path}"), format!("b/{path}"));
        out.push_str(
            &TextDiff::from_lines(before, after).unified_diff().context_radius(3).header(&from, &to).to_string(),
        );
    }
    out
}

/// Replaces each file as a whole: who reads it meanwhile sees the old text or the new one, never a part.
pub(crate) fn write_files(world: &DiskWorld, files: &BTreeMap<WorldPath, (String, String)>) -> Result<(), Error> {
    for (path, (before, after)) in files {
        let target = world.disk_path(path);
        // The file itself is replaced, not a link to it.
        let target = target.canonicalize().unwrap_or(target);
        replace(&target, before, after).map_err(|reason| {
            Error::usage(
                format!("`{path}` cannot be changed: {reason}"),
                "files named before it are changed, it and those after it are not",
            )
        })?;
    }
    Ok(())
}

fn replace(target: &Path, before: &str, after: &str) -> Result<(), String> {
    let text = |error: std::io::Error| error.to_string();
    // Somebody may have saved the file while it was being checked.
    if std::fs::read(target).map_err(text)? != before.as_bytes() {
        return Err("it changed while it was being checked; run again".to_owned());
    }
    let folder = target.parent().ok_or("it is no file")?;
    let mut new = tempfile::NamedTempFile::new_in(folder).map_err(text)?;
    new.write_all(after.as_bytes()).map_err(text)?;
    let permissions = std::fs::metadata(target).map_err(text)?.permissions();
    new.as_file().set_permissions(permissions).map_err(text)?;
    new.as_file().sync_all().map_err(text)?;
    new.persist(target).map_err(|error| error.error.to_string())?;
    Ok(())
}
