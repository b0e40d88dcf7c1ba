//! From verdicts to findings: what the plugin does not decide.
//!
//! Level, place, suppression, order and identity are the host's. A plugin names nodes of its batch, and only
//! those exist.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use tollgate_api::{Certainty, Finding, FindingOutput, Level, RuleInfo, Undecided, UndecidedOutput, Verdict};
use tollgate_config::Settings;
use tollgate_ir::{Origin, Project, Resource};
use tollgate_plugin::Nodes;
use tollgate_source::{Diagnostic, SourceMap, Span, WorldPath};

use crate::{fix::Fixer, host_rules::host_rules, place::Places, run::BatchResult, suppress::Suppressions};

/// A finding together with what only the host needs of it.
struct Placed {
    finding: Finding,
    /// Where suppressions may stand: the place itself, the resource, and the places the value came by.
    lines: Vec<(WorldPath, u32)>,
}

/// Collects findings of one group of roots.
pub(crate) struct Resolver<'a> {
    project: &'a Project,
    settings: &'a Settings,
    today: &'a str,
    places: Places<'a>,
    fixer: Fixer<'a>,
    findings: Vec<Placed>,
    undecided: Vec<Undecided>,
    /// Text that findings say is a secret.
    pub(crate) secrets: Vec<Span>,
}

/// The detail by which a plugin says that the value under a finding is a secret: nobody gets to see it.
const SECRET: &str = "secret";

impl<'a> Resolver<'a> {
    pub(crate) fn new(project: &'a Project, settings: &'a Settings, today: &'a str, sources: &'a SourceMap) -> Self {
        Self {
            project,
            settings,
            today,
            places: Places::new(sources),
            fixer: Fixer::new(sources),
            findings: Vec::new(),
            undecided: Vec::new(),
            secrets: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, result: BatchResult<'_>) {
        let BatchResult { plugin, nodes, verdicts, .. } = result;
        for verdict in verdicts {
            let index = match &verdict {
                Verdict::Finding(finding) => finding.rule,
                Verdict::Undecided(undecided) => undecided.rule,
            };
            // The sandbox has checked rules and nodes; a second look costs nothing and panics never.
            let Some(rule) = plugin.manifest.rules.get(index as usize) else { continue };
            // A plugin cannot bring back a rule that the user switched off.
            if self.settings.level(&rule.id, rule.level) == Level::Off {
                continue;
            }
            match verdict {
                Verdict::Finding(finding) => self.finding(rule, &nodes, finding),
                Verdict::Undecided(undecided) => self.undecided(rule, &nodes, undecided),
            }
        }
    }

    fn finding(&mut self, rule: &RuleInfo, nodes: &Nodes<'_>, output: FindingOutput) {
        let Some(info) = nodes.get(output.node) else { return };
        let (resource, origin) = (info.resource, info.origin());
        let place = self.places.place(origin.span);
        let related = output.related.into_iter().filter_map(|related| {
            let info = nodes.get(related.node)?;
            Some((info.origin().span, printable(related.message)))
        });
        // Why it may not be there at all, where that can be told.
        let condition = resource.condition.iter().filter(|_| output.certainty == Certainty::Possible);
        let condition = condition.map(|label| (label.span, format!("`{}` {}", resource.address, label.text)));
        let related: Vec<_> = related.chain(condition).collect();
        if output.details.iter().any(|(key, _)| key == SECRET) {
            self.secrets.push(origin.source());
        }
        let related = related.into_iter().map(|(span, message)| self.places.related(span, message)).collect();
        let fix = self.fixer.fix(self.project, nodes, &output.edits);
        let path = nodes.path(output.node);
        let finding = Finding {
            rule: rule.id.clone(),
            level: self.settings.level(&rule.id, rule.level),
            severity: rule.severity,
            confidence: output.certainty,
            message: printable(output.message),
            why: printable(output.why),
            help: printable(output.help),
            file: place.file,
            line: place.start.line,
            column: place.start.column,
            end_line: place.end.line,
            end_column: place.end.column,
            resource: resource.address.to_string(),
            root: root_name(&resource.address.root),
            variants: variants(&resource.address.variant),
            origin: self.places.origin(&origin),
            calls: self.places.calls(resource),
            related,
            fix,
            suppressed: None,
            fingerprint: self.fingerprint(&rule.id, resource, &origin, &path),
        };
        let lines = self.lines(resource, &origin);
        self.findings.push(Placed { finding, lines });
    }

    fn undecided(&mut self, rule: &RuleInfo, nodes: &Nodes<'_>, output: UndecidedOutput) {
        let Some(info) = nodes.get(output.node) else { return };
        let (resource, origin) = (info.resource, info.origin());
        let place = self.places.place(origin.span);
        self.undecided.push(Undecided {
            rule: rule.id.clone(),
            resource: resource.address.to_string(),
            file: place.file,
            line: place.start.line,
            reason: printable(output.reason),
            decided_by: printable(output.decided_by),
            root: root_name(&resource.address.root),
            variants: variants(&resource.address.variant),
        });
    }

    fn lines(&mut self, resource: &Resource, origin: &Origin) -> Vec<(WorldPath, u32)> {
        // Above an object, a comment speaks of all of it; the header of others begins where they do.
        let spans = [origin.span, resource.span, resource.block_span]
            .into_iter()
            .chain(origin.hops().map(|hop| hop.origin.span));
        let mut lines: Vec<(WorldPath, u32)> = Vec::new();
        for span in spans {
            let file = self.places.file(span.file);
            lines.push((file.path.clone(), file.line_column(span.start).line));
        }
        lines.dedup();
        lines
    }

    /// Survives moves of lines and reformatting; changes with the rule, the file, the resource, the attribute
    /// and the text of the value.
    fn fingerprint(&mut self, rule: &str, resource: &Resource, origin: &Origin, path: &str) -> String {
        let place = origin.span;
        let source = origin.source();
        let is_whole = path.is_empty();
        let file = self.places.file(place.file).path.to_string();
        let text = if is_whole { String::new() } else { self.places.file(source.file).slice(source).to_owned() };
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let address = resource.address.to_string();
        let mut hash = Sha256::new();
        for part in [rule, &file, &address, path, &text] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Adds what front ends report as findings: input that cannot be read.
    pub(crate) fn diagnostic(&mut self, code: &str, root: &str, variant: &str, diagnostic: &Diagnostic) {
        let Some(span) = diagnostic.span else { return };
        let help = diagnostic.help.clone().unwrap_or_default();
        let labels: Vec<(Span, String)> =
            diagnostic.labels.iter().map(|label| (label.span, label.text.clone())).collect();
        self.host_finding(code, span, diagnostic.message.clone(), help, &labels, root, variant);
    }

    #[expect(clippy::too_many_arguments, reason = "one constructor for the findings of the host")]
    fn host_finding(
        &mut self,
        rule: &str,
        span: Span,
        message: String,
        help: String,
        labels: &[(Span, String)],
        root: &str,
        variant: &str,
    ) {
        let info = host_rules().into_iter().find(|info| info.id == rule);
        let default = info.as_ref().map_or(Level::Error, |info| info.level);
        let level = self.settings.level(rule, default);
        if level == Level::Off {
            return;
        }
        let place = self.places.place(span);
        let related = labels.iter().map(|(span, text)| self.places.related(*span, text.clone())).collect();
        let mut hash = Sha256::new();
        hash.update(format!("{rule}\0{}\0{message}", place.file));
        let fingerprint = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let line = (self.places.file(span.file).path.clone(), place.start.line);
        self.findings.push(Placed {
            finding: Finding {
                rule: rule.to_owned(),
                level,
                severity: info.map_or(0.0, |info| info.severity),
                confidence: Certainty::Definite,
                message,
                why: String::new(),
                help,
                file: place.file,
                line: place.start.line,
                column: place.start.column,
                end_line: place.end.line,
                end_column: place.end.column,
                resource: String::new(),
                root: root_name(root),
                variants: variants(variant),
                origin: Vec::new(),
                calls: Vec::new(),
                related,
                fix: None,
                suppressed: None,
                fingerprint,
            },
            lines: vec![line],
        });
    }

    /// Applies suppressions, merges variants, and gives everything in order.
    pub(crate) fn finish(
        mut self,
        mut suppressions: Suppressions,
        known: &BTreeSet<&str>,
        checked: &BTreeSet<&str>,
    ) -> (Vec<Finding>, Vec<Undecided>) {
        for placed in &mut self.findings {
            let lines: Vec<(&WorldPath, u32)> = placed.lines.iter().map(|(file, line)| (file, *line)).collect();
            let found = suppressions.find(&placed.finding.rule, &lines, self.today);
            if placed.finding.level != Level::Forbid {
                placed.finding.suppressed = found;
            } else if found.is_some() {
                let help = std::mem::take(&mut placed.finding.help);
                placed.finding.help = format!("this rule is at level `forbid` and cannot be suppressed. {help}");
            }
        }
        for complaint in suppressions.complaints(known, checked, self.today) {
            if checked.contains(complaint.rule) {
                self.host_finding(complaint.rule, complaint.span, complaint.message, complaint.help, &[], "", "");
            }
        }
        let findings = merge_findings(self.findings.into_iter().map(|placed| placed.finding).collect());
        (findings, merge_undecided(self.undecided))
    }
}

/// Words of a plugin without what a terminal would obey.
fn printable(text: String) -> String {
    if text.chars().all(|c| c == '\n' || !c.is_control()) {
        return text;
    }
    text.chars().map(|c| if c == '\n' || !c.is_control() { c } else { ' ' }).collect()
}

pub(crate) fn root_name(root: &str) -> String {
    if root.is_empty() { ".".to_owned() } else { root.to_owned() }
}

fn variants(variant: &str) -> Vec<String> {
    if variant.is_empty() { Vec::new() } else { vec![variant.to_owned()] }
}

/// One finding where several variants gave the same one: the same words at the same place for the same reason,
/// with the same fix. What differs in any of these is told apart.
fn merge_findings(findings: Vec<Finding>) -> Vec<Finding> {
    let mut merged: BTreeMap<_, Vec<Finding>> = BTreeMap::new();
    for mut finding in findings {
        let key = (
            finding.file.clone(),
            (finding.line, finding.column, finding.end_line, finding.end_column),
            finding.rule.clone(),
            finding.resource.clone(),
            finding.root.clone(),
        );
        let variants = std::mem::take(&mut finding.variants);
        let equals = merged.entry(key).or_default();
        // A value that two attributes of a resource show is one mistake.
        let repeats = |other: &Finding| {
            other.message == finding.message
                && other.confidence == finding.confidence
                && (variants.is_empty() || variants.iter().all(|variant| other.variants.contains(variant)))
        };
        if equals.iter().any(repeats) {
            continue;
        }
        match equals.iter_mut().find(|other| Finding { variants: Vec::new(), ..(*other).clone() } == finding) {
            Some(same) => add_variants(&mut same.variants, variants),
            None => equals.push(Finding { variants, ..finding }),
        }
    }
    merged.into_values().flatten().collect()
}

fn merge_undecided(undecided: Vec<Undecided>) -> Vec<Undecided> {
    let mut merged: BTreeMap<_, Undecided> = BTreeMap::new();
    for one in undecided {
        let key = (
            (one.file.clone(), one.line, one.rule.clone()),
            (one.resource.clone(), one.root.clone()),
            (one.reason.clone(), one.decided_by.clone()),
        );
        match merged.entry(key) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(one);
            }
            std::collections::btree_map::Entry::Occupied(mut entry) => {
                add_variants(&mut entry.get_mut().variants, one.variants)
            }
        }
    }
    merged.into_values().collect()
}

fn add_variants(to: &mut Vec<String>, more: Vec<String>) {
    to.extend(more);
    to.sort();
    to.dedup();
}
