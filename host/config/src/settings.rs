//! What holds for a run, after `extends` is followed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};
use tollgate_api::Level;
use tollgate_source::{Span, WorldPath};

use crate::{
    compose::Compose,
    declared::DeclaredRule,
    helm::{self, Helm},
    terraform::{Section, Terraform},
    tree::Node,
};

/// The resolved configuration of one root.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The file it comes from; `None` for the defaults.
    pub file: Option<WorldPath>,
    pub rules: BTreeMap<String, RuleSettings>,
    /// Rules that are on although they are off by default and nothing is written about them.
    pub switched_on: BTreeSet<String>,
    pub(crate) topology: Option<Node>,
    pub(crate) terraform: Section,
    /// What is given to Compose projects.
    pub compose: Compose,
    pub(crate) helm: helm::Section,
    pub plugins: Vec<PluginSource>,
    /// Sorted by id.
    pub declared: Vec<DeclaredRule>,
    pub excludes: Vec<Exclude>,
}

/// What the configuration says of a rule.
#[derive(Clone, Debug)]
pub struct RuleSettings {
    pub level: Option<(Level, Span)>,
    pub(crate) options: BTreeMap<String, Node>,
    /// The name of the rule, where it is configured last.
    pub span: Span,
}

impl RuleSettings {
    pub(crate) fn new(span: Span) -> Self {
        Self { level: None, options: BTreeMap::new(), span }
    }

    pub fn options(&self) -> Json {
        Json::Object(self.options.iter().map(|(key, node)| (key.clone(), node.to_json())).collect::<Map<_, _>>())
    }

    /// `self` with everything that `over` says replaced.
    pub(crate) fn overridden(mut self, over: Self) -> Self {
        self.options.extend(over.options);
        Self { level: over.level.or(self.level), options: self.options, span: over.span }
    }
}

/// A plugin of the user's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PluginSource {
    pub name: String,
    /// Relative to the folder of the configuration that declares it; resolved by `resolve`.
    pub path: String,
    pub span: Span,
    /// Fuel per batch.
    pub fuel: Option<u64>,
    /// Bytes of memory.
    pub memory: Option<u64>,
}

/// A pattern as in `.gitignore`, relative to `base`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exclude {
    pub base: WorldPath,
    pub pattern: String,
}

impl Settings {
    /// The level of a rule whose default is `default`.
    pub fn level(&self, rule: &str, default: Level) -> Level {
        match self.rules.get(rule).and_then(|rule| rule.level) {
            Some((level, _)) => level,
            None if default == Level::Off && self.switched_on.contains(rule) => Level::Warning,
            None => default,
        }
    }

    /// The options of a rule as JSON; empty when none are set.
    pub fn options(&self, rule: &str) -> Json {
        self.rules.get(rule).map_or_else(|| Json::Object(Map::new()), RuleSettings::options)
    }

    /// What is given to the root module in `root`.
    pub fn terraform(&self, root: &WorldPath) -> Terraform {
        self.terraform.of(root)
    }

    /// What is given to the chart in `folder`.
    pub fn helm(&self, folder: &WorldPath) -> Helm {
        self.helm.of(folder)
    }

    /// The `topology` section, when one is written.
    pub fn topology(&self) -> Option<Json> {
        self.topology.as_ref().map(Node::to_json)
    }
}
