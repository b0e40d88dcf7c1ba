//! Folders that hold Terraform files, and Compose files.

use std::collections::BTreeSet;

use tollgate_source::{Diagnostic, EntryKind, ReadError, World, WorldPath};

use crate::ignored::Ignored;

/// Folders deeper than this are passed over, with a note.
const MAX_DEPTH: usize = 64;

/// What a walk came by.
pub(crate) struct Found {
    /// Folders with Terraform files.
    pub(crate) modules: BTreeSet<WorldPath>,
    /// Files that have the name of a Compose file.
    pub(crate) compose: BTreeSet<WorldPath>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

pub(crate) struct Walk<'a> {
    world: &'a dyn World,
    is_excluded: &'a dyn Fn(&WorldPath) -> bool,
    is_exempt: bool,
    modules: BTreeSet<WorldPath>,
    compose: BTreeSet<WorldPath>,
    seen: BTreeSet<WorldPath>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(world: &'a dyn World, is_excluded: &'a dyn Fn(&WorldPath) -> bool) -> Self {
        Self {
            world,
            is_excluded,
            is_exempt: false,
            modules: BTreeSet::new(),
            compose: BTreeSet::new(),
            seen: BTreeSet::new(),
            diagnostics: Vec::new(),
        }
    }

    /// A named folder and everything below it.
    pub(crate) fn folder(&mut self, folder: &WorldPath) {
        let ignored = Ignored::at(self.world, folder);
        // Who names an excluded folder wants it checked, also where the pattern, such as `vendor/**`, speaks of
        // what is in it.
        let inside = folder.join("*").unwrap_or_else(|| folder.clone());
        self.is_exempt = (self.is_excluded)(folder) || (self.is_excluded)(&inside);
        self.visit(folder, &ignored, 0);
    }

    /// A folder without what is below it.
    pub(crate) fn only(&mut self, folder: &WorldPath) {
        if let Ok(entries) = self.world.list(folder)
            && entries.iter().any(|entry| is_terraform(&entry.name))
        {
            self.modules.insert(folder.clone());
        }
    }

    pub(crate) fn finish(self) -> Found {
        Found { modules: self.modules, compose: self.compose, diagnostics: self.diagnostics }
    }

    fn visit(&mut self, folder: &WorldPath, ignored: &Ignored, depth: usize) {
        if !self.seen.insert(folder.clone()) {
            return;
        }
        if depth > MAX_DEPTH {
            self.note(format!("`{folder}` lies more than {MAX_DEPTH} folders deep and was not looked at"));
            return;
        }
        let entries = match self.world.list(folder) {
            Ok(entries) => entries,
            Err(error) => {
                self.note(passed_over(&error));
                return;
            }
        };
        for entry in entries.iter() {
            let Some(path) = folder.join(&entry.name) else { continue };
            match entry.kind {
                EntryKind::File if is_terraform(&entry.name) && !self.passes_over(&path, false, ignored) => {
                    self.modules.insert(folder.clone());
                }
                EntryKind::File
                    if tollgate_compose::is_compose_file(&entry.name) && !self.passes_over(&path, false, ignored) =>
                {
                    self.compose.insert(path);
                }
                EntryKind::Dir if entry.name.starts_with('.') => {}
                EntryKind::Dir if entry.is_link => {
                    self.note(format!("`{path}` is a symbolic link to a folder and was not followed"));
                }
                EntryKind::Dir if !self.passes_over(&path, true, ignored) => {
                    let ignored = ignored.below(self.world, &path);
                    self.visit(&path, &ignored, depth + 1);
                }
                EntryKind::Other if is_terraform(&entry.name) || tollgate_compose::is_compose_file(&entry.name) => {
                    self.note(format!(
                        "`{path}` is no file, or a link that leads nowhere or out of the folder; it was not read"
                    ));
                }
                _ => {}
            }
        }
    }

    fn passes_over(&self, path: &WorldPath, is_dir: bool, ignored: &Ignored) -> bool {
        ignored.matches(path, is_dir) || (!self.is_exempt && (self.is_excluded)(path))
    }

    fn note(&mut self, message: String) {
        self.diagnostics.push(Diagnostic::warning(message));
    }
}

fn passed_over(error: &ReadError) -> String {
    format!("{error}; what is in it was not checked")
}

/// Whether Terraform or OpenTofu reads a file of this name.
pub(crate) fn is_terraform(name: &str) -> bool {
    let suffixes = [".tf", ".tf.json", ".tofu", ".tofu.json"];
    !name.starts_with('.') && suffixes.iter().any(|suffix| name.ends_with(suffix))
}
