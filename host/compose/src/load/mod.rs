//! From files to one tree: read, interpolate, extend, include, merge. In the order of the reference implementation,
//! because what a later step sees depends on it.

pub(crate) mod extends;
pub(crate) mod include;
pub(crate) mod paths;
pub(crate) mod read;

use std::{collections::BTreeSet, sync::Arc};

use tollgate_ir::Origin;
use tollgate_source::{Diagnostic, ReadError, SourceMap, Span, UNREADABLE, World, WorldPath};
use tollgate_yaml::Budget;

use crate::{
    INVALID,
    interpolate::{interpolate, template::Unset, variables::Variables},
    merge::{merge, unique},
    model::{Kind, Map, Node, Path},
    normal,
    validate::schema,
};

/// Files that a project may include and extend, one within another.
const MAX_NESTING: usize = 64;

/// What all steps share.
pub(crate) struct Session<'a> {
    pub(crate) world: &'a dyn World,
    pub(crate) sources: &'a SourceMap,
    pub(crate) unset: Unset,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Text that is nobody's to see.
    pub(crate) secrets: Vec<Span>,
    /// The files that were read as Compose files, each with its `version`.
    pub(crate) files: Vec<ReadFile>,
    /// What all files together may come to when aliases are replaced.
    pub(crate) budget: Budget,
    /// A file that is included was not read: names may be defined that are not known.
    pub(crate) is_partial: bool,
    /// Circles of services that extend one another, each with the files of its services; told once.
    circles: BTreeSet<Vec<(WorldPath, Arc<str>)>>,
    unset_seen: BTreeSet<Arc<str>>,
}

/// A Compose file that is part of the project.
#[derive(Clone, Debug)]
pub(crate) struct ReadFile {
    pub(crate) path: WorldPath,
    pub(crate) version: Option<Node>,
    /// Where the file begins.
    pub(crate) start: Span,
}

impl<'a> Session<'a> {
    pub(crate) fn new(world: &'a dyn World, sources: &'a SourceMap, unset: Unset) -> Self {
        Self {
            world,
            sources,
            unset,
            diagnostics: Vec::new(),
            secrets: Vec::new(),
            files: Vec::new(),
            is_partial: false,
            circles: BTreeSet::new(),
            unset_seen: BTreeSet::new(),
            budget: Budget::default(),
        }
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        if !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    pub(crate) fn invalid(&mut self, at: Span, message: impl Into<String>) {
        self.report(Diagnostic::error(message).code(INVALID).at(at));
    }

    /// The same, with what to do.
    pub(crate) fn invalid_with_help(&mut self, at: Span, message: impl Into<String>, help: &str) {
        self.report(Diagnostic::error(message).code(INVALID).at(at).help(help));
    }

    /// A file that is named at `at` and cannot be read.
    pub(crate) fn unreadable(&mut self, error: &ReadError, at: Option<Span>) {
        let diagnostic = Diagnostic::error(error.to_string()).code(UNREADABLE);
        let at = at.unwrap_or_else(|| {
            let file = self.sources.find(error.path()).unwrap_or_else(|| self.sources.add(error.path().clone(), ""));
            Span::start_of(file)
        });
        self.report(diagnostic.at(at));
    }

    pub(crate) fn unset_variable(&mut self, name: &Arc<str>, at: Span) {
        if self.unset == Unset::Empty && self.unset_seen.insert(Arc::clone(name)) {
            let message = format!("the variable `{name}` is not set and counts as empty");
            let help = format!("set it in the environment or in `.env`, or write a default: `${{{name}:-…}}`");
            self.report(Diagnostic::warning(message).at(at).help(help));
        }
    }
}

/// A folder whose files are loaded: where relative paths in them begin.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    /// The project directory of the whole.
    pub(crate) project: WorldPath,
    /// From there to here: `.`, `sub`, `../other`.
    pub(crate) relative: String,
}

impl Base {
    /// The path in the world of `path`, written here; `None` when it leads out of the world.
    pub(crate) fn locate(&self, path: &str) -> Option<WorldPath> {
        self.project.join(&paths::join(&self.relative, path))
    }
}

/// How much is done with a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Purpose {
    /// It is a part of the project.
    Project,
    /// A service of it is extended: the rest does not count, and the result is looked at later.
    Base,
}

/// Where one loading stands.
#[derive(Clone, Debug)]
pub(crate) struct Place<'v> {
    pub(crate) base: Base,
    pub(crate) variables: &'v Variables,
    /// The files that lead here by `include`.
    pub(crate) included: Vec<WorldPath>,
}

/// The files of a project, or of an include, as one tree with defaults and resolved paths.
pub(crate) fn load(session: &mut Session<'_>, files: &[(WorldPath, Option<Span>)], place: &Place<'_>) -> Node {
    let mut whole: Option<Node> = None;
    for (path, named_at) in files {
        if let Some((node, _)) = load_file(session, path, *named_at, place, Purpose::Project, whole.take()) {
            whole = Some(node);
        }
    }
    let Some(mut whole) = whole else {
        let start = session.start_of(files.first().map(|(path, _)| path));
        return Node::new(Kind::Map(Map::new()), Origin::at(start));
    };
    normal::defaults(&mut whole);
    crate::environment::bare_names(&mut whole, place.variables);
    paths::resolve(&mut whole, &place.base.relative);
    whole
}

impl Session<'_> {
    fn start_of(&self, path: Option<&WorldPath>) -> Span {
        let path = path.cloned().unwrap_or_else(WorldPath::root);
        Span::start_of(self.sources.find(&path).unwrap_or_else(|| self.sources.add(path, "")))
    }
}

/// One file merged over what came before it, and where it resets what comes before. `None` when there is nothing.
pub(crate) fn load_file(
    session: &mut Session<'_>,
    path: &WorldPath,
    named_at: Option<Span>,
    place: &Place<'_>,
    purpose: Purpose,
    mut whole: Option<Node>,
) -> Option<(Node, Vec<Path>)> {
    let mut all_resets = Vec::new();
    for read::Document { mut root, resets } in read::read(session, path, named_at).unwrap_or_default() {
        interpolate(session, &mut root, &Path::root(), place.variables);
        if purpose == Purpose::Project {
            session.files.push(ReadFile {
                path: path.clone(),
                version: root.get("version").cloned(),
                start: Span { end: root.origin.span.start, start: root.origin.span.start, ..root.origin.span },
            });
            extends::apply(session, &mut root, path, place, &resets);
        }
        if let Some(whole) = &mut whole {
            reset(whole, &Path::root(), &resets);
        }
        if purpose == Purpose::Project {
            include::apply(session, &mut root, path, place);
        }
        let mut merged = match whole.take() {
            None => root,
            Some(whole) => merge(session, whole, root, &Path::root()),
        };
        unique(&mut merged, &Path::root());
        if purpose == Purpose::Project {
            schema::check(session, &merged);
        }
        if let Some(map) = merged.as_map_mut() {
            map.remove("version");
        }
        normal::canonical(session, &mut merged);
        // Ranges of ports, written out, may meet others.
        unique(&mut merged, &Path::root());
        whole = Some(merged);
        all_resets.extend(resets);
    }
    whole.map(|whole| (whole, all_resets))
}

/// Removes what stands at any of `resets`.
pub(crate) fn reset(node: &mut Node, path: &Path, resets: &[Path]) {
    if resets.is_empty() {
        return;
    }
    match &mut node.kind {
        Kind::Map(map) => {
            map.retain(|key, entry| {
                let path = path.then(key);
                if resets.iter().any(|reset| reset.parts() == path.parts()) {
                    return false;
                }
                reset(&mut entry.value, &path, resets);
                true
            });
        }
        Kind::List(items) => items.iter_mut().for_each(|item| reset(item, &path.item(), resets)),
        _ => {}
    }
}

/// Whether files are nested deeper than anybody means; says so.
pub(crate) fn is_too_deep(session: &mut Session<'_>, depth: usize, at: Span) -> bool {
    if depth <= MAX_NESTING {
        return false;
    }
    session.invalid(at, format!("files are nested more than {MAX_NESTING} deep here"));
    true
}
