//! What Terraform refuses before it evaluates anything: names that a module does not declare, wherever they
//! stand (`try()`, `can()` and branches that are never taken do not excuse them), and unsuitable defaults.

use std::{collections::HashSet, rc::Rc, sync::Arc};

use tollgate_hcl::{
    ast::{Attribute, Block, Body, Expr, ExprKind, Template, TemplatePart, Traverse, TraverseKind},
    walk,
};
use tollgate_ir::{Mode, Value};
use tollgate_source::{Diagnostic, Span};

use crate::{
    expr::{
        eval::{Fault, Scope},
        references::{needless_key, no_key, no_resource, no_such_name, undeclared},
        unknown,
    },
    instance::{Evaluation, Instance},
    load::model::Module,
};

/// Arguments of these names are no expressions: types, names of attributes and provider configurations.
const NO_EXPRESSIONS: [&str; 6] =
    ["type", "provider", "providers", "ignore_changes", "iterator", "configuration_aliases"];

impl Evaluation<'_> {
    /// Tells what is wrong with the references of a module. Once for each module, whatever calls it.
    pub(crate) fn validate(&self, module: &Module) {
        let mut checker = Checker { module, found: Vec::new(), bound: Vec::new() };
        checker.module();
        let mut told: HashSet<(Option<Span>, String)> = HashSet::new();
        for fault in checker.found {
            let diagnostic = fault.diagnostic();
            if told.insert((diagnostic.span, diagnostic.message.clone())) {
                self.report(diagnostic);
            }
        }
    }

    /// The value of an expression where there is nothing to refer to and nothing to call: defaults and given values.
    pub(crate) fn literal(&self, expr: &Expr) -> Value {
        let mut call = None;
        walk::expression(expr, &mut |inner| {
            if let ExprKind::Call(called) = &inner.kind {
                call = call.or(Some(&called.name));
            }
        });
        let Some(name) = call else { return self.eval_or_report(expr, &Scope::constant()) };
        let message = format!("`{}()` is called where only literal values can stand", name.name);
        self.report(
            Diagnostic::error(message.clone())
                .at(name.span)
                .help("write the value itself, or compute it in a `locals` block from the variable"),
        );
        unknown::failed(&message, expr.span)
    }

    /// A default must suit the type of its variable, whether it is used or not.
    pub(crate) fn check_default(&self, instance: &Rc<Instance>, at: usize) {
        let variable = &instance.module.variables[at];
        let Some(default) = variable.default() else { return };
        // What is wrong with the expression itself is told where it is used, or here where it is not.
        let value = self.literal(default);
        let wrong = if value.is_null() {
            (!variable.is_nullable()).then(|| "it is null, and `nullable` is false".to_owned())
        } else {
            self.constraint(instance, at, variable).apply(&value).err()
        };
        if let Some(reason) = wrong {
            let message = format!("the default of variable `{}` is unsuitable: {reason}", variable.name);
            let constraint = self.constraint(instance, at, variable);
            self.report(
                Diagnostic::error(message)
                    .at(default.span)
                    .label(variable.block.header, format!("the variable must be `{}`", constraint.ty))
                    .help("correct the default, or remove it"),
            );
        }
    }

    /// What the root module gives out is printed and kept: secrets must be marked, what is ephemeral stays in.
    pub(crate) fn check_disclosure(&self, instance: &Instance, output: &Block, value: &Value, is_sensitive: bool) {
        if instance.caller.is_some() {
            return;
        }
        let name = output.labels.first().map_or("", |label| &label.name);
        let marks = unknown::deep_marks(value);
        let place = output.body.attribute("value").map_or(output.header, |attribute| attribute.value.span);
        if marks.sensitive && !is_sensitive {
            self.report(
                Diagnostic::error(format!("output `{name}` would show a sensitive value"))
                    .at(place)
                    .help("add `sensitive = true` to the output, or use `nonsensitive()` when it is no secret"),
            );
        }
        if marks.ephemeral {
            self.report(
                Diagnostic::error(format!("output `{name}` of the root module would keep an ephemeral value"))
                    .at(place)
                    .help("use it where ephemeral values may go: providers, `locals`, write-only arguments"),
            );
        }
    }
}

/// The first name in `expr` that the module does not declare.
pub(crate) fn undeclared_in(module: &Module, expr: &Expr) -> Option<Fault> {
    let mut checker = Checker { module, found: Vec::new(), bound: Vec::new() };
    checker.expr(expr, Place { repeated: Repeated::No, has_self: false, scoped: &[] });
    checker.found.into_iter().next()
}

struct Checker<'m> {
    module: &'m Module,
    found: Vec<Fault>,
    /// Names of `for` expressions and `dynamic` blocks around the place that is looked at.
    bound: Vec<Arc<str>>,
}

/// What the block around an expression gives it to use.
#[derive(Clone, Copy)]
struct Place<'m> {
    repeated: Repeated,
    /// `self` stands for the resource.
    has_self: bool,
    /// Data sources that only this `check` block knows.
    scoped: &'m [Block],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Repeated {
    No,
    Count,
    ForEach,
}

impl Repeated {
    fn of(block: &Block) -> Self {
        match (block.body.attribute("count"), block.body.attribute("for_each")) {
            (Some(_), _) => Self::Count,
            (None, Some(_)) => Self::ForEach,
            (None, None) => Self::No,
        }
    }
}

impl<'m> Checker<'m> {
    fn module(&mut self) {
        let module = self.module;
        let plain = Place { repeated: Repeated::No, has_self: false, scoped: &[] };
        for variable in &module.variables {
            for validation in variable.block.body.blocks_of("validation") {
                self.validation(&variable.name, validation);
                self.body(&validation.body, plain);
            }
        }
        module.locals.iter().for_each(|local| self.expr(&local.value, plain));
        module.outputs.iter().for_each(|output| self.body(&output.body, plain));
        // Data sources of `check` blocks are looked at there.
        for resource in module.resources.iter().filter(|one| module.scope_of(&one.block).is_none()) {
            let place = Place { repeated: Repeated::of(&resource.block), ..plain };
            self.body(&resource.block.body, place);
        }
        for call in &module.calls {
            self.body(&call.block.body, Place { repeated: Repeated::of(&call.block), ..plain });
        }
        module.providers.iter().for_each(|provider| self.body(&provider.block.body, plain));
        for block in module.others.iter().filter(|block| &*block.ty.name == "check") {
            self.body(&block.body, Place { scoped: &block.body.blocks, ..plain });
        }
    }

    /// A condition that does not look at the variable says nothing about it.
    fn validation(&mut self, variable: &Arc<str>, validation: &Block) {
        let Some(condition) = validation.body.attribute("condition") else { return };
        let mut refers = false;
        walk::expression(&condition.value, &mut |expr| {
            if let ExprKind::Traversal { target, steps } = &expr.kind
                && matches!(&target.kind, ExprKind::Variable(root) if &**root == "var")
                && matches!(steps.first().map(|step| &step.kind), Some(TraverseKind::Attr(name)) if name == variable)
            {
                refers = true;
            }
        });
        if !refers {
            let fault = Fault::new(
                condition.value.span,
                format!("the condition does not look at `var.{variable}`, which it is to validate"),
            );
            self.found.push(
                fault.help(format!("refer to `var.{variable}`, or make it a `precondition` of what it is about")),
            );
        }
    }

    fn body(&mut self, body: &'m Body, place: Place<'m>) {
        body.attributes.iter().for_each(|attribute| self.attribute(attribute, place));
        body.blocks.iter().for_each(|block| self.block(block, place));
    }

    fn attribute(&mut self, attribute: &'m Attribute, place: Place<'m>) {
        // An argument of a resource may well be called `type`; a reference in it is one all the same.
        let is_name = NO_EXPRESSIONS.contains(&&*attribute.name.name) && !is_certainly_an_expression(&attribute.value);
        if !is_name {
            self.expr(&attribute.value, place);
        }
    }

    fn block(&mut self, block: &'m Block, place: Place<'m>) {
        let place = match &*block.ty.name {
            "provisioner" | "connection" | "postcondition" => Place { has_self: true, ..place },
            _ => place,
        };
        if &*block.ty.name != "dynamic" {
            self.body(&block.body, place);
            return;
        }
        let name = match block.body.attribute("iterator").map(|iterator| &iterator.value.kind) {
            Some(ExprKind::Variable(name) | ExprKind::String(name)) => Some(Arc::clone(name)),
            _ => block.labels.first().map(|label| Arc::clone(&label.name)),
        };
        for attribute in block.body.attributes.iter().filter(|attribute| &*attribute.name.name == "for_each") {
            self.expr(&attribute.value, place);
        }
        let before = self.bound.len();
        self.bound.extend(name);
        for attribute in block.body.attributes.iter().filter(|attribute| &*attribute.name.name == "labels") {
            self.expr(&attribute.value, place);
        }
        for content in block.body.blocks_of("content") {
            self.body(&content.body, place);
        }
        self.bound.truncate(before);
    }

    fn expr(&mut self, expr: &'m Expr, place: Place<'m>) {
        match &expr.kind {
            ExprKind::Variable(root) => self.reference(root, &[], expr.span, place),
            ExprKind::Traversal { target, steps } => {
                match &target.kind {
                    ExprKind::Variable(root) => self.reference(root, steps, expr.span, place),
                    _ => self.expr(target, place),
                }
                for step in steps {
                    if let TraverseKind::Index(index) = &step.kind {
                        self.expr(index, place);
                    }
                }
            }
            ExprKind::For(parts) => {
                self.expr(&parts.collection, place);
                let before = self.bound.len();
                self.bound.extend(parts.key_var.iter().chain([&parts.value_var]).map(|name| Arc::clone(&name.name)));
                let inner = parts.key.iter().chain([&parts.value]).chain(&parts.condition);
                inner.for_each(|expr| self.expr(expr, place));
                self.bound.truncate(before);
            }
            ExprKind::Template(template) => self.template(template, place),
            _ => {
                let mut inside = Vec::new();
                walk::children(expr, &mut |child| inside.push(child));
                inside.into_iter().for_each(|child| self.expr(child, place));
            }
        }
    }

    fn template(&mut self, template: &'m Template, place: Place<'m>) {
        for part in &template.parts {
            match part {
                TemplatePart::Literal { .. } => {}
                TemplatePart::Interpolation(expr) => self.expr(expr, place),
                TemplatePart::If { condition, then, otherwise, .. } => {
                    self.expr(condition, place);
                    self.template(then, place);
                    otherwise.iter().for_each(|otherwise| self.template(otherwise, place));
                }
                TemplatePart::For { key_var, value_var, collection, body, .. } => {
                    self.expr(collection, place);
                    let before = self.bound.len();
                    self.bound.extend(key_var.iter().chain([value_var]).map(|name| Arc::clone(&name.name)));
                    self.template(body, place);
                    self.bound.truncate(before);
                }
            }
        }
    }

    fn reference(&mut self, root: &Arc<str>, steps: &[Traverse], span: Span, place: Place<'m>) {
        if self.bound.contains(root) {
            return;
        }
        let name = match steps.first().map(|step| &step.kind) {
            Some(TraverseKind::Attr(name)) => Some(name),
            _ => None,
        };
        let index = &self.module.index;
        let fault = match (&**root, name) {
            ("var", Some(name)) if !index.variables.contains_key(name) => {
                undeclared("variable", "var", name, span, index.variables.keys().map(|key| &**key))
            }
            ("local", Some(name)) if !index.locals.contains_key(name) => {
                undeclared("local", "local", name, span, index.locals.keys().map(|key| &**key))
            }
            ("module", Some(name)) if !index.calls.contains_key(name) => {
                undeclared("module", "module", name, span, index.calls.keys().map(|key| &**key))
            }
            ("count", Some(_)) if place.repeated != Repeated::Count => {
                Fault::new(span, "`count.index` is used in a block without `count`")
            }
            ("each", Some(name)) if place.repeated != Repeated::ForEach => {
                Fault::new(span, format!("`each.{name}` is used in a block without `for_each`"))
            }
            ("self", _) if !place.has_self => Fault::new(span, "`self` has no meaning here")
                .help("it stands for the resource in `postcondition`, `provisioner` and `connection` blocks only"),
            ("var" | "local" | "module" | "count" | "each" | "self" | "path" | "terraform", _) => return,
            ("data", Some(ty)) => return self.resource(Mode::Data, ty, &steps[1..], span, place),
            ("ephemeral", Some(ty)) => return self.resource(Mode::Ephemeral, ty, &steps[1..], span, place),
            ("resource", Some(ty)) => return self.resource(Mode::Managed, ty, &steps[1..], span, place),
            (_, Some(_)) => return self.resource(Mode::Managed, root, steps, span, place),
            (_, None) => return self.no_name(root, span),
        };
        self.found.push(fault);
    }

    fn resource(&mut self, mode: Mode, ty: &Arc<str>, steps: &[Traverse], span: Span, place: Place<'m>) {
        let Some((Traverse { kind: TraverseKind::Attr(name), .. }, rest)) = steps.split_first() else {
            return self.no_name(ty, span);
        };
        let is_scoped =
            |block: &Block| &*block.ty.name == "data" && block.labels.iter().map(|label| &label.name).eq([ty, name]);
        if mode == Mode::Data && place.scoped.iter().any(is_scoped) {
            return;
        }
        let index = &self.module.index;
        let key = (mode, Arc::clone(ty), Arc::clone(name));
        let Some(at) = index.resources.get(&key) else {
            self.found.push(no_resource(index, &key, span));
            return;
        };
        if let Some(check) = self.module.scope_of(&self.module.resources[*at].block) {
            let fault = Fault::new(span, format!("`data.{ty}.{name}` is known only within `check.{check}`"));
            self.found.push(fault.help("move the data source out of the `check` block to use it elsewhere"));
            return;
        }
        let repeated = Repeated::of(&self.module.resources[*at].block);
        let fault = match (repeated, rest.first().map(|step| &step.kind)) {
            (Repeated::Count | Repeated::ForEach, Some(TraverseKind::Attr(attribute))) => {
                no_key(&format!("{ty}.{name}"), attribute, repeated == Repeated::Count, span)
            }
            (Repeated::No, Some(TraverseKind::LegacyIndex(_))) => needless_key(&format!("{ty}.{name}"), span),
            (Repeated::No, Some(TraverseKind::Index(index)))
                if matches!(index.kind, ExprKind::Number(_) | ExprKind::String(_)) =>
            {
                needless_key(&format!("{ty}.{name}"), span)
            }
            _ => return,
        };
        self.found.push(fault);
    }

    fn no_name(&mut self, root: &str, span: Span) {
        self.found.push(no_such_name(root, span));
    }
}

/// Whether a value cannot be the bare name (or list of names) that some arguments take.
fn is_certainly_an_expression(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Traversal { target, .. } => {
            matches!(&target.kind, ExprKind::Variable(root) if matches!(&**root, "var" | "local" | "each" | "count" | "module"))
        }
        ExprKind::Template(_) | ExprKind::Conditional { .. } => true,
        _ => false,
    }
}
