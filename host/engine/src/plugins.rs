//! The plugins of a run: the built-in ones and those of the user, compiled only when there is work for them.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use rayon::prelude::*;
use serde_json::Value as Json;
use tollgate_api::{Limits, Manifest, PluginError, PluginErrorKind, RuleInfo};
use tollgate_plugin::{Failure, Inspected, Plugin, Sandbox};

/// The built-in plugin that runs the rules which a configuration declares.
const DECLARED: &str = "declared";

/// The plugins that a run may use, in order.
#[derive(Debug, Clone)]
pub struct PluginSet {
    sandbox: Sandbox,
    entries: Vec<Arc<PluginEntry>>,
    /// Plugins that cannot be used at all.
    broken: Vec<PluginError>,
}

/// One plugin, known by its manifest.
#[derive(Debug)]
pub struct PluginEntry {
    /// What reports call it: the id of its manifest, or the name in the configuration.
    pub name: String,
    pub manifest: Arc<Manifest>,
    /// SHA-256 of the component, in hexadecimal.
    pub digest: String,
    /// What the user grants.
    pub limits: Limits,
    /// What each rule is told beside its options; only of rules that a configuration declares.
    pub(crate) told: BTreeMap<String, Json>,
    component: Cow<'static, [u8]>,
    inspected: Inspected,
    loaded: OnceLock<Result<Plugin, Failure>>,
}

impl PluginSet {
    pub fn new(sandbox: Sandbox) -> Self {
        Self { sandbox, entries: Vec::new(), broken: Vec::new() }
    }

    /// Adds a plugin. One that is no component for this host becomes a plugin error of every run.
    ///
    /// `name` overrides the id of its manifest; `limits` are what the user grants beside the defaults.
    pub fn add(&mut self, component: impl Into<Cow<'static, [u8]>>, name: Option<&str>, limits: Limits) {
        let component = component.into();
        let digest = tollgate_plugin::digest(&component);
        let inspected = tollgate_plugin::inspect(&component);
        self.put(component, digest, inspected, name, limits);
    }

    /// Adds components that ship with the program, each with its SHA-256 in hexadecimal, which is not computed again:
    /// every run would wait for that.
    pub fn add_built_in(&mut self, components: &[(&'static [u8], &str)]) {
        let inspected: Vec<_> =
            components.par_iter().map(|(component, _)| tollgate_plugin::inspect(component)).collect();
        for ((component, digest), inspected) in components.iter().zip(inspected) {
            self.put(Cow::Borrowed(component), (*digest).to_owned(), inspected, None, Limits::default());
        }
    }

    fn put(
        &mut self,
        component: Cow<'static, [u8]>,
        digest: String,
        inspected: Result<Inspected, Failure>,
        name: Option<&str>,
        limits: Limits,
    ) {
        match inspected {
            Ok(inspected) => {
                let manifest = Arc::clone(&inspected.manifest);
                // A plugin may ask for less than it is granted, never for more.
                let narrowed = |granted: Option<u64>, asked: Option<u64>| match (granted, asked) {
                    (Some(granted), Some(asked)) => Some(granted.min(asked)),
                    (granted, _) => granted,
                };
                let limits = Limits {
                    fuel: narrowed(limits.fuel, manifest.limits.fuel),
                    memory: narrowed(limits.memory, manifest.limits.memory),
                };
                self.entries.push(Arc::new(PluginEntry {
                    name: name.unwrap_or(&manifest.id).to_owned(),
                    manifest,
                    digest,
                    limits,
                    told: BTreeMap::new(),
                    component,
                    inspected,
                    loaded: OnceLock::new(),
                }));
            }
            Err(failure) => self.broken.push(PluginError {
                plugin: name.unwrap_or("unnamed").to_owned(),
                digest,
                batch: String::new(),
                kind: failure.kind,
                message: failure.message,
            }),
        }
    }

    /// Gives the plugin that runs declared rules the rules that it is to run.
    pub(crate) fn declare(&mut self, rules: Vec<(RuleInfo, Json)>) {
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.manifest.id == DECLARED) else { return };
        let told = rules.iter().map(|(rule, told)| (rule.id.clone(), told.clone())).collect();
        let rules = rules.into_iter().map(|(rule, _)| rule).collect();
        let manifest = Arc::new(Manifest { rules, ..Manifest::clone(&entry.manifest) });
        *entry = Arc::new(PluginEntry {
            name: entry.name.clone(),
            manifest,
            digest: entry.digest.clone(),
            limits: entry.limits,
            told,
            component: entry.component.clone(),
            inspected: entry.inspected.clone(),
            loaded: OnceLock::new(),
        });
    }

    pub fn entries(&self) -> &[Arc<PluginEntry>] {
        &self.entries
    }

    /// Plugins that could not be read, and rules that two plugins claim.
    pub fn broken(&self) -> Vec<PluginError> {
        let mut broken = self.broken.clone();
        let mut seen = BTreeMap::new();
        for entry in &self.entries {
            for rule in &entry.manifest.rules {
                if let Some(other) = seen.insert(&rule.id, entry) {
                    broken.push(PluginError {
                        plugin: entry.name.clone(),
                        digest: entry.digest.clone(),
                        batch: String::new(),
                        kind: PluginErrorKind::Link,
                        message: format!(
                            "it offers rule `{}`, which plugin `{}` offers too; give one of them another id",
                            rule.id, other.name
                        ),
                    });
                }
            }
        }
        broken
    }

    /// The plugin, compiled at its first use.
    pub(crate) fn load<'e>(&self, entry: &'e PluginEntry) -> &'e Result<Plugin, Failure> {
        let load = || self.sandbox.load_inspected(&entry.component, entry.inspected.clone(), &entry.digest);
        entry.loaded.get_or_init(load)
    }
}
