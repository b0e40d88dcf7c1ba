//! The `compose` section: which profiles and environment files hold, and which files make a project where names alone
//! do not say it.

use std::collections::BTreeMap;

use tollgate_source::{Diagnostic, World, WorldPath};

use crate::{reader::Reader, tree::Node};

/// What is given to Compose projects.
#[derive(Clone, Debug, Default)]
pub struct Compose {
    pub inputs: ComposeInputs,
    /// Projects by name, instead of those that the names of files in their folders suggest.
    pub projects: BTreeMap<String, ComposeProject>,
}

/// What is given to one project.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ComposeInputs {
    /// Active profiles.
    pub profiles: Vec<String>,
    /// Environment files instead of `.env`.
    pub env_files: Vec<WorldPath>,
}

/// A project of several files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ComposeProject {
    /// The later over the earlier.
    pub files: Vec<WorldPath>,
    /// What it has of its own, instead of what the section says.
    pub inputs: ComposeInputs,
}

const KEYS: [&str; 3] = ["env_files", "profiles", "projects"];
const PROJECT_KEYS: [&str; 3] = ["env_files", "files", "profiles"];

impl Compose {
    /// Reads the section of a file in `folder`.
    pub(crate) fn read(node: &Node, folder: &WorldPath, world: &dyn World) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader::new(folder, world);
        let mut compose = Self { inputs: reader.compose_inputs(node, "`compose`", &KEYS), projects: BTreeMap::new() };
        let projects =
            node.entry("projects").map(|node| node.table("`compose.projects`", &mut reader.errors)).unwrap_or_default();
        for (key, node) in projects {
            let what = format!("project `{}`", key.name);
            let inputs = reader.compose_inputs(node, &what, &PROJECT_KEYS);
            let files = reader.files_at(node, "files");
            if files.is_empty() {
                let help = "e.g. `files = [\"docker-compose.yml\", \"docker-compose.prod.yml\"]`";
                reader.error(key.span, format!("{what} has no files"), help);
            }
            compose.projects.insert(key.name.clone(), ComposeProject { files, inputs });
        }
        (compose, reader.errors)
    }

    /// `self` with everything that `over` says replaced.
    pub(crate) fn overridden(mut self, over: Self) -> Self {
        self.projects.extend(over.projects);
        Self { inputs: self.inputs.overridden(over.inputs), projects: self.projects }
    }
}

impl ComposeInputs {
    /// `self` with everything that `over` says replaced.
    #[must_use]
    pub fn overridden(self, over: Self) -> Self {
        Self {
            profiles: if over.profiles.is_empty() { self.profiles } else { over.profiles },
            env_files: if over.env_files.is_empty() { self.env_files } else { over.env_files },
        }
    }
}

impl Reader<'_> {
    fn compose_inputs(&mut self, node: &Node, what: &str, keys: &[&str]) -> ComposeInputs {
        for (key, _) in node.table(what, &mut self.errors) {
            if !keys.contains(&key.name.as_str()) {
                self.unknown_key(key, what, keys);
            }
        }
        let profiles = node.entry("profiles").map(|node| node.strings("profiles", &mut self.errors));
        let profiles = profiles.unwrap_or_default().into_iter().map(|(name, _)| name).collect();
        ComposeInputs { profiles, env_files: self.files_at(node, "env_files") }
    }

    fn files_at(&mut self, node: &Node, name: &str) -> Vec<WorldPath> {
        node.entry(name).map(|node| self.files(node, name, "files of projects")).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use tollgate_source::{MemoryWorld, SourceMap};

    use super::*;
    use crate::{Settings, load};

    /// Settings of a `tollgate.toml` that says `text`, or the message of its first error.
    fn check(text: &str) -> Result<Settings, String> {
        let world =
            MemoryWorld::new().with("tollgate.toml", text).with("a.yml", "").with("b.yml", "").with("x.env", "");
        let path = WorldPath::new("tollgate.toml").expect("inside");
        load(&world, &SourceMap::new(), &path).map_err(|errors| {
            let Diagnostic { message, help, .. } = errors.into_iter().next().expect("an error");
            format!("{message} ({})", help.unwrap_or_default())
        })
    }

    #[test]
    fn projects_have_files_and_inputs() {
        let text = "[compose]\nprofiles = \"local\"\n[compose.projects.prod]\nfiles = [\"a.yml\", \"b.yml\"]\nenv_files = \"x.env\"\n";
        let compose = check(text).expect("accepted").compose;
        assert_eq!(compose.inputs.profiles, ["local"]);
        let prod = &compose.projects["prod"];
        assert_eq!(prod.files.iter().map(WorldPath::as_str).collect::<Vec<_>>(), ["a.yml", "b.yml"]);
        let inputs = compose.inputs.clone().overridden(prod.inputs.clone());
        assert_eq!((inputs.profiles, inputs.env_files.len()), (vec!["local".to_owned()], 1));
    }

    #[test]
    fn mistakes_are_named() {
        for (text, expected) in [
            ("profile = []", "`compose` has no key `profile` (did you mean `profiles`?)"),
            ("env_files = \"no.env\"", "`no.env` does not exist (the path is relative to this file)"),
            ("projects = []", "`compose.projects` is an array, not a table ()"),
            (
                "projects.p = {}",
                "project `p` has no files (e.g. `files = [\"docker-compose.yml\", \"docker-compose.prod.yml\"]`)",
            ),
            (
                "projects.p.files = \"../x.yml\"",
                "`../x.yml` leads out of the repository (keep files of projects inside of it)",
            ),
        ] {
            assert_eq!(check(&format!("[compose]\n{text}\n")).expect_err("refused"), expected);
        }
    }
}
