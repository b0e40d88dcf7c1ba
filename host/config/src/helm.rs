//! The `helm` section: what charts are rendered with, and which environments a chart has.
//!
//! The section speaks of all charts that the file holds for. A table of `charts` speaks of one folder, and what it
//! says replaces what the section says, key by key.

use std::collections::BTreeMap;

use tollgate_source::{Diagnostic, World, WorldPath, did_you_mean};

use crate::{
    reader::{Environments, Reader, Words},
    tree::{Item, Node},
};

/// The releases of Helm that charts can be rendered as.
pub const HELM_VERSIONS: [&str; 3] = ["3.17", "3.21", "4"];

/// What is given to the renderings of one chart.
#[derive(Clone, Debug, Default)]
pub struct Helm {
    pub inputs: HelmInputs,
    /// None: the chart is rendered with its own values, and with each set that it is tested with.
    pub environments: Option<Environments<HelmInputs>>,
}

/// What is given to a rendering.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HelmInputs {
    /// Values files, the later the stronger.
    pub values: Vec<WorldPath>,
    /// As after `--set`, stronger than the files.
    pub set: Vec<String>,
    /// The version of Kubernetes, such as `1.31`.
    pub kube_version: Option<String>,
    /// What the cluster offers besides what every one does, such as `monitoring.coreos.com/v1`.
    pub api_versions: Vec<String>,
    /// One of [`HELM_VERSIONS`].
    pub version: Option<String>,
}

/// The section with its tables of `charts`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    all: Helm,
    charts: BTreeMap<WorldPath, Helm>,
}

const KEYS: [&str; 7] = ["api_versions", "charts", "environments", "kube_version", "set", "values", "version"];
const CHART_KEYS: [&str; 6] = ["api_versions", "environments", "kube_version", "set", "values", "version"];
const ENVIRONMENT_KEYS: [&str; 4] = ["api_versions", "kube_version", "set", "values"];
const WORDS: Words = Words { files: "values files", pattern: "values-*.yaml", table: "[helm.environments.prod]" };

impl Section {
    /// Reads the section of a file in `folder`.
    pub(crate) fn read(node: &Node, folder: &WorldPath, world: &dyn World) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader::new(folder, world);
        let mut section = Self { all: reader.helm(node, "`helm`", &KEYS), ..Self::default() };
        let charts = node.entry("charts").map(|node| node.table("`helm.charts`", &mut reader.errors));
        for (key, node) in charts.unwrap_or_default() {
            let Some(path) = reader.folder(key) else { continue };
            let own = reader.helm(node, &format!("`helm.charts.\"{}\"`", key.name), &CHART_KEYS);
            section.charts.insert(path, own);
        }
        (section, reader.errors)
    }

    /// What holds for the chart in `folder`.
    pub(crate) fn of(&self, folder: &WorldPath) -> Helm {
        match self.charts.get(folder) {
            Some(own) => self.all.clone().overridden(own.clone()),
            None => self.all.clone(),
        }
    }

    /// `self` with everything that `over` says replaced.
    pub(crate) fn overridden(mut self, over: Self) -> Self {
        for (chart, own) in over.charts {
            let base = self.charts.remove(&chart).unwrap_or_default();
            self.charts.insert(chart, base.overridden(own));
        }
        Self { all: self.all.overridden(over.all), charts: self.charts }
    }
}

impl Helm {
    fn overridden(self, over: Self) -> Self {
        let Self { inputs, environments } = over;
        let either = |own: Vec<_>, base| if own.is_empty() { base } else { own };
        Self {
            inputs: HelmInputs {
                values: if inputs.values.is_empty() { self.inputs.values } else { inputs.values },
                set: either(inputs.set, self.inputs.set),
                kube_version: inputs.kube_version.or(self.inputs.kube_version),
                api_versions: either(inputs.api_versions, self.inputs.api_versions),
                version: inputs.version.or(self.inputs.version),
            },
            environments: environments.or(self.environments),
        }
    }
}

impl HelmInputs {
    /// What an environment adds: `more` is the stronger.
    #[must_use]
    pub fn and(mut self, more: Self) -> Self {
        self.values.extend(more.values);
        self.set.extend(more.set);
        self.api_versions.extend(more.api_versions);
        Self { kube_version: more.kube_version.or(self.kube_version), version: more.version.or(self.version), ..self }
    }
}

impl Reader<'_> {
    fn helm(&mut self, node: &Node, what: &str, keys: &[&str]) -> Helm {
        let inputs = self.helm_inputs(node, what, keys);
        let environments = node.entry("environments").and_then(|node| {
            self.environments(node, &WORDS, |reader, node, what| reader.helm_inputs(node, what, &ENVIRONMENT_KEYS))
        });
        Helm { inputs, environments }
    }

    fn helm_inputs(&mut self, node: &Node, what: &str, keys: &[&str]) -> HelmInputs {
        let mut inputs = HelmInputs::default();
        for (key, node) in node.table(what, &mut self.errors) {
            let name = key.name.as_str();
            if !keys.contains(&name) {
                self.unknown_key(key, what, keys);
                continue;
            }
            let texts = |reader: &mut Self| -> Vec<String> {
                node.strings(name, &mut reader.errors).into_iter().map(|(text, _)| text).collect()
            };
            match name {
                "values" => inputs.values = self.files(node, "values", "values files"),
                "set" => {
                    for (text, span) in node.strings("set", &mut self.errors) {
                        if !text.contains('=') {
                            self.error(span, format!("`{text}` sets nothing"), "e.g. `set = [\"image.tag=1.2\"]`");
                        }
                        inputs.set.push(text);
                    }
                }
                "api_versions" => inputs.api_versions = texts(self),
                "kube_version" => match &node.item {
                    Item::String(text) if text.starts_with(|c: char| c.is_ascii_digit() || c == 'v') => {
                        inputs.kube_version = Some(text.clone());
                    }
                    _ => {
                        let message = "`kube_version` is a version of Kubernetes in quotes";
                        self.error(node.span, message, "e.g. `kube_version = \"1.31\"`");
                    }
                },
                "version" => match &node.item {
                    Item::String(text) if HELM_VERSIONS.contains(&text.as_str()) => inputs.version = Some(text.clone()),
                    Item::String(text) => {
                        let near = did_you_mean(text, HELM_VERSIONS).map(|near| format!("; did you mean `{near}`?"));
                        let help = format!("there are {}{}", HELM_VERSIONS.join(", "), near.unwrap_or_default());
                        self.error(node.span, format!("charts cannot be rendered as Helm `{text}` does"), &help);
                    }
                    _ => {
                        let help =
                            format!("one of {}", HELM_VERSIONS.map(|version| format!("\"{version}\"")).join(", "));
                        self.error(node.span, "`version` is a release of Helm in quotes", &help);
                    }
                },
                // Read by whoever asked for the inputs.
                _ => {}
            }
        }
        inputs
    }
}

#[cfg(test)]
mod tests {
    use tollgate_source::{MemoryWorld, SourceMap};

    use super::*;
    use crate::{Settings, load};

    /// Settings of a `tollgate.toml` that says `text`, or the message of its first error.
    fn check(text: &str) -> Result<Settings, String> {
        let world = MemoryWorld::new().with("tollgate.toml", text).with("all.yaml", "").with("app/prod.yaml", "");
        let path = WorldPath::new("tollgate.toml").expect("inside");
        load(&world, &SourceMap::new(), &path).map_err(|errors| {
            let Diagnostic { message, help, .. } = errors.into_iter().next().expect("an error");
            format!("{message} ({})", help.unwrap_or_default())
        })
    }

    #[test]
    fn a_chart_replaces_key_by_key_and_an_environment_adds() {
        let text = "[helm]\nvalues = \"all.yaml\"\nkube_version = \"1.31\"\nversion = \"4\"\n[helm.charts.app]\nset = [\"a=1\"]\nkube_version = \"1.30\"\n[helm.charts.app.environments.prod]\nvalues = \"app/prod.yaml\"\nset = \"a=2\"\n";
        let settings = check(text).expect("accepted");
        let of = |folder: &str| settings.helm(&WorldPath::new(folder).expect("inside"));
        assert!(of("other").environments.is_none());
        assert_eq!(of("other").inputs.kube_version.as_deref(), Some("1.31"));
        let app = of("app");
        let Some(Environments::Named(named)) = app.environments else { panic!("named") };
        let prod = app.inputs.and(named["prod"].clone());
        let values: Vec<&str> = prod.values.iter().map(WorldPath::as_str).collect();
        assert_eq!((values, prod.set), (vec!["all.yaml", "app/prod.yaml"], vec!["a=1".to_owned(), "a=2".to_owned()]));
        assert_eq!((prod.kube_version.as_deref(), prod.version.as_deref()), (Some("1.30"), Some("4")));
    }

    #[test]
    fn mistakes_are_named() {
        for (text, expected) in [
            ("value = []", "`helm` has no key `value` (did you mean `values`?)"),
            ("values = \"no.yaml\"", "`no.yaml` does not exist (the path is relative to this file)"),
            (
                "version = \"3.12\"",
                "charts cannot be rendered as Helm `3.12` does (there are 3.17, 3.21, 4; did you mean `3.17`?)",
            ),
            ("version = 4", "`version` is a release of Helm in quotes (one of \"3.17\", \"3.21\", \"4\")"),
            (
                "kube_version = 1.31",
                "`kube_version` is a version of Kubernetes in quotes (e.g. `kube_version = \"1.31\"`)",
            ),
            ("set = \"x\"", "`x` sets nothing (e.g. `set = [\"image.tag=1.2\"]`)"),
            ("charts.nope = {}", "there is no folder `nope` (the path is relative to this file)"),
            (
                "environments = \"values.yaml\"",
                "`values.yaml` is no pattern for values files (write `*` for the part that names the environment, e.g. \"values-*.yaml\")",
            ),
        ] {
            assert_eq!(check(&format!("[helm]\n{text}\n")).expect_err("refused"), expected);
        }
    }
}
