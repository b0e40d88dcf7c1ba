//! A chart and values to manifests.

use std::{collections::BTreeMap, rc::Rc};

use rayon::prelude::*;
use tollgate_gotemplate::{
    At, Data, Element, Engine, Failure, File, Ledger, Map as GoMap, Options, Sources, Text, TextBuilder, Tokens, Value,
    Version, without_no_value,
};
use tollgate_source::{Diagnostic, FileId, SourceMap, Span, World, WorldPath};

use crate::{
    INVALID,
    capabilities::Capabilities,
    chart::{self, Chart, is_compatible},
    crds::{self, Definitions},
    dependencies,
    manifest::{self, Broken, Manifest},
    objects, schema,
    values::{self, Kind, Map, Node, Place, Setting},
};

/// What a chart is rendered with.
#[derive(Clone, Debug)]
pub struct Request {
    /// Values files, the later the stronger.
    pub values: Vec<WorldPath>,
    /// What is set one by one, in Helm's order of strength.
    pub set_json: Vec<String>,
    pub set: Vec<String>,
    pub set_string: Vec<String>,
    /// `name=file`.
    pub set_file: Vec<String>,
    pub set_literal: Vec<String>,
    pub release: String,
    pub namespace: String,
    /// `.Release.IsUpgrade`, and not `.Release.IsInstall`.
    pub is_upgrade: bool,
    pub kube_version: Option<String>,
    pub api_versions: Vec<String>,
    pub include_crds: bool,
    pub no_hooks: bool,
    pub skip_tests: bool,
    pub skip_schema: bool,
    /// [`Options::is_strict`] decides whether the first problem ends it, as it does for Helm, or whatever can be
    /// rendered is.
    pub options: Options,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            set_json: Vec::new(),
            set: Vec::new(),
            set_string: Vec::new(),
            set_file: Vec::new(),
            set_literal: Vec::new(),
            release: "release-name".to_owned(),
            namespace: "default".to_owned(),
            is_upgrade: false,
            kube_version: None,
            api_versions: Vec::new(),
            include_crds: false,
            no_hooks: false,
            skip_tests: false,
            skip_schema: false,
            options: Options::default(),
        }
    }
}

/// What a chart writes.
#[derive(Debug)]
pub struct Rendered {
    /// What `crds/` holds, when that was asked for.
    pub(crate) crds: Vec<Definitions>,
    /// In the order in which Helm prints them, hooks last.
    pub manifests: Vec<Manifest>,
    /// Where their text came from.
    pub ledger: Ledger,
    /// What is wrong. Errors mean that Helm would not render the chart.
    pub diagnostics: Vec<Diagnostic>,
    /// The name of the chart; empty when it could not be loaded.
    pub chart: String,
}

impl Rendered {
    /// Whether Helm would not have rendered it.
    pub fn is_failed(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.level == tollgate_source::Level::Error)
    }

    /// As `helm template` prints it.
    pub fn text(&self) -> Text {
        let mut out = TextBuilder::default();
        let has_kept = self.manifests.iter().any(|manifest| !manifest.is_hook);
        if !has_kept {
            out.push_bytes(b"\n", None);
        }
        let crds = self.crds.iter().map(|one| (&one.name, &one.text));
        for (name, text) in crds.chain(self.manifests.iter().map(|one| (&one.template, &one.text))) {
            out.push_bytes(format!("---\n# Source: {name}\n").as_bytes(), None);
            out.push_all(text);
            out.push_bytes(b"\n", None);
        }
        out.finish()
    }
}

/// Renders the chart in the folder, or the packed file, at `path`.
pub fn render(world: &dyn World, sources: &SourceMap, path: &WorldPath, request: &Request) -> Rendered {
    let loaded = chart::load(world, sources, path);
    let mut work = Work {
        world,
        sources,
        request,
        diagnostics: loaded.diagnostics,
        files: BTreeMap::new(),
        crds: Vec::new(),
        manifests: Vec::new(),
        lacks: Vec::new(),
        waiting: 0,
    };
    let Some(chart) = loaded.chart else {
        return Rendered {
            crds: Vec::new(),
            manifests: Vec::new(),
            ledger: Ledger::new(),
            diagnostics: work.diagnostics,
            chart: String::new(),
        };
    };
    let name = chart.name().to_owned();
    let ledger = work.chart(chart).unwrap_or_default();
    Rendered { crds: work.crds, manifests: work.manifests, ledger, diagnostics: work.diagnostics, chart: name }
}

struct Work<'w> {
    world: &'w dyn World,
    sources: &'w SourceMap,
    request: &'w Request,
    diagnostics: Vec<Diagnostic>,
    /// The files of templates, by the names that they have in the chart.
    files: BTreeMap<Rc<str>, FileId>,
    crds: Vec<Definitions>,
    manifests: Vec<Manifest>,
    /// Dependencies that are not there.
    lacks: Vec<String>,
    /// How often a template failed for want of them.
    waiting: usize,
}

/// A template that is executed.
struct Source {
    name: Rc<str>,
    file: FileId,
    text: std::sync::Arc<str>,
    /// Shared by all templates of one chart: what one sets, the next one sees.
    dot: GoMap,
    base: Rc<str>,
}

impl Work<'_> {
    fn is_strict(&self) -> bool {
        self.request.options.is_strict
    }

    fn error(&mut self, span: Option<Span>, message: String, help: &str) {
        let mut diagnostic = Diagnostic::error(message).code(INVALID);
        if let Some(span) = span {
            diagnostic = diagnostic.at(span);
        }
        self.diagnostics.push(if help.is_empty() { diagnostic } else { diagnostic.help(help) });
    }

    /// `None` when there is nothing to execute.
    fn chart(&mut self, chart: Chart) -> Option<Ledger> {
        let mut chart = chart;
        let given = self.given()?;
        if chart.is_library() {
            let message = format!("`{}` is a library: it renders nothing by itself", chart.name());
            if self.is_strict() {
                self.error(Some(chart.place()), message, "render a chart that uses it");
            } else {
                self.diagnostics.push(Diagnostic::note(message).at(chart.place()).help("check a chart that uses it"));
            }
            return None;
        }
        self.missing(&chart);
        if self.is_strict() && self.has_errors() {
            return None;
        }
        let version = self.request.options.version;
        let mut warnings = Vec::new();
        if let Err(message) = dependencies::process(&mut chart, &given, version, &mut warnings) {
            self.diagnostics.append(&mut warnings);
            self.error(Some(chart.place()), message, "give the subchart a table of values");
            return None;
        }
        self.diagnostics.append(&mut warnings);
        let wanted = self.request.kube_version.as_deref();
        let capabilities = Capabilities::new(version, wanted, &self.request.api_versions).or_else(|message| {
            self.error(Some(chart.place()), message, "e.g. `1.31`");
            Capabilities::new(version, None, &self.request.api_versions)
        });
        let Ok(capabilities) = capabilities else { return None };
        let values = match values::coalesce(&chart, given, values::Nulls::removed(version)) {
            Ok(values) => values,
            Err(message) => {
                self.error(Some(chart.place()), message, "give the subchart a table of values");
                return None;
            }
        };
        if !self.request.skip_schema {
            let problems = schema::validate(&chart, &values);
            self.diagnostics.extend(problems);
        }
        let wanted = &chart.metadata.kube_version;
        if !wanted.is_empty() && !is_compatible(wanted, capabilities.kubernetes()) {
            let message =
                format!("the chart requires Kubernetes `{wanted}`, which {} is not", capabilities.kubernetes());
            let span = chart.metadata.places.get("kubeVersion").copied();
            self.error(span, message, "name the version to render for with `--kube-version`");
        }
        if self.is_strict() && self.has_errors() {
            return None;
        }
        Some(self.execute(&chart, &values, &capabilities))
    }

    fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.level == tollgate_source::Level::Error)
    }

    fn missing(&mut self, chart: &Chart) {
        let missing: Vec<(String, String, Option<Span>)> = dependencies::missing(chart)
            .into_iter()
            .map(|one| (one.name.clone(), one.version.clone(), one.span))
            .collect();
        for (name, version, span) in missing {
            let message = format!("the dependency `{name}` ({version}) is not in `charts/`");
            self.error(
                span,
                message,
                "run `helm dependency build`; what the chart writes without it is checked all the same",
            );
            self.lacks.push(name);
        }
    }

    /// What is given to the chart: files, then what is set one by one.
    fn given(&mut self) -> Option<Map> {
        let mut given = Map::new();
        let mut is_good = true;
        for path in &self.request.values {
            let file = match tollgate_source::load(self.world, self.sources, path) {
                Ok(file) => file,
                Err(error) => {
                    self.error(None, error.to_string(), "name a values file that is there");
                    is_good = false;
                    continue;
                }
            };
            let text = self.sources.get(file).text.clone();
            match values::read(file, &text) {
                Ok((Node { kind: Kind::Map(map), .. }, notes)) => {
                    self.diagnostics.extend(notes);
                    given = values::merge_maps(&given, map);
                }
                Ok(_) => {}
                Err(errors) => {
                    self.diagnostics.extend(errors.into_iter().map(|error| error.code(INVALID)));
                    is_good = false;
                }
            }
        }
        let request = self.request;
        for text in &request.set_json {
            let outcome = values::apply(&mut given, text, &Setting::Json);
            is_good &= self.applied("--set-json", text, outcome);
        }
        for text in &request.set {
            let outcome = values::apply(&mut given, text, &Setting::Typed);
            is_good &= self.applied("--set", text, outcome);
        }
        for text in &request.set_string {
            let outcome = values::apply(&mut given, text, &Setting::Text);
            is_good &= self.applied("--set-string", text, outcome);
        }
        let (world, sources) = (self.world, self.sources);
        let read = |name: &str| {
            let path = WorldPath::new(name).ok_or_else(|| format!("`{name}` leads out of what is checked"))?;
            let file = tollgate_source::load(world, sources, &path).map_err(|error| error.to_string())?;
            Ok(sources.get(file).text.to_string())
        };
        for text in &request.set_file {
            let outcome = values::apply(&mut given, text, &Setting::File(&read));
            is_good &= self.applied("--set-file", text, outcome);
        }
        for text in &request.set_literal {
            let outcome = values::apply(&mut given, text, &Setting::Literal);
            is_good &= self.applied("--set-literal", text, outcome);
        }
        is_good.then_some(given)
    }

    fn applied(&mut self, flag: &str, text: &str, outcome: Result<(), String>) -> bool {
        let Err(reason) = outcome else { return true };
        self.error(None, format!("`{flag} {text}` cannot be read: {reason}"), "write `name=value`");
        false
    }

    fn execute(&mut self, chart: &Chart, values: &Map, capabilities: &Capabilities) -> Ledger {
        let mut engine = Engine::new(self.request.options.clone());
        let mut sources = Vec::new();
        let place = Some(Place { span: None, path: "".into() });
        let values = values::to_go(&Node { kind: Kind::Map(values.clone()), place }, &mut engine.ledger);
        let shared = Shared {
            release: self.release(),
            capabilities: capabilities.to_value(),
            version: self.request.options.version,
        };
        collect(chart, &shared, &values, chart.name(), true, &mut engine.ledger, &mut sources);
        // The deepest first, and the last of a folder first: later definitions replace earlier ones.
        sources.sort_by(|a, b| {
            let depth = |source: &Source| source.name.matches('/').count();
            depth(b).cmp(&depth(a)).then_with(|| b.name.cmp(&a.name))
        });
        if self.request.include_crds {
            crds::collect(chart, chart.name(), self.sources, &mut engine.ledger, &mut self.crds);
        }
        let mut executed = Vec::new();
        let texts: Vec<std::sync::Arc<str>> =
            sources.iter().map(|source| std::sync::Arc::clone(&source.text)).collect();
        let tokens: Vec<Tokens> = texts.par_iter().map(|text| Tokens::of(text)).collect();
        for (source, tokens) in sources.into_iter().zip(tokens) {
            self.files.insert(Rc::clone(&source.name), source.file);
            match engine.add_tokens(&source.name, &source.text, File(source.file.0), tokens) {
                Ok(()) => executed.push(source),
                Err(error) => {
                    let at = usize::try_from(error.offset).unwrap_or(usize::MAX);
                    let span = Span::new(source.file, at, at);
                    let help = crate::advice::of_syntax(&error.reason);
                    self.error(Some(span), format!("the template cannot be read: {}", error.reason), &help);
                    if self.is_strict() {
                        return engine.ledger;
                    }
                }
            }
        }
        let mut written: Vec<(Rc<str>, Text)> = Vec::new();
        for source in &executed {
            let file_name = source.name.rsplit('/').next().unwrap_or_default();
            if file_name.starts_with('_') {
                continue;
            }
            let names = [("Name", &source.name), ("BasePath", &source.base)];
            let template = names.map(|(key, text)| (Rc::from(key), Value::text(&**text))).into();
            let template = GoMap::new(Element::Any, template).named("chartutil.Values");
            source.dot.insert("Template", Data::Map(template).into());
            let outcome = engine.execute(&source.name, Data::Map(source.dot.clone()).into());
            for problem in engine.take_problems() {
                self.failed(&problem, &engine.ledger);
            }
            match outcome {
                Ok(text) if !source.name.ends_with("NOTES.txt") => {
                    written.push((Rc::clone(&source.name), without_no_value(&text)));
                }
                Ok(_) => {}
                Err(failure) => {
                    self.failed(&failure, &engine.ledger);
                    if self.is_strict() {
                        return engine.ledger;
                    }
                }
            }
        }
        if self.waiting > 0 {
            let templates = if self.waiting == 1 {
                "1 template needs".to_owned()
            } else {
                format!("{} templates need", self.waiting)
            };
            let names: Vec<String> = self.lacks.iter().map(|name| format!("`{name}`")).collect();
            let message = format!("{templates} what {} would bring, and could not be rendered", names.join(" or "));
            self.diagnostics.push(Diagnostic::note(message).at(chart.place()));
        }
        written.sort_by(|(a, _), (b, _)| a.cmp(b));
        self.sort(&written, &mut engine.ledger);
        engine.ledger
    }

    fn release(&self) -> Value {
        let texts = [("Name", &self.request.release), ("Namespace", &self.request.namespace)];
        let mut entries: BTreeMap<Rc<str>, Value> =
            texts.map(|(key, text)| (Rc::from(key), Value::text(text.as_str()))).into();
        entries.insert("IsUpgrade".into(), self.request.is_upgrade.into());
        entries.insert("IsInstall".into(), (!self.request.is_upgrade).into());
        entries.insert("Revision".into(), Value::int(1));
        entries.insert("Service".into(), "Helm".into());
        Value::map(entries)
    }

    fn sort(&mut self, written: &[(Rc<str>, Text)], ledger: &mut Ledger) {
        let mut kept = Vec::new();
        let mut hooks = Vec::new();
        for (name, manifest) in manifest::manifests(written) {
            match manifest {
                Ok(manifest) => {
                    let manifest = ordered(manifest, ledger);
                    if manifest.is_hook { hooks.push(manifest) } else { kept.push(manifest) }
                }
                Err(broken) => {
                    self.broken(&name, &broken, ledger);
                    if self.is_strict() {
                        return;
                    }
                }
            }
        }
        manifest::sort(&mut kept);
        manifest::sort(&mut hooks);
        if self.request.no_hooks {
            hooks.clear();
        }
        if self.request.skip_tests {
            hooks.retain(|hook| !hook.is_test);
        }
        kept.append(&mut hooks);
        self.manifests = kept;
    }

    /// A template that did not come to its end, or that refused.
    fn failed(&mut self, failure: &Failure, ledger: &Ledger) {
        let paths: Vec<String> = ledger
            .sources(failure.sources)
            .iter()
            .filter_map(|source| match source {
                tollgate_gotemplate::Source::Value(value) => Some(ledger.origin(*value).path.to_string()),
                _ => None,
            })
            .collect();
        if self.waits(failure, &paths) {
            self.waiting += 1;
            return;
        }
        let span = span(failure.at);
        let message = if failure.is_refusal {
            format!("the chart does not render: {}", failure.reason)
        } else {
            format!("the template fails: {}", failure.reason)
        };
        let mut diagnostic = Diagnostic::error(message).code(INVALID);
        if let Some(span) = span {
            diagnostic = diagnostic.at(span);
        }
        let paths: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
        if !paths.is_empty() {
            diagnostic = diagnostic.help(format!("give {} a value that the chart takes", paths.join(" or ")));
        } else if let Some(help) = crate::advice::of_failure(&failure.reason) {
            diagnostic = diagnostic.help(help);
        }
        // What calls itself is named once.
        let mut calls: Vec<Span> = Vec::new();
        for call in failure.calls.iter().filter_map(|at| self::span(*at)).take(MAX_LOOKED_AT) {
            if calls.len() < MAX_CALLS && !calls.contains(&call) && Some(call) != span {
                calls.push(call);
                diagnostic = diagnostic.label(call, "called here");
            }
        }
        self.diagnostics.push(diagnostic);
    }

    /// Whether it failed for want of a dependency, which is told already: a template of it is named, or a value that
    /// the dependency has a default for.
    fn waits(&self, failure: &Failure, values: &[String]) -> bool {
        let reason = &failure.reason;
        let names_template = reason.contains("no template \"") || reason.starts_with("template \"");
        let is_of = |value: &String| {
            self.lacks.iter().any(|name| value.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('.')))
        };
        !self.is_strict()
            && !self.lacks.is_empty()
            && !failure.is_refusal
            && (names_template || values.iter().any(is_of))
    }

    /// What a template wrote is no YAML.
    fn broken(&mut self, name: &Rc<str>, broken: &Broken, ledger: &Ledger) {
        let at = broken.error.span.map_or(0, |span| span.start as usize);
        let mark = broken.text.mark_at(at).or_else(|| broken.text.pieces().iter().rev().find_map(|piece| piece.mark));
        let span = mark.and_then(|mark| span(ledger.written(mark).at));
        let words = broken.text.to_str();
        let line = words.get(..at.min(words.len())).map_or(0, |before| before.matches('\n').count());
        let shown = words.lines().nth(line).unwrap_or_default().trim();
        let shown: String = shown.chars().take(120).collect();
        let message = format!("what `{name}` writes is no YAML: {}", broken.error.message);
        let span = span.or_else(|| self.files.get(name).copied().map(Span::start_of));
        self.error(span, message, &format!("this line is written here: `{shown}`"));
    }
}

/// Where a document stands among the others depends on what wrote its kind, for all of its lines.
fn ordered(manifest: Manifest, ledger: &mut Ledger) -> Manifest {
    let marks = manifest.ordered_by.iter().filter_map(|at| manifest.text.mark_at(*at));
    let order = marks.fold(Sources::NONE, |order, mark| {
        let more = ledger.all_of(mark);
        ledger.union(order, more)
    });
    if order == Sources::NONE {
        return manifest;
    }
    let text = manifest.text.remarked(|mark| mark.map(|mark| ledger.also(mark, Sources::NONE, order)));
    Manifest { text, ..manifest }
}

/// Calls that are shown of a stack, and those among which they are looked for.
const MAX_CALLS: usize = 5;
const MAX_LOOKED_AT: usize = 100;

fn span(at: At) -> Option<Span> {
    (at.file.0 != u32::MAX).then_some(Span { file: FileId(at.file.0), start: at.offset, end: at.offset })
}

/// What is the same for all charts.
struct Shared {
    release: Value,
    capabilities: Value,
    version: Version,
}

/// The templates of a chart and its subcharts, and what each chart is given.
fn collect(
    chart: &Chart,
    shared: &Shared,
    values: &Value,
    path: &str,
    is_root: bool,
    ledger: &mut Ledger,
    sources: &mut Vec<Source>,
) -> Value {
    let subcharts = GoMap::new(Element::Any, BTreeMap::new());
    let values = match &values.data {
        Data::Map(map) => Value { data: Data::Map(map.clone().named("chartutil.Values")), from: values.from },
        _ => Data::Map(GoMap::new(Element::Any, BTreeMap::new()).named("chartutil.Values")).into(),
    };
    let dot = GoMap::new(Element::Any, BTreeMap::new());
    dot.insert("Chart", objects::chart(chart, is_root, shared.version, ledger));
    dot.insert("Files", objects::files(&chart.files, shared.version));
    dot.insert("Release", shared.release.clone());
    dot.insert("Capabilities", shared.capabilities.clone());
    dot.insert("Values", values.clone());
    dot.insert("Subcharts", Data::Map(subcharts.clone()).into());
    for child in &chart.dependencies {
        let own = values.as_map().and_then(|map| map.get(child.name())).unwrap_or_default();
        let inner = format!("{path}/charts/{}", child.name());
        let child_dot = collect(child, shared, &own, &inner, false, ledger, sources);
        subcharts.insert(child.name(), child_dot);
    }
    let base: Rc<str> = format!("{path}/templates").into();
    for template in chart.templates.iter() {
        let is_partial = template.name.rsplit('/').next().is_some_and(|name| name.starts_with('_'));
        if chart.is_library() && !is_partial {
            continue;
        }
        sources.push(Source {
            name: format!("{path}/{}", template.name).into(),
            file: template.file,
            text: std::sync::Arc::clone(&template.text),
            dot: dot.clone(),
            base: Rc::clone(&base),
        });
    }
    Data::Map(dot).into()
}
