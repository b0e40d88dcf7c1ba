//! Module folders: which files belong to one, and reading them.

pub(crate) mod json;
pub(crate) mod model;
pub(crate) mod names;
pub(crate) mod overrides;
pub(crate) mod validate;

use std::collections::HashSet;

use tollgate_hcl::ast::File;
use tollgate_source::{Diagnostic, DirEntry, EntryKind, ReadError, SourceMap, Span, World, WorldPath};

use model::Module;

/// Reads the module in folder `path`. A folder without Terraform files gives `None`.
pub(crate) fn module(world: &dyn World, sources: &SourceMap, path: &WorldPath) -> (Option<Module>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let entries = match world.list(path) {
        Ok(entries) => entries,
        // Who calls it says so, at the place of the call.
        Err(ReadError::NotFound { .. }) => return (None, Vec::new()),
        Err(error) => return (None, vec![Diagnostic::error(error.to_string())]),
    };
    let (mut files, mut overrides, mut found) = (Vec::new(), Vec::new(), false);
    let shadowed: HashSet<(&str, bool)> = names(&entries)
        .filter(|(_, name)| name.is_tofu)
        .map(|(_, Name { stem, is_json, .. })| (stem, is_json))
        .collect();
    for (entry, Name { stem, is_tofu, is_json }) in names(&entries) {
        let Some(file) = path.join(&entry.name) else { continue };
        found = true;
        if entry.kind != EntryKind::File {
            if entry.kind == EntryKind::Other {
                diagnostics.push(
                    Diagnostic::warning(format!(
                        "`{file}` is not read: it is no regular file, or a link out of the scanned folder"
                    ))
                    .help("remove it, or scan a folder that contains what it points to"),
                );
            }
            continue;
        }
        if !is_tofu && shadowed.contains(&(stem, is_json)) {
            let instead = entry.name.replacen(".tf", ".tofu", 1);
            diagnostics.push(
                Diagnostic::note(format!("`{file}` is passed over: OpenTofu reads `{instead}` in its place"))
                    .help("Terraform would read it, and not the other; keep one of them if both tools are not in use"),
            );
            continue;
        }
        let Some(parsed) = parse(world, sources, &file, &mut diagnostics) else { continue };
        if stem == "override" || stem.ends_with("_override") { overrides.push(parsed) } else { files.push(parsed) }
    }
    if !found {
        return (None, diagnostics);
    }
    let (module, more) = model::build(path.clone(), files, overrides);
    diagnostics.extend(more);
    (Some(module), diagnostics)
}

/// One file in HCL or, by its name, in JSON; what keeps it from being read or understood goes to `diagnostics`.
pub(crate) fn parse(
    world: &dyn World,
    sources: &SourceMap,
    path: &WorldPath,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<File> {
    let bytes = match tollgate_source::read_configuration(world, path) {
        Ok(bytes) => bytes,
        Err(error) => {
            diagnostics.push(unreadable(&error, Span::start_of(sources.add(path.clone(), ""))));
            return None;
        }
    };
    match std::str::from_utf8(&bytes) {
        Ok(text) => {
            let id = sources.add(path.clone(), text);
            let text = &sources.get(id).text;
            if path.as_str().ends_with(".json") {
                return Some(json::file(id, text, diagnostics));
            }
            let (file, problems) = tollgate_hcl::parse(id, text);
            diagnostics.extend(problems);
            Some(file)
        }
        Err(error) => {
            // What is shown of it is shown with replacement characters; the place is where the first one is.
            let id = sources.add(path.clone(), String::from_utf8_lossy(&bytes));
            let at = error.valid_up_to();
            let error = ReadError::NotUtf8 { path: path.clone(), at };
            diagnostics.push(unreadable(&error, Span::new(id, at, at)));
            None
        }
    }
}

/// A file that is there but cannot be read is a finding.
fn unreadable(error: &ReadError, place: Span) -> Diagnostic {
    let help = match error {
        ReadError::TooLarge { .. } => "nothing in it is looked at; split it, or exclude it",
        _ => "make it a readable UTF-8 text file, or exclude it",
    };
    Diagnostic::error(error.to_string()).code(tollgate_source::UNREADABLE).at(place).help(help)
}

/// The name of a file that belongs to a module.
struct Name<'a> {
    /// `main` of `main.tf.json`.
    stem: &'a str,
    is_tofu: bool,
    is_json: bool,
}

fn names(entries: &[DirEntry]) -> impl Iterator<Item = (&DirEntry, Name<'_>)> {
    entries.iter().filter_map(|entry| Some((entry, name(&entry.name)?)))
}

fn name(name: &str) -> Option<Name<'_>> {
    let (whole, is_json) = name.strip_suffix(".json").map_or((name, false), |whole| (whole, true));
    let (stem, is_tofu) = match whole.strip_suffix(".tf") {
        Some(stem) => (stem, false),
        None => (whole.strip_suffix(".tofu")?, true),
    };
    // Editors leave such files behind; Terraform ignores them.
    let leftover = stem.starts_with('.') || name.ends_with('~') || (name.starts_with('#') && name.ends_with('#'));
    (!leftover && !stem.is_empty()).then_some(Name { stem, is_tofu, is_json })
}
