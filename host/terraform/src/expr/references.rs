//! Names: what `var.x`, `local.x`, `module.x`, `each.key` and `aws_lb.x` are.

use std::{cell::OnceCell, rc::Rc, sync::Arc};

use tollgate_hcl::ast::{Traverse, TraverseKind};
use tollgate_ir::{How, Key, Kind, Mode, Open, Origin, RefPath, Reference, Refinement, Tri, Type, Unknown, Value, Why};
use tollgate_source::{Diagnostic, Span, did_you_mean};

use crate::{
    expand::{ExpandedResource, ResourceInstance, Shape, named_key},
    expr::{
        eval::{Evaluated, Fault, Repetition, Scope},
        unknown,
    },
    instance::{Evaluation, Instance},
    load::model::Index,
};

impl Evaluation<'_> {
    /// The value of the reference that starts with the name `root` and goes on with `steps`.
    pub(crate) fn traverse(
        &self,
        root: &Arc<str>,
        root_span: Span,
        steps: &[Traverse],
        span: Span,
        scope: &Scope<'_>,
    ) -> Evaluated {
        if let Some(bound) = scope.bound(root) {
            let value = match &bound.how {
                Some(how) => arrived(&bound.value, span, how.clone()),
                None => bound.value.clone(),
            };
            return self.follow(value, steps, span, scope);
        }
        let Some(instance) = scope.instance else {
            return Err(Fault::new(root_span, format!("there is no `{root}` here"))
                .help("only literal values, functions and the given variables can be used"));
        };
        let (base, rest) = match &**root {
            "each" | "count" => self.repetition(root, steps, span, scope)?,
            "path" | "terraform" => self.environment(root, instance, steps, span)?,
            "self" => match scope.this {
                Some(this) => (this.clone(), steps),
                None => return Err(Fault::new(root_span, "`self` has no meaning here")),
            },
            "var" => {
                let (name, rest) = name_after(root, steps, span)?;
                (self.variable_reference(instance, name, span)?, rest)
            }
            "local" => {
                let (name, rest) = name_after(root, steps, span)?;
                (self.local_reference(instance, name, span)?, rest)
            }
            "module" => return self.module_reference(instance, steps, span, scope),
            "data" | "ephemeral" | "resource" => {
                let mode = match &**root {
                    "data" => Mode::Data,
                    "ephemeral" => Mode::Ephemeral,
                    _ => Mode::Managed,
                };
                let (ty, rest) = name_after(root, steps, span)?;
                return self.resource_reference(instance, mode, ty, rest, span, scope);
            }
            _ => return self.resource_reference(instance, Mode::Managed, root, steps, span, scope),
        };
        self.follow(base, rest, span, scope)
    }

    fn repetition<'t>(
        &self,
        root: &str,
        steps: &'t [Traverse],
        span: Span,
        scope: &Scope<'_>,
    ) -> Result<(Value, &'t [Traverse]), Fault> {
        let (name, rest) = name_after(root, steps, span)?;
        let value = match (root, &**name, scope.repetition) {
            ("count", "index", Repetition::Count(index)) => Value { origin: Origin::at(span), ..index.clone() },
            ("each", "key", Repetition::Each { key, .. }) => {
                let instance_key = crate::expr::repeat::instance_key(key);
                arrived(key, span, How::Each(instance_key))
            }
            ("each", "value", Repetition::Each { key, value }) => {
                arrived(value, span, How::Each(crate::expr::repeat::instance_key(key)))
            }
            ("count", "index", _) => {
                return Err(Fault::new(span, "`count.index` is used in a block without `count`"));
            }
            ("each", "key" | "value", _) => {
                return Err(Fault::new(span, format!("`each.{name}` is used in a block without `for_each`")));
            }
            ("count", ..) => return Err(Fault::new(span, format!("there is no `count.{name}`, only `count.index`"))),
            _ => return Err(Fault::new(span, format!("there is no `each.{name}`, only `each.key` and `each.value`"))),
        };
        Ok((value, rest))
    }

    fn environment<'t>(
        &self,
        root: &str,
        instance: &Instance,
        steps: &'t [Traverse],
        span: Span,
    ) -> Result<(Value, &'t [Traverse]), Fault> {
        let (name, rest) = name_after(root, steps, span)?;
        let text = match (root, &**name) {
            ("path", "module") => self.relative(&instance.module.path),
            ("path", "root") => ".".into(),
            ("path", "cwd") => {
                // An absolute path, which differs from machine to machine.
                let refinement = Refinement { not_null: true, length_min: 1, ..Refinement::default() };
                let why = Why::Impure("path.cwd".into());
                let cwd = Unknown { refinement, ..unknown::of(Type::String, why) };
                return Ok((Value::unknown(cwd, Origin::at(span)), rest));
            }
            ("terraform", "workspace") => {
                if self.is_workspace_assumed && !self.is_workspace_told.replace(true) {
                    let note = "`terraform.workspace` is assumed to be `default`: `--workspace`, or `workspace` under \
                                `[terraform]` in `tollgate.toml`, says which it is";
                    self.report(Diagnostic::note(note).at(span));
                }
                self.workspace.to_string()
            }
            ("terraform", "applying") => {
                return Ok((unknown::plain(Type::Bool, Why::Impure("terraform.applying".into()), span), rest));
            }
            _ => return Err(Fault::new(span, format!("there is no `{root}.{name}`"))),
        };
        Ok((Value::string(text, Origin::at(span)), rest))
    }

    fn variable_reference(&self, instance: &Rc<Instance>, name: &Arc<str>, span: Span) -> Evaluated {
        let index = &instance.module.index;
        let Some(at) = index.variables.get(name) else {
            return Err(undeclared("variable", "var", name, span, index.variables.keys().map(|key| &**key)));
        };
        let (value, how) = self.variable(instance, *at, span)?;
        Ok(match how {
            Some(how) => arrived(&value, span, how),
            None => Value { origin: Origin::at(span), ..value },
        })
    }

    fn local_reference(&self, instance: &Rc<Instance>, name: &Arc<str>, span: Span) -> Evaluated {
        let index = &instance.module.index;
        let Some(at) = index.locals.get(name) else {
            return Err(undeclared("local", "local", name, span, index.locals.keys().map(|key| &**key)));
        };
        let value = self.local(instance, *at, span)?;
        Ok(arrived(&value, span, How::Local(Arc::clone(name))))
    }

    pub(crate) fn local(&self, instance: &Rc<Instance>, at: usize, span: Span) -> Evaluated {
        let local = &instance.module.locals[at];
        self.demand(
            &instance.locals[at],
            || format!("{}local.{}", instance.prefix(), local.name.name),
            span,
            || self.eval_or_report(&local.value, &Scope::module(instance)),
        )
    }

    fn resource_reference(
        &self,
        instance: &Rc<Instance>,
        mode: Mode,
        ty: &Arc<str>,
        steps: &[Traverse],
        span: Span,
        scope: &Scope<'_>,
    ) -> Evaluated {
        let Some((Traverse { kind: TraverseKind::Attr(name), .. }, rest)) = steps.split_first() else {
            return Err(no_such_name(ty, span));
        };
        let index = &instance.module.index;
        let key = (mode, Arc::clone(ty), Arc::clone(name));
        let Some(at) = index.resources.get(&key) else { return Err(no_resource(index, &key, span)) };
        let expanded = self.resource(instance, *at, span)?;
        match (expanded.shape, rest.first().map(|step| &step.kind)) {
            (Shape::Single, Some(TraverseKind::Index(_) | TraverseKind::LegacyIndex(_))) => {
                Err(needless_key(&format!("{ty}.{name}"), span))
            }
            (Shape::Single, _) => match expanded.instances.first() {
                Some(only) => self.follow(self.view(instance, *at, only, span), rest, span, scope),
                None => Err(Fault::new(span, format!("`{ty}.{name}` has no instances"))),
            },
            (shape, Some(TraverseKind::Attr(attribute))) => {
                Err(no_key(&format!("{ty}.{name}"), attribute, shape == Shape::Count, span))
            }
            (shape, Some(TraverseKind::Index(expr))) => {
                let key = self.eval(expr, scope)?;
                match named_key(shape, &key) {
                    Some(named) => match self.pick(&expanded, &named) {
                        Some(one) => {
                            let value = self.view(instance, *at, one, span).marked(key.marks);
                            self.follow(value, &rest[1..], span, scope)
                        }
                        None => Err(no_instance(&format!("{ty}.{name}"), &named, &expanded, span)),
                    },
                    None => self.follow(self.collection(instance, *at, &expanded, span), rest, span, scope),
                }
            }
            (_, Some(TraverseKind::LegacyIndex(n))) => match self.pick(&expanded, &Key::Int(*n)) {
                Some(one) => self.follow(self.view(instance, *at, one, span), &rest[1..], span, scope),
                None => Err(no_instance(&format!("{ty}.{name}"), &Key::Int(*n), &expanded, span)),
            },
            _ => self.follow(self.collection(instance, *at, &expanded, span), rest, span, scope),
        }
    }

    pub(crate) fn resource(
        &self,
        instance: &Rc<Instance>,
        at: usize,
        span: Span,
    ) -> Result<Rc<ExpandedResource>, Fault> {
        let resource = &instance.module.resources[at];
        let compute = || {
            let expansion = self.expand(&resource.block, instance);
            let by_key = expansion.by_key();
            let shape = expansion.shape;
            let one = |occurrence: crate::expand::Occurrence| ResourceInstance {
                address: Arc::new(self.address(
                    instance,
                    resource.mode,
                    &resource.ty,
                    &resource.name,
                    occurrence.key.clone(),
                )),
                occurrence,
                body: Default::default(),
            };
            let instances = expansion.occurrences.into_iter().map(one).collect();
            Rc::new(ExpandedResource { shape, instances, by_key, collection: OnceCell::new() })
        };
        let name = || format!("{}{}.{}", instance.prefix(), resource.ty, resource.name);
        self.demand(&instance.resources[at], name, span, compute)
    }

    /// The instance with this key, or the symbolic one it may be among.
    fn pick<'e>(&self, expanded: &'e ExpandedResource, key: &Key) -> Option<&'e ResourceInstance> {
        let at = expanded.by_key.get(key).or_else(|| expanded.by_key.get(&Key::Any))?;
        expanded.instances.get(*at)
    }

    /// What a reference to one instance sees: what is configured, and unknown for all else.
    fn view(&self, instance: &Rc<Instance>, at: usize, one: &ResourceInstance, span: Span) -> Value {
        match self.body(instance, at, one, span) {
            Ok((_, view)) => view,
            Err(fault) => {
                self.report(fault.diagnostic());
                self.bare_view(one, instance.module.resources[at].mode, span)
            }
        }
    }

    /// An instance of which nothing but its identity is known.
    fn bare_view(&self, one: &ResourceInstance, mode: Mode, span: Span) -> Value {
        let open = Open::Open(Arc::new(whole(one, mode, span)));
        Value::new(Kind::Object(Arc::default(), open), Origin::at(span))
    }

    /// All instances: a tuple for `count`, an object for `for_each`.
    fn collection(&self, instance: &Rc<Instance>, at: usize, expanded: &ExpandedResource, span: Span) -> Value {
        if let Some(known) = expanded.collection.get() {
            return Value { origin: Origin::at(span), ..known.clone() };
        }
        let mode = instance.module.resources[at].mode;
        let views = expanded.instances.iter().map(|one| {
            let identity = whole(one, mode, span);
            (one.occurrence.key.clone(), one.occurrence.exists, self.view(instance, at, one, span), identity.refs)
        });
        let all = gather(expanded.shape, views.collect(), span);
        // An open end names the place that asks; and of an instance that is just being computed too little is seen.
        if all.open().is_none() && expanded.instances.iter().all(|one| one.body.is_done()) {
            expanded.collection.get_or_init(|| all.clone());
        }
        all
    }
}

/// A collection of instances; those that may not exist, or stand for many, make it open.
pub(crate) fn gather(shape: Shape, instances: Vec<(Key, Tri, Value, Vec<Reference>)>, span: Span) -> Value {
    let (mut items, mut entries, mut maybe, mut refs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (key, exists, value, references) in instances {
        match key {
            Key::Int(_) if exists == Tri::Yes => items.push(value),
            Key::Str(text) if exists == Tri::Yes => entries.push((text, value)),
            _ => {
                maybe.push(value);
                refs.extend(references);
            }
        }
    }
    let open = if maybe.is_empty() {
        Open::Closed
    } else {
        Open::Open(Arc::new(Unknown { refs, one_of: maybe, ..unknown::of(Type::Any, Why::UnknownKey) }))
    };
    match shape {
        Shape::ForEach => unknown::object_at(entries, open, span),
        Shape::Single | Shape::Count => Value::new(Kind::Tuple(Arc::new(items), open), Origin::at(span)),
    }
}

/// The unknown that is a whole resource instance.
pub(crate) fn whole(one: &ResourceInstance, mode: Mode, span: Span) -> Unknown {
    let path = RefPath { target: Arc::clone(&one.address), path: Vec::new() };
    let why = if mode == Mode::Data { Why::DataSource } else { Why::Computed };
    Unknown {
        refs: vec![Reference { path, exact: true, span }],
        refinement: Refinement { not_null: true, ..Refinement::default() },
        ..unknown::of(Type::Any, why)
    }
}

/// `value`, arrived at `span`.
pub(crate) fn arrived(value: &Value, span: Span, how: How) -> Value {
    Value { origin: value.origin.via(span, how), ..value.clone() }
}

pub(crate) fn name_after<'t>(
    root: &str,
    steps: &'t [Traverse],
    span: Span,
) -> Result<(&'t Arc<str>, &'t [Traverse]), Fault> {
    match steps.split_first() {
        Some((Traverse { kind: TraverseKind::Attr(name), .. }, rest)) => Ok((name, rest)),
        _ => Err(Fault::new(span, format!("`{root}` must be followed by a name, as in `{root}.name`"))),
    }
}

pub(crate) fn undeclared<'a>(
    what: &str,
    root: &str,
    name: &str,
    span: Span,
    known: impl Iterator<Item = &'a str>,
) -> Fault {
    let fault = Fault::new(span, format!("`{root}.{name}` refers to a {what} that this module does not declare"));
    match did_you_mean(name, known) {
        Some(close) => fault.help(format!("did you mean `{root}.{close}`?")),
        None => fault.help(format!("declare {what} `{name}`, or correct the name")),
    }
}

pub(crate) fn no_resource(index: &Index, (mode, ty, name): &(Mode, Arc<str>, Arc<str>), span: Span) -> Fault {
    let prefix = match mode {
        Mode::Managed => "",
        Mode::Data => "data.",
        Mode::Ephemeral => "ephemeral.",
    };
    let fault = Fault::new(span, format!("`{prefix}{ty}.{name}` is not declared in this module"));
    let same_type = index.resources.keys().filter(|key| key.0 == *mode && key.1 == *ty).map(|key| &*key.2);
    let mut names: Vec<&str> = same_type.collect();
    names.sort_unstable();
    match did_you_mean(name, names) {
        Some(close) => fault.help(format!("did you mean `{prefix}{ty}.{close}`?")),
        None => fault,
    }
}

/// A bare name that is neither bound nor the beginning of a reference.
pub(crate) fn no_such_name(name: &str, span: Span) -> Fault {
    Fault::new(span, format!("`{name}` is no name that is known here"))
        .help("refer to a variable as `var.…`, to a local as `local.…`, to a resource by type and name")
}

/// An attribute read from all instances at once.
pub(crate) fn no_key(block: &str, attribute: &str, is_count: bool, span: Span) -> Fault {
    let (what, key) = if is_count { ("count", "0") } else { ("for_each", "each.key") };
    Fault::new(span, format!("`{block}` has `{what}`, so `{attribute}` must be read from one of its instances"))
        .help(format!("write `{block}[{key}].{attribute}`, or `[*]` for all of them"))
}

/// An instance chosen of a block that is not repeated.
pub(crate) fn needless_key(block: &str, span: Span) -> Fault {
    Fault::new(span, format!("`{block}` has neither `count` nor `for_each`, so it has no instances to choose from"))
        .help("remove the index")
}

fn no_instance(what: &str, key: &Key, expanded: &ExpandedResource, span: Span) -> Fault {
    let fault = Fault::new(span, format!("`{what}{key}` does not exist"));
    match expanded.instances.as_slice() {
        [] => fault.help(format!("`{what}` has no instances; use `try()` or a splat where it may have none")),
        some => {
            let keys: Vec<String> = some.iter().take(5).map(|one| format!("`{}`", one.occurrence.key)).collect();
            let more = if some.len() > 5 { ", …" } else { "" };
            fault.help(format!("its instances are {}{more}", keys.join(", ")))
        }
    }
}
