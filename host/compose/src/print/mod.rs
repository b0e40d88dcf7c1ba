//! The merged model as `docker compose config` prints it.

mod fields;

use tollgate_yaml::{Out, Scalar, emit, key_order};

use crate::{
    load::paths,
    model::{Kind, Node},
    project::Model,
};

use fields::{Omit, PROJECT, Spec};

impl Model {
    /// The model as YAML, with the services of active profiles and what they use. Paths are made absolute from
    /// `directory`, the absolute path of the project directory, and from that of the home folder.
    pub fn to_yaml(&self, directory: &str, home: &str) -> String {
        let mut whole = self.whole.clone();
        if let Some(services) = whole.as_map_mut().and_then(|map| map.get_mut("services"))
            && let Some(services) = services.value.as_map_mut()
        {
            services.retain(|_, entry| self.is_active(&entry.value));
        }
        self.drop_unused(&mut whole);
        paths::absolute(&mut whole, directory, home);
        let origin = whole.origin.clone();
        if let Some(map) = whole.as_map_mut() {
            let entry = crate::model::Entry { key_span: origin.span, value: self.name.clone() };
            map.insert("name".into(), entry);
        }
        emit(&out(&whole, &PROJECT))
    }

    /// What no service refers to is not printed.
    fn drop_unused(&self, whole: &mut Node) {
        let empty = Node::new(Kind::Map(Default::default()), whole.origin.clone());
        let services = whole.get("services").unwrap_or(&empty).clone();
        let services: Vec<&Node> = services.entries().map(|(_, entry)| &entry.value).collect();
        let keys = |node: Option<&Node>| -> Vec<String> {
            node.into_iter().flat_map(Node::entries).map(|(key, _)| key.to_string()).collect()
        };
        let sources = |node: Option<&Node>| -> Vec<String> {
            let items = node.map(Node::items).unwrap_or_default();
            items.iter().filter_map(|item| Some(item.get("source")?.printed()?.shown())).collect()
        };
        for section in ["networks", "volumes", "secrets", "configs", "models"] {
            let used: Vec<String> = services
                .iter()
                .flat_map(|service| match section {
                    "networks" | "models" => keys(service.get(section)),
                    "volumes" => {
                        let items = service.get(section).map(Node::items).unwrap_or_default().iter();
                        let named = items.filter(|item| item.get("type").and_then(Node::as_str) == Some("volume"));
                        named.filter_map(|item| Some(item.get("source")?.printed()?.shown())).collect()
                    }
                    "secrets" => {
                        let of_build = service.get("build").and_then(|build| build.get("secrets"));
                        sources(service.get(section)).into_iter().chain(sources(of_build)).collect()
                    }
                    _ => sources(service.get(section)),
                })
                .collect();
            let entry = whole.as_map_mut().and_then(|map| map.get_mut(section));
            if let Some(map) = entry.and_then(|entry| entry.value.as_map_mut()) {
                map.retain(|key, _| used.iter().any(|name| *name == **key));
            }
        }
    }
}

fn out(node: &Node, spec: &Spec) -> Out {
    match (&node.kind, spec) {
        (Kind::Int(0), Spec::Struct(_)) => {
            // A limit of nothing is printed as the two that it stands for.
            let zero = || Out::Number("0".to_owned());
            Out::Map(vec![("soft".to_owned(), zero()), ("hard".to_owned(), zero())])
        }
        (Kind::Map(map), Spec::Struct(fields)) => {
            let mut entries: Vec<(String, Out)> = Vec::new();
            for field in *fields {
                let value = map.get(field.name).map(|entry| &entry.value);
                let zero = Node::null(node.origin.clone());
                let value = match (value, field.omit) {
                    (Some(value), Omit::Zero) if is_zero(value, field.spec) => continue,
                    (Some(value), Omit::Null) if value.is_null() => continue,
                    (Some(value), _) => value,
                    (None, Omit::Never) => &zero,
                    (None, _) => continue,
                };
                entries.push((field.name.to_owned(), out(value, field.spec)));
            }
            let extensions = map.iter().filter(|(key, _)| key.starts_with("x-"));
            entries.extend(sorted(extensions.map(|(key, entry)| (&**key, &entry.value)), &Spec::Any));
            Out::Map(entries)
        }
        // Agents have a name, and maybe a path.
        (Kind::Map(map), Spec::Agents) => {
            let agent = |(name, entry): (&std::sync::Arc<str>, &crate::model::Entry)| match entry.value.printed() {
                Some(path) if !path.chars.is_empty() => Out::Text(escaped(&format!("{name}: {}", path.shown()))),
                _ => Out::Text(escaped(name)),
            };
            Out::List(map.iter().map(agent).collect())
        }
        (Kind::Map(map), Spec::MapOf(spec)) => {
            Out::Map(sorted(map.iter().map(|(key, entry)| (&**key, &entry.value)), spec))
        }
        (Kind::Map(map), _) => Out::Map(sorted(map.iter().map(|(key, entry)| (&**key, &entry.value)), &Spec::Any)),
        (Kind::List(items), Spec::ListOf(spec)) => Out::List(items.iter().map(|item| out(item, spec)).collect()),
        (Kind::List(items), _) => Out::List(items.iter().map(|item| out(item, &Spec::Any)).collect()),
        (Kind::Null, Spec::MapOf(_)) => Out::Map(Vec::new()),
        (Kind::Null, Spec::Text) => Out::Text(String::new()),
        (Kind::Null, Spec::Flag) => Out::Bool(false),
        (Kind::Null, _) => Out::Null,
        (Kind::Bool(value), _) => Out::Bool(*value),
        (Kind::Float(value), Spec::Float) => Out::Number(single(*value)),
        (Kind::Int(value), Spec::Float) => {
            #[expect(clippy::cast_precision_loss, reason = "a share of processors")]
            let value = *value as f64;
            Out::Number(single(value))
        }
        (Kind::Int(value), _) => Out::Number(value.to_string()),
        (Kind::Float(value), _) if value.is_infinite() => {
            Out::Number(if *value > 0.0 { ".inf" } else { "-.inf" }.into())
        }
        (Kind::Float(value), _) if value.is_nan() => Out::Number(".nan".into()),
        (Kind::Float(_), _) => Out::Number(node.printed().map(|text| text.shown()).unwrap_or_default()),
        (Kind::Moment(moment), _) => Out::Number(moment.to_rfc_3339()),
        (Kind::Text(text), _) => Out::Text(escaped(&text.shown())),
    }
}

/// What is not there and what is empty are one to Go.
fn is_zero(node: &Node, spec: &Spec) -> bool {
    match &node.kind {
        Kind::Null => true,
        Kind::Bool(value) => !value,
        Kind::Int(value) => *value == 0,
        Kind::Moment(_) => false,
        Kind::Float(value) => *value == 0.0,
        Kind::Text(text) => text.chars.is_empty() || *spec == Spec::Size && &*text.chars == "0",
        Kind::List(items) => items.is_empty(),
        Kind::Map(map) => match spec {
            Spec::Struct(fields) => map.iter().all(|(key, entry)| {
                let field = fields.iter().find(|field| field.name == &**key);
                field.is_some_and(|field| field.omit == Omit::Zero && is_zero(&entry.value, field.spec))
            }),
            _ => map.is_empty(),
        },
    }
}

/// Entries in the order in which Go prints a map.
fn sorted<'n>(entries: impl Iterator<Item = (&'n str, &'n Node)>, spec: &Spec) -> Vec<(String, Out)> {
    let mut entries: Vec<(&str, &Node)> = entries.collect();
    entries.sort_by(|(a, _), (b, _)| key_order(a, b));
    entries.into_iter().map(|(key, value)| (escaped(key), out(value, spec))).collect()
}

/// A number of 32 bits, which the merged model has for shares.
fn single(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "that is the point")]
    let short = (value as f32).to_string();
    short.parse::<f64>().map_or(short, |value| Scalar::Float(value).to_string())
}

/// A file that is read again has to come to the same.
fn escaped(text: &str) -> String {
    text.replace('$', "$$")
}
