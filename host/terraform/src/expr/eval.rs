//! Expressions to values.
//!
//! One expression either has a value, which may be unknown, or is in error: a [`Fault`] ends it and is told
//! once, by whoever asked for the expression (an attribute, a local, an output), whose value then stays
//! unknown. That makes `try` and `can` mean what they mean in Terraform.

use std::{collections::BTreeMap, rc::Rc, sync::Arc};

use tollgate_hcl::ast::{Call, Expr, ExprKind, ObjectItem, ObjectKey, TraverseKind};
use tollgate_ir::{Entry, How, Kind, Marks, Open, Origin, Type, Value, Why};
use tollgate_source::{Diagnostic, Span};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use crate::{
    convert,
    expr::unknown,
    functions,
    instance::{Evaluation, Instance},
    limits,
    load::overrides::seen_where_overridden,
};

/// An expression has no value: why, and at which place.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) message: String,
    pub(crate) span: Span,
    pub(crate) help: Option<String>,
}

impl Fault {
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { message: message.into(), span, help: None }
    }

    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    pub(crate) fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error(self.message.clone()).at(self.span);
        match &self.help {
            Some(help) => diagnostic.help(help.clone()),
            None => diagnostic,
        }
    }
}

pub(crate) type Evaluated = Result<Value, Fault>;

/// What `each` and `count` stand for in one instance of a repeated block.
#[derive(Clone, Debug)]
pub(crate) enum Repetition {
    None,
    Count(Value),
    Each { key: Value, value: Value },
}

/// A name bound by `for`, by a `dynamic` block, or by the caller of a template.
#[derive(Debug)]
pub(crate) struct Binding<'s> {
    pub(crate) name: &'s str,
    pub(crate) value: Value,
    /// How the value got here; `None` when it is made here.
    pub(crate) how: Option<How>,
    pub(crate) next: Option<&'s Binding<'s>>,
}

/// The names an expression may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'s> {
    /// The module around it; none in variable files and templates.
    pub(crate) instance: Option<&'s Rc<Instance>>,
    pub(crate) repetition: &'s Repetition,
    /// `self`, where it is allowed.
    pub(crate) this: Option<&'s Value>,
    pub(crate) bindings: Option<&'s Binding<'s>>,
}

impl<'s> Scope<'s> {
    pub(crate) fn constant() -> Self {
        Self { instance: None, repetition: &Repetition::None, this: None, bindings: None }
    }

    pub(crate) fn module(instance: &'s Rc<Instance>) -> Self {
        Self { instance: Some(instance), ..Self::constant() }
    }

    pub(crate) fn with<'b>(&self, binding: &'b Binding<'b>) -> Scope<'b>
    where
        's: 'b,
    {
        Scope { instance: self.instance, repetition: self.repetition, this: self.this, bindings: Some(binding) }
    }

    pub(crate) fn bound(&self, name: &str) -> Option<&'s Binding<'s>> {
        std::iter::successors(self.bindings, |binding| binding.next).find(|binding| binding.name == name)
    }
}

impl Evaluation<'_> {
    /// The value of `expr`.
    pub(crate) fn eval(&self, expr: &Expr, scope: &Scope<'_>) -> Evaluated {
        let _level = match self.descend(expr.span) {
            Ok(level) => level,
            Err(stopped) => return Ok(stopped),
        };
        let value = self.eval_kind(expr, scope)?;
        Ok(if makes_parts(&expr.kind) { self.bounded(value, expr.span) } else { value })
    }

    fn eval_kind(&self, expr: &Expr, scope: &Scope<'_>) -> Evaluated {
        let origin = || Origin::at(expr.span);
        match &expr.kind {
            ExprKind::Null => Ok(Value::null(origin())),
            ExprKind::Bool(value) => Ok(Value::bool(*value, origin())),
            ExprKind::Number(digits) => match digits.parse::<tollgate_ir::Number>() {
                Ok(number) => Ok(Value::number(number, origin())),
                Err(_) => Err(Fault::new(expr.span, format!("`{digits}` is not a number that can be represented"))),
            },
            ExprKind::String(text) => Ok(Value::string(composed(text), origin())),
            ExprKind::Template(template) => self.template(template, expr.span, scope),
            ExprKind::Tuple(items) => {
                let items = items.iter().map(|item| self.eval(item, scope)).collect::<Result<Vec<_>, _>>()?;
                Ok(Value::tuple(items, origin()))
            }
            ExprKind::Object(items) => self.object(items, expr.span, scope),
            ExprKind::Variable(name) => self.traverse(name, expr.span, &[], expr.span, scope),
            ExprKind::Traversal { target, steps } => match &target.kind {
                ExprKind::Variable(name) => self.traverse(name, target.span, steps, expr.span, scope),
                _ => {
                    let base = self.eval(target, scope)?;
                    self.follow(base, steps, expr.span, scope)
                }
            },
            ExprKind::Call(call) => self.call(call, expr.span, scope),
            ExprKind::Unary { op, operand } => {
                let value = self.eval(operand, scope)?;
                self.unary(*op, &value, operand.span, expr.span)
            }
            ExprKind::Binary { op, left, right, .. } => self.binary(*op, left, right, expr.span, scope),
            ExprKind::Conditional { condition, then, otherwise } => {
                self.conditional(condition, then, otherwise, expr.span, scope)
            }
            ExprKind::For(parts) => self.for_expr(parts, expr.span, scope),
            ExprKind::Parenthesis(inner) => self.eval(inner, scope),
        }
    }

    /// The value of `expr`; when it is in error, that is told and the value is unknown.
    pub(crate) fn eval_or_report(&self, expr: &Expr, scope: &Scope<'_>) -> Value {
        let value = self.eval(expr, scope).unwrap_or_else(|fault| {
            self.report(fault.diagnostic());
            unknown::failed(&fault.message, expr.span)
        });
        seen_where_overridden(value, expr, scope)
    }

    fn object(&self, items: &[ObjectItem], span: Span, scope: &Scope<'_>) -> Evaluated {
        let mut entries: BTreeMap<Arc<str>, Entry> = BTreeMap::new();
        let (mut open, mut marks) = (Vec::new(), Marks::default());
        for item in items {
            let key_span = item.key.span();
            let value = self.eval(&item.value, scope)?;
            let key = match &item.key {
                ObjectKey::Word(ident) => Arc::clone(&ident.name),
                ObjectKey::Expr(expr) => {
                    let key = self.eval(expr, scope)?;
                    marks = marks.and(key.marks);
                    match self.key_text(&key, key_span, "the key of an object entry")? {
                        Some(text) => text,
                        None => {
                            open.push((key, value));
                            continue;
                        }
                    }
                }
            };
            // Later entries win.
            entries.insert(key, Entry { key_span, value });
        }
        let open = open_end(&open, span);
        Ok(Value::new(Kind::Object(Arc::new(entries), open), Origin::at(span)).marked(marks))
    }

    /// The text of a key; `None` when it is unknown.
    pub(crate) fn key_text(&self, key: &Value, span: Span, what: &str) -> Result<Option<Arc<str>>, Fault> {
        if key.is_null() {
            return Err(Fault::new(span, format!("{what} is null")).help("give it a value, or leave the entry out"));
        }
        match convert::to_string_value(key) {
            Ok(Value { kind: Kind::String(text), .. }) => Ok(Some(text)),
            Ok(_) => Ok(None),
            Err(reason) => Err(Fault::new(span, format!("{what} must be a string: {reason}"))),
        }
    }

    fn conditional(&self, condition: &Expr, then: &Expr, otherwise: &Expr, span: Span, scope: &Scope<'_>) -> Evaluated {
        let decider = self.condition(condition, scope, "the condition")?;
        if let Kind::Bool(yes) = decider.kind {
            let (taken, other) = if yes { (then, otherwise) } else { (otherwise, then) };
            let value = self.eval(taken, scope)?;
            // The other branch only gives its type, and does not have to have a value for that.
            let value = match self.eval(other, scope) {
                Ok(other) => fit_branches(&value, &other)
                    .map_err(|reason| Fault::new(span, reason))?
                    .map_or(value, |(value, _)| value),
                Err(_) => value,
            };
            return Ok(value.marked(decider.marks));
        }
        let (yes, no) = match (self.eval(then, scope), self.eval(otherwise, scope)) {
            (Ok(yes), Ok(no)) => (yes, no),
            // Whatever the condition is, it cannot be the one that selects an error.
            (Ok(value), Err(_)) | (Err(_), Ok(value)) => return Ok(value.marked(decider.marks)),
            (Err(fault), Err(_)) => return Err(fault),
        };
        let fitted = fit_branches(&yes, &no).map_err(|reason| Fault::new(span, reason))?;
        let (yes, no) = fitted.unwrap_or((yes, no));
        Ok(unknown::one_of(vec![yes, no], &[&decider], Why::Condition, span))
    }

    /// A value that decides: a bool or an unknown.
    pub(crate) fn condition(&self, expr: &Expr, scope: &Scope<'_>, what: &str) -> Evaluated {
        let value = self.eval(expr, scope)?;
        if value.is_null() {
            return Err(Fault::new(expr.span, format!("{what} is null")).help("it must be true or false"));
        }
        convert::to_bool(&value).map_err(|reason| Fault::new(expr.span, format!("{what} is unsuitable: {reason}")))
    }

    fn call(&self, call: &Call, span: Span, scope: &Scope<'_>) -> Evaluated {
        match &*call.name.name {
            "try" => return self.call_try(call, span, scope),
            "can" => return self.call_can(call, span, scope),
            "sensitive" => call.arguments.iter().for_each(|argument| self.keep_literals_secret(argument)),
            name if name.starts_with("provider::") => return self.call_provider(call, span, scope),
            "templatefile" | "templatestring" if self.rendering.get() => {
                return Err(Fault::new(call.name.span, "a template cannot render another template")
                    .help("render it outside, and pass the result as a variable"));
            }
            "templatestring" => {
                if let Some(first) = call.arguments.first()
                    && !is_reference(first)
                {
                    return Err(Fault::new(
                        first.span,
                        "`templatestring()` needs a reference to the template, such as a local",
                    )
                    .help("a template that is written in place is just a quoted string"));
                }
            }
            _ => {}
        }
        if !functions::exists(&call.name.name) {
            let mut fault = Fault::new(call.name.span, format!("there is no function `{}`", call.name.name));
            if let Some(close) = functions::suggest(&call.name.name) {
                fault = fault.help(format!("did you mean `{close}`?"));
            }
            return Err(fault);
        }
        let Some(args) = self.arguments(call, scope)? else {
            return Ok(unknown::plain(Type::Any, Why::Condition, span));
        };
        let picks = functions::picks(&call.name.name);
        // To pick one element of a large collection costs no more than of a small one.
        let is_plain = |arg: &Value| !matches!(arg.kind, Kind::Unknown(_) | Kind::Set(..)) && arg.open().is_none();
        let is_cheap = picks && args.iter().all(is_plain);
        if !is_cheap && !self.may_look_at(&args, span) {
            return Ok(limits::stopped("the amount of work", span));
        }
        let args = if picks { args } else { args.iter().map(pass_along).collect() };
        functions::call(&call.name, args, span, &self.files()).map_err(|error| {
            let at = error.argument.and_then(|n| call.arguments.get(n)).map_or(span, |argument| argument.span);
            Fault::new(at, format!("`{}()`: {}", call.name.name, error.message))
        })
    }

    /// The arguments of a call; `None` when a list of them is unknown.
    fn arguments(&self, call: &Call, scope: &Scope<'_>) -> Result<Option<Vec<Value>>, Fault> {
        let mut args =
            call.arguments.iter().map(|argument| self.eval(argument, scope)).collect::<Result<Vec<_>, _>>()?;
        if call.expand
            && let (Some(last), Some(argument)) = (args.pop(), call.arguments.last())
        {
            match &last.kind {
                Kind::Unknown(_) => return Ok(None),
                _ if last.open().is_some() => return Ok(None),
                Kind::List(_, items, _) | Kind::Set(_, items, _) | Kind::Tuple(items, _) => {
                    args.extend(items.iter().map(|item| seen_through(&last, item)));
                }
                _ => {
                    return Err(Fault::new(
                        argument.span,
                        format!("`...` needs a list or a tuple, not {}", describe(&last)),
                    ));
                }
            }
        }
        Ok(Some(args))
    }

    /// Functions of providers are not run; only whether there can be such a provider is known.
    fn call_provider(&self, call: &Call, span: Span, scope: &Scope<'_>) -> Evaluated {
        let name = &call.name.name;
        let provider = name.split("::").nth(1).unwrap_or("");
        if let Some(instance) = scope.instance
            && !instance.module.requires(provider)
        {
            return Err(Fault::new(
                call.name.span,
                format!("there is no provider `{provider}` for the function `{name}`"),
            )
            .help("list it in `required_providers`"));
        }
        let args = self.arguments(call, scope)?.unwrap_or_default();
        let args: Vec<&Value> = args.iter().collect();
        let value = unknown::derived(&args, Type::Any, span);
        let Kind::Unknown(base) = &value.kind else { return Ok(value) };
        let why = Why::UnsupportedFunction(Arc::clone(name));
        let refinement = tollgate_ir::Refinement::default();
        Ok(Value::unknown(tollgate_ir::Unknown { why, refinement, ..(**base).clone() }, Origin::at(span))
            .marked(value.marks))
    }

    fn call_try(&self, call: &Call, span: Span, scope: &Scope<'_>) -> Evaluated {
        let (mut reasons, mut perhaps) = (Vec::new(), Vec::new());
        for argument in &call.arguments {
            match self.doubting(|| self.eval(argument, scope)) {
                (Ok(value), false) if perhaps.is_empty() => return Ok(value),
                (Ok(value), may_fail) => {
                    perhaps.push(value);
                    if !may_fail {
                        return Ok(unknown::one_of(perhaps, &[], Why::UnknownKey, span));
                    }
                }
                (Err(fault), _) => reasons.push(fault.message),
            }
        }
        if !perhaps.is_empty() {
            self.doubt_if(true);
            return Ok(unknown::one_of(perhaps, &[], Why::UnknownKey, span));
        }
        match reasons.first() {
            Some(reason) => Err(Fault::new(span, format!("no argument of `try()` has a value: {reason}"))),
            None => Err(Fault::new(span, "`try()` needs at least one argument")),
        }
    }

    fn call_can(&self, call: &Call, span: Span, scope: &Scope<'_>) -> Evaluated {
        let [argument] = call.arguments.as_slice() else {
            return Err(Fault::new(span, format!("`can()` takes one argument, not {}", call.arguments.len())));
        };
        match self.doubting(|| self.eval(argument, scope)) {
            (Ok(_), true) => Ok(unknown::plain(Type::Bool, Why::UnknownKey, span)),
            (Ok(value), false) if unknown::wholly_known(&value) => Ok(Value::bool(true, Origin::at(span))),
            (Ok(value), false) => Ok(unknown::derived(&[&value], Type::Bool, span)),
            (Err(_), _) => Ok(Value::bool(false, Origin::at(span))),
        }
    }
}

/// One spelling per text, however it is written: normal form C.
pub(crate) fn composed(text: &Arc<str>) -> Arc<str> {
    if is_nfc(text) { Arc::clone(text) } else { text.nfc().collect::<String>().into() }
}

/// Whether the value of such an expression may be larger than the values it is made of.
fn makes_parts(kind: &ExprKind) -> bool {
    match kind {
        ExprKind::Tuple(_)
        | ExprKind::Object(_)
        | ExprKind::Call(_)
        | ExprKind::For(_)
        | ExprKind::Template(_)
        | ExprKind::Conditional { .. } => true,
        ExprKind::Traversal { steps, .. } => steps.iter().any(|step| {
            matches!(step.kind, TraverseKind::AttrSplat | TraverseKind::FullSplat | TraverseKind::Index(_))
        }),
        _ => false,
    }
}

fn is_reference(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Variable(_) => true,
        ExprKind::Traversal { target, .. } => is_reference(target),
        ExprKind::Parenthesis(inner) => is_reference(inner),
        _ => false,
    }
}

/// Makes the branches of a conditional one type; `None` when they stay as they are.
fn fit_branches(yes: &Value, no: &Value) -> Result<Option<(Value, Value)>, String> {
    let Some(ty) = convert::unify_values([yes, no].into_iter()) else {
        return Err(format!(
            "the branches of the conditional have types that do not fit together: {} and {}",
            describe(yes),
            describe(no)
        ));
    };
    match (convert::convert(yes, &ty), convert::convert(no, &ty)) {
        (Ok(yes), Ok(no)) => Ok(Some((yes, no))),
        _ => Ok(None),
    }
}

/// Applies `f` to every combination of what `args` may be, when those are few.
pub(crate) fn lift(args: &[Value], span: Span, f: &mut dyn FnMut(Vec<Value>) -> Evaluated) -> Evaluated {
    let choices = args.iter().fold(1usize, |all, arg| all.saturating_mul(unknown::alternatives(arg).len()));
    let is_open = |arg: &Value| matches!(&arg.kind, Kind::Unknown(unknown) if !unknown.one_of.is_empty());
    if choices > unknown::ALTERNATIVES || !args.iter().any(is_open) {
        return f(args.to_vec());
    }
    let mut combinations: Vec<Vec<Value>> = vec![Vec::new()];
    for arg in args {
        combinations = combinations
            .into_iter()
            .flat_map(|prefix| {
                unknown::alternatives(arg).iter().map(move |value| {
                    let mut next = prefix.clone();
                    next.push(value.clone().marked(arg.marks));
                    next
                })
            })
            .collect();
    }
    let (mut results, mut fault) = (Vec::new(), None);
    for combination in combinations {
        match f(combination) {
            Ok(value) => results.push(value),
            Err(error) => fault = Some(error),
        }
    }
    match fault {
        Some(fault) if results.is_empty() => Err(fault),
        _ => {
            let deciders: Vec<&Value> = args.iter().filter(|arg| arg.is_unknown()).collect();
            Ok(unknown::one_of(results, &deciders, Why::Condition, span))
        }
    }
}

/// An element as seen through the collection it came in.
pub(crate) fn seen_through(collection: &Value, element: &Value) -> Value {
    let origin = unknown::inherit(&collection.origin, &element.origin);
    Value { origin, ..element.clone() }.marked(collection.marks)
}

/// A collection whose elements know the way they came: a function hands them on without the collection.
fn pass_along(value: &Value) -> Value {
    if value.origin.from.is_none() && !value.marks.any() {
        return value.clone();
    }
    let item = |item: &Value| Value { origin: unknown::inherit(&value.origin, &item.origin), ..item.clone() };
    let entries = |entries: &BTreeMap<Arc<str>, Entry>| {
        let entry = |(key, entry): (&Arc<str>, &Entry)| {
            (Arc::clone(key), Entry { key_span: entry.key_span, value: item(&entry.value) })
        };
        Arc::new(entries.iter().map(entry).collect())
    };
    let kind = match &value.kind {
        Kind::List(ty, items, open) => Kind::List(ty.clone(), Arc::new(items.iter().map(item).collect()), open.clone()),
        Kind::Set(ty, items, open) => Kind::Set(ty.clone(), Arc::new(items.iter().map(item).collect()), open.clone()),
        Kind::Tuple(items, open) => Kind::Tuple(Arc::new(items.iter().map(item).collect()), open.clone()),
        Kind::Map(ty, map, open) => Kind::Map(ty.clone(), entries(map), open.clone()),
        Kind::Object(map, open) => Kind::Object(entries(map), open.clone()),
        _ => return value.clone(),
    };
    Value { kind, ..value.clone() }
}

/// The open end of an object some of whose keys are unknown.
pub(crate) fn open_end(unplaced: &[(Value, Value)], span: Span) -> Open {
    if unplaced.is_empty() {
        return Open::Closed;
    }
    let inputs: Vec<&Value> = unplaced.iter().flat_map(|(key, value)| [key, value]).collect();
    let Kind::Unknown(known) = unknown::derived(&inputs, Type::Any, span).kind else { return Open::Closed };
    let one_of = unplaced.iter().map(|(_, value)| value.clone()).collect();
    Open::Open(Arc::new(tollgate_ir::Unknown { why: Why::UnknownKey, one_of, ..(*known).clone() }))
}

/// What a value is, for messages.
pub(crate) fn describe(value: &Value) -> String {
    match &value.kind {
        Kind::Null(_) => "null".into(),
        _ => value.ty().friendly_name(),
    }
}
