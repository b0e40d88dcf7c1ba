//! Folders that hold Terraform files, and files that may be of Compose or Kubernetes.

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
    /// What may be of Kubernetes.
    pub(crate) kubernetes: Candidates,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Files by their names alone, and the folders there are.
#[derive(Clone, Default, Debug)]
pub(crate) struct Candidates {
    /// YAML and JSON that is nothing else, outside of charts.
    pub(crate) files: BTreeSet<WorldPath>,
    pub(crate) kustomizations: BTreeSet<WorldPath>,
    /// Folders with a `Chart.yaml`, those within another chart left out.
    pub(crate) charts: BTreeSet<WorldPath>,
    /// All folders, charts and what is below them left out.
    pub(crate) folders: BTreeSet<WorldPath>,
}

impl Candidates {
    pub(crate) fn extend(&mut self, other: Self) {
        self.files.extend(other.files);
        self.kustomizations.extend(other.kustomizations);
        self.charts.extend(other.charts);
        self.folders.extend(other.folders);
    }
}

pub(crate) struct Walk<'a> {
    world: &'a dyn World,
    is_excluded: &'a dyn Fn(&WorldPath) -> bool,
    is_exempt: bool,
    modules: BTreeSet<WorldPath>,
    compose: BTreeSet<WorldPath>,
    kubernetes: Candidates,
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
            kubernetes: Candidates::default(),
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
        let around = chart_around(self.world, folder);
        self.kubernetes.charts.extend(around.clone());
        self.visit(folder, &ignored, 0, around.is_some());
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
        let Self { modules, compose, kubernetes, diagnostics, .. } = self;
        Found { modules, compose, kubernetes, diagnostics }
    }

    fn visit(&mut self, folder: &WorldPath, ignored: &Ignored, depth: usize, mut in_chart: bool) {
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
        let is_chart = || {
            let named = entries.iter().find(|entry| entry.name == CHART_FILE);
            let file = named.and_then(|entry| folder.join(&entry.name));
            file.is_some_and(|file| !self.passes_over(&file, false, ignored))
        };
        // What lies within another chart and is no subchart of it is one by itself.
        if is_chart() && (!in_chart || parent_chart(self.world, folder).is_none()) {
            self.kubernetes.charts.insert(folder.clone());
            in_chart = true;
        }
        if !in_chart {
            self.kubernetes.folders.insert(folder.clone());
        }
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
                EntryKind::File
                    if !in_chart && may_be_manifest(&entry.name) && !self.passes_over(&path, false, ignored) =>
                {
                    let is_kustomization = tollgate_kubernetes::KUSTOMIZATION_FILES.contains(&&*entry.name);
                    let kubernetes = &mut self.kubernetes;
                    let files = if is_kustomization { &mut kubernetes.kustomizations } else { &mut kubernetes.files };
                    files.insert(path);
                }
                EntryKind::Dir if entry.name.starts_with('.') => {}
                EntryKind::Dir if entry.is_link => {
                    self.note(format!("`{path}` is a symbolic link to a folder and was not followed"));
                }
                EntryKind::Dir if !self.passes_over(&path, true, ignored) => {
                    let ignored = ignored.below(self.world, &path);
                    self.visit(&path, &ignored, depth + 1, in_chart);
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

/// What makes a folder a chart.
pub(crate) const CHART_FILE: &str = "Chart.yaml";
/// Where a chart keeps its subcharts.
const SUBCHARTS: &str = "charts";

fn is_chart(world: &dyn World, folder: &WorldPath) -> bool {
    folder.join(CHART_FILE).is_some_and(|file| world.size(&file).is_ok())
}

/// The chart that the chart in `folder` is a subchart of.
fn parent_chart(world: &dyn World, folder: &WorldPath) -> Option<WorldPath> {
    let charts = folder.parent().filter(|parent| parent.file_name() == SUBCHARTS)?;
    charts.parent().filter(|parent| is_chart(world, parent))
}

/// The chart that `folder` is, or lies in; of a subchart, the one that it is installed with.
pub fn chart_around(world: &dyn World, folder: &WorldPath) -> Option<WorldPath> {
    let nearest = std::iter::successors(Some(folder.clone()), WorldPath::parent).find(|one| is_chart(world, one));
    std::iter::successors(nearest, |chart| parent_chart(world, chart)).last()
}

/// Whether a file of this name may hold objects of Kubernetes, or be a kustomization.
pub(crate) fn may_be_manifest(name: &str) -> bool {
    let is_json = name.ends_with(".json") && !is_terraform(name) && !name.ends_with(".tfvars.json");
    !name.starts_with('.')
        && (is_json || crate::compose::is_yaml(name) || tollgate_kubernetes::KUSTOMIZATION_FILES.contains(&name))
}
