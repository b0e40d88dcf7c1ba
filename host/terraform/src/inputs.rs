//! Values for the variables of the root module.
//!
//! Lowest to highest: `TF_VAR_*`, `terraform.tfvars`, `terraform.tfvars.json`, `*.auto.tfvars` and
//! `*.auto.tfvars.json` in order of name, then the files and values given, each replacing the one before whole.

use std::{collections::HashMap, rc::Rc, sync::Arc};

use tollgate_hcl::ast::{Expr, ExprKind, ObjectKey};
use tollgate_ir::{How, Kind, Open, Origin, Type, Value};
use tollgate_source::{Diagnostic, FileId, Span, WorldPath, did_you_mean};

use crate::{
    Given,
    eval::Scope,
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
                let value = self.eval_or_report(&attribute.value, &Scope::constant());
                (Arc::clone(&attribute.name.name), attribute.name.span, value)
            })
            .collect()
    }

    /// JSON is nearly an HCL expression, which gives every value its place.
    fn read_json(&self, path: &WorldPath) -> Vec<(Arc<str>, Span, Value)> {
        let id = match tollgate_source::load(self.request.world, self.request.sources, path) {
            Ok(id) => id,
            Err(error) => {
                self.report(Diagnostic::error(error.to_string()));
                return Vec::new();
            }
        };
        let text = Arc::clone(&self.request.sources.get(id).text);
        let parsed = match serde_json::from_str::<serde_json::Value>(&text) {
            Ok(serde_json::Value::Object(map)) => map,
            Ok(_) => {
                self.report(Diagnostic::error(format!("`{path}` must hold one JSON object")).at(Span::start_of(id)));
                return Vec::new();
            }
            Err(error) => {
                let message = format!("`{path}` is not JSON: {error}");
                self.report(Diagnostic::error(message).code(tollgate_hcl::SYNTAX).at(Span::start_of(id)));
                return Vec::new();
            }
        };
        let (expr, _) = tollgate_hcl::parse_expression(id, &text);
        let places = expr.as_ref().map(object_items).unwrap_or_default();
        parsed
            .into_iter()
            .map(|(name, json)| {
                let place = places.get(name.as_str());
                let key_span = place.map_or(Span::start_of(id), |(span, _)| *span);
                let value = from_json(&json, place.map(|(_, expr)| *expr), id);
                (name.into(), key_span, value)
            })
            .collect()
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
            Some(expr) => self.eval_or_report(&expr, &Scope::constant()),
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

fn object_items(expr: &Expr) -> HashMap<&str, (Span, &Expr)> {
    let ExprKind::Object(items) = &expr.kind else { return HashMap::new() };
    items
        .iter()
        .filter_map(|entry| {
            let name = match &entry.key {
                ObjectKey::Word(word) => &*word.name,
                ObjectKey::Expr(key) => crate::model::literal(key)?,
            };
            Some((name, (entry.key.span(), &entry.value)))
        })
        .collect()
}

/// A JSON value; `place` is the same text read as an expression, for its spans.
fn from_json(json: &serde_json::Value, place: Option<&Expr>, file: FileId) -> Value {
    let span = place.map_or(Span::start_of(file), |expr| expr.span);
    let origin = Origin::at(span);
    match json {
        serde_json::Value::Null => Value::null(origin),
        serde_json::Value::Bool(value) => Value::bool(*value, origin),
        serde_json::Value::String(text) => Value::string(text.as_str(), origin),
        serde_json::Value::Number(number) => {
            // The digits as written, where they can be found: JSON numbers here are as exact as literals.
            let written = place.and_then(|expr| match &expr.kind {
                ExprKind::Number(digits) => digits.parse::<tollgate_ir::Number>().ok(),
                _ => None,
            });
            match written.or_else(|| number.to_string().parse().ok()) {
                Some(number) => Value::number(number, origin),
                None => unknown::failed("the number cannot be represented", span),
            }
        }
        serde_json::Value::Array(items) => {
            let places = match place.map(|expr| &expr.kind) {
                Some(ExprKind::Tuple(places)) => places.as_slice(),
                _ => &[],
            };
            Value::tuple(
                items.iter().enumerate().map(|(n, item)| from_json(item, places.get(n), file)).collect(),
                origin,
            )
        }
        serde_json::Value::Object(entries) => {
            let places = place.map(object_items).unwrap_or_default();
            let entries = entries.iter().map(|(name, value)| {
                let place = places.get(name.as_str());
                let key_span = place.map_or(span, |(span, _)| *span);
                let value = from_json(value, place.map(|(_, expr)| *expr), file);
                (Arc::from(name.as_str()), tollgate_ir::Entry { key_span, value })
            });
            Value::new(Kind::Object(Arc::new(entries.collect()), Open::Closed), origin)
        }
    }
}
