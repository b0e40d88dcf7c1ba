//! From a kustomization to its objects, in the order of work of `kustomize build`.

use std::sync::Arc;

use tollgate_ir::{Kind, Tri, Value};
use tollgate_source::{Diagnostic, Span, WorldPath};

use super::{
    file::{RESOURCES, is_inline, is_remote, items, kustomization_in},
    generate, images,
    merge::make_opaque,
    patch::{Target, merge_into, operate},
    transform::{self, Onto},
};
use crate::{INVALID, object::Object, project::Session};

/// Kustomizations that use one another are not followed deeper.
const MAX_DEPTH: usize = 32;
/// Kustomizations that are built for one, at most: each may be listed in several ways, and these multiply.
const MAX_BUILT: usize = 1_000;

/// Builds the kustomization at `path`.
pub(crate) fn build(session: &mut Session<'_>, path: &WorldPath) -> Vec<Object> {
    Building { session, open: Vec::new(), built: 0 }.kustomization(path, Vec::new(), None)
}

struct Building<'s, 'w> {
    session: &'s mut Session<'w>,
    /// The kustomizations that are being built, outermost first.
    open: Vec<WorldPath>,
    built: usize,
}

/// A patch as it is written.
enum Patch {
    /// Over the objects it names itself, or a target.
    Merge(Vec<Value>),
    Operations(Value),
}

impl Building<'_, '_> {
    /// What the kustomization at `path` makes of `objects`, which others listed before, and of its own. A component
    /// changes both; all others begin with nothing.
    fn kustomization(&mut self, path: &WorldPath, mut objects: Vec<Object>, named_at: Option<Span>) -> Vec<Object> {
        if self.open.contains(path) || self.open.len() >= MAX_DEPTH {
            self.refuse(named_at, "kustomizations list one another in a circle".to_owned(), "remove one of the lines");
            return objects;
        }
        self.built += 1;
        if self.built > MAX_BUILT {
            if self.built == MAX_BUILT + 1 {
                let message = format!("more than {MAX_BUILT} kustomizations are listed here, one by way of another");
                self.refuse(named_at, message, "list each of them once");
            }
            return objects;
        }
        let Some((values, _)) = self.session.values(path, named_at) else { return objects };
        let folder = path.parent().unwrap_or_else(WorldPath::root);
        self.open.push(path.clone());
        if let [only] = values.as_slice() {
            self.resources(only, &folder, &mut objects);
            generate::all(&mut objects, only);
            self.patches(only, &folder, &mut objects);
            transform(only, &mut objects);
            self.not_followed(only, &mut objects);
        } else if let Some(second) = values.get(1) {
            let help = "write one kustomization in one file";
            self.refuse(Some(second.origin.span), "a kustomization is one document".to_owned(), help);
        }
        self.open.pop();
        objects
    }

    fn resources(&mut self, kustomization: &Value, folder: &WorldPath, objects: &mut Vec<Object>) {
        for field in RESOURCES {
            for item in items(kustomization, field) {
                let Some(text) = item.as_str() else { continue };
                let at = item.origin.span;
                if is_remote(text) {
                    self.note(at, format!("`{text}` is not fetched: what it brings is not checked"));
                    continue;
                }
                // The folder that is looked at may be a part of what somebody has.
                let Some(path) = folder.join(text) else {
                    self.note(at, format!("`{text}` leads out of the scanned folder: what it brings is not checked"));
                    continue;
                };
                if self.session.world.list(&path).is_err() {
                    let read = self.session.objects(&path, Some(at));
                    for stray in read.strays {
                        let help = "`kustomize build` refuses it: list patches under `patches`";
                        self.refuse(Some(stray), "this is no Kubernetes object".to_owned(), help);
                    }
                    objects.extend(read.objects);
                    continue;
                }
                match kustomization_in(self.session.world, &path) {
                    Some(file) if field == "components" => {
                        *objects = self.kustomization(&file, std::mem::take(objects), Some(at));
                    }
                    Some(file) => objects.extend(self.kustomization(&file, Vec::new(), Some(at))),
                    None => {
                        let help = "add a `kustomization.yaml` there, or list its files";
                        self.refuse(Some(at), format!("there is no kustomization in `{path}`"), help);
                    }
                }
            }
        }
    }

    fn patches(&mut self, kustomization: &Value, folder: &WorldPath, objects: &mut [Object]) {
        for item in items(kustomization, "patchesStrategicMerge") {
            self.patch(item, folder, None, "patchesStrategicMerge", objects);
        }
        for field in ["patches", "patchesJson6902"] {
            for item in items(kustomization, field) {
                let written = item.get("path").or(item.get("patch")).unwrap_or(item);
                self.patch(written, folder, item.get("target"), field, objects);
            }
        }
    }

    /// Lays one patch, written here or in a file, over the objects it is for.
    fn patch(
        &mut self,
        written: &Value,
        folder: &WorldPath,
        target: Option<&Value>,
        field: &str,
        objects: &mut [Object],
    ) {
        let by: Arc<str> = format!("`{field}`").into();
        let is_for = |object: &Object, patch: Option<&Value>| match (target, patch) {
            (Some(target), _) => Target::written(target).is(object),
            (None, Some(patch)) => Target::of_patch(patch).is(object),
            (None, None) => Tri::Unknown,
        };
        let Some(patch) = self.read_patch(written, folder) else {
            // What could not be read may do anything to whom it is for.
            objects.iter_mut().filter(|object| is_for(object, None) != Tri::No).for_each(|object| {
                make_opaque(&mut object.body, &by);
            });
            return;
        };
        match patch {
            Patch::Merge(patches) => {
                for patch in &patches {
                    for object in objects.iter_mut() {
                        match is_for(object, Some(patch)) {
                            Tri::Yes => merge_into(object, patch, &by),
                            Tri::Unknown => make_opaque(&mut object.body, &by),
                            Tri::No => {}
                        }
                    }
                }
            }
            Patch::Operations(operations) => {
                let operations = operations.elements().unwrap_or_default();
                for object in objects.iter_mut() {
                    match is_for(object, None) {
                        Tri::Yes => operate(object, operations, &by),
                        Tri::Unknown => make_opaque(&mut object.body, &by),
                        Tri::No => {}
                    }
                }
            }
        }
    }

    fn read_patch(&mut self, written: &Value, folder: &WorldPath) -> Option<Patch> {
        let text = written.as_str()?;
        let values = if is_inline(text) {
            self.session.inline(text, written.origin.span)?
        } else {
            self.session.values(&folder.join(text)?, Some(written.origin.span))?.0
        };
        match values.as_slice() {
            [only @ Value { kind: Kind::Tuple(..), .. }] => Some(Patch::Operations(only.clone())),
            _ => Some(Patch::Merge(values.into_iter().filter(|value| value.entries().is_some()).collect())),
        }
    }

    /// What is in the kustomization and does something that nobody here can tell.
    fn not_followed(&mut self, kustomization: &Value, objects: &mut [Object]) {
        for field in ["helmCharts", "helmChartInflationGenerator", "generators"] {
            if let Some(item) = items(kustomization, field).first() {
                self.note(item.origin.span, format!("`{field}` is not followed: what it makes is not checked"));
            }
        }
        if !items(kustomization, "transformers").is_empty() {
            objects.iter_mut().for_each(|object| make_opaque(&mut object.body, &"`transformers`".into()));
        }
        for item in items(kustomization, "replacements") {
            let targets = items(item, "targets");
            let is_for = |object: &Object| {
                let selects =
                    |target: &Value| target.get("select").map_or(Tri::Unknown, |at| Target::written(at).is(object));
                targets.iter().map(selects).fold(if targets.is_empty() { Tri::Unknown } else { Tri::No }, Tri::or)
            };
            for object in objects.iter_mut().filter(|object| is_for(object) != Tri::No) {
                make_opaque(&mut object.body, &"`replacements`".into());
            }
        }
    }

    fn refuse(&mut self, at: Option<Span>, message: String, help: &str) {
        let diagnostic = Diagnostic::error(message).code(INVALID).help(help);
        self.session.diagnostics.push(match at {
            Some(span) => diagnostic.at(span),
            None => diagnostic,
        });
    }

    fn note(&mut self, at: Span, message: String) {
        self.session.diagnostics.push(Diagnostic::warning(message).at(at));
    }
}

/// The fields that change all objects.
fn transform(kustomization: &Value, objects: &mut [Object]) {
    let said = |key: &str| kustomization.get(key).filter(|value| !value.is_null());
    for object in objects.iter_mut() {
        if let Some(value) = said("namespace") {
            transform::namespace(object, value);
        }
        let word = |key: &str| said(key).and_then(Value::as_str);
        transform::rename(object, word("namePrefix"), word("nameSuffix"));
        if let Some(value) = said("commonLabels") {
            transform::labels(object, value, "commonLabels", Onto::Selectors);
        }
        for item in items(kustomization, "labels") {
            let is_on = |key: &str| item.get(key).and_then(Value::as_bool) == Some(true);
            let onto = match (is_on("includeSelectors"), is_on("includeTemplates")) {
                (true, _) => Onto::Selectors,
                (false, true) => Onto::Template,
                (false, false) => Onto::Object,
            };
            if let Some(pairs) = item.get("pairs") {
                transform::labels(object, pairs, "labels", onto);
            }
        }
        if let Some(value) = said("commonAnnotations") {
            transform::annotations(object, value);
        }
        if let Some(value) = said("replicas") {
            transform::replicas(object, value);
        }
        images::change(object, items(kustomization, "images"));
    }
}
