//! What is asked of a run, and why it cannot be done.

use std::time::Duration;

use tollgate_api::RuleInfo;
use tollgate_config::compliance::Framework;
use tollgate_source::{Diagnostic, ReadError, WorldPath};
use tollgate_terraform::Given;

use crate::host_rules::is_of_host;

/// Everything that decides a report besides the bytes of the world and the plugins.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Folders and files to check.
    pub paths: Vec<WorldPath>,
    /// The configuration to use for everything, instead of the nearest one of each root.
    pub config: Option<WorldPath>,
    /// Rules (`tls/weak-policy`) or families (`tls`) to run; all when empty.
    pub select: Vec<String>,
    /// The standard whose rules to run, those that are off by default too.
    pub compliance: Option<&'static Framework>,
    /// Variable files and values of variables, the later the stronger.
    pub given: Vec<Given>,
    /// `TF_VAR_*` and `TF_WORKSPACE` of the process, only when it is to be inherited.
    pub env: Vec<(String, String)>,
    pub workspace: Option<String>,
    /// What is given to Compose projects.
    pub compose: ComposeRequest,
    /// Environments to evaluate; all when empty.
    pub environments: Vec<SelectedEnvironment>,
    /// `YYYY-MM-DD`, for expiry dates.
    pub today: String,
    /// What measures plugins, from some moment on; nothing is measured without one.
    pub clock: Option<fn() -> Duration>,
}

/// What is given to Compose projects on the command line.
#[derive(Clone, Debug, Default)]
pub struct ComposeRequest {
    /// The files of the one project to look at, the later over the earlier, instead of those that are found.
    pub files: Vec<WorldPath>,
    /// Active profiles, instead of those of the configuration and of `COMPOSE_PROFILES`.
    pub profiles: Vec<String>,
    /// Environment files, instead of those of the configuration and of `.env`.
    pub env_files: Vec<WorldPath>,
    /// Variables of the process, only when they are to be inherited.
    pub env: Vec<(String, String)>,
    /// What the folder of the world's root is called.
    pub root_name: Option<String>,
}

/// An environment by name, or one that consists of a variables file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SelectedEnvironment {
    pub name: String,
    pub file: Option<WorldPath>,
}

impl Request {
    pub(crate) fn selects(&self, rule: &str) -> bool {
        let is_asked = self.select.is_empty() || self.select.iter().any(|selected| selects(selected, rule));
        // Input that cannot be read is told whatever was asked.
        is_asked && self.compliance.is_none_or(|framework| framework.names(rule) || is_of_host(rule))
    }
}

fn selects(selected: &str, rule: &str) -> bool {
    let family = selected.strip_suffix("/*").unwrap_or(selected);
    rule == selected || rule.split_once('/').is_some_and(|(of, _)| of == family)
}

/// Why there is no report: a mistake of the user's, or of the configuration's.
#[derive(Clone, Debug)]
pub enum CheckError {
    /// Named paths that cannot be read.
    Missing(Vec<ReadError>),
    /// Mistakes in configuration files.
    Config(Vec<Diagnostic>),
    /// Rules to select that do not exist: the name, and what may have been meant.
    UnknownRule { name: String, near: Option<String> },
    /// An environment to evaluate that no root has.
    UnknownEnvironment { name: String, near: Option<String>, known: Vec<String> },
}

/// The first of `select` that selects none of `rules`.
pub(crate) fn unknown_rule<'r>(
    select: &[String],
    rules: impl Iterator<Item = &'r RuleInfo> + Clone,
) -> Option<CheckError> {
    let name = select.iter().find(|selected| !rules.clone().any(|rule| selects(selected, &rule.id)))?;
    let near = tollgate_source::did_you_mean(name, rules.map(|rule| rule.id.as_str()));
    Some(CheckError::UnknownRule { name: name.clone(), near: near.map(str::to_owned) })
}
