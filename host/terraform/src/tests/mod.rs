//! Small configurations with what is seen of them beside.
//!
//! [`show`] writes values on one line: `?aws_x.y.id` is an unknown that is exactly that attribute, `?~…` one
//! that depends on it, `?{a | b}` one of two, `…` at the end of a collection says that it may hold more.

mod alternatives;
mod bad_input;
mod blocks;
mod conformance;
mod data_sources;
mod display;
mod documents;
mod expansion;
mod functions_in_context;
mod hostile;
mod json_syntax;
mod modules;
mod nested_blocks;
mod origins;
mod overrides;
mod recorded;
mod references;
mod tags;
mod unknowns;
mod validation;
mod variables;

use std::fmt::Write;

use tollgate_ir::{AddressKind, Kind, Open, Project, Unknown, Value};
use tollgate_source::{Level, MemoryWorld, SourceMap, WorldPath};

use crate::{Request, eval_text, evaluate, evaluate_plan};

/// A world of files, and what is given on the command line.
pub(crate) struct Given {
    world: MemoryWorld,
    sources: SourceMap,
    vars: Vec<(String, String)>,
    env: Vec<(String, String)>,
    aws: crate::Aws,
    plan: Option<WorldPath>,
}

impl Given {
    /// One file, `main.tf`.
    pub(crate) fn main(text: &str) -> Self {
        Self::files(&[("main.tf", text)])
    }

    pub(crate) fn files(files: &[(&str, &str)]) -> Self {
        let world = files.iter().fold(MemoryWorld::new(), |world, (path, text)| world.with(path, text));
        Self {
            world,
            sources: SourceMap::new(),
            vars: Vec::new(),
            env: Vec::new(),
            aws: crate::Aws::default(),
            plan: None,
        }
    }

    pub(crate) fn var(mut self, name: &str, value: &str) -> Self {
        self.vars.push((name.into(), value.into()));
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    pub(crate) fn aws(mut self, aws: crate::Aws) -> Self {
        self.aws = aws;
        self
    }

    /// The plan in this file is evaluated, rather than the folder.
    pub(crate) fn plan(mut self, path: &str) -> Self {
        self.plan = WorldPath::new(path);
        self
    }

    fn request(&self) -> Request<'_> {
        Request {
            world: &self.world,
            sources: &self.sources,
            root: WorldPath::root(),
            variant: "".into(),
            given: self.vars.iter().map(|(name, text)| text_of(name, text)).collect(),
            env: self.env.clone(),
            workspace: None,
            aws: self.aws.clone(),
        }
    }

    pub(crate) fn project(&self) -> Project {
        match &self.plan {
            Some(plan) => evaluate_plan(&Request { root: plan.clone(), ..self.request() }),
            None => evaluate(&self.request()),
        }
    }

    /// Resources as `address body`, one per line, `?` behind the address of one that may not exist; outputs as
    /// `output.name value`. Provider and settings blocks are left out.
    pub(crate) fn sees(&self, expected: &str) {
        let project = self.project();
        let mut seen = String::new();
        for resource in &project.resources {
            if let AddressKind::Terraform { .. } = resource.address.kind {
                let doubt = if resource.exists == tollgate_ir::Tri::Yes { "" } else { "?" };
                writeln!(seen, "{}{doubt} {}", resource.address, show(&resource.body)).expect("written");
            }
        }
        for (name, value) in &project.roots[0].outputs {
            writeln!(seen, "output.{name} {}", show(value)).expect("written");
        }
        let lines =
            |text: &str| text.lines().map(str::trim).filter(|l| !l.is_empty()).map(String::from).collect::<Vec<_>>();
        assert_eq!(lines(&seen), lines(expected), "diagnostics: {:#?}", self.told(&project, Level::Note));
    }

    /// Everything that is told at `least` or above: `file:line: message`.
    fn told(&self, project: &Project, least: Level) -> Vec<String> {
        let place = |diagnostic: &tollgate_source::Diagnostic| match diagnostic.span {
            Some(span) => {
                let file = self.sources.get(span.file);
                format!("{}:{}: ", file.path, file.line_column(span.start).line)
            }
            None => String::new(),
        };
        let diagnostics = project.roots[0].diagnostics.iter().filter(|diagnostic| diagnostic.level >= least);
        diagnostics.map(|diagnostic| format!("{}{}", place(diagnostic), diagnostic.message)).collect()
    }

    /// The errors and warnings, each as the start of `file:line: message`.
    pub(crate) fn tells(&self, expected: &[&str]) {
        let told = self.told(&self.project(), Level::Warning);
        let fits =
            told.len() == expected.len() && told.iter().zip(expected).all(|(told, start)| told.starts_with(start));
        assert!(fits, "told {told:#?}\nexpected {expected:#?}");
    }

    /// Expressions with their values.
    pub(crate) fn values(&self, rows: &[(&str, &str)]) {
        let expressions: Vec<String> = rows.iter().map(|(expression, _)| (*expression).to_owned()).collect();
        let answers = eval_text(&self.request(), &expressions);
        for ((expression, expected), answer) in rows.iter().zip(answers) {
            let answer = answer.as_ref().map_or_else(|message| format!("error: {message}"), show);
            let fits = match expected.strip_suffix('…') {
                Some(start) if expected.starts_with("error") => answer.starts_with(start),
                _ => answer == *expected,
            };
            assert!(fits, "`{expression}` is\n  {answer}\nexpected\n  {expected}");
        }
    }

    /// How the value at `path` of a resource came there: `place text` of each hop, from the use to the source.
    pub(crate) fn came(&self, address: &str, path: &[&str], expected: &[&str]) {
        let project = self.project();
        let resource =
            project.resources.iter().find(|r| r.address.to_string() == address).expect("the resource is seen");
        let value = path.iter().fold(&resource.body, |value, step| match step.parse::<usize>() {
            Ok(n) => &value.elements().expect("a list")[n],
            Err(_) => value.get(step).expect("the attribute is there"),
        });
        let place = |span: tollgate_source::Span| {
            let file = self.sources.get(span.file);
            format!("{}:{} {}", file.path, file.line_column(span.start).line, file.slice(span))
        };
        let mut seen = vec![place(value.origin.span)];
        seen.extend(value.origin.hops().map(|hop| format!("{}: {}", hop.how.describe(), place(hop.origin.span))));
        assert_eq!(seen, expected);
    }
}

fn text_of(name: &str, text: &str) -> crate::Given {
    crate::Given::Text { name: name.into(), text: text.into() }
}

/// A value on one line.
pub(crate) fn show(value: &Value) -> String {
    if value.marks.sensitive {
        return "(sensitive)".into();
    }
    let open = |open: &Open, mut parts: Vec<String>| {
        if let Open::Open(unknown) = open {
            parts.push(format!("…{}", show_unknown(unknown)));
        }
        parts.join(", ")
    };
    match &value.kind {
        Kind::Null(_) => "null".into(),
        Kind::Bool(value) => value.to_string(),
        Kind::Number(value) => value.to_string(),
        Kind::String(text) => format!("{text:?}"),
        Kind::List(_, items, end) | Kind::Set(_, items, end) | Kind::Tuple(items, end) => {
            format!("[{}]", open(end, items.iter().map(show).collect()))
        }
        Kind::Map(_, entries, end) | Kind::Object(entries, end) => {
            let parts = entries.iter().map(|(key, entry)| format!("{key} = {}", show(&entry.value))).collect();
            format!("{{{}}}", open(end, parts))
        }
        Kind::Unknown(unknown) => show_unknown(unknown),
    }
}

fn show_unknown(unknown: &Unknown) -> String {
    let prefix = unknown.refinement.prefix.as_deref().map(|prefix| format!("{prefix:?}+")).unwrap_or_default();
    if !unknown.one_of.is_empty() {
        return format!("?{{{}}}", unknown.one_of.iter().map(show).collect::<Vec<_>>().join(" | "));
    }
    let refs = unknown.refs.iter().map(|r| format!("{}{}", if r.exact { "" } else { "~" }, r.path));
    format!("?{prefix}{}", refs.collect::<Vec<_>>().join(","))
}
