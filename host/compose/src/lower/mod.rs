//! From the merged model to resources: services, networks, volumes and the like, and who refers to whom.

mod image;

use std::{collections::BTreeMap, sync::Arc};

use tollgate_ir::{
    Address, AddressKind, ComposeSection, Entry, How, Input, Kind as ValueKind, Number, Open, Origin, Project, RefPath,
    Refinement, Resource, Root, Tri, Type, Unknown, Value, Why,
};
use tollgate_source::{Label, Span, WorldPath};

use crate::{
    model::{Entry as NodeEntry, HOLE, Kind, Node, Supply, Text},
    project::{Model, PROJECT, Request, load},
};

/// The resources of the project.
pub fn evaluate(request: &Request<'_>) -> Project {
    let model = load(request);
    let path = request.files.first().map_or_else(|| ".".to_owned(), WorldPath::to_string);
    let lowering = Lowering { model: &model, root: path.as_str().into(), variant: Arc::clone(&request.variant) };
    let resources = lowering.resources();
    let root = Root {
        input: Input::Compose,
        kind: PROJECT,
        path: Arc::clone(&lowering.root),
        variant: Arc::clone(&lowering.variant),
        outputs: Vec::new(),
        diagnostics: model.diagnostics.clone(),
        secrets: model.secrets.clone(),
    };
    Project { roots: vec![root], resources }
}

/// Sections whose entries are resources.
const SECTIONS: [(&str, ComposeSection); 6] = [
    ("services", ComposeSection::Service),
    ("networks", ComposeSection::Network),
    ("volumes", ComposeSection::Volume),
    ("configs", ComposeSection::Config),
    ("secrets", ComposeSection::Secret),
    ("models", ComposeSection::Model),
];

struct Lowering<'m> {
    model: &'m Model,
    root: Arc<str>,
    variant: Arc<str>,
}

type Object = BTreeMap<Arc<str>, Entry>;

impl Lowering<'_> {
    fn resources(&self) -> Vec<Resource> {
        let mut resources: Vec<Resource> = self.project().into_iter().chain(self.ports()).collect();
        for (name, section) in SECTIONS {
            let entries = self.model.whole.get(name).into_iter().flat_map(Node::entries);
            for (key, entry) in entries.filter(|(key, _)| !key.starts_with("x-")) {
                let mut body = match entry.value.kind {
                    Kind::Map(_) if section == ComposeSection::Service => self.service(key, &entry.value),
                    Kind::Map(_) => value(&entry.value),
                    // What it should have said is told in a diagnostic.
                    _ => Value::object(Object::new(), entry.value.origin.clone()),
                };
                body.origin = entry.value.origin.clone();
                let condition = self.condition(section, &entry.value);
                resources.push(Resource {
                    address: self.address(section, key),
                    body,
                    span: entry.key_span,
                    block_span: entry.key_span.to(entry.value.origin.span),
                    exists: if condition.is_some() { Tri::Unknown } else { Tri::Yes },
                    condition,
                    calls: Vec::new(),
                });
            }
        }
        resources.sort_by(|a, b| a.address.cmp(&b.address));
        resources
    }

    /// What a service that is not there by itself needs.
    fn condition(&self, section: ComposeSection, service: &Node) -> Option<Label> {
        if section != ComposeSection::Service || self.model.is_active(service) {
            return None;
        }
        let profiles = service.get("profiles")?;
        let names: Vec<String> =
            profiles.items().iter().filter_map(|item| Some(format!("`{}`", item.as_text()?.shown()))).collect();
        let s = if names.len() == 1 { "" } else { "s" };
        let text = format!("is there only with the profile{s} {}, which is not active", names.join(" or "));
        Some(Label { span: profiles.origin.span, text })
    }

    fn address(&self, section: ComposeSection, name: &str) -> Arc<Address> {
        let kind = AddressKind::Compose { section, name: name.into() };
        Arc::new(Address { root: Arc::clone(&self.root), variant: Arc::clone(&self.variant), kind })
    }

    /// What is said of the project as a whole.
    fn project(&self) -> Option<Resource> {
        let first = self.model.files.first()?;
        let files = self.model.files.iter().map(|file| {
            let origin = Origin::at(file.start);
            let path = Entry { key_span: file.start, value: Value::string(file.path.as_str(), origin.clone()) };
            let version = file.version.as_ref().map(|node| Entry { key_span: node.origin.span, value: value(node) });
            let entries = [("path", Some(path)), ("version", version)];
            let entries = entries.into_iter().filter_map(|(key, entry)| Some((Arc::from(key), entry?)));
            Value::object(entries.collect(), origin)
        });
        let origin = Origin::at(first.start);
        let files = Value::tuple(files.collect(), origin.clone());
        let name = value(&self.model.name);
        let entries = [("files", files), ("name", name)];
        let entries = entries.into_iter().map(|(key, value)| (Arc::from(key), Entry { key_span: first.start, value }));
        let name = self.model.name.as_text().map(Text::shown).unwrap_or_default();
        Some(Resource {
            address: self.address(ComposeSection::Project, &name),
            body: Value::object(entries.collect(), origin),
            span: first.start,
            block_span: first.start,
            exists: Tri::Yes,
            condition: None,
            calls: Vec::new(),
        })
    }

    /// The ports of the host that services publish, each once.
    fn ports(&self) -> Vec<Resource> {
        let services = self.model.whole.get("services").into_iter().flat_map(Node::entries);
        let mut found: BTreeMap<String, Resource> = BTreeMap::new();
        for port in services.flat_map(|(_, entry)| entry.value.get("ports").map(Node::items).unwrap_or_default()) {
            let Some(name) = host_port(port) else { continue };
            let span = port.origin.span;
            let keep = ["host_ip", "protocol", "published"];
            let part = |key: &str| Some((Arc::from(key), Entry { key_span: span, value: value(port.get(key)?) }));
            let body = Value::object(keep.into_iter().filter_map(part).collect(), port.origin.clone());
            let address = self.address(ComposeSection::Port, &name);
            let made = || Resource {
                address,
                body,
                span,
                block_span: span,
                exists: Tri::Yes,
                condition: None,
                calls: Vec::new(),
            };
            found.entry(name).or_insert_with(made);
        }
        found.into_values().collect()
    }

    fn service(&self, name: &Arc<str>, service: &Node) -> Value {
        let unread = service.get("extends").map(|_| Arc::new(Unknown::new(Why::ExtendsNotRead(Arc::clone(name)))));
        let mut object = Object::new();
        for (key, NodeEntry { key_span, value: node }) in service.entries() {
            let mut value = self.attribute(key, node);
            if let Some(unread) = &unread
                && !REPLACED.contains(&&**key)
            {
                open(&mut value, unread);
            }
            object.insert(Arc::clone(key), Entry { key_span: *key_span, value });
        }
        let mut derived = |key: &str, at: &Node, value: Value| {
            object.insert(key.into(), Entry { key_span: at.origin.span, value });
        };
        if let Some(image) = service.get("image")
            && let Some(text) = image.as_text()
        {
            derived("image_reference", image, image::reference(image, text));
        }
        if let Some(environment) = service.get("environment")
            && let Some(sources) = self.model.env_sources.0.get(name).filter(|sources| !sources.is_empty())
        {
            let entry = |(name, source): (&Arc<str>, &&'static str)| {
                let value = Value::string(*source, environment.origin.clone());
                (Arc::clone(name), Entry { key_span: environment.origin.span, value })
            };
            let sources = Value::object(sources.iter().map(entry).collect(), environment.origin.clone());
            derived("environment_sources", environment, sources);
        }
        for (path, key) in SUPPLIED {
            let node = path.iter().try_fold(service, |node, key| node.get(key));
            if let Some((node, sources)) = node.and_then(|node| Some((node, supplies(node)?))) {
                derived(key, node, sources);
            }
        }
        if let Some(depends_on) = service.get("depends_on") {
            // A name in a list stands where its condition stands.
            let is_short = |entry: &NodeEntry| entry.value.origin.span == entry.key_span;
            let short = depends_on.entries().filter(|(_, entry)| is_short(entry));
            let names: Vec<Value> =
                short.map(|(name, entry)| Value::string(Arc::clone(name), entry.value.origin.clone())).collect();
            if !names.is_empty() {
                derived("depends_on_short", depends_on, Value::tuple(names, depends_on.origin.clone()));
            }
        }
        let mut value = Value::object(object, service.origin.clone());
        if let (Some(unread), ValueKind::Object(_, rest)) = (unread, &mut value.kind) {
            *rest = Open::Open(unread);
        }
        value
    }

    fn attribute(&self, key: &str, node: &Node) -> Value {
        match key {
            "networks" => self.keyed(node, ComposeSection::Network),
            "depends_on" => self.keyed(node, ComposeSection::Service),
            "models" => self.keyed(node, ComposeSection::Model),
            "secrets" => self.sources(node, ComposeSection::Secret, |_| true),
            "configs" => self.sources(node, ComposeSection::Config, |_| true),
            "volumes" => self.sources(node, ComposeSection::Volume, |mount| {
                mount.get("type").and_then(Node::as_str) == Some("volume")
            }),
            "ports" => {
                let refer = |port: &Node| self.referring(value(port), ComposeSection::Port, host_port(port).as_deref());
                Value::tuple(node.items().iter().map(refer).collect(), node.origin.clone())
            }
            "links" | "volumes_from" => {
                let refer = |item: &Node| {
                    let target = item.as_str().filter(|text| !text.starts_with("container:"));
                    let target = target.map(|text| text.split(':').next().unwrap_or_default());
                    self.referring(value(item), ComposeSection::Service, target)
                };
                Value::tuple(node.items().iter().map(refer).collect(), node.origin.clone())
            }
            "network_mode" | "pid" | "ipc" | "uts" | "cgroup" => {
                let target = node.as_str().and_then(|text| text.strip_prefix("service:"));
                self.referring(value(node), ComposeSection::Service, target)
            }
            _ => value(node),
        }
    }

    /// A mapping whose keys are names.
    fn keyed(&self, node: &Node, section: ComposeSection) -> Value {
        let entry = |(key, entry): (&Arc<str>, &NodeEntry)| {
            let value = self.referring(value(&entry.value), section, Some(key));
            (Arc::clone(key), Entry { key_span: entry.key_span, value })
        };
        Value::object(node.entries().map(entry).collect(), node.origin.clone())
    }

    /// A list of mappings whose `source` is a name.
    fn sources(&self, node: &Node, section: ComposeSection, is_named: impl Fn(&Node) -> bool) -> Value {
        let item = |item: &Node| {
            let entry = |(key, entry): (&Arc<str>, &NodeEntry)| {
                let mut lowered = value(&entry.value);
                if &**key == "source" && is_named(item) {
                    lowered = self.referring(lowered, section, entry.value.as_str());
                }
                (Arc::clone(key), Entry { key_span: entry.key_span, value: lowered })
            };
            Value::object(item.entries().map(entry).collect(), item.origin.clone())
        };
        Value::tuple(node.items().iter().map(item).collect(), node.origin.clone())
    }

    /// `value`, known to name an entry of a section.
    fn referring(&self, mut value: Value, section: ComposeSection, name: Option<&str>) -> Value {
        if let Some(name) = name {
            let path = RefPath { target: self.address(section, name), path: Vec::new() };
            let span = value.origin.span;
            value.origin = value.origin.via(span, How::Attribute(Arc::new(path)));
        }
        value
    }
}

/// The name of the port of the host that a service publishes: `8080/tcp`, or `127.0.0.1:8080/tcp` on one interface.
/// `None` when the engine chooses one, or when it is not known.
fn host_port(port: &Node) -> Option<String> {
    let published = port.get("published")?.as_str().filter(|text| !text.is_empty())?;
    let protocol = port.get("protocol").map_or(Some("tcp"), Node::as_str)?;
    match port.get("host_ip").map(Node::as_str) {
        None | Some(Some("" | "0.0.0.0" | "::")) => Some(format!("{published}/{protocol}")),
        Some(Some(address)) => Some(format!("{address}:{published}/{protocol}")),
        Some(None) => None,
    }
}

/// Lists that take the place of what a service extends; all others are joined with it.
const REPLACED: [&str; 3] = ["command", "entrypoint", "extends"];

/// Says of the collections in `value` that there may be more in them. What is listed in an array is whole.
fn open(value: &mut Value, why: &Arc<Unknown>) {
    match &mut value.kind {
        ValueKind::Object(entries, rest) => {
            *rest = Open::Open(Arc::clone(why));
            Arc::make_mut(entries).values_mut().for_each(|entry| open(&mut entry.value, why));
        }
        ValueKind::Tuple(_, rest) => *rest = Open::Open(Arc::clone(why)),
        _ => {}
    }
}

/// Attributes beside which it is told which of their texts are not written as they are.
const SUPPLIED: [(&[&str], &str); 6] = [
    (&["labels"], "labels_sources"),
    (&["annotations"], "annotations_sources"),
    (&["build", "args"], "build_args_sources"),
    (&["command"], "command_sources"),
    (&["entrypoint"], "entrypoint_sources"),
    (&["healthcheck", "test"], "healthcheck_test_sources"),
];

/// `variable` or `default` by name, or by index, for the texts of a mapping or list that have either in them.
fn supplies(node: &Node) -> Option<Value> {
    let source = |node: &Node| match node.as_text()?.supply {
        Supply { variable: true, .. } => Some("variable"),
        Supply { default: true, .. } => Some("default"),
        Supply { .. } => None,
    };
    let named = node.entries().map(|(name, entry)| (Arc::clone(name), &entry.value));
    let counted = node.items().iter().enumerate().map(|(at, item)| (Arc::from(at.to_string()), item));
    let told = named.chain(counted).filter_map(|(name, node)| {
        let value = Value::string(source(node)?, node.origin.clone());
        Some((name, Entry { key_span: node.origin.span, value }))
    });
    let told: Object = told.collect();
    (!told.is_empty()).then(|| Value::object(told, node.origin.clone()))
}

/// A node as a value.
fn value(node: &Node) -> Value {
    let origin = node.origin.clone();
    match &node.kind {
        Kind::Null => Value::null(origin),
        Kind::Bool(value) => Value::bool(*value, origin),
        Kind::Moment(_) => Value::string(node.printed().unwrap_or_default().chars, origin),
        Kind::Int(_) | Kind::Float(_) => {
            let text = node.printed().unwrap_or_default();
            match text.chars.parse::<Number>() {
                Ok(number) => Value::number(number, origin),
                Err(_) => Value::string(text.chars, origin),
            }
        }
        Kind::Text(text) => self::text(text, origin),
        Kind::List(items) => Value::tuple(items.iter().map(value).collect(), origin),
        Kind::Map(map) => {
            let entry = |(key, entry): (&Arc<str>, &NodeEntry)| {
                (Arc::clone(key), Entry { key_span: entry.key_span, value: value(&entry.value) })
            };
            Value::object(map.iter().map(entry).collect(), origin)
        }
    }
}

fn text(text: &Text, origin: Origin) -> Value {
    let Some(name) = text.holes.first() else { return Value::string(Arc::clone(&text.chars), origin) };
    let known = text.chars.split(HOLE).next().unwrap_or_default();
    let refinement =
        Refinement { not_null: true, prefix: (!known.is_empty()).then(|| known.into()), ..Refinement::default() };
    let unknown = Unknown { ty: Type::String, refinement, ..Unknown::new(Why::EnvironmentNotSet(Arc::clone(name))) };
    Value::unknown(unknown, origin)
}

/// An entry of what is derived from `at`.
fn derived(key: &str, span: Span, value: Value) -> (Arc<str>, Entry) {
    (key.into(), Entry { key_span: span, value })
}
