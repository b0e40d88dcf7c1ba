//! Variables files that nobody reads, where a variable has no value: what they are for must be said, not guessed.
//!
//! Two such files are usually two environments, and reading one of them would be a guess.

use tollgate_source::{Diagnostic, EntryKind, WorldPath};

use crate::{
    inputs::{Inputs, is_automatic},
    instance::Evaluation,
    load::model::Module,
};

/// Files that are named in the note.
const NAMED: usize = 3;

impl Evaluation<'_> {
    /// Tells which files would give values to variables that have none, when nothing says what to read.
    pub(crate) fn tell_candidates(&self, module: &Module, inputs: &Inputs) {
        if !self.request.given.is_empty() {
            return;
        }
        let missing = module.variables.iter().filter(|one| one.default().is_none() && !inputs.contains_key(&one.name));
        let missing: Vec<&str> = missing.map(|variable| &*variable.name).collect();
        if missing.is_empty() {
            return;
        }
        let root = &self.request.root;
        let folders = self.listed(root, EntryKind::Dir).into_iter().filter(|path| !path.file_name().starts_with('.'));
        let mut found = Vec::new();
        for folder in std::iter::once(root.clone()).chain(folders) {
            let files = self.listed(&folder, EntryKind::File).into_iter().filter(|path| {
                let name = path.file_name();
                (name.ends_with(".tfvars") || name.ends_with(".tfvars.json"))
                    && !(folder == *root && is_automatic(name))
            });
            found.extend(files.filter(|path| self.gives_value(path, &missing)));
        }
        let Some(first) = found.first() else { return };
        let named: Vec<String> = found.iter().take(NAMED).map(|path| format!("`{path}`")).collect();
        let more = found.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let is = if found.len() == 1 { "is" } else { "are" };
        let pattern = match first.parent().filter(|folder| folder != root) {
            Some(folder) => format!("{}/*.tfvars", folder.file_name()),
            None => "*.tfvars".to_owned(),
        };
        let files = format!("{}{more} {is} not read, and would give values that are missing", named.join(", "));
        let way = format!("use `--var-file`, or `environments = \"{pattern}\"` under `[terraform]` in `tollgate.toml`");
        self.report(Diagnostic::note(format!("{files}: {way}")));
    }

    fn listed(&self, folder: &WorldPath, kind: EntryKind) -> Vec<WorldPath> {
        let Ok(entries) = self.request.world.list(folder) else { return Vec::new() };
        entries.iter().filter(|entry| entry.kind == kind).filter_map(|entry| folder.join(&entry.name)).collect()
    }

    /// Whether the file speaks of any of these variables. A note needs no parse.
    fn gives_value(&self, path: &WorldPath, names: &[&str]) -> bool {
        let Ok(bytes) = self.request.world.read(path) else { return false };
        let text = String::from_utf8_lossy(&bytes);
        text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).any(|word| names.contains(&word))
    }
}
