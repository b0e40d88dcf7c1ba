//! A chart to resources: what its templates write, each value leading back to the template and to the values file.

use std::{rc::Rc, sync::Arc};

use tollgate_gotemplate::{Ledger, Source, Text};
use tollgate_ir::{How, Input, Origin, Project, Root};
use tollgate_kubernetes::{Object, read, resources, withhold};
use tollgate_source::{FileId, SourceMap, Span, World, WorldPath};

use crate::{Manifest, Options, Request, render};

/// What discovery calls a chart.
pub const CHART: &str = "chart";

/// A chart that is to be checked.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "a world has none")]
pub struct ChartRequest<'a> {
    pub world: &'a dyn World,
    pub sources: &'a SourceMap,
    /// The folder of the chart.
    pub root: WorldPath,
    /// Values files, the later the stronger.
    pub values: Vec<WorldPath>,
    /// Which evaluation of the chart this is; empty for the only one.
    pub variant: Arc<str>,
}

/// The resources that the chart writes. A chart that does not render as a whole is read as far as it goes; what is in
/// the way is told in the diagnostics of its root.
pub fn evaluate(request: &ChartRequest<'_>) -> Project {
    let asked = Request {
        values: request.values.clone(),
        options: Options { is_strict: false, ..Options::default() },
        ..Request::default()
    };
    let rendered = render(request.world, request.sources, &request.root, &asked);
    let mut diagnostics = rendered.diagnostics;
    let mut objects: Vec<Object> = Vec::new();
    for manifest in &rendered.manifests {
        let Some(document) = &manifest.document else { continue };
        let places = Places::of(manifest, &rendered.ledger, request.sources);
        let mut found = read(std::slice::from_ref(document), &|span| places.origin(span));
        diagnostics.append(&mut found.diagnostics);
        objects.append(&mut found.objects);
    }
    let secrets = objects.iter_mut().flat_map(withhold).collect();
    let root: Arc<str> = request.root.to_string().into();
    // Nobody knows the namespace of a release before it is one.
    let resources = resources(objects, &root, &request.variant, None);
    let variant = Arc::clone(&request.variant);
    let root =
        Root { input: Input::Kubernetes, kind: CHART, path: root, variant, outputs: Vec::new(), diagnostics, secrets };
    Project { roots: vec![root], resources }
}

/// Where the parts of one rendered text come from.
struct Places<'r> {
    text: &'r Text,
    words: Rc<str>,
    ledger: &'r Ledger,
    sources: &'r SourceMap,
}

impl<'r> Places<'r> {
    fn of(manifest: &'r Manifest, ledger: &'r Ledger, sources: &'r SourceMap) -> Self {
        Self { text: &manifest.text, words: (*manifest.text.to_str()).into(), ledger, sources }
    }

    /// The template that wrote what is at `span` of the text, and the value that it is, where it is just that.
    fn origin(&self, span: Span) -> Origin {
        let (start, end) = (span.start as usize, span.end as usize);
        // A value that is not written stands behind its key.
        let at = start.min(self.text.len().saturating_sub(1));
        let mark = self.text.mark_at(at).or_else(|| self.text.pieces().iter().find_map(|piece| piece.mark));
        let Some(mark) = mark else { return Origin::at(Span::start_of(FileId(0))) };
        let written = self.ledger.written(mark);
        let words = self.words.get(start..end.max(start)).unwrap_or_default();
        let template = self.in_template(written.at.file.0, written.at.offset, words);
        match self.value(at, end, words) {
            Some((path, place)) => Origin::at(place).via(template, How::HelmValue(path)),
            None => Origin::at(template),
        }
    }

    /// The words in the line of the template that wrote them, else the action that did.
    fn in_template(&self, file: u32, offset: u32, words: &str) -> Span {
        let id = FileId(file);
        let source = self.sources.get(id);
        let start = offset as usize;
        let line = source.text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
        let first = words.lines().next().unwrap_or_default();
        if !first.is_empty()
            && let Some(at) = line.find(first)
        {
            return Span::new(id, start + at, start + at + first.len());
        }
        let action = line.find("}}").map_or(line, |end| &line[..end]);
        let blanks = action.len() - action.trim_start().len();
        Span::new(id, start + blanks, start + blanks + action.trim().len())
    }

    /// The value that the words are, when they are one that stands in a file, and nothing else.
    fn value(&self, start: usize, end: usize, words: &str) -> Option<(Arc<str>, Span)> {
        let bare = words.trim_matches(['"', '\'']);
        // Quotes may be of the template.
        let inner = start + (words.len() - words.trim_start_matches(['"', '\'']).len());
        let mark = self.text.mark_at(inner.min(end.saturating_sub(1)))?;
        let mut found = None;
        for source in self.ledger.sources(self.ledger.written(mark).sources) {
            let Source::Value(value) = source else { continue };
            let origin = self.ledger.origin(*value);
            let Some((at, until)) = origin.place else { continue };
            let span = Span { file: FileId(at.file.0), start: at.offset, end: until };
            let text = self.sources.get(span.file);
            // Only what is written there as it is written here can be changed there.
            if !bare.is_empty() && text.slice(span).trim_matches(['"', '\'']) == bare {
                found = Some((Arc::from(&*origin.path), span));
            }
        }
        found
    }
}
