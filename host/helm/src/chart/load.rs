//! From files to a chart with its subcharts.

use std::{collections::BTreeMap, rc::Rc, sync::Arc};

use rayon::prelude::*;
use tollgate_source::{Diagnostic, EntryKind, FileId, ReadError, SourceMap, Span, World, WorldPath};

use super::{Chart, File, Schema, Template, archive, archive::Named, ignore::Rules, metadata, metadata::Metadata};
use crate::{
    INVALID,
    values::{self, Map},
};

/// A chart, and what there is to say about its files. Without a chart, the errors say why.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) chart: Option<Chart>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// A chart in a chart in a chart: deeper ones are refused.
const MAX_DEPTH: usize = 32;
/// Files of one chart.
const MAX_FILES: usize = 20_000;

/// The chart in the folder, or in the packed file, at `path`.
pub(crate) fn load(world: &dyn World, sources: &SourceMap, path: &WorldPath) -> Loaded {
    let mut loader = Loader { world, sources, diagnostics: Vec::new() };
    let chart = loader.chart(path);
    Loaded { chart, diagnostics: loader.diagnostics }
}

struct Loader<'w> {
    world: &'w dyn World,
    sources: &'w SourceMap,
    diagnostics: Vec<Diagnostic>,
}

impl Loader<'_> {
    fn chart(&mut self, path: &WorldPath) -> Option<Chart> {
        if path.as_str().ends_with(".tgz") {
            let bytes = self.read(path)?;
            return self.archive(path, &bytes, 0);
        }
        let mut found = Vec::new();
        let rules = self.rules(path)?;
        self.walk(path, "", &rules, &mut found);
        let files = self.read_all(found);
        self.files(path, files, 0)
    }

    /// Reads side by side; what cannot be read is told in order.
    fn read_all(&mut self, found: Vec<(String, WorldPath)>) -> Vec<Named> {
        let world = self.world;
        let read: Vec<_> = found.into_par_iter().map(|(name, path)| (name, world.read(&path), path)).collect();
        let mut files = Vec::with_capacity(read.len());
        for (name, outcome, path) in read {
            files.extend(self.bytes(&path, outcome).map(|bytes| (name, bytes)));
        }
        files
    }

    fn error(&mut self, span: Option<Span>, message: impl Into<String>, help: &str) {
        let mut diagnostic = Diagnostic::error(message).code(INVALID);
        if let Some(span) = span {
            diagnostic = diagnostic.at(span);
        }
        self.diagnostics.push(diagnostic.help(help));
    }

    /// A place for what is about a file or folder whose text nobody has.
    fn at(&self, path: &WorldPath) -> Span {
        Span::start_of(self.sources.add(path.clone(), ""))
    }

    fn read(&mut self, path: &WorldPath) -> Option<Arc<[u8]>> {
        self.bytes(path, self.world.read(path))
    }

    fn bytes(&mut self, path: &WorldPath, outcome: Result<Arc<[u8]>, ReadError>) -> Option<Arc<[u8]>> {
        match outcome {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                let code =
                    if matches!(error, ReadError::NotFound { .. }) { INVALID } else { tollgate_source::UNREADABLE };
                self.diagnostics.push(Diagnostic::error(error.to_string()).code(code).at(self.at(path)));
                None
            }
        }
    }

    fn rules(&mut self, path: &WorldPath) -> Option<Rules> {
        let own = path.join(".helmignore");
        let text = match own.as_ref().map(|own| self.world.read(own)) {
            Some(Ok(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
            _ => String::new(),
        };
        match Rules::parse(&text) {
            Ok(rules) => Some(rules),
            Err((at, reason)) => {
                let span = own.map(|own| {
                    let file = self.sources.add(own, text.as_str());
                    Span::new(file, at, at + text[at..].lines().next().unwrap_or_default().len())
                });
                self.error(span, reason, "name the folders one by one, or a pattern without `**`");
                None
            }
        }
    }

    fn walk(&mut self, folder: &WorldPath, prefix: &str, rules: &Rules, files: &mut Vec<(String, WorldPath)>) {
        let entries = match self.world.list(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let error = Diagnostic::error(error.to_string()).code(tollgate_source::UNREADABLE);
                self.diagnostics.push(error.at(self.at(folder)));
                return;
            }
        };
        for entry in entries.iter() {
            let name = format!("{prefix}{}", entry.name);
            let Some(path) = folder.join(&entry.name) else { continue };
            match entry.kind {
                EntryKind::Dir if rules.ignores(&name, true) => {}
                // A link into a folder above would not end.
                EntryKind::Dir if name.matches('/').count() < MAX_DEPTH => {
                    self.walk(&path, &format!("{name}/"), rules, files);
                }
                EntryKind::File if !rules.ignores(&name, false) => {
                    if files.len() >= MAX_FILES {
                        if files.len() == MAX_FILES {
                            let message = format!("a chart of more than {MAX_FILES} files is not read to its end");
                            self.error(
                                Some(self.at(&path)),
                                message,
                                "leave out with `.helmignore` what is no part of the chart",
                            );
                        }
                        return;
                    }
                    files.push((name, path));
                }
                EntryKind::Other if !rules.ignores(&name, false) => {
                    let message = format!("`{path}` leads nowhere, or out of what is checked");
                    self.error(Some(self.at(&path)), message, "remove the link, or leave it out with `.helmignore`");
                }
                _ => {}
            }
        }
    }

    fn archive(&mut self, path: &WorldPath, bytes: &[u8], depth: usize) -> Option<Chart> {
        match archive::unpack(bytes) {
            Ok(files) => self.files(path, files, depth),
            Err(reason) => {
                self.error(
                    Some(self.at(path)),
                    format!("`{path}`: {reason}"),
                    "pack the chart again with `helm package`",
                );
                None
            }
        }
    }

    /// The id of a file that holds text; one that does not is said to.
    fn text(&mut self, base: &WorldPath, name: &str, bytes: &[u8]) -> Option<(FileId, Arc<str>)> {
        let path = base.join(name)?;
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let file = self.sources.add(path, text);
                // Editors of one system begin their files with a mark that is no text.
                let text =
                    text.strip_prefix('\u{feff}').map_or_else(|| Arc::clone(&self.sources.get(file).text), Arc::from);
                Some((file, text))
            }
            Err(error) => {
                let file = self.sources.add(path.clone(), String::from_utf8_lossy(bytes));
                let error = ReadError::NotUtf8 { path, at: error.valid_up_to() };
                let diagnostic = Diagnostic::error(error.to_string()).code(tollgate_source::UNREADABLE);
                self.diagnostics.push(diagnostic.at(Span::start_of(file)));
                None
            }
        }
    }

    fn files(&mut self, base: &WorldPath, files: Vec<Named>, depth: usize) -> Option<Chart> {
        let chart_yaml = files.iter().find(|(name, _)| name == crate::CHART_YAML);
        let Some((_, bytes)) = chart_yaml else {
            let message = format!("`{base}` has no `Chart.yaml`, which makes a folder a chart");
            let place = base.as_str().ends_with(".tgz").then(|| self.at(base));
            self.error(place, message, "add `Chart.yaml` with `apiVersion: v2`, `name` and `version`");
            return None;
        };
        let (file, text) = self.text(base, "Chart.yaml", bytes)?;
        let mut metadata = Metadata::default();
        if let Err(errors) = metadata::read(&mut metadata, file, &text) {
            self.diagnostics.extend(errors.into_iter().map(|error| error.code(INVALID)));
            return None;
        }
        if metadata.api_version.is_empty() {
            metadata.api_version = "v1".to_owned();
        }
        let mut chart = Chart {
            metadata,
            values: Map::new(),
            templates: Rc::from([]),
            files: Rc::from([]),
            schema: None,
            dependencies: Vec::new(),
            file,
            values_file: None,
        };
        let mut templates = Vec::new();
        let mut others = Vec::new();
        let mut subcharts: BTreeMap<String, Vec<Named>> = BTreeMap::new();
        for (name, bytes) in files {
            match name.as_str() {
                "Chart.yaml" | "Chart.lock" => {}
                "values.yaml" => {
                    let (file, text) = self.text(base, &name, &bytes)?;
                    chart.values_file = Some(file);
                    chart.values = self.values(file, &text)?;
                }
                "values.schema.json" => {
                    let (file, text) = self.text(base, &name, &bytes)?;
                    chart.schema = Some(Schema { file, text });
                }
                "requirements.yaml" => {
                    let (file, text) = self.text(base, &name, &bytes)?;
                    if let Err(errors) = metadata::read(&mut chart.metadata, file, &text) {
                        self.diagnostics.extend(errors.into_iter().map(|error| error.code(INVALID)));
                        return None;
                    }
                    if chart.metadata.api_version == "v1" {
                        others.push(File { name: name.as_str().into(), bytes });
                    }
                }
                "requirements.lock" => {
                    if chart.metadata.api_version == "v1" {
                        others.push(File { name: name.as_str().into(), bytes });
                    }
                }
                _ if name.starts_with("templates/") => {
                    // One that is no text is said to be, and the others are read.
                    if let Some((file, text)) = self.text(base, &name, &bytes) {
                        templates.push(Template { name: name.as_str().into(), file, text });
                    }
                }
                _ if name.starts_with("charts/") && !name.ends_with(".prov") => {
                    let inner = &name["charts/".len()..];
                    let first = inner.split('/').next().unwrap_or_default();
                    subcharts.entry(first.to_owned()).or_default().push((inner.to_owned(), bytes));
                }
                _ => others.push(File { name: name.as_str().into(), bytes }),
            }
        }
        chart.templates = templates.into();
        chart.files = others.into();
        let problems = chart.metadata.problems(file);
        if !problems.is_empty() {
            self.diagnostics.extend(problems.into_iter().map(|problem| problem.code(INVALID)));
            return None;
        }
        for (name, files) in subcharts {
            if name.starts_with(['_', '.']) {
                continue;
            }
            let child = self.subchart(base, &name, files, depth + 1);
            chart.dependencies.extend(child);
        }
        Some(chart)
    }

    fn subchart(&mut self, base: &WorldPath, name: &str, files: Vec<Named>, depth: usize) -> Option<Chart> {
        let path = base.join("charts")?.join(name)?;
        if depth > MAX_DEPTH {
            let message = format!("`{path}` is a chart more than {MAX_DEPTH} charts deep");
            self.error(Some(self.at(&path)), message, "flatten the chart");
            return None;
        }
        if name.ends_with(".tgz") {
            let bytes = files.into_iter().find(|(own, _)| own == name)?.1;
            return self.archive(&path, &bytes, depth);
        }
        let prefix = format!("{name}/");
        let inner: Vec<Named> = files
            .into_iter()
            .filter_map(|(own, bytes)| own.strip_prefix(&prefix).map(|inner| (inner.to_owned(), bytes)))
            .collect();
        if inner.is_empty() {
            // A file that lies there is no chart, and Helm says so by failing.
            let message = format!("`{path}` is no chart: subcharts are folders and `.tgz` files");
            self.error(Some(self.at(&path)), message, "remove it, or leave it out with `.helmignore`");
            return None;
        }
        self.files(&path, inner, depth)
    }

    fn values(&mut self, file: FileId, text: &str) -> Option<Map> {
        match values::read(file, text) {
            Ok((node, notes)) => {
                self.diagnostics.extend(notes);
                match node.kind {
                    values::Kind::Map(map) => Some(map),
                    _ => Some(Map::new()),
                }
            }
            Err(errors) => {
                self.diagnostics.extend(errors.into_iter().map(|error| error.code(INVALID)));
                None
            }
        }
    }
}
