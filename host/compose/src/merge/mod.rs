//! One tree over another: mappings together, lists behind one another, scalars replaced, and what the specification
//! says of single attributes.

mod unique;

use std::sync::Arc;

use tollgate_ir::Origin;

use crate::{
    load::Session,
    model::{Entry, Kind, Map, Node, Path, Text},
};

pub(crate) use unique::unique;

/// How values at a path come together, where that is not the usual way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Rule {
    /// The later one counts.
    Replace,
    /// Both as lists of `key=value`.
    Sequence,
    /// Both as lists, without what is there already.
    Hosts,
    /// A text is the context.
    Build,
    /// A list of names is a mapping of names to what is usual.
    DependsOn,
    /// A list of names is a mapping of names.
    Names,
    /// Options of another driver do not count.
    Logging,
    /// By subnet.
    Ipam,
}

const RULES: &[(&str, Rule)] = &[
    ("networks.*.ipam.config", Rule::Ipam),
    ("networks.*.labels", Rule::Sequence),
    ("volumes.*.labels", Rule::Sequence),
    ("services.*.annotations", Rule::Sequence),
    ("services.*.build", Rule::Build),
    ("services.*.build.args", Rule::Sequence),
    ("services.*.build.additional_contexts", Rule::Sequence),
    ("services.*.build.extra_hosts", Rule::Hosts),
    ("services.*.build.labels", Rule::Sequence),
    ("services.*.command", Rule::Replace),
    ("services.*.depends_on", Rule::DependsOn),
    ("services.*.deploy.labels", Rule::Sequence),
    ("services.*.dns", Rule::Sequence),
    ("services.*.dns_opt", Rule::Sequence),
    ("services.*.dns_search", Rule::Sequence),
    ("services.*.entrypoint", Rule::Replace),
    ("services.*.env_file", Rule::Sequence),
    ("services.*.label_file", Rule::Sequence),
    ("services.*.environment", Rule::Sequence),
    ("services.*.extra_hosts", Rule::Hosts),
    ("services.*.healthcheck.test", Rule::Replace),
    ("services.*.labels", Rule::Sequence),
    ("services.*.volumes.*.volume.labels", Rule::Sequence),
    ("services.*.logging", Rule::Logging),
    ("services.*.models", Rule::Names),
    ("services.*.networks", Rule::Names),
    ("services.*.sysctls", Rule::Sequence),
    ("services.*.tmpfs", Rule::Sequence),
    ("services.*.ulimits.*", Rule::Replace),
];

/// `over` on top of `under`, which both stand at `path`.
pub(crate) fn merge(session: &mut Session<'_>, under: Node, over: Node, path: &Path) -> Node {
    let rule = RULES.iter().find(|(pattern, _)| path.matches(pattern)).map(|(_, rule)| *rule);
    match rule {
        Some(Rule::Replace) => return over,
        Some(Rule::Sequence) => {
            let origin = over.origin.clone();
            let mut items = sequence(under);
            items.extend(sequence(over));
            return Node::new(Kind::List(items), origin);
        }
        Some(Rule::Hosts) => {
            let origin = over.origin.clone();
            let mut items = sequence(under);
            for item in sequence(over) {
                if !items.iter().any(|other| other.says_the_same(&item)) {
                    items.push(item);
                }
            }
            return Node::new(Kind::List(items), origin);
        }
        Some(Rule::Build) => return mappings(session, build(under), build(over), path),
        Some(Rule::DependsOn) => {
            return mappings(session, named(under, &started), named(over, &started), path);
        }
        Some(Rule::Names) => {
            return mappings(session, named(under, &Node::null), named(over, &Node::null), path);
        }
        Some(Rule::Logging) => {
            let driver = |node: &Node| node.get("driver").and_then(Node::printed).map(|text| text.shown());
            if let (Some(before), Some(after)) = (driver(&under), driver(&over))
                && before != after
            {
                return over;
            }
        }
        Some(Rule::Ipam) => return ipam(session, under, over, path),
        None => {}
    }
    mappings(session, under, over, path)
}

/// A service on top of the one that it extends.
pub(crate) fn merge_service(session: &mut Session<'_>, under: Node, over: Node) -> Node {
    merge(session, under, over, &Path::of(&["services", "x"]))
}

fn mappings(session: &mut Session<'_>, under: Node, over: Node, path: &Path) -> Node {
    let Node { kind: under_kind, origin } = under;
    match (under_kind, over.kind) {
        // Nothing is said.
        (kind, Kind::Null) => Node::new(kind, origin),
        (Kind::Map(mut map), Kind::Map(more)) => {
            for (key, Entry { key_span, value }) in more {
                let merged = match map.remove(&key) {
                    None => Entry { key_span, value },
                    Some(before) => {
                        let merged = merge(session, before.value, value, &path.then(&key));
                        // What is a value is named where the value stands; what is made of both, where it began.
                        let is_new = !matches!(merged.kind, Kind::Map(_));
                        Entry { key_span: if is_new { key_span } else { before.key_span }, value: merged }
                    }
                };
                map.insert(key, merged);
            }
            Node::new(Kind::Map(map), origin)
        }
        (Kind::List(mut items), Kind::List(more)) => {
            items.extend(more);
            Node::new(Kind::List(items), over.origin)
        }
        (kind @ (Kind::Map(_) | Kind::List(_)), _) => {
            let what = if matches!(kind, Kind::Map(_)) { "a mapping" } else { "a list" };
            session.invalid(over.origin.span, format!("`{path}` is {what} elsewhere and cannot be merged with this"));
            Node::new(kind, origin)
        }
        (_, kind) => Node::new(kind, over.origin),
    }
}

/// A mapping as `key=value` texts in order of the keys; a list as it is.
pub(crate) fn sequence(node: Node) -> Vec<Node> {
    match node.kind {
        Kind::List(items) => items,
        Kind::Text(_) => vec![node],
        Kind::Map(map) => {
            let mut items: Vec<Node> = Vec::new();
            for (key, Entry { value, .. }) in map {
                match value.kind {
                    Kind::Null => items.push(Node::text(key, value.origin)),
                    Kind::List(values) => items.extend(values.iter().filter_map(|value| assignment(&key, value))),
                    _ => items.extend(assignment(&key, &value)),
                }
            }
            let shown = |node: &Node| node.as_text().map(Text::shown);
            items.sort_by_cached_key(shown);
            items
        }
        _ => Vec::new(),
    }
}

/// `key=value` where the value stands.
fn assignment(key: &Arc<str>, value: &Node) -> Option<Node> {
    let text = Text::new(format!("{key}=")).then(&value.printed()?);
    Some(Node::new(Kind::Text(text), value.origin.clone()))
}

fn build(node: Node) -> Node {
    match node.kind {
        Kind::Text(_) => {
            let origin = node.origin.clone();
            Node::object([("context", node)], origin)
        }
        _ => node,
    }
}

/// A list of names as a mapping from each name to what `value` makes.
fn named(node: Node, value: &dyn Fn(Origin) -> Node) -> Node {
    let Kind::List(items) = node.kind else { return node };
    let mut map = Map::new();
    for item in items {
        if let Some(name) = item.as_text() {
            let origin = item.origin.clone();
            map.insert(name.shown().into(), Entry { key_span: origin.span, value: value(origin) });
        }
    }
    Node::new(Kind::Map(map), node.origin)
}

/// What a name in a list of dependencies asks for.
pub(crate) fn started(origin: Origin) -> Node {
    let condition = Node::text("service_started", origin.clone());
    let required = Node::new(Kind::Bool(true), origin.clone());
    Node::object([("condition", condition), ("required", required)], origin)
}

/// The list of names that `node` is, as [`started`] dependencies or as bare names.
pub(crate) fn names_to_map(node: Node, is_dependency: bool) -> Node {
    if is_dependency { named(node, &started) } else { named(node, &Node::null) }
}

fn ipam(session: &mut Session<'_>, under: Node, over: Node, path: &Path) -> Node {
    let origin = over.origin.clone();
    let (Kind::List(before), Kind::List(after)) = (under.kind, over.kind) else {
        session.invalid(origin.span, format!("`{path}` must be a list"));
        return Node::new(Kind::List(Vec::new()), origin);
    };
    let subnet = |node: &Node| node.get("subnet").and_then(Node::printed).map(|text| text.shown());
    let mut pools: Vec<Node> = Vec::new();
    for original in &before {
        for override_ in &after {
            let is_same = subnet(original) == subnet(override_);
            let found = |pools: &[Node], of: &Node| pools.iter().position(|pool| subnet(pool) == subnet(of));
            if !is_same && found(&pools, override_).is_none() {
                pools.push(override_.clone());
                continue;
            }
            let merged = mappings(session, original.clone(), override_.clone(), path);
            match found(&pools, &merged) {
                Some(at) => pools[at] = merged,
                None => pools.push(merged),
            }
        }
    }
    Node::new(Kind::List(pools), origin)
}
