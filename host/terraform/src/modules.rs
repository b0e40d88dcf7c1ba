//! Module calls: where their source is, their instances, and values that pass in (variables) and out (outputs).

use std::{rc::Rc, sync::Arc};

use tollgate_hcl::ast::{Traverse, TraverseKind};
use tollgate_ir::{Address, How, Key, Kind, Marks, RefPath, Reference, Refinement, Type, Unknown, Value, Why};
use tollgate_source::{Diagnostic, Span, WorldPath, did_you_mean};

use crate::{
    constraint::{self, Constraint},
    expand::{ExpandedCall, Occurrence, Shape, named_key},
    expr::{
        eval::{Evaluated, Fault, Scope},
        references::{arrived, gather, name_after, needless_key, no_key, undeclared},
        unknown,
    },
    instance::{Caller, Evaluation, Instance},
    load::{
        self,
        model::{Call, Module, Variable},
    },
};

/// Module calls nested deeper than this are not followed.
const DEPTH: usize = 32;

/// The value of a variable, and how it got there; none when there is no value.
type Variabled = (Value, Option<How>);

impl Evaluation<'_> {
    /// The module in `path`, read once; what is wrong with it is told then.
    pub(crate) fn module(&self, path: &WorldPath) -> Option<Rc<Module>> {
        if let Some(known) = self.modules.borrow().get(path) {
            return known.clone();
        }
        let (module, diagnostics) = load::module(self.request.world, self.request.sources, path);
        for diagnostic in diagnostics {
            self.report(diagnostic);
        }
        let module = module.map(Rc::new);
        if let Some(module) = &module {
            self.validate(module);
        }
        self.modules.borrow_mut().insert(path.clone(), module.clone());
        module
    }

    pub(crate) fn variable(&self, instance: &Rc<Instance>, at: usize, span: Span) -> Result<Variabled, Fault> {
        let variable = &instance.module.variables[at];
        self.demand(
            &instance.variables[at],
            || format!("{}var.{}", instance.prefix(), variable.name),
            span,
            || {
                let (value, how) = self.variable_value(instance, at, variable);
                let mut marks = Marks { sensitive: variable.is_sensitive(), ..Marks::default() };
                marks.ephemeral = variable.is_ephemeral();
                (value.marked(marks), how)
            },
        )
    }

    fn variable_value(&self, instance: &Rc<Instance>, at: usize, variable: &Variable) -> Variabled {
        let constraint = self.constraint(instance, at, variable);
        let given = match &instance.caller {
            None => self.inputs.get(&variable.name).map(|(value, how)| (value.clone(), how.clone())),
            Some(caller) => self.argument(caller, &variable.name),
        };
        if variable.is_sensitive() {
            let argument = instance.caller.as_ref().and_then(|caller| {
                caller.instance.module.calls[caller.call].block.body.attribute(&variable.name).map(|a| a.value.clone())
            });
            argument.iter().chain(variable.default()).for_each(|expr| self.keep_literals_secret(expr));
        }
        // Null asks for the default where null is no value of its own.
        let given = given.filter(|(value, _)| !value.is_null() || variable.is_nullable());
        let (value, how) = match (given, variable.default()) {
            (Some(given), _) => given,
            (None, Some(default)) => {
                let value = instance.module.seen_where_overridden(self.literal(default), default);
                (value, How::VariableDefault(Arc::clone(&variable.name)))
            }
            (None, None) => return (self.no_value(instance, variable, &constraint), None),
        };
        let nullable = variable.is_nullable();
        match constraint.apply(&value) {
            Ok(value) => (if nullable { value } else { without_null(value) }, Some(how)),
            Err(reason) => {
                let message = format!("the value of variable `{}` is unsuitable: {reason}", variable.name);
                // What is wrong with a default is told once for all calls of the module.
                if !matches!(how, How::VariableDefault(_)) {
                    self.report(
                        Diagnostic::error(message.clone())
                            .at(value.origin.span)
                            .label(variable.block.header, format!("the variable must be `{}`", constraint.ty)),
                    );
                }
                let unknown = unknown::of(constraint.ty.clone(), Why::EvalError(message.into()));
                (Value::unknown(unknown, value.origin.clone()), Some(how))
            }
        }
    }

    /// What stands for a variable that was given no value: the same unknown wherever it goes.
    fn no_value(&self, instance: &Rc<Instance>, variable: &Variable, constraint: &Constraint) -> Value {
        let span = variable.block.header;
        let target = Arc::new(self.block_address(instance, "variable", &variable.name));
        let why = Why::NoVariableValue(Arc::clone(&variable.name));
        if instance.caller.is_none() {
            self.report(
                Diagnostic::note(format!("variable `{}` has no value", variable.name))
                    .at(span)
                    .help("what depends on it is unknown; give it a default, a value in a `.tfvars` file, or `--var`"),
            );
        }
        let value = unknown::attribute(target, Vec::new(), constraint.ty.clone(), why, span);
        if variable.is_nullable() { value } else { without_null(value) }
    }

    pub(crate) fn constraint(&self, instance: &Rc<Instance>, at: usize, variable: &Variable) -> Rc<Constraint> {
        let compute = || {
            let Some(attribute) = variable.block.body.attribute("type") else { return Rc::new(Constraint::any()) };
            let mut evaluate = |expr: &tollgate_hcl::ast::Expr| self.literal(expr);
            Rc::new(constraint::parse(&attribute.value, &mut evaluate).unwrap_or_else(|diagnostic| {
                self.report(diagnostic);
                Constraint::any()
            }))
        };
        let name = || format!("type of var.{}", variable.name);
        let demanded = self.demand(&instance.constraints[at], name, variable.block.header, compute);
        demanded.unwrap_or_else(|_| Rc::new(Constraint::any()))
    }

    fn argument(&self, caller: &Caller, name: &Arc<str>) -> Option<(Value, How)> {
        let call = &caller.instance.module.calls[caller.call];
        let attribute = call.block.body.attribute(name)?;
        let scope = Scope { repetition: &caller.repetition, ..Scope::module(&caller.instance) };
        let value = self.eval_or_report(&attribute.value, &scope);
        Some((value, How::ModuleArgument { call: Arc::clone(&call.name), argument: Arc::clone(name) }))
    }

    pub(crate) fn output(&self, instance: &Rc<Instance>, at: usize, span: Span) -> Evaluated {
        let block = &instance.module.outputs[at];
        let name = || block.labels.first().map_or("", |label| &label.name).to_owned();
        self.demand(
            &instance.outputs[at],
            || format!("{}output.{}", instance.prefix(), name()),
            span,
            || {
                let Some(attribute) = block.body.attribute("value") else {
                    let message = format!("output `{}` has no `value`", name());
                    self.report(Diagnostic::error(message.clone()).at(block.header));
                    return unknown::failed(&message, block.header);
                };
                let value = self.eval_or_report(&attribute.value, &Scope::module(instance));
                let sensitive = block.body.attribute("sensitive");
                let sensitive = sensitive.is_some_and(|flag| {
                    self.eval_or_report(&flag.value, &Scope::module(instance)).as_bool() == Some(true)
                });
                self.check_disclosure(instance, block, &value, sensitive);
                value.marked(Marks { sensitive, ..Marks::default() })
            },
        )
    }

    pub(crate) fn module_reference(
        &self,
        instance: &Rc<Instance>,
        steps: &[Traverse],
        span: Span,
        scope: &Scope<'_>,
    ) -> Evaluated {
        let (name, rest) = name_after("module", steps, span)?;
        let index = &instance.module.index;
        let Some(at) = index.calls.get(name) else {
            return Err(undeclared("module", "module", name, span, index.calls.keys().map(|key| &**key)));
        };
        let call = &instance.module.calls[*at];
        let expanded = self.calls(instance, *at, span)?;
        if let Some(why) = &expanded.missing {
            let target = Arc::new(self.block_address(instance, "module", name));
            let whole = unknown::attribute(target, Vec::new(), Type::Any, why.clone(), span);
            return self.follow(whole, rest, span, scope);
        }
        let (picked, rest) = match (expanded.shape, rest.split_first().map(|(step, rest)| (&step.kind, rest))) {
            (Shape::Single, Some((TraverseKind::Index(_) | TraverseKind::LegacyIndex(_), _))) => {
                return Err(needless_key(&format!("module.{name}"), span));
            }
            (Shape::Single, _) => (expanded.instances.first(), rest),
            (shape, Some((TraverseKind::Attr(output), _))) => {
                return Err(no_key(&format!("module.{name}"), output, shape == Shape::Count, span));
            }
            (shape, Some((kind @ (TraverseKind::Index(_) | TraverseKind::LegacyIndex(_)), rest))) => {
                let key = match kind {
                    TraverseKind::LegacyIndex(n) => Some(Key::Int(*n)),
                    TraverseKind::Index(expr) => named_key(shape, &self.eval(expr, scope)?),
                    _ => None,
                };
                match key {
                    Some(key) => {
                        let at = expanded.by_key.get(&key).or_else(|| expanded.by_key.get(&Key::Any));
                        match at.and_then(|at| expanded.instances.get(*at)) {
                            Some(picked) => (Some(picked), rest),
                            None => return Err(Fault::new(span, format!("`module.{name}{key}` does not exist"))),
                        }
                    }
                    None => (None, steps.get(1..).unwrap_or(&[])),
                }
            }
            _ => (None, rest),
        };
        let Some((_, picked)) = picked else {
            let all = expanded.instances.iter().map(|(occurrence, child)| {
                let path = RefPath { target: self.call_address(instance, call), path: Vec::new() };
                let refs = vec![Reference { path, exact: false, span }];
                (occurrence.key.clone(), occurrence.exists, self.outputs_of(child, call, span), refs)
            });
            return self.follow(gather(expanded.shape, all.collect(), span), rest, span, scope);
        };
        let Some((Traverse { kind: TraverseKind::Attr(output), .. }, rest)) = rest.split_first() else {
            return self.follow(self.outputs_of(picked, call, span), rest, span, scope);
        };
        let outputs = &picked.module.index.outputs;
        let Some(output_at) = outputs.get(output) else {
            let fault = Fault::new(span, format!("`module.{name}` has no output `{output}`"));
            return Err(match did_you_mean(output, outputs.keys().map(|key| &**key)) {
                Some(close) => fault.help(format!("did you mean `{close}`?")),
                None => fault.help(format!("declare it in `{}`", picked.module.path)),
            });
        };
        let value = self.output_value(picked, *output_at, call, output, span)?;
        self.follow(value, rest, span, scope)
    }

    fn call_address(&self, instance: &Instance, call: &Call) -> Arc<Address> {
        Arc::new(self.block_address(instance, "module", &call.name))
    }

    fn output_value(&self, child: &Rc<Instance>, at: usize, call: &Call, output: &Arc<str>, span: Span) -> Evaluated {
        let value = self.output(child, at, span)?;
        Ok(arrived(&value, span, How::ModuleOutput { call: Arc::clone(&call.name), output: Arc::clone(output) }))
    }

    fn outputs_of(&self, child: &Rc<Instance>, call: &Call, span: Span) -> Value {
        let entries = child.module.outputs.iter().enumerate().filter_map(|(at, block)| {
            let name = &block.labels.first()?.name;
            if child.module.index.outputs.get(name) != Some(&at) {
                return None;
            }
            let value = self.output_value(child, at, call, name, span).unwrap_or_else(|fault| {
                self.report(fault.diagnostic());
                unknown::failed(&fault.message, span)
            });
            Some((Arc::clone(name), value))
        });
        unknown::object_at(entries.collect::<Vec<_>>(), tollgate_ir::Open::Closed, span)
    }

    /// The instances of a module call.
    pub(crate) fn calls(&self, instance: &Rc<Instance>, at: usize, span: Span) -> Result<Rc<ExpandedCall>, Fault> {
        let call = &instance.module.calls[at];
        self.demand(
            &instance.modules[at],
            || format!("{}module.{}", instance.prefix(), call.name),
            span,
            || Rc::new(self.expand_call(instance, at, call)),
        )
    }

    fn expand_call(&self, instance: &Rc<Instance>, at: usize, call: &Call) -> ExpandedCall {
        let missing = |why| ExpandedCall {
            shape: Shape::Single,
            instances: Vec::new(),
            by_key: Default::default(),
            missing: Some(why),
        };
        let module = match self.source(instance, call) {
            Ok(module) => module,
            Err(why) => return missing(why),
        };
        self.check_arguments(call, &module);
        self.check_providers(instance, call, &module);
        let expansion = self.expand(&call.block, instance);
        // Repeated calls are counted by their instances; calls without are instances, too.
        if expansion.shape == Shape::Single && !self.take_instances(1, call.block.header) {
            return missing(Why::Limit("instances of modules".into()));
        }
        self.callers.borrow_mut().push(Rc::clone(instance));
        let by_key = expansion.by_key();
        let child = |occurrence: Occurrence| {
            let caller = Caller { instance: Rc::clone(instance), call: at, repetition: occurrence.repetition.clone() };
            let exists = instance.exists.and(occurrence.exists);
            let providers = self.providers_for(instance, call);
            let child = Instance::new(Rc::clone(&module), Some(caller), occurrence.key.clone(), exists, providers);
            (occurrence, Rc::new(child))
        };
        let instances = expansion.occurrences.into_iter().map(child).collect();
        ExpandedCall { shape: expansion.shape, instances, by_key, missing: None }
    }

    fn check_arguments(&self, call: &Call, module: &Module) {
        for variable in &module.variables {
            if variable.default().is_none() && call.block.body.attribute(&variable.name).is_none() {
                self.report(
                    Diagnostic::error(format!(
                        "module `{}` is called without its required argument `{}`",
                        call.name, variable.name
                    ))
                    .at(call.block.header)
                    .label(variable.block.header, "the variable has no default"),
                );
            }
        }
        for attribute in &call.block.body.attributes {
            let name = &*attribute.name.name;
            let reserved = ["source", "version", "count", "for_each", "providers", "depends_on"];
            if reserved.contains(&name) || module.index.variables.contains_key(name) {
                continue;
            }
            let diagnostic =
                Diagnostic::error(format!("module `{}` has no variable `{name}`", call.name)).at(attribute.name.span);
            self.report(match did_you_mean(name, module.variables.iter().map(|variable| &*variable.name)) {
                Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
                None => diagnostic.help(format!("declare it in `{}`, or remove the argument", module.path)),
            });
        }
    }

    /// The module behind a call, or why there is none; that is told once.
    fn source(&self, instance: &Rc<Instance>, call: &Call) -> Result<Rc<Module>, Why> {
        let Some((source, span)) = call.source() else {
            self.report(
                Diagnostic::error(format!("module `{}` has no `source` that is a plain string", call.name))
                    .at(call.block.header),
            );
            return Err(Why::ModuleNotFound(Arc::clone(&call.name)));
        };
        let not_found = || Why::ModuleNotFound(source.into());
        let local = source.starts_with("./") || source.starts_with("../") || source == "." || source == "..";
        let path = if local {
            let Some(path) = instance.module.path.join(source) else {
                self.report(
                    Diagnostic::warning(format!("module `{}` is outside of the scanned folder: `{source}`", call.name))
                        .at(span)
                        .help("scan a folder that contains both; until then its outputs are unknown"),
                );
                return Err(not_found());
            };
            path
        } else {
            let parent = instance.call_path();
            let key = if parent.is_empty() { call.name.to_string() } else { format!("{parent}.{}", call.name) };
            let Some(installed) = self.installed.get(&key) else {
                self.missing(call, source, span);
                return Err(not_found());
            };
            if let (Some(written), Some(there)) = (registry_address(source), registry_address(&installed.source))
                && written != there
            {
                let message = format!("module `{}` is from `{written}`, but `{there}` is installed for it", call.name);
                let warning = Diagnostic::warning(message).at(span);
                self.report(warning.help("run `terraform init`; until then the installed one is looked at"));
            }
            installed.folder.clone()
        };
        let ancestors = std::iter::successors(Some(instance), |at| at.caller.as_ref().map(|caller| &caller.instance));
        let mut round: Vec<&Rc<Instance>> = ancestors.collect();
        if let Some(first) = round.iter().position(|ancestor| ancestor.module.path == path) {
            round.truncate(first + 1);
            self.report(part_of_itself(call, &path, span, &round));
            return Err(Why::Limit("cycle of module calls".into()));
        }
        if instance.path.len() >= DEPTH {
            self.report_limit(&format!("module calls nested more than {DEPTH} deep"), span);
            return Err(Why::Limit("depth of module calls".into()));
        }
        self.module(&path).ok_or_else(|| {
            if !local {
                self.missing(call, source, span);
                return not_found();
            }
            self.report(
                Diagnostic::error(format!("module `{}`: there are no Terraform files in `{path}`", call.name))
                    .at(span)
                    .help("correct the `source`, or add the module"),
            );
            not_found()
        })
    }

    fn missing(&self, call: &Call, source: &str, span: Span) {
        let mut missing = self.missing.borrow_mut();
        let calls = missing.entry(source.into()).or_default();
        if calls.iter().all(|(_, known)| *known != span) {
            calls.push((Arc::clone(&call.name), span));
        }
    }

    /// One note for each module that is not on disk, however often it is called.
    pub(crate) fn tell_missing(&self) {
        for (source, calls) in self.missing.take() {
            let Some(((name, span), others)) = calls.split_first() else { continue };
            let message = match others {
                [] => format!("module `{name}` from `{source}` is not on disk: what it creates is not looked at"),
                _ => format!(
                    "the {} modules from `{source}` are not on disk: what they create is not looked at",
                    calls.len()
                ),
            };
            let note = Diagnostic::note(message).at(*span).help("run `terraform init` first to have it looked at");
            let note = others.iter().take(5).fold(note, |note, (name, span)| note.label(*span, format!("by `{name}`")));
            self.report(note);
        }
    }

    /// `path` as Terraform writes it: relative to the root module.
    pub(crate) fn relative(&self, path: &WorldPath) -> String {
        let root: Vec<&str> = self.request.root.as_str().split('/').filter(|part| !part.is_empty()).collect();
        let path: Vec<&str> = path.as_str().split('/').filter(|part| !part.is_empty()).collect();
        let common = root.iter().zip(&path).take_while(|(a, b)| a == b).count();
        let up = std::iter::repeat_n("..", root.len() - common);
        let parts: Vec<&str> = up.chain(path[common..].iter().copied()).collect();
        if parts.is_empty() { ".".into() } else { parts.join("/") }
    }
}

/// `host/namespace/name/provider` of a module in a registry, without what stands behind `//`; `None` for sources
/// of other kinds.
fn registry_address(source: &str) -> Option<String> {
    let address = source.split("//").next()?;
    let is_name = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let parts: Vec<&str> = address.split('/').collect();
    match parts.as_slice() {
        _ if !parts.iter().copied().all(is_name) => None,
        // Sources of four parts may as well be repositories.
        ["github.com" | "bitbucket.org" | "gitlab.com", ..] => None,
        [_, _, _] => Some(format!("registry.terraform.io/{address}")),
        [host, _, _, _] if host.contains('.') => Some(address.to_owned()),
        _ => None,
    }
}

/// `call` leads back to the last of `round`, the instances from the innermost out.
fn part_of_itself(call: &Call, path: &WorldPath, span: Span, round: &[&Rc<Instance>]) -> Diagnostic {
    let folders = round.iter().rev().map(|instance| &instance.module.path).chain([path]);
    let folders: Vec<String> = folders.map(|folder| format!("`{folder}`")).collect();
    let mut diagnostic = Diagnostic::error(format!(
        "module `{}` calls a module that it is itself part of: {}",
        call.name,
        folders.join(" → ")
    ))
    .at(span)
    .help("modules cannot contain themselves; move the shared part into a module of its own");
    // The outermost was called from outside of the round.
    for instance in &round[..round.len() - 1] {
        if let (Some(call), Some((name, _))) = (instance.calls.last(), instance.path.last()) {
            diagnostic = diagnostic.label(*call, format!("`{name}` is called here"));
        }
    }
    diagnostic
}

fn without_null(value: Value) -> Value {
    let Kind::Unknown(unknown) = &value.kind else { return value };
    let refinement = Refinement { not_null: true, ..unknown.refinement.clone() };
    Value { kind: Kind::Unknown(Arc::new(Unknown { refinement, ..(**unknown).clone() })), ..value }
}
