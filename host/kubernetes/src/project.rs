//! A whole root: files of manifests that are applied together, or a kustomization.

use std::sync::Arc;

use tollgate_ir::{How, Input, Origin, Project, Resource, Root, Value};
use tollgate_source::{
    Diagnostic, FileId, ReadError, SourceMap, Span, UNREADABLE, World, WorldPath, read_configuration,
};
use tollgate_yaml::{Budget, Document};

use crate::{
    kustomize::build::build,
    object::Object,
    read::{Read, read},
    relate,
    secret::withhold,
    value::Reader,
};

/// What discovery calls a root of plain manifests.
pub const MANIFESTS: &str = "kubernetes-manifests";
/// What it calls one that a kustomization makes.
pub const KUSTOMIZATION: &str = "kustomization";

/// What a root is made of.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "a world has none")]
pub struct Request<'a> {
    pub world: &'a dyn World,
    pub sources: &'a SourceMap,
    /// The folder that all of it lies in.
    pub root: WorldPath,
    /// Files of manifests, or the one file of a kustomization.
    pub files: Vec<WorldPath>,
    pub is_kustomization: bool,
    /// Which evaluation of the root this is; empty for the only one.
    pub variant: Arc<str>,
}

/// The resources of the root. What cannot be read is told in its diagnostics.
pub fn evaluate(request: &Request<'_>) -> Project {
    let mut session = Session { world: request.world, sources: request.sources, diagnostics: Vec::new() };
    let mut objects: Vec<Object> = Vec::new();
    for path in &request.files {
        if request.is_kustomization {
            objects.extend(build(&mut session, path));
        } else {
            objects.extend(session.objects(path, None).objects);
        }
    }
    let secrets = objects.iter_mut().flat_map(withhold).collect();
    let root: Arc<str> = request.root.to_string().into();
    let resources: Vec<Resource> = relate::resources(objects, &root, &request.variant, None);
    let root = Root {
        input: Input::Kubernetes,
        kind: if request.is_kustomization { KUSTOMIZATION } else { MANIFESTS },
        path: root,
        variant: Arc::clone(&request.variant),
        outputs: Vec::new(),
        diagnostics: session.diagnostics,
        secrets,
    };
    Project { roots: vec![root], resources }
}

/// What a run of the front end reads and tells.
pub(crate) struct Session<'a> {
    pub(crate) world: &'a dyn World,
    sources: &'a SourceMap,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Session<'_> {
    /// The objects of a file; `named_at` is where its name stands.
    pub(crate) fn objects(&mut self, path: &WorldPath, named_at: Option<Span>) -> Read {
        let Some((_, documents)) = self.documents(path, named_at) else { return Read::default() };
        let mut read = read(&documents, &Origin::at);
        self.diagnostics.append(&mut read.diagnostics);
        read
    }

    /// The values of a file that holds something else, without documents that say nothing.
    pub(crate) fn values(&mut self, path: &WorldPath, named_at: Option<Span>) -> Option<(Vec<Value>, FileId)> {
        let (file, documents) = self.documents(path, named_at)?;
        let mut reader = Reader::new(&Origin::at);
        let mut budget = Budget::default();
        let values = documents.iter().filter_map(|document| reader.document(document, &mut budget));
        let values: Vec<Value> = values.filter(|value| !value.is_null()).collect();
        self.diagnostics.append(&mut reader.diagnostics);
        Some((values, file))
    }

    /// The values of a text within a value. All of them stand where the text stands.
    pub(crate) fn inline(&mut self, text: &str, at: Span) -> Option<Vec<Value>> {
        let (documents, diagnostics) = tollgate_yaml::parse(at.file, text);
        if let Some(first) = diagnostics.into_iter().next() {
            self.diagnostics.push(Diagnostic { span: Some(at), labels: Vec::new(), ..first });
            return None;
        }
        // What a fix writes there would take the place of the whole text.
        let place = |_: Span| Origin::at(at).via(at, How::Text);
        let mut reader = Reader::new(&place);
        let mut budget = Budget::default();
        Some(documents.iter().filter_map(|document| reader.document(document, &mut budget)).collect())
    }

    fn documents(&mut self, path: &WorldPath, named_at: Option<Span>) -> Option<(FileId, Vec<Document>)> {
        let bytes = match read_configuration(self.world, path) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.unreadable(path, &error, named_at);
                return None;
            }
        };
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text,
            Err(error) => {
                let error = ReadError::NotUtf8 { path: path.clone(), at: error.valid_up_to() };
                self.unreadable(path, &error, named_at);
                return None;
            }
        };
        let file = self.sources.add(path.clone(), text);
        let (documents, diagnostics) = tollgate_yaml::parse(file, text);
        // Several kustomizations of one root may read the same file.
        let new = diagnostics.into_iter().filter(|one| !self.diagnostics.contains(one)).collect::<Vec<_>>();
        self.diagnostics.extend(new);
        Some((file, documents))
    }

    fn unreadable(&mut self, path: &WorldPath, error: &ReadError, named_at: Option<Span>) {
        let code = if matches!(error, ReadError::NotFound { .. }) { crate::INVALID } else { UNREADABLE };
        let at = named_at.unwrap_or_else(|| Span::start_of(self.sources.add(path.clone(), "")));
        self.diagnostics.push(Diagnostic::error(error.to_string()).code(code).at(at));
    }
}
