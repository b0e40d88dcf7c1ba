//! The whole middle: from a world to a report.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    ops::Range,
    time::Duration,
};

use tollgate_api::{Certainty, Counts, DiagnosticEntry, Finding, Level, Report, RuleInfo, Summary};
use tollgate_discover::RootKind;
use tollgate_ir::{Input, Project, Value};
use tollgate_source::{Diagnostic, SourceMap, World, WorldPath};
use tollgate_terraform::UNDECLARED;

use crate::{
    CheckError, Evaluations, Group, Groups, PluginSet, Request,
    compliance::Looked,
    coverage::Uncovered,
    declared::misspelled,
    evaluate, evaluations,
    focus::Focus,
    given::{is_given, is_of_request, misplaced},
    groups,
    host_rules::{INVALID, SUPPRESSION_UNUSED, host_rules},
    request::unknown_rule,
    resolve::Resolver,
    run,
    suppress::Suppressions,
};

/// Version of the report's shape.
const SCHEMA: u32 = 1;

/// A report, and what must not be shown with it.
#[derive(Clone, Debug)]
pub struct Checked {
    pub report: Report,
    /// Byte ranges of sensitive text, by file.
    pub masks: BTreeMap<WorldPath, Vec<Range<usize>>>,
    /// What each plugin took for all of its batches. Not in the report, which is the same from run to run.
    pub plugins_took: BTreeMap<String, Duration>,
}

/// Checks what `request` names.
///
/// # Errors
/// When a named path cannot be read, a configuration is wrong, or a selected rule does not exist. Input that
/// cannot be parsed is a finding, a failing plugin a plugin error of the report.
pub fn check(
    world: &dyn World,
    sources: &SourceMap,
    request: &Request,
    built_in: &PluginSet,
) -> Result<Checked, CheckError> {
    let Groups { mut groups, diagnostics } = groups(world, sources, request, built_in)?;
    let mut compliance = request.compliance.map(Looked::new);
    if let Some(looked) = &compliance {
        groups.iter_mut().for_each(|group| group.settings.switched_on.extend(looked.rules()));
    }
    let host = host_rules();
    let offered = groups.iter().flat_map(|group| group.plugins.entries()).flat_map(|entry| &entry.manifest.rules);
    let broken = groups.iter().any(|group| !group.plugins.broken().is_empty());
    if let Some(error) = unknown_rule(&request.select, offered.chain(&host)).filter(|_| !broken) {
        return Err(error);
    }
    let mut report = Report {
        schema: SCHEMA,
        findings: Vec::new(),
        undecided: Vec::new(),
        plugin_errors: Vec::new(),
        diagnostics: diagnostics.iter().map(|diagnostic| entry(sources, diagnostic)).collect(),
        compliance: None,
        summary: Summary::default(),
    };
    let asked = evaluations(world, request, groups.iter().map(|group| (&group.settings, group.roots.as_slice())))?;
    let evaluate_all = || asked.iter().map(|asked| evaluate(world, sources, request, &asked.all)).collect();
    let (projects, ()): (Vec<Project>, ()) = rayon::join(evaluate_all, || load_early(request, &groups));
    let misplaced = misplaced(sources, asked.iter().zip(&projects));
    if misplaced.iter().any(|one| one.level == tollgate_source::Level::Error) {
        return Err(CheckError::Config(misplaced));
    }
    report.diagnostics.extend(misplaced.iter().map(|diagnostic| entry(sources, diagnostic)));
    let mut masks = BTreeMap::new();
    let mut plugins_took = BTreeMap::new();
    let mut uncovered = Uncovered::default();
    for ((group, asked), project) in groups.iter().zip(&asked).zip(&projects) {
        check_group(sources, request, group, asked, project, &host, &mut report, &mut masks, &mut plugins_took);
        uncovered.add(sources, group, project);
        if let Some(looked) = &mut compliance {
            looked.at(request, project, group);
        }
    }
    // Who asks for single rules knows what they are about.
    if let Some(note) = uncovered.note().filter(|_| request.select.is_empty()) {
        report.diagnostics.push(entry(sources, &note));
    }
    finish(sources, &mut report);
    report.compliance = compliance.map(|looked| looked.result(&report));
    for ranges in masks.values_mut() {
        let ranges: &mut Vec<Range<usize>> = ranges;
        ranges.sort_by_key(|range| (range.start, range.end));
        ranges.dedup();
    }
    // Nobody waits until their memory is given back.
    rayon::spawn(move || drop(projects));
    Ok(Checked { report, masks, plugins_took })
}

/// Loads the plugins that are about one format only, where there is something in that format: while it is evaluated,
/// nothing else is to do. Of the others, evaluation shows which are needed. What fails is told where it is used.
fn load_early(request: &Request, groups: &[Group]) {
    for group in groups {
        let formats: BTreeSet<&str> = group.roots.iter().filter_map(|root| format(root.kind)).collect();
        for entry in group.plugins.entries() {
            let mut rules = entry.manifest.rules.iter();
            let is_on = |rule: &&RuleInfo| {
                request.selects(&rule.id) && group.settings.level(&rule.id, rule.level) != Level::Off
            };
            let is_of = |rule: &RuleInfo| matches!(&rule.inputs[..], [only] if formats.contains(only.as_str()));
            if rules.clone().all(is_of) && rules.any(|rule| is_on(&rule)) {
                let _ = group.plugins.load(entry);
            }
        }
    }
}

/// The format that a plugin would be about. Those about Terraform are about a provider, which is not known yet.
fn format(kind: RootKind) -> Option<&'static str> {
    match kind {
        RootKind::TerraformModule | RootKind::TerraformPlan => None,
        RootKind::ComposeProject => Some("compose"),
        RootKind::Manifests | RootKind::Kustomization | RootKind::Chart => Some("kubernetes"),
    }
}

#[expect(clippy::too_many_arguments, reason = "what a group has and what all groups share")]
fn check_group(
    sources: &SourceMap,
    request: &Request,
    group: &Group,
    asked: &Evaluations,
    project: &Project,
    host: &[RuleInfo],
    report: &mut Report,
    masks: &mut BTreeMap<WorldPath, Vec<Range<usize>>>,
    plugins_took: &mut BTreeMap<String, Duration>,
) {
    let Group { settings, roots, plugins } = group;
    report.plugin_errors.extend(plugins.broken());
    report.diagnostics.extend(asked.diagnostics.iter().map(|diagnostic| entry(sources, diagnostic)));
    let misspelled = misspelled(settings, project);
    report.diagnostics.extend(misspelled.iter().map(|diagnostic| entry(sources, diagnostic)));
    if asked.all.is_empty() {
        return;
    }
    let is_selected = |rule: &RuleInfo| request.selects(&rule.id);
    let (results, errors, used) = run::run(project, settings, request, plugins, &is_selected);
    report.plugin_errors.extend(errors);
    // A root or resource that is evaluated in several variants is still one.
    report.summary.roots += project.roots.iter().map(|root| &root.path).collect::<BTreeSet<_>>().len();
    let focus = Focus::of(roots);
    report.summary.resources += count(sources, &focus, project);
    report.summary.plugins = report.summary.plugins.max(used);

    for result in &results {
        *plugins_took.entry(result.plugin.name.clone()).or_default() += result.took;
    }
    let mut resolver = Resolver::new(project, settings, &request.today, sources);
    results.into_iter().for_each(|result| resolver.add(result));
    for root in &project.roots {
        for diagnostic in &root.diagnostics {
            if diagnostic.code == Some(UNDECLARED) || !focus.has_diagnostic(sources, root, diagnostic) {
                continue;
            }
            let is_error = diagnostic.level == tollgate_source::Level::Error && !is_of_request(sources, diagnostic);
            let code = diagnostic.code.or(is_error.then_some(INVALID)).filter(|_| diagnostic.span.is_some());
            match code {
                Some(code) if request.selects(code) => {
                    resolver.diagnostic(code, &root.path, &root.variant, diagnostic);
                }
                Some(_) if diagnostic.code.is_some() => {}
                _ => report.diagnostics.push(entry(sources, diagnostic)),
            }
        }
    }
    let rules: Vec<&RuleInfo> = plugins.entries().iter().flat_map(|entry| &entry.manifest.rules).chain(host).collect();
    let known: BTreeSet<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    // A rule whose plugin failed may need its suppressions another time.
    let failed: BTreeSet<&str> = report.plugin_errors.iter().map(|error| error.plugin.as_str()).collect();
    let failed_rules: BTreeSet<&str> = plugins
        .entries()
        .iter()
        .filter(|entry| failed.contains(entry.name.as_str()))
        .flat_map(|entry| entry.manifest.rules.iter().map(|rule| rule.id.as_str()))
        .collect();
    let checked: BTreeSet<&str> = rules
        .iter()
        .filter(|rule| is_selected(rule) && settings.level(&rule.id, rule.level) != Level::Off)
        .map(|rule| rule.id.as_str())
        .filter(|rule| !failed_rules.contains(rule))
        // What suppresses nothing here may suppress something in an environment that was left out.
        .filter(|rule| !(asked.is_part && *rule == SUPPRESSION_UNUSED))
        .collect();
    let files = files_of(sources, project, &folders(project), &asked.var_files());
    let suppressions = Suppressions::read(sources, files);
    for span in std::mem::take(&mut resolver.secrets) {
        masks.entry(sources.get(span.file).path.clone()).or_default().push(span.range());
    }
    let (findings, undecided) = resolver.finish(suppressions, &known, &checked);
    report.findings.extend(findings.into_iter().filter(|finding| focus.has_finding(finding)));
    report.undecided.extend(undecided.into_iter().filter(|undecided| focus.has_undecided(undecided)));
    mask(sources, project, masks);
}

/// How many resources were asked for.
fn count(sources: &SourceMap, focus: &Focus<'_>, project: &Project) -> usize {
    // Two blocks of one address are two resources.
    let is_counted = |one: &&tollgate_ir::Resource| one.address.is_resource() && focus.has_resource(sources, one);
    let resources = project.resources.iter().filter(is_counted);
    let names = resources.map(|resource| (&resource.address.root, &resource.address.kind, resource.span));
    names.collect::<HashSet<_>>().len()
}

/// The folders that the real program would be run in.
fn folders(project: &Project) -> Vec<WorldPath> {
    let folder = |root: &tollgate_ir::Root| {
        let path = WorldPath::new(&root.path)?;
        let is_manifest = root.kind == tollgate_kubernetes::MANIFESTS && is_yaml(&path);
        let is_file = is_manifest || [tollgate_terraform::PLAN, tollgate_compose::PROJECT].contains(&root.kind);
        if is_file { path.parent() } else { Some(path) }
    };
    project.roots.iter().filter_map(folder).collect()
}

/// The files that the resources of this group, and their values, come from.
fn files_of(
    sources: &SourceMap,
    project: &Project,
    roots: &[WorldPath],
    var_files: &BTreeSet<&WorldPath>,
) -> Vec<tollgate_source::FileId> {
    let mut files: BTreeSet<tollgate_source::FileId> =
        project.resources.iter().map(|resource| resource.span.file).collect();
    // Values of an object may come from patches, wherever these lie.
    for resource in project.resources.iter().filter(|one| one.address.input() == Input::Kubernetes) {
        places(&resource.body, &mut files);
    }
    files.extend(
        sources
            .all()
            .into_iter()
            .filter(|(_, file)| {
                let is_beside = || roots.iter().any(|root| file.path.parent().as_ref() == Some(root));
                is_input(&file.path) && (var_files.contains(&file.path) || is_beside())
            })
            .map(|(id, _)| id),
    );
    files.into_iter().collect()
}

/// The files that a value and what is in it stand in, and come from.
fn places(value: &Value, files: &mut BTreeSet<tollgate_source::FileId>) {
    files.insert(value.origin.span.file);
    files.extend(value.origin.hops().map(|hop| hop.origin.span.file));
    value.elements().unwrap_or_default().iter().for_each(|item| places(item, files));
    value.entries().into_iter().flatten().for_each(|(_, entry)| places(&entry.value, files));
}

fn is_yaml(path: &WorldPath) -> bool {
    path.file_name().ends_with(".yaml") || path.file_name().ends_with(".yml")
}

fn is_input(path: &WorldPath) -> bool {
    !path.as_str().starts_with('<') && !is_given(path)
}

fn mask(sources: &SourceMap, project: &Project, masks: &mut BTreeMap<WorldPath, Vec<Range<usize>>>) {
    fn visit(value: &Value, found: &mut impl FnMut(tollgate_source::Span)) {
        if value.marks.sensitive {
            found(value.origin.source());
        }
        value.elements().unwrap_or_default().iter().for_each(|item| visit(item, found));
        value.entries().into_iter().flatten().for_each(|(_, entry)| visit(&entry.value, found));
    }
    for span in project.roots.iter().flat_map(|root| &root.secrets) {
        masks.entry(sources.get(span.file).path.clone()).or_default().push(span.range());
    }
    for resource in &project.resources {
        visit(&resource.body, &mut |span| {
            let file = sources.get(span.file);
            // A reference to a sensitive variable shows nothing; a literal does.
            let text = file.slice(span);
            if text.starts_with('"') || text.starts_with("<<") || text.starts_with(|c: char| c.is_ascii_digit()) {
                masks.entry(file.path.clone()).or_default().push(span.range());
            }
        });
    }
}

fn entry(sources: &SourceMap, diagnostic: &Diagnostic) -> DiagnosticEntry {
    let place = diagnostic.span.map(|span| {
        let file = sources.get(span.file);
        (file.path.as_str().to_owned(), file.line_column(span.start).line)
    });
    let (file, line) = place.unwrap_or_default();
    DiagnosticEntry {
        level: diagnostic.level.as_str().to_owned(),
        message: diagnostic.message.clone(),
        file,
        line,
        help: diagnostic.help.clone().unwrap_or_default(),
    }
}

/// Orders and counts.
fn finish(sources: &SourceMap, report: &mut Report) {
    let place = |finding: &Finding| (finding.line, finding.column, finding.end_line, finding.end_column);
    report.findings.sort_by(|a, b| {
        (&a.file, place(a), &a.rule, &a.resource, &a.root, (&a.message, &a.variants)).cmp(&(
            &b.file,
            place(b),
            &b.rule,
            &b.resource,
            &b.root,
            (&b.message, &b.variants),
        ))
    });
    report.undecided.sort_by(|a, b| {
        (&a.file, a.line, &a.rule, &a.resource, &a.reason).cmp(&(&b.file, b.line, &b.rule, &b.resource, &b.reason))
    });
    report.diagnostics.sort_by(|a, b| (&a.file, a.line, &a.message).cmp(&(&b.file, b.line, &b.message)));
    report.diagnostics.dedup();
    report.plugin_errors.dedup();
    let mut counts = Counts::default();
    let summary = &mut report.summary;
    for finding in &report.findings {
        if finding.suppressed.is_some() {
            summary.suppressed += 1;
        } else if finding.confidence == Certainty::Possible {
            summary.possible += 1;
        } else {
            match finding.level {
                Level::Forbid | Level::Error => counts.error += 1,
                Level::Warning => counts.warning += 1,
                Level::Info | Level::Off => counts.info += 1,
            }
        }
    }
    summary.findings = counts;
    summary.undecided = report.undecided.len();
    summary.files = sources.all().iter().filter(|(_, file)| is_input(&file.path)).count();
}
