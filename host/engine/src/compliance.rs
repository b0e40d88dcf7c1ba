//! What the controls of a standard come to, once its rules have run.

use std::collections::BTreeSet;

use tollgate_api::{Certainty, Compliance, ControlResult, ControlStatus, Level, Report};
use tollgate_config::compliance::{Control, Framework};
use tollgate_ir::{Project, Tri};

use crate::{Group, Request};

/// Which rules of a standard ran.
pub(crate) struct Looked {
    framework: &'static Framework,
    /// Those that are on.
    on: BTreeSet<String>,
    /// Those that had something to look at.
    rules: BTreeSet<String>,
}

impl Looked {
    pub(crate) fn new(framework: &'static Framework) -> Self {
        Self { framework, on: BTreeSet::new(), rules: BTreeSet::new() }
    }

    /// All rules of the standard.
    pub(crate) fn rules(&self) -> impl Iterator<Item = String> {
        self.framework.controls.iter().flat_map(|control| control.rules.iter().cloned())
    }

    /// Notes which of the rules are asked for and not switched off, and which of these read something of `project`.
    pub(crate) fn at(&mut self, request: &Request, project: &Project, group: &Group) {
        let there = project.resources.iter().filter(|resource| resource.exists != Tri::No);
        let types: BTreeSet<String> = there.map(|resource| resource.address.type_name().into_owned()).collect();
        for rule in group.plugins.entries().iter().flat_map(|entry| &entry.manifest.rules) {
            let is_on = request.selects(&rule.id)
                && group.settings.level(&rule.id, rule.level) != Level::Off
                && !rule.is_silent(&group.settings.options(&rule.id));
            if !is_on || !self.framework.names(&rule.id) {
                continue;
            }
            self.on.insert(rule.id.clone());
            if types.iter().any(|ty| rule.reads(ty)) {
                self.rules.insert(rule.id.clone());
            }
        }
    }

    pub(crate) fn result(&self, report: &Report) -> Compliance {
        let Framework { id, title, edition, source, note, controls } = self.framework;
        Compliance {
            framework: id.clone(),
            title: title.clone(),
            edition: edition.clone(),
            source: source.clone(),
            note: note.clone(),
            controls: controls.iter().map(|control| self.control(control, report)).collect(),
        }
    }

    fn control(&self, control: &Control, report: &Report) -> ControlResult {
        let is_named = |rule: &String| control.rules.contains(rule);
        let found = || report.findings.iter().filter(|finding| is_named(&finding.rule));
        let suppressed = found().filter(|finding| finding.suppressed.is_some()).count();
        let standing = || found().filter(|finding| finding.suppressed.is_none());
        let findings = standing().filter(|finding| finding.confidence == Certainty::Definite).count();
        let undecided = report.undecided.iter().filter(|undecided| is_named(&undecided.rule)).count();
        let open = standing().count() - findings + undecided;
        let status = match () {
            // Whatever is not looked at is not clean.
            () if !control.rules.iter().any(|rule| self.on.contains(rule)) => ControlStatus::NotChecked,
            () if findings > 0 => ControlStatus::Violated,
            () if open > 0 => ControlStatus::Undecided,
            () if control.rules.iter().any(|rule| self.rules.contains(rule)) => ControlStatus::Clean,
            () => ControlStatus::NothingToCheck,
        };
        ControlResult {
            id: control.id.clone(),
            title: control.title.clone(),
            status,
            rules: control.rules.clone(),
            findings,
            suppressed,
            open,
            beyond: control.beyond.clone(),
        }
    }
}
