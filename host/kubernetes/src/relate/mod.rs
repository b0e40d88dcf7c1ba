//! Who names whom, and whom a selector selects, among objects that are applied together.
//!
//! Both become references of the model, so that rules ask for them as they ask for any other, and so that what
//! belongs together is never torn apart on its way into the sandbox. A name refers exactly: the value itself does
//! (`configMapKeyRef.name`). A selector names nobody; whom it selects follows from labels. That is worked out here and
//! not by rules, because the meaning of selectors (empty ones, expressions, namespaces by label) is one thing for
//! all of them. It stands in an entry [`SELECTS`] beside the selector: a list with one reference for each object
//! that is selected, exact when that is certain, and not exact when a label or namespace is not known.

mod index;
mod names;
mod selector;
mod selects;

use std::sync::Arc;

use tollgate_ir::{How, Kind, Origin, RefPath, Resource, Value};

use crate::object::Object;
use index::Index;

/// The entry beside a selector that lists what it selects. No field of Kubernetes begins so.
pub const SELECTS: &str = "$selects";

/// The resources of one root: all objects that are applied together. `release` is what they call the namespace that
/// they are applied to, where templates let them name it: who says this name says as much as who says none.
pub fn resources(
    objects: Vec<Object>,
    root: &Arc<str>,
    variant: &Arc<str>,
    release: Option<&Arc<str>>,
) -> Vec<Resource> {
    let index = Index::of(&objects, root, variant, release);
    let mut bodies: Vec<Value> = objects.iter().map(|object| object.body.clone()).collect();
    for (at, object) in objects.iter().enumerate() {
        names::refer(&mut bodies[at], object, &index);
        selects::add(&mut bodies[at], object, &index);
    }
    let addresses: Vec<_> = (0..objects.len()).map(|at| Arc::clone(index.address(at))).collect();
    let resource = |((object, body), address): ((Object, Value), Arc<_>)| Resource {
        address,
        body,
        span: object.span,
        block_span: object.block_span,
        exists: object.exists,
        condition: object.condition,
        calls: Vec::new(),
    };
    let mut resources: Vec<Resource> = objects.into_iter().zip(bodies).zip(addresses).map(resource).collect();
    resources.sort_by(|a, b| a.address.cmp(&b.address));
    resources
}

/// The origin of a value that is known to be the name of `target`.
fn naming(origin: &Origin, target: &Arc<tollgate_ir::Address>) -> Origin {
    let path = RefPath { target: Arc::clone(target), path: Vec::new() };
    origin.via(origin.span, How::Attribute(Arc::new(path)))
}

/// Calls `found` with every mapping at `path`, where `*` is each item of a list. What is not there is not copied.
fn each(value: &mut Value, path: &[&str], found: &mut impl FnMut(&mut Value)) {
    let Some((first, rest)) = path.split_first() else {
        if value.entries().is_some() {
            found(value);
        }
        return;
    };
    match &mut value.kind {
        Kind::Tuple(items, _) if *first == "*" && !items.is_empty() => {
            Arc::make_mut(items).iter_mut().for_each(|item| each(item, rest, found));
        }
        Kind::Object(entries, _) if entries.contains_key(*first) => {
            if let Some(entry) = Arc::make_mut(entries).get_mut(*first) {
                each(&mut entry.value, rest, found);
            }
        }
        _ => {}
    }
}
