//! Calling plugins on batches.

use std::time::Duration;

use rayon::prelude::*;
use serde_json::json;
use tollgate_api::{Level, PluginError, RuleInfo, Verdict};
use tollgate_config::Settings;
use tollgate_ir::Project;
use tollgate_plugin::{Budget, Encoder, Failure, Nodes, encode_json};

use crate::{
    PluginEntry, PluginSet, Request,
    batches::{Batch, Batches},
};

/// What one batch brought.
pub(crate) struct BatchResult<'a> {
    pub(crate) plugin: &'a PluginEntry,
    pub(crate) nodes: Nodes<'a>,
    pub(crate) verdicts: Vec<Verdict>,
    /// From resources to verdicts.
    pub(crate) took: Duration,
}

/// Runs every enabled rule of every plugin. Results are in the order of plugins and batches, whatever the
/// number of threads.
pub(crate) fn run<'a>(
    project: &'a Project,
    settings: &Settings,
    request: &Request,
    plugins: &'a PluginSet,
    is_selected: &(dyn Fn(&RuleInfo) -> bool + Sync),
) -> (Vec<BatchResult<'a>>, Vec<PluginError>, usize) {
    let batches = Batches::new(project);
    let jobs: Vec<Job<'a>> = plugins
        .entries()
        .iter()
        .flat_map(|entry| {
            let enabled: Vec<&RuleInfo> = entry
                .manifest
                .rules
                .iter()
                .filter(|rule| is_selected(rule) && settings.level(&rule.id, rule.level) != Level::Off)
                // What can say nothing need not be shown anything.
                .filter(|rule| !rule.is_silent(&settings.options(&rule.id)))
                .collect();
            let batches = batches.of(&enabled);
            let bytes = if batches.is_empty() {
                Vec::new()
            } else {
                plugin_settings(settings, &request.today, entry, &enabled)
            };
            let rules = enabled.len();
            batches.into_iter().map(move |batch| Job { entry, batch, settings: bytes.clone(), rules })
        })
        .collect();
    let mut used: Vec<&str> = jobs.iter().map(|job| job.entry.name.as_str()).collect();
    used.dedup();
    let used = used.len();
    let encoder = Encoder::new(project);
    let outcomes: Vec<Result<BatchResult<'a>, PluginError>> =
        jobs.into_par_iter().map(|job| job.run(&encoder, plugins, request.clock)).collect();
    let (mut results, mut errors) = (Vec::new(), Vec::new());
    for outcome in outcomes {
        match outcome {
            Ok(result) => results.push(result),
            Err(error) => errors.push(error),
        }
    }
    // A plugin that cannot be loaded fails for each of its batches alike: once is enough.
    errors.dedup_by(|a, b| a.plugin == b.plugin && a.batch.is_empty() && b.batch.is_empty());
    (results, errors, used)
}

struct Job<'a> {
    entry: &'a PluginEntry,
    batch: Batch,
    settings: Vec<u8>,
    rules: usize,
}

impl<'a> Job<'a> {
    fn run(
        self,
        encoder: &Encoder<'a>,
        plugins: &PluginSet,
        clock: Option<fn() -> Duration>,
    ) -> Result<BatchResult<'a>, PluginError> {
        let error = |batch: &str, failure: &Failure| PluginError {
            plugin: self.entry.name.clone(),
            digest: self.entry.digest.clone(),
            batch: batch.to_owned(),
            kind: failure.kind,
            message: failure.message.clone(),
        };
        let plugin = plugins.load(self.entry).as_ref().map_err(|failure| error("", failure))?;
        let now = || clock.map_or(Duration::ZERO, |clock| clock());
        let started = now();
        let (batch, nodes) = encoder.encode(&self.batch.resources, self.batch.scope);
        let budget = Budget::for_batch(&self.entry.limits, self.batch.resources.len(), self.rules);
        let rules = self.entry.manifest.rules.len();
        let outcome = plugin.lint_described(&batch, &self.settings, rules, budget);
        let verdicts = outcome.result.map_err(|failure| error(&self.batch.name, &failure))?;
        Ok(BatchResult { plugin: self.entry, nodes, verdicts, took: now().saturating_sub(started) })
    }
}

/// What a plugin is told: its enabled rules with their options, the date, and shared sections.
fn plugin_settings(settings: &Settings, today: &str, entry: &PluginEntry, enabled: &[&RuleInfo]) -> Vec<u8> {
    let options = |rule: &RuleInfo| match entry.told.get(&rule.id) {
        Some(told) => told.clone(),
        None => settings.options(&rule.id),
    };
    let rules: serde_json::Map<_, _> = enabled.iter().map(|rule| (rule.id.clone(), options(rule))).collect();
    let mut value = json!({ "rules": rules, "today": today });
    if let Some(topology) = settings.topology() {
        value["topology"] = topology;
    }
    encode_json(&value)
}
