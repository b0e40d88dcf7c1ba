//! Which configuration holds for which root.
//!
//! The nearest `tollgate.toml` of each root holds for it, so that a root gives the same findings whether it is
//! checked alone, by a commit hook or as part of the repository. Excludes of every file from the root of the
//! world down apply.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use tollgate_api::Limits;
use tollgate_config::{CONFIG_FILE, Settings};
use tollgate_discover::{Discovery, FoundRoot, RootKind, discover};
use tollgate_source::{Diagnostic, SourceMap, World, WorldPath};

use crate::{CheckError, PluginSet, Request};

/// Roots that share a configuration.
#[derive(Debug)]
pub struct Group {
    pub settings: Settings,
    pub roots: Vec<FoundRoot>,
    /// The built-in plugins and those of the configuration.
    pub plugins: PluginSet,
}

/// What there is to check.
#[derive(Debug)]
pub struct Groups {
    pub groups: Vec<Group>,
    /// Notes of discovery.
    pub diagnostics: Vec<Diagnostic>,
}

/// Roots with the settings that hold for them.
#[derive(Debug, Default)]
pub struct Configured {
    /// In order of the configuration file.
    pub groups: Vec<(Settings, Vec<FoundRoot>)>,
    /// Notes of discovery.
    pub diagnostics: Vec<Diagnostic>,
    /// Configurations that cannot be read.
    pub errors: Vec<Diagnostic>,
}

/// Finds roots and their configurations.
pub fn configured(world: &dyn World, sources: &SourceMap, request: &Request) -> Result<Configured, CheckError> {
    let configs = Configs { world, sources, explicit: request.config.as_ref(), loaded: RefCell::default() };
    let Discovery { roots, missing, diagnostics } = match request.compose.files.first() {
        None => discover(world, &request.paths, &|path| configs.excludes(path)),
        Some(first) => {
            let root = FoundRoot::whole(first.clone(), RootKind::ComposeProject);
            Discovery {
                roots: vec![FoundRoot { files: request.compose.files.clone(), ..root }],
                ..Discovery::default()
            }
        }
    };
    if !missing.is_empty() {
        return Err(CheckError::Missing(missing));
    }
    let mut by_config: BTreeMap<Option<WorldPath>, Vec<FoundRoot>> = BTreeMap::new();
    if let Some(config) = &request.config {
        by_config.entry(Some(config.clone())).or_default();
    }
    for path in &request.paths {
        // A broken configuration is worth a word even where there is nothing to check.
        by_config.entry(configs.nearest(path)).or_default();
    }
    for root in roots {
        by_config.entry(configs.nearest(root.place())).or_default().push(root);
    }
    let mut found = Configured { diagnostics, ..Configured::default() };
    for (path, roots) in by_config {
        match path.map(|path| tollgate_config::load(world, sources, &path)).transpose() {
            Ok(settings) => {
                let settings = settings.unwrap_or_default();
                let roots = if request.compose.files.is_empty() { with_projects(&settings, roots) } else { roots };
                found.groups.push((settings, roots));
            }
            Err(more) => found.errors.extend(more),
        }
    }
    Ok(found)
}

/// Puts the projects of the configuration in the place of those that were found in their folders.
fn with_projects(settings: &Settings, roots: Vec<FoundRoot>) -> Vec<FoundRoot> {
    let projects = &settings.compose.projects;
    let folder_of = |root: &FoundRoot| root.path.parent().filter(|_| root.kind == RootKind::ComposeProject);
    let named: BTreeSet<WorldPath> = projects.values().filter_map(|project| project.files.first()?.parent()).collect();
    let (replaced, mut kept): (Vec<FoundRoot>, Vec<FoundRoot>) =
        roots.into_iter().partition(|root| folder_of(root).is_some_and(|folder| named.contains(&folder)));
    let looked_at: BTreeSet<WorldPath> = replaced.iter().filter_map(folder_of).collect();
    for (name, project) in projects {
        let Some(first) = project.files.first() else { continue };
        if first.parent().is_some_and(|folder| looked_at.contains(&folder)) {
            let root = FoundRoot::whole(first.clone(), RootKind::ComposeProject);
            kept.push(FoundRoot { files: project.files.clone(), name: name.clone(), ..root });
        }
    }
    kept.sort();
    kept
}

/// What holds for the root in `path`.
///
/// # Errors
/// When the configuration cannot be read.
pub fn settings_at(
    world: &dyn World,
    sources: &SourceMap,
    request: &Request,
    path: &WorldPath,
) -> Result<Settings, CheckError> {
    let config = request.config.clone().or_else(|| tollgate_config::find(world, path));
    let settings = config.map(|config| tollgate_config::load(world, sources, &config)).transpose();
    settings.map(Option::unwrap_or_default).map_err(CheckError::Config)
}

/// Finds roots and configurations, and checks the latter against the rules there are.
pub fn groups(
    world: &dyn World,
    sources: &SourceMap,
    request: &Request,
    built_in: &PluginSet,
) -> Result<Groups, CheckError> {
    let Configured { groups: found, diagnostics, mut errors } = configured(world, sources, request)?;
    let mut groups = Vec::new();
    for (settings, roots) in found {
        let (plugins, more) = with_own_plugins(world, built_in, &settings);
        errors.extend(more);
        // Rules of a plugin that cannot be read are not unknown, only not known now.
        if plugins.broken().is_empty() {
            let host = crate::host_rules();
            let rules = plugins.entries().iter().flat_map(|entry| &entry.manifest.rules).chain(&host);
            errors.extend(tollgate_config::check_rules(&settings, rules));
        }
        groups.push(Group { settings, roots, plugins });
    }
    if errors.is_empty() { Ok(Groups { groups, diagnostics }) } else { Err(CheckError::Config(errors)) }
}

fn with_own_plugins(world: &dyn World, built_in: &PluginSet, settings: &Settings) -> (PluginSet, Vec<Diagnostic>) {
    let mut plugins = built_in.clone();
    let mut errors = Vec::new();
    for source in &settings.plugins {
        let limits = Limits { fuel: source.fuel, memory: source.memory };
        let bytes = WorldPath::new(&source.path).ok_or_else(|| format!("`{}` is no path", source.path));
        match bytes.and_then(|path| world.read(&path).map_err(|error| error.to_string())) {
            Ok(bytes) => plugins.add(bytes.to_vec(), Some(&source.name), limits),
            Err(reason) => errors.push(
                Diagnostic::error(format!("plugin `{}` cannot be read: {reason}", source.name))
                    .at(source.span)
                    .help("the path is relative to this file; build the plugin first"),
            ),
        }
    }
    errors.extend(crate::declared::taken(&settings.declared, &plugins));
    if !settings.declared.is_empty() {
        plugins.declare(crate::declared::described(&settings.declared));
    }
    (plugins, errors)
}

struct Configs<'a> {
    world: &'a dyn World,
    sources: &'a SourceMap,
    explicit: Option<&'a WorldPath>,
    loaded: RefCell<BTreeMap<WorldPath, Rc<Vec<Gitignore>>>>,
}

impl Configs<'_> {
    fn nearest(&self, path: &WorldPath) -> Option<WorldPath> {
        self.explicit.cloned().or_else(|| tollgate_config::find(self.world, path))
    }

    fn excludes(&self, path: &WorldPath) -> bool {
        let files: Vec<WorldPath> = match self.explicit {
            Some(file) => vec![file.clone()],
            None => std::iter::successors(path.parent(), WorldPath::parent)
                .filter_map(|folder| folder.join(CONFIG_FILE))
                .collect(),
        };
        files.iter().any(|file| {
            self.patterns(file)
                .iter()
                .any(|patterns| patterns.matched_path_or_any_parents(path.as_str(), false).is_ignore())
        })
    }

    fn patterns(&self, file: &WorldPath) -> Rc<Vec<Gitignore>> {
        if let Some(known) = self.loaded.borrow().get(file) {
            return Rc::clone(known);
        }
        let mut all = Vec::new();
        // A broken file is reported where it is used; here it excludes nothing.
        if self.world.read(file).is_ok()
            && let Ok(settings) = tollgate_config::load(self.world, self.sources, file)
        {
            for exclude in &settings.excludes {
                let mut builder = GitignoreBuilder::new(exclude.base.as_str());
                let _ = builder.add_line(None, &exclude.pattern);
                all.extend(builder.build());
            }
        }
        let all = Rc::new(all);
        self.loaded.borrow_mut().insert(file.clone(), Rc::clone(&all));
        all
    }
}
