//! What the selectors of an object select.

use std::sync::Arc;

use tollgate_ir::{Entry, Kind, Origin, RefPath, Reference, Tri, Type, Unknown, Value, Why};

use super::{
    Index, SELECTS, each,
    index::same_namespace,
    naming,
    selector::{Labels, equal, selects},
};
use crate::{object::Object, pods};

/// Adds [`SELECTS`] beside each selector of `body`, which is that of `object`.
pub(super) fn add(body: &mut Value, object: &Object, index: &Index<'_>) {
    match (&*object.id.group, &*object.id.kind) {
        // Without a selector somebody else says where it leads.
        ("", "Service") => beside(body, &["spec"], "selector", index, |holder| {
            let wanted = holder.get("selector").filter(|selector| !is_nothing(selector))?;
            Some(pods_in(index, object, required(wanted), |labels| equal(wanted, labels)))
        }),
        ("policy", "PodDisruptionBudget") => beside(body, &["spec"], "selector", index, |holder| {
            let selector = holder.get("selector").filter(|selector| !selector.is_null())?;
            // Until policy/v1 an empty one selected nothing.
            let is_none = is_nothing(selector) && &*object.id.version == "v1beta1";
            let is_selected = |labels: Labels<'_>| if is_none { Tri::No } else { selects(selector, labels) };
            Some(pods_in(index, object, required_by(selector), is_selected))
        }),
        ("networking.k8s.io" | "extensions", "NetworkPolicy") => {
            beside(body, &["spec"], "podSelector", index, |holder| {
                let nothing = Value::null(Origin::at(object.span));
                let selector = holder.get("podSelector").unwrap_or(&nothing);
                Some(pods_in(index, object, required_by(selector), |labels| selects(selector, labels)))
            });
            for (rules, peers) in [("ingress", "from"), ("egress", "to")] {
                let path = ["spec", rules, "*", peers, "*"];
                beside(body, &path, "podSelector", index, |peer| self::peer(peer, object, index));
            }
        }
        ("monitoring.coreos.com", "ServiceMonitor") => beside(body, &["spec"], "selector", index, |holder| {
            let selector = holder.get("selector").filter(|selector| !selector.is_null())?;
            Some(services(index, object, holder.get("namespaceSelector"), selector))
        }),
        ("monitoring.coreos.com", "PodMonitor") => beside(body, &["spec"], "selector", index, |holder| {
            let selector = holder.get("selector").filter(|selector| !selector.is_null())?;
            let namespaces = holder.get("namespaceSelector");
            let is_there = |namespace: Option<&str>| monitored(index, object, namespaces, namespace);
            Some(all_pods(index, is_there, required_by(selector), |labels| selects(selector, labels)))
        }),
        _ => {}
    }
}

/// What is selected, and how certain that is; what is not is left out.
type Selected = Vec<(usize, Tri)>;

fn is_nothing(selector: &Value) -> bool {
    selector.is_null() || selector.entries().is_some_and(|entries| entries.is_empty()) && selector.open().is_none()
}

/// What makes the pods that `is_selected`, in the namespace of `object`.
fn pods_in(
    index: &Index<'_>,
    object: &Object,
    label: Option<(&str, &str)>,
    is_selected: impl Fn(Labels<'_>) -> Tri,
) -> Selected {
    let own = index.namespace(&object.id);
    all_pods(index, |namespace| same_namespace(own, namespace), label, is_selected)
}

/// A label that whatever is selected has, for those who look it up.
fn required(labels: &Value) -> Option<(&str, &str)> {
    let (key, entry) = labels.entries()?.iter().next()?;
    Some((key, entry.value.as_str()?))
}

fn required_by(selector: &Value) -> Option<(&str, &str)> {
    required(selector.get("matchLabels")?)
}

fn all_pods(
    index: &Index<'_>,
    is_there: impl Fn(Option<&str>) -> Tri,
    label: Option<(&str, &str)>,
    is_selected: impl Fn(Labels<'_>) -> Tri,
) -> Selected {
    let judge = |(at, template): &(usize, &'static [&'static str])| {
        let object = &index.objects[*at];
        let answer = is_there(index.namespace(&object.id));
        let answer = answer.and(if answer == Tri::No {
            Tri::No
        } else {
            is_selected(Labels::of(pods::labels(object, template)))
        });
        (answer != Tri::No).then_some((*at, answer))
    };
    index.workloads(label).iter().filter_map(judge).collect()
}

/// Whom one entry of `from` or `to` means: pods by their labels, in namespaces by theirs or in its own.
fn peer(peer: &Value, object: &Object, index: &Index<'_>) -> Option<Selected> {
    let nothing = Value::null(Origin::at(object.span));
    let (of_pods, of_namespaces) = (peer.get("podSelector"), peer.get("namespaceSelector"));
    let namespaces = of_namespaces.filter(|selector| !selector.is_null());
    if of_pods.is_none() && namespaces.is_none() {
        return None;
    }
    let pods = of_pods.unwrap_or(&nothing);
    let own = index.namespace(&object.id);
    let is_there = |namespace: Option<&str>| match namespaces {
        None => same_namespace(own, namespace),
        Some(selector) => {
            let written = namespace.and_then(|name| index.labels_of_namespace(name));
            selects(selector, Labels::of_namespace(index.name_of(namespace), written))
        }
    };
    Some(all_pods(index, is_there, required_by(pods), |labels| selects(pods, labels)))
}

/// The services that a monitor scrapes.
fn services(index: &Index<'_>, object: &Object, namespaces: Option<&Value>, selector: &Value) -> Selected {
    let judge = |at: usize| {
        let service = &index.objects[at];
        let is_there = monitored(index, object, namespaces, index.namespace(&service.id));
        let answer = is_there.and(selects(selector, Labels::of(service.at(&["metadata", "labels"]))));
        (answer != Tri::No).then_some((at, answer))
    };
    index.all("", "Service").filter_map(judge).collect()
}

/// Whether a monitor looks into a namespace: into all (`any`), into those it names, else into its own.
fn monitored(index: &Index<'_>, object: &Object, namespaces: Option<&Value>, namespace: Option<&str>) -> Tri {
    let Some(selector) = namespaces.filter(|selector| !is_nothing(selector)) else {
        return same_namespace(index.namespace(&object.id), namespace);
    };
    if selector.get("any").and_then(Value::as_bool) == Some(true) {
        return Tri::Yes;
    }
    match selector.get("matchNames").and_then(Value::elements) {
        Some(names) => {
            let each = names.iter().map(|name| {
                name.as_str().map_or(Tri::Unknown, |name| same_namespace(index.named(Some(name)), namespace))
            });
            each.fold(Tri::No, Tri::or)
        }
        None => Tri::Unknown,
    }
}

impl Index<'_> {
    /// One reference for each that is selected, in the order of the text.
    fn listed(&self, selected: Selected, origin: &Origin) -> Value {
        let one = |(at, answer): (usize, Tri)| {
            let target = self.address(at);
            if answer == Tri::Yes {
                return Value::string(target.to_string(), naming(origin, target));
            }
            let path = RefPath { target: Arc::clone(target), path: Vec::new() };
            let reference = Reference { path, exact: false, span: origin.span };
            let unknown = Unknown { ty: Type::String, refs: vec![reference], ..Unknown::new(Why::Labels) };
            Value::unknown(unknown, origin.clone())
        };
        Value::tuple(selected.into_iter().map(one).collect(), origin.clone())
    }
}

/// Asks `select` about every mapping at `path`, and writes what it answers beside the entry `key`.
fn beside(body: &mut Value, path: &[&str], key: &str, index: &Index<'_>, select: impl Fn(&Value) -> Option<Selected>) {
    each(body, path, &mut |holder| {
        let Some(selected) = select(holder) else { return };
        let origin = holder.get(key).map_or_else(|| holder.origin.clone(), |selector| selector.origin.clone());
        let listed = index.listed(selected, &origin);
        if let Kind::Object(entries, _) = &mut holder.kind {
            Arc::make_mut(entries).insert(SELECTS.into(), Entry { key_span: origin.span, value: listed });
        }
    });
}
