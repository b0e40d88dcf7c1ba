//! Values for the variables of the root module.
//!
//! Lowest to highest: `TF_VAR_*`, `terraform.tfvars`, `terraform.tfvars.json`, `*.auto.tfvars` and
//! `*.auto.tfvars.json` in order of name, then the files and values given, each replacing the one before whole.

pub(crate) mod candidates;
pub(crate) mod cloud;

use std::{collections::HashMap, rc::Rc, sync::Arc};

use tollgate_hcl::json::{JsonKind, Member};
use tollgate_ir::{How, Origin, Type, Value};
use tollgate_source::{Diagnostic, FileId, Span, WorldPath, did_you_mean};

use crate::{
    Given,
    expr::unknown,
    instance::{Evaluation, Instance},
    load::{self, model::Module},
    lower::secrets::HIDDEN,
};

/// Code of the diagnostics about values for variables that the root module does not declare. It is no rule:
/// where several roots are given the same, only who sees them all knows whether it is a mistake.
pub const UNDECLARED: &str = "given/undeclared";

pub(crate) type Inputs = HashMap<Arc<str>, (Value, How)>;

impl Evaluation<'_> {
    /// Everything that is given to the root module.
    pub(crate) fn read_inputs(&self, module: &Rc<Module>) -> Inputs {
        let mut inputs = Inputs::new();
        for (name, text) in &self.request.env {
            if let Some(name) = name.strip_prefix("TF_VAR_")
                && let Some(at) = module.index.variables.get(name)
            {
                let how = How::EnvironmentVariable(format!("TF_VAR_{name}").into());
                let value = self.given(module, *at, &format!("TF_VAR_{name}"), text);
                inputs.insert(name.into(), (value, how));
            }
        }
        for path in self.automatic_files() {
            self.read_file(&path, module, &mut inputs, false);
        }
        for given in &self.request.given {
            match given {
                Given::File(path) => self.read_file(path, module, &mut inputs, true),
                Given::Text { name, text } => self.read_text(name, text, module, &mut inputs),
                Given::Value { name, value, .. } if module.index.variables.contains_key(&**name) => {
                    if module.index.variables.get(&**name).is_some_and(|at| module.variables[*at].is_sensitive()) {
                        self.keep_secret(value.origin.span);
                    }
                    let how = How::TfVars(name.as_str().into());
                    inputs.insert(name.as_str().into(), (value.clone(), how));
                }
                // A section of a configuration may speak to many roots, of which not all are looked at now.
                Given::Value { name, name_span, .. } => {
                    let message = format!("`{name}` is given a value, and the root module declares no such variable");
                    self.report(unknown_variable(Diagnostic::warning(message).at(*name_span), name, module));
                }
            }
        }
        self.tell_candidates(module, &inputs);
        self.redact();
        inputs
    }

    fn read_text(&self, name: &str, text: &str, module: &Rc<Module>, inputs: &mut Inputs) {
        if let Some(at) = module.index.variables.get(name) {
            let value = self.given(module, *at, &format!("--var {name}"), text);
            inputs.insert(name.into(), (value, How::CommandLine(name.into())));
            return;
        }
        let message = format!("`--var {name}=…` is for a variable that the root module does not declare");
        // Its value may be a secret whose name is misspelled.
        let place = self.given_text(&format!("(--var {name}, not declared)"), "");
        let error = Diagnostic::error(message).at(Span::start_of(place));
        self.report(unknown_variable(error, name, module));
    }

    fn automatic_files(&self) -> Vec<WorldPath> {
        let folder = &self.request.root;
        let Ok(entries) = self.request.world.list(folder) else { return Vec::new() };
        let names = entries.iter().map(|entry| entry.name.as_str());
        let auto = names.clone().filter(|name| is_auto(name));
        ["terraform.tfvars", "terraform.tfvars.json"]
            .into_iter()
            .filter(|name| names.clone().any(|other| other == *name))
            .chain(auto)
            .filter_map(|name| folder.join(name))
            .collect()
    }

    fn read_file(&self, path: &WorldPath, module: &Rc<Module>, inputs: &mut Inputs, named: bool) {
        let is_json = path.as_str().ends_with(".json");
        let values = if is_json { self.read_json(path) } else { self.read_hcl(path) };
        if let Some(id) = self.request.sources.find(path).filter(|_| !is_json) {
            let is_secret =
                |name: &str| module.index.variables.get(name).is_some_and(|at| module.variables[*at].is_sensitive());
            self.keep_lines_secret(id, &self.request.sources.get(id).text, is_secret);
        }
        for (name, key_span, value) in values {
            if let Some(at) = module.index.variables.get(&name) {
                if module.variables[*at].is_sensitive() {
                    self.keep_secret(value.origin.span);
                }
                let how = How::TfVars(Arc::clone(&name));
                inputs.insert(name, (value, how));
            } else if named || path.parent().as_ref() == Some(&self.request.root) {
                let diagnostic = Diagnostic::warning(format!(
                    "`{path}` gives a value to `{name}`, which the root module does not declare"
                ))
                .at(key_span);
                self.report(unknown_variable(diagnostic, &name, module));
            }
        }
    }

    fn read_hcl(&self, path: &WorldPath) -> Vec<(Arc<str>, Span, Value)> {
        let mut diagnostics = Vec::new();
        let file = load::parse(self.request.world, self.request.sources, path, &mut diagnostics);
        for diagnostic in diagnostics {
            self.report(diagnostic);
        }
        let Some(file) = file else { return Vec::new() };
        for block in &file.body.blocks {
            self.report(
                Diagnostic::error(format!("`{path}` holds values of variables, not `{}` blocks", block.ty.name))
                    .at(block.header)
                    .help("move it into a `.tf` file"),
            );
        }
        let attributes = file.body.attributes.iter();
        attributes
            .map(|attribute| {
                let value = self.literal(&attribute.value);
                (Arc::clone(&attribute.name.name), attribute.name.span, value)
            })
            .collect()
    }

    fn read_json(&self, path: &WorldPath) -> Vec<(Arc<str>, Span, Value)> {
        let (world, sources) = (self.request.world, self.request.sources);
        let loaded = tollgate_source::read_configuration(world, path);
        let id = match loaded.and_then(|_| tollgate_source::load(world, sources, path)) {
            Ok(id) => id,
            Err(error) => {
                self.report(Diagnostic::error(error.to_string()));
                return Vec::new();
            }
        };
        let json = match tollgate_hcl::json::parse(id, &self.request.sources.get(id).text) {
            Ok(json) => json,
            Err(diagnostic) => {
                self.report(diagnostic);
                return Vec::new();
            }
        };
        if !matches!(json.kind, JsonKind::Object(_)) {
            let message = format!("`{path}` must hold one JSON object, not {}", json.describe());
            self.report(Diagnostic::error(message).at(json.span));
        }
        // Keys that occur twice are told, here and inside of values.
        let mut diagnostics = Vec::new();
        json.literal(&mut diagnostics);
        diagnostics.into_iter().for_each(|diagnostic| self.report(diagnostic));
        let value = |member: &Member| {
            let value = self.literal(&member.value.literal(&mut Vec::new()));
            (Arc::clone(&member.key.name), member.key.span, value)
        };
        json.members().iter().filter(|member| &*member.key.name != "//").map(value).collect()
    }

    /// A text that stands in no file, as a file. One name may be given several texts.
    fn given_text(&self, name: &str, text: &str) -> FileId {
        let sources = self.request.sources;
        let numbered = |n: u32| if n == 0 { name.to_owned() } else { format!("{name} {n}") };
        // A name that is no path cannot be a variable's; what it is called then matters to nobody.
        let path = |n| WorldPath::new(&numbered(n)).unwrap_or_else(WorldPath::root);
        (0..1000)
            .map(|n| sources.add(path(n), text))
            .find(|id| *sources.get(*id).text == *text)
            .unwrap_or_else(|| sources.add(path(0), text))
    }

    /// A value given as text: an expression where the variable is of a structural type, the text itself where not.
    fn given(&self, module: &Rc<Module>, at: usize, place: &str, text: &str) -> Value {
        let variable = &module.variables[at];
        // Messages may show the place of a value: what is nobody's to see does not go there.
        let is_secret = variable.is_sensitive() || place.starts_with("TF_VAR_");
        let id = if is_secret {
            self.given_text(&format!("({place}{HIDDEN}"), &"*".repeat(text.len()))
        } else {
            self.given_text(&format!("({place})"), text)
        };
        let span = Span::new(id, 0, text.len());
        let detached = Rc::new(Instance::new(
            Rc::clone(module),
            None,
            tollgate_ir::Key::None,
            tollgate_ir::Tri::Yes,
            Default::default(),
        ));
        let ty = &self.constraint(&detached, at, variable).ty;
        let literal = ty.is_primitive() || variable.block.body.attribute("type").is_none();
        if literal {
            return Value::string(text, Origin::at(span));
        }
        let (expr, diagnostics) = tollgate_hcl::parse_expression(id, text);
        match expr {
            Some(expr) => self.literal(&expr),
            None if *ty == Type::Any => Value::string(text, Origin::at(span)),
            None => {
                for diagnostic in diagnostics {
                    self.report(diagnostic);
                }
                unknown::failed("the value cannot be read", span)
            }
        }
    }
}

/// Whether Terraform reads a file of this name in the root module by itself.
pub(crate) fn is_automatic(name: &str) -> bool {
    is_auto(name) || ["terraform.tfvars", "terraform.tfvars.json"].contains(&name)
}

fn is_auto(name: &str) -> bool {
    name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json")
}

fn unknown_variable(diagnostic: Diagnostic, name: &str, module: &Module) -> Diagnostic {
    let diagnostic = diagnostic.code(UNDECLARED);
    match did_you_mean(name, module.variables.iter().map(|variable| &*variable.name)) {
        Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
        None => diagnostic.help(format!("declare variable `{name}`, or remove the value")),
    }
}
