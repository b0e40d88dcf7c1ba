//! From the paths on the command line to a world.

use std::path::{Path, PathBuf};

use tollgate_engine::PluginSet;
use tollgate_plugin::Sandbox;
use tollgate_source::{DiskWorld, WorldPath};

use crate::{exit::Error, output};

/// A world and the named paths in it.
pub(crate) struct Workspace {
    pub(crate) world: DiskWorld,
    pub(crate) paths: Vec<WorldPath>,
}

impl Workspace {
    /// The world of `paths`: the repository they lie in, or the folder that holds them all.
    pub(crate) fn open(paths: &[PathBuf]) -> Result<Self, Error> {
        let here = [PathBuf::from(".")];
        let named = if paths.is_empty() { &here[..] } else { paths };
        let real: Vec<PathBuf> = named.iter().map(|path| real_path(path)).collect::<Result<_, _>>()?;
        let root = match repository_root(&real[0]) {
            Some(root) => root,
            None => real.iter().skip(1).fold(folder_of(&real[0]), |root, path| common(&root, &folder_of(path))),
        };
        let world = DiskWorld::new(&root).map_err(|error| {
            Error::usage(format!("`{}` cannot be opened: {error}", root.display()), "check its permissions")
        })?;
        let paths = real
            .iter()
            .zip(named)
            .map(|(path, name)| inside(&world, path, name, "one run checks one repository; run once for each"))
            .collect::<Result<_, _>>()?;
        Ok(Self { world, paths })
    }

    /// The same with another limit for configuration files, where one is given.
    pub(crate) fn with_file_limit(self, bytes: Option<u64>) -> Self {
        match bytes {
            Some(bytes) => Self { world: self.world.with_configuration_limit(bytes), ..self },
            None => self,
        }
    }

    /// A further path, such as that of a configuration, in the world that is open.
    pub(crate) fn path(&self, path: &Path) -> Result<WorldPath, Error> {
        let help = "copy it into the repository: a report depends on nothing outside of it";
        inside(&self.world, &real_path(path)?, path, help)
    }
}

fn inside(world: &DiskWorld, real: &Path, name: &Path, help: &str) -> Result<WorldPath, Error> {
    real.strip_prefix(world.root())
        .ok()
        .and_then(|relative| WorldPath::new(relative.to_str()?))
        .ok_or_else(|| Error::usage(format!("`{}` does not lie in `{}`", name.display(), world.root().display()), help))
}

fn real_path(path: &Path) -> Result<PathBuf, Error> {
    // A link is named for what it leads to: otherwise it could lead out of the repository.
    path.canonicalize().map_err(|error| {
        let reason = match error.kind() {
            std::io::ErrorKind::NotFound => "does not exist".to_owned(),
            std::io::ErrorKind::PermissionDenied => "cannot be read: permission denied".to_owned(),
            _ => format!("cannot be read: {error}"),
        };
        Error::usage(
            format!("`{}` {reason}", path.display()),
            "name a folder or a file that exists and that you may read",
        )
    })
}

fn folder_of(path: &Path) -> PathBuf {
    if path.is_dir() { path.to_owned() } else { path.parent().unwrap_or(path).to_owned() }
}

fn common(a: &Path, b: &Path) -> PathBuf {
    a.components().zip(b.components()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
}

/// The work tree that `path` lies in.
fn repository_root(path: &Path) -> Option<PathBuf> {
    let folder = folder_of(path);
    let found = match git2::Repository::discover(&folder) {
        Ok(repository) => repository.workdir().map(Path::to_owned),
        // A repository that belongs to somebody else, as in many containers: libgit2 will not open it, but
        // where it begins is no secret.
        Err(error) if error.code() == git2::ErrorCode::Owner => {
            folder.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_owned)
        }
        Err(_) => None,
    };
    found?.canonicalize().ok()
}

/// The built-in plugins, compiled into the user's cache folder when first used.
pub(crate) fn built_in_plugins(use_cache: bool) -> Result<PluginSet, Error> {
    let cache = use_cache.then(cache_folder).flatten();
    let sandbox =
        Sandbox::new(cache.as_deref()).map_err(|failure| Error::Usage { message: failure.message, help: None })?;
    if let Some(problem) = sandbox.cache_problem() {
        output::complain(&format!("warning: compiled plugins are not kept: {problem}"));
    }
    let mut plugins = PluginSet::new(sandbox);
    let components: Vec<_> = tollgate_bundle::BUILTINS.iter().map(|one| (one.component, one.digest)).collect();
    plugins.add_built_in(&components);
    Ok(plugins)
}

/// `$TOLLGATE_CACHE_DIR`, or `tollgate` in the cache folder of the platform.
fn cache_folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    variable("TOLLGATE_CACHE_DIR")
        .or_else(|| variable("XDG_CACHE_HOME").map(|folder| folder.join("tollgate")))
        .or_else(|| variable("LOCALAPPDATA").map(|folder| folder.join("tollgate").join("cache")))
        .or_else(|| variable("HOME").map(|folder| folder.join(".cache").join("tollgate")))
}
