//! `.gitignore` files, read through the world.

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use tollgate_source::{World, WorldPath};

/// The `.gitignore` files from the root of the world down to one folder.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ignored {
    files: Vec<Gitignore>,
}

impl Ignored {
    /// What holds in `folder`.
    pub(crate) fn at(world: &dyn World, folder: &WorldPath) -> Self {
        let mut folders: Vec<WorldPath> = std::iter::successors(Some(folder.clone()), WorldPath::parent).collect();
        folders.reverse();
        folders.iter().fold(Self::default(), |ignored, folder| ignored.below(world, folder))
    }

    /// What holds in `folder`, given what holds around it.
    pub(crate) fn below(&self, world: &dyn World, folder: &WorldPath) -> Self {
        let mut below = self.clone();
        let Some(Ok(bytes)) = folder.join(".gitignore").map(|path| world.read(&path)) else { return below };
        let mut builder = GitignoreBuilder::new(folder.as_str());
        for line in String::from_utf8_lossy(&bytes).lines() {
            // A line that is no pattern ignores nothing, as in git.
            let _ = builder.add_line(None, line);
        }
        below.files.extend(builder.build());
        below
    }

    /// The innermost file that says something decides.
    pub(crate) fn matches(&self, path: &WorldPath, is_dir: bool) -> bool {
        for file in self.files.iter().rev() {
            let found = file.matched(path.as_str(), is_dir);
            if !found.is_none() {
                return found.is_ignore();
            }
        }
        false
    }
}
