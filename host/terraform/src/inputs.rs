//! Values for the variables of the root module.
//!
//! Lowest to highest: `TF_VAR_*`, `terraform.tfvars`, `terraform.tfvars.json`, `*.auto.tfvars` and
//! `*.auto.tfvars.json` in order of name, then the files and values given, each replacing the one before whole.

use std::{collections::HashMap, rc::Rc, sync::Arc};

use tollgate_hcl::json::{JsonKind, Member};
use tollgate_ir::{How, Origin, Type, Value};
use tollgate_source::{Diagnostic, FileId, Span, WorldPath, did_you_mean};

use crate::{
    Given,
    instance::{Evaluation, Instance},
    load,
    model::Module,
    unknown,
};

type Inputs = HashMap<Arc<str>, (Value, How)>;

impl Evaluation<'_> {
    /// Everything that is given to the root module.
    pub(crate) fn read_inputs(&self, module: &Rc<Module>) -> Inputs {
        let mut inputs = Inputs::new();
        for (name, text) in &self.request.env {
            if let Some(name) = name.strip_prefix("TF_VAR_")
                && let Some(at) = module.index.variables.get(name)
            {
                let how = How::EnvironmentVariable(format!("TF_VAR_{name}").into());
                let value = self.given(module, *at, &format!("(TF_VAR_{name})"), text);
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
                    let how = How::TfVars(name.as_str().into());
                    inputs.insert(name.as_str().into(), (value.clone(), how));
                }
                Given::Value { name, name_span, .. } => {
                    let message = format!("`{name}` is given a value, and the root module declares no such variable");
                    self.report(unknown_variable(Diagnostic::error(message).at(*name_span), name, module));
                }
            }
        }
        inputs
    }

    fn read_text(&self, name: &str, text: &str, module: &Rc<Module>, inputs: &mut Inputs) {
        let place = format!("(--var {name})");
        if let Some(at) = module.index.variables.get(name) {
            let value = self.given(module, *at, &place, text);
            inputs.insert(name.into(), (value, How::CommandLine(name.into())));
            return;
        }
        let message = format!("`--var {name}=…` is for a variable that the root module does not declare");
        let place = WorldPath::new(&place).map(|path| Span::start_of(self.request.sources.add(path, text)));
        let error = place.into_iter().fold(Diagnostic::error(message), Diagnostic::at);
        self.report(unknown_variable(error, name, module));
    }

    fn automatic_files(&self) -> Vec<WorldPath> {
        let folder = &self.request.root;
        let Ok(entries) = self.request.world.list(folder) else { return Vec::new() };
        let names = entries.iter().map(|entry| entry.name.as_str());
        let auto = names.clone().filter(|name| name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json"));
        ["terraform.tfvars", "terraform.tfvars.json"]
            .into_iter()
            .filter(|name| names.clone().any(|other| other == *name))
            .chain(auto)
            .filter_map(|name| folder.join(name))
            .collect()
    }

    fn read_file(&self, path: &WorldPath, module: &Rc<Module>, inputs: &mut Inputs, named: bool) {
        let values = if path.as_str().ends_with(".json") { self.read_json(path) } else { self.read_hcl(path) };
        for (name, key_span, value) in values {
            if module.index.variables.contains_key(&name) {
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
        let id = match tollgate_source::load(self.request.world, self.request.sources, path) {
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

    /// A value given as text: an expression where the variable is of a structural type, the text itself where not.
    fn given(&self, module: &Rc<Module>, at: usize, place: &str, text: &str) -> Value {
        let id = match WorldPath::new(place) {
            Some(path) => self.request.sources.add(path, text),
            None => FileId(0),
        };
        let span = Span::new(id, 0, text.len());
        let variable = &module.variables[at];
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

fn unknown_variable(diagnostic: Diagnostic, name: &str, module: &Module) -> Diagnostic {
    match did_you_mean(name, module.variables.iter().map(|variable| &*variable.name)) {
        Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
        None => diagnostic.help(format!("declare variable `{name}`, or remove the value")),
    }
}
