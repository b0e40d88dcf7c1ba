//! What templates find besides values: the chart and its files.

mod files;
mod glob;

pub(crate) use files::files;

use std::{any::Any, collections::BTreeMap, rc::Rc};

use tollgate_gotemplate::{At, Data, Element, File, Ledger, Map, Object, Origin, Sources, Value, Version};

use crate::chart::{Chart, Dependency, Maintainer, Metadata};

/// A struct of Go with nothing but fields.
#[derive(Debug)]
struct Record {
    type_name: &'static str,
    kind: &'static str,
    fields: Vec<(&'static str, Value)>,
    /// As JSON has them: other names, and without what is empty.
    json: BTreeMap<Rc<str>, Value>,
    shown: String,
}

impl Object for Record {
    fn type_name(&self) -> &str {
        self.type_name
    }

    fn kind(&self) -> &str {
        self.kind
    }

    fn field(&self, name: &str) -> Option<Value> {
        self.fields.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone())
    }

    fn show(&self) -> String {
        self.shown.clone()
    }

    fn as_data(&self) -> Option<Value> {
        Some(Value::map(self.json.clone()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// `.Chart`.
pub(crate) fn chart(chart: &Chart, is_root: bool, version: Version, ledger: &mut Ledger) -> Value {
    let metadata = &chart.metadata;
    let mut from = |field: &str| {
        let place =
            metadata.places.get(field).map(|span| (At { file: File(span.file.0), offset: span.start }, span.end));
        ledger.given(Origin { path: format!("Chart.{field}").into(), place })
    };
    let mut fields = Vec::new();
    let mut json = BTreeMap::new();
    let mut add = |name: &'static str, own: &'static str, value: Value, is_empty: bool| {
        if !is_empty {
            json.insert(Rc::from(own), value.clone());
        }
        fields.push((name, value));
    };
    let texts = |texts: &[String], from: Sources| Value::texts(texts.iter().map(String::as_str)).with(from);
    for (name, own, text) in [
        ("Name", "name", &metadata.name),
        ("Home", "home", &metadata.home),
        ("Version", "version", &metadata.version),
        ("Description", "description", &metadata.description),
        ("Icon", "icon", &metadata.icon),
        ("APIVersion", "apiVersion", &metadata.api_version),
        ("Condition", "condition", &metadata.condition),
        ("Tags", "tags", &metadata.tags),
        ("AppVersion", "appVersion", &metadata.app_version),
        ("KubeVersion", "kubeVersion", &metadata.kube_version),
        ("Type", "type", metadata.kind.as_ref().unwrap_or(&String::new())),
    ] {
        add(name, own, Value::text(text.as_str()).with(from(own)), text.is_empty());
    }
    let is_deprecated = Value::from(metadata.is_deprecated).with(from("deprecated"));
    add("Deprecated", "deprecated", is_deprecated, !metadata.is_deprecated);
    add("Sources", "sources", texts(&metadata.sources, from("sources")), metadata.sources.is_empty());
    add("Keywords", "keywords", texts(&metadata.keywords, from("keywords")), metadata.keywords.is_empty());
    let annotations = metadata.annotations.iter();
    let annotations = annotations.map(|(key, text)| (Rc::clone(key), Value::text(text.as_str()))).collect();
    let annotations = Data::Map(Map::new(Element::Text, annotations)).into();
    add("Annotations", "annotations", annotations, metadata.annotations.is_empty());
    let maintainers = Value::list(metadata.maintainers.iter().map(|one| maintainer(one, version)).collect());
    add("Maintainers", "maintainers", maintainers, metadata.maintainers.is_empty());
    let dependencies = Value::list(metadata.dependencies.iter().map(|one| dependency(one, version)).collect());
    add("Dependencies", "dependencies", dependencies, metadata.dependencies.is_empty());
    add("IsRoot", "IsRoot", is_root.into(), false);
    if version >= Version::V4 {
        return map(fields);
    }
    let shown = shown(metadata, is_root);
    let type_name = "struct { chart.Metadata; IsRoot bool }";
    object(Record { type_name, kind: "struct", fields, json, shown })
}

/// A struct as Helm 4 makes a map of it: by the names of its fields, with all that is empty.
fn map(fields: Vec<(&'static str, Value)>) -> Value {
    Value::map(fields.into_iter().map(|(name, value)| (Rc::from(name), value)).collect())
}

fn object(record: Record) -> Value {
    Data::Object(Rc::new(record)).into()
}

/// As `%v` prints it; what Go shows as addresses is left out, as nothing says the same in two runs.
fn shown(metadata: &Metadata, is_root: bool) -> String {
    let annotations: Vec<String> = metadata.annotations.iter().map(|(key, text)| format!("{key}:{text}")).collect();
    format!(
        "{{{{{} {} [{}] {} {} [{}] [] {} {} {} {} {} {} map[{}] {} [] {}}} {is_root}}}",
        metadata.name,
        metadata.home,
        metadata.sources.join(" "),
        metadata.version,
        metadata.description,
        metadata.keywords.join(" "),
        metadata.icon,
        metadata.api_version,
        metadata.condition,
        metadata.tags,
        metadata.app_version,
        metadata.is_deprecated,
        annotations.join(" "),
        metadata.kube_version,
        metadata.kind.as_deref().unwrap_or_default(),
    )
}

fn maintainer(maintainer: &Maintainer, version: Version) -> Value {
    let all =
        [("Name", "name", &maintainer.name), ("Email", "email", &maintainer.email), ("URL", "url", &maintainer.url)];
    record("*chart.Maintainer", version, &all)
}

fn dependency(dependency: &Dependency, version: Version) -> Value {
    let all = [
        ("Name", "name", &dependency.name),
        ("Version", "version", &dependency.version),
        ("Repository", "repository", &dependency.repository),
        ("Condition", "condition", &dependency.condition),
        ("Alias", "alias", &dependency.alias),
    ];
    record("*chart.Dependency", version, &all)
}

fn record(type_name: &'static str, version: Version, all: &[(&'static str, &'static str, &String)]) -> Value {
    let fields = all.iter().map(|(name, _, text)| (*name, Value::text(text.as_str()))).collect();
    if version >= Version::V4 {
        return map(fields);
    }
    let given = all.iter().filter(|(_, _, text)| !text.is_empty());
    let json = given.map(|(_, own, text)| (Rc::from(*own), Value::text(text.as_str()))).collect();
    let texts: Vec<&str> = all.iter().map(|(_, _, text)| text.as_str()).collect();
    object(Record { type_name, kind: "ptr", fields, json, shown: format!("&{{{}}}", texts.join(" ")) })
}
