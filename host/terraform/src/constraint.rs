//! Type constraints of variables: `string`, `list(any)`, `object({ port = optional(number, 8080) })`.

use std::{collections::BTreeMap, sync::Arc};

use tollgate_hcl::ast::{Expr, ExprKind, ObjectKey};
use tollgate_ir::{Entry, Kind, ObjectField, Open, Type, Unknown, Value};
use tollgate_source::Diagnostic;

use crate::convert::{convert, each_unlisted};

/// What a variable asks of its values.
#[derive(Clone, Debug)]
pub(crate) struct Constraint {
    pub(crate) ty: Type,
    pub(crate) defaults: Defaults,
}

/// The second arguments of `optional(…)`, at the places of the type they belong to.
#[derive(Clone, Debug, Default)]
pub(crate) enum Defaults {
    #[default]
    None,
    Object {
        /// Defaults of this object's own attributes, of the attribute's type.
        values: BTreeMap<Arc<str>, Value>,
        /// Attributes that have defaults somewhere inside.
        inside: BTreeMap<Arc<str>, Defaults>,
    },
    /// Of every element.
    Elements(Box<Defaults>),
    Tuple(Vec<Defaults>),
}

/// Evaluates a default, which may use functions but no references.
pub(crate) type Evaluate<'a> = &'a mut dyn FnMut(&Expr) -> Value;

/// Reads a type constraint.
///
/// # Errors
/// Points at the part that is no type, or at a default that its type does not admit.
pub(crate) fn parse(expr: &Expr, evaluate: Evaluate<'_>) -> Result<Constraint, Diagnostic> {
    // Before Terraform 0.12 types were quoted.
    if let ExprKind::String(text) = &expr.kind {
        let ty = match &**text {
            "string" => Type::String,
            "list" => Type::list(Type::Any),
            "map" => Type::map(Type::Any),
            _ => {
                return Err(Diagnostic::error(format!("`\"{text}\"` is no type"))
                    .at(expr.span)
                    .help("write the type without quotes, such as `string` or `list(string)`"));
            }
        };
        return Ok(Constraint { ty, defaults: Defaults::None });
    }
    let (ty, defaults) = parse_type(expr, evaluate)?;
    Ok(Constraint { ty, defaults })
}

impl Constraint {
    /// No constraint at all.
    pub(crate) fn any() -> Self {
        Self { ty: Type::Any, defaults: Defaults::None }
    }

    /// Fills in defaults for what is absent or null, at any depth, and converts to the type.
    ///
    /// # Errors
    /// As [`convert`].
    pub(crate) fn apply(&self, value: &Value) -> Result<Value, String> {
        convert(&self.defaults.apply(value), &self.ty)
    }
}

impl Defaults {
    fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    fn apply(&self, value: &Value) -> Value {
        let kind = match (self, &value.kind) {
            (Self::None, _) | (_, Kind::Null(_)) => return value.clone(),
            (_, Kind::Unknown(unknown)) if unknown.one_of.is_empty() => return value.clone(),
            (_, Kind::Unknown(unknown)) => Kind::Unknown(Arc::new(Unknown {
                one_of: unknown.one_of.iter().map(|value| self.apply(value)).collect(),
                ..(**unknown).clone()
            })),
            (Self::Object { values, inside }, Kind::Object(entries, open)) => {
                Kind::Object(Arc::new(fill(entries, open.is_open(), values, inside)), open.clone())
            }
            // The type may have to change with what is filled in: the conversion that follows settles it.
            (Self::Object { values, inside }, Kind::Map(_, entries, open)) => {
                Kind::Object(Arc::new(fill(entries, open.is_open(), values, inside)), open.clone())
            }
            (
                Self::Elements(each),
                Kind::List(_, items, open) | Kind::Set(_, items, open) | Kind::Tuple(items, open),
            ) => Kind::Tuple(Arc::new(items.iter().map(|item| each.apply(item)).collect()), each.unlisted(open, value)),
            (Self::Elements(each), Kind::Map(_, entries, open) | Kind::Object(entries, open)) => {
                let filled = entries
                    .iter()
                    .map(|(key, entry)| {
                        (Arc::clone(key), Entry { key_span: entry.key_span, value: each.apply(&entry.value) })
                    })
                    .collect();
                Kind::Object(Arc::new(filled), each.unlisted(open, value))
            }
            (Self::Tuple(defaults), Kind::Tuple(items, open)) => {
                let item = |(index, item): (usize, &Value)| match defaults.get(index) {
                    Some(defaults) => defaults.apply(item),
                    None => item.clone(),
                };
                Kind::Tuple(Arc::new(items.iter().enumerate().map(item).collect()), open.clone())
            }
            // The conversion says what is wrong.
            _ => return value.clone(),
        };
        Value::new(kind, value.origin.clone()).marked(value.marks)
    }

    /// Applied to the elements of a collection that are not listed.
    fn unlisted(&self, open: &Open, collection: &Value) -> Open {
        each_unlisted(open, &collection.origin, |rest| Ok(self.apply(rest))).unwrap_or_else(|_| open.clone())
    }
}

fn fill(
    entries: &BTreeMap<Arc<str>, Entry>,
    open: bool,
    values: &BTreeMap<Arc<str>, Value>,
    inside: &BTreeMap<Arc<str>, Defaults>,
) -> BTreeMap<Arc<str>, Entry> {
    let within = |name: &str, value: &Value| inside.get(name).map_or_else(|| value.clone(), |d| d.apply(value));
    let mut out: BTreeMap<Arc<str>, Entry> = BTreeMap::new();
    for (name, entry) in entries {
        let value = match values.get(name) {
            Some(default) if entry.value.is_null() => within(name, default),
            _ => within(name, &entry.value),
        };
        out.insert(Arc::clone(name), Entry { key_span: entry.key_span, value });
    }
    for (name, default) in values {
        // Among the attributes of an open object that are not known, this one may be set.
        if !open && !entries.contains_key(name) {
            let value = within(name, default);
            out.insert(Arc::clone(name), Entry { key_span: value.origin.span, value });
        }
    }
    out
}

fn parse_type(expr: &Expr, evaluate: Evaluate<'_>) -> Result<(Type, Defaults), Diagnostic> {
    let error = |message: String| Diagnostic::error(message).at(expr.span);
    match &expr.kind {
        ExprKind::Variable(name) => Ok((
            match &**name {
                "string" => Type::String,
                "number" => Type::Number,
                "bool" => Type::Bool,
                "any" => Type::Any,
                "list" => Type::list(Type::Any),
                "map" => Type::map(Type::Any),
                "set" | "object" | "tuple" => {
                    return Err(error(format!("`{name}` needs an argument"))
                        .help(format!("say what it holds, such as `{}`", example(name))));
                }
                "optional" => return Err(misplaced_optional(expr)),
                other => {
                    return Err(error(format!("`{other}` is no type")).help(
                        "types are `string`, `number`, `bool`, `any`, `list(…)`, `set(…)`, `map(…)`, `object({…})` and `tuple([…])`",
                    ));
                }
            },
            Defaults::None,
        )),
        ExprKind::Call(call) => {
            let name = &*call.name.name;
            if name == "optional" {
                return Err(misplaced_optional(expr));
            }
            if !matches!(name, "list" | "set" | "map" | "object" | "tuple") {
                return Err(Diagnostic::error(format!("`{name}` is no type constructor"))
                    .at(call.name.span)
                    .help("use `list`, `set`, `map`, `object` or `tuple`"));
            }
            let [argument] = call.arguments.as_slice() else {
                return Err(error(format!("`{name}` takes one argument, not {}", call.arguments.len()))
                    .help(format!("write it as `{}`", example(name))));
            };
            match (name, &argument.kind) {
                ("object", ExprKind::Object(_)) => parse_object(argument, evaluate),
                ("tuple", ExprKind::Tuple(items)) => {
                    let mut types = Vec::with_capacity(items.len());
                    let mut defaults = Vec::with_capacity(items.len());
                    for item in items {
                        let (ty, default) = parse_type(item, evaluate)?;
                        types.push(ty);
                        defaults.push(default);
                    }
                    let none = defaults.iter().all(Defaults::is_none);
                    Ok((Type::Tuple(types), if none { Defaults::None } else { Defaults::Tuple(defaults) }))
                }
                ("object" | "tuple", _) => Err(Diagnostic::error(format!("this is no argument for `{name}`"))
                    .at(argument.span)
                    .help(format!("write it as `{}`", example(name)))),
                _ => {
                    let (element, defaults) = parse_type(argument, evaluate)?;
                    let ty = match name {
                        "list" => Type::list(element),
                        "set" => Type::set(element),
                        _ => Type::map(element),
                    };
                    let none = defaults.is_none();
                    Ok((ty, if none { Defaults::None } else { Defaults::Elements(Box::new(defaults)) }))
                }
            }
        }
        _ => Err(error("this is no type".into())
            .help("write a type such as `string`, `list(string)` or `object({ name = string })`")),
    }
}

fn parse_object(expr: &Expr, evaluate: Evaluate<'_>) -> Result<(Type, Defaults), Diagnostic> {
    let ExprKind::Object(items) = &expr.kind else { return Ok((Type::Any, Defaults::None)) };
    let mut fields = BTreeMap::new();
    let (mut values, mut inside) = (BTreeMap::new(), BTreeMap::new());
    for item in items {
        let name: Arc<str> = match &item.key {
            ObjectKey::Word(ident) => Arc::clone(&ident.name),
            ObjectKey::Expr(Expr { kind: ExprKind::String(text), .. }) => Arc::clone(text),
            ObjectKey::Expr(other) => {
                return Err(Diagnostic::error("an attribute of an object type needs a literal name").at(other.span));
            }
        };
        let (field, default, nested) = parse_attribute(&item.value, evaluate)?;
        fields.insert(Arc::clone(&name), field);
        if let Some(default) = default {
            values.insert(Arc::clone(&name), default);
        }
        if !nested.is_none() {
            inside.insert(name, nested);
        }
    }
    let none = values.is_empty() && inside.is_empty();
    Ok((Type::Object(fields), if none { Defaults::None } else { Defaults::Object { values, inside } }))
}

/// An attribute's type, where `optional(type, default)` is allowed.
fn parse_attribute(expr: &Expr, evaluate: Evaluate<'_>) -> Result<(ObjectField, Option<Value>, Defaults), Diagnostic> {
    let optional = match &expr.kind {
        ExprKind::Call(call) if &*call.name.name == "optional" => &call.arguments,
        _ => {
            let (ty, defaults) = parse_type(expr, evaluate)?;
            return Ok((ObjectField::required(ty), None, defaults));
        }
    };
    let (ty, default) = match optional.as_slice() {
        [ty] => (ty, None),
        [ty, default] => (ty, Some(default)),
        _ => {
            return Err(Diagnostic::error("`optional` takes a type and, if any, a default")
                .at(expr.span)
                .help("write it as `optional(number)` or `optional(number, 8080)`"));
        }
    };
    let (ty, defaults) = parse_type(ty, evaluate)?;
    let default = match default {
        Some(expr) => {
            // A default that lacks attributes is completed by the defaults inside of its own type.
            let value = defaults.apply(&evaluate(expr));
            Some(convert(&value, &ty).map_err(|why| {
                Diagnostic::error(format!("this default does not fit the type `{ty}`: {why}")).at(expr.span)
            })?)
        }
        None => None,
    };
    Ok((ObjectField { ty, optional: true }, default, defaults))
}

fn misplaced_optional(expr: &Expr) -> Diagnostic {
    Diagnostic::error("`optional` stands outside of an object type")
        .at(expr.span)
        .help("only attributes of `object({…})` can be optional")
}

fn example(name: &str) -> &'static str {
    match name {
        "object" => "object({ name = string })",
        "tuple" => "tuple([string, number])",
        "set" => "set(string)",
        "map" => "map(string)",
        _ => "list(string)",
    }
}

#[cfg(test)]
mod tests {
    use tollgate_hcl::parse_expression;
    use tollgate_source::FileId;

    use super::{Constraint, parse};
    use crate::functions::tests::{eval, show};

    fn constraint(text: &str) -> Result<Constraint, String> {
        let (expr, _) = parse_expression(FileId(0), text);
        let mut default = |expr: &tollgate_hcl::ast::Expr| eval(&text[expr.span.range()]).expect("a default");
        parse(&expr.expect("an expression"), &mut default).map_err(|diagnostic| diagnostic.message)
    }

    #[test]
    fn types_are_read() {
        for (text, expected) in [
            ("string", "string"),
            ("\"string\"", "string"),
            ("\"list\"", "list(any)"),
            ("map", "map(any)"),
            ("list(any)", "list(any)"),
            ("set(tuple([bool, number]))", "set(tuple([bool, number]))"),
            (
                "object({ a = optional(number, 1), \"b\" = map(string) })",
                "object({a = optional(number), b = map(string)})",
            ),
            ("strin", "`strin` is no type"),
            ("\"number\"", "`\"number\"` is no type"),
            ("set", "`set` needs an argument"),
            ("list(string, number)", "`list` takes one argument, not 2"),
            ("vector(string)", "`vector` is no type constructor"),
            ("object(string)", "this is no argument for `object`"),
            ("list(optional(string))", "`optional` stands outside of an object type"),
            (
                "object({ a = optional(number, \"x\") })",
                "this default does not fit the type `number`: a number is required",
            ),
            ("1", "this is no type"),
        ] {
            assert_eq!(constraint(text).map_or_else(|message| message, |c| c.ty.to_string()), expected, "{text}");
        }
    }

    #[test]
    fn defaults_fill_what_is_absent_or_null() {
        let server = "object({ port = optional(number, 80), tls = optional(object({ on = optional(bool, true), ca = optional(string) }), {}) })";
        let filled = "{port = 80, tls = {ca = null(string), on = true}}";
        for (ty, value, expected) in [
            (server.to_owned(), "{}", filled.to_owned()),
            (server.to_owned(), "{ port = null, tls = null }", filled.to_owned()),
            (
                server.to_owned(),
                "{ port = \"8080\", tls = { on = false } }",
                "{port = 8080, tls = {ca = null(string), on = false}}".into(),
            ),
            (server.to_owned(), "null", format!("null({})", constraint(server).expect("a type").ty)),
            (format!("list({server})"), "[{}]", format!("tolist([{filled}])")),
            (format!("map({server})"), "{ a = {} }", format!("tomap({{a = {filled}}})")),
            (format!("tuple([string, {server}])"), "[1, {}]", format!("[\"1\", {filled}]")),
            (server.to_owned(), "{ port = n }", "{port = ?number =r.a.n, tls = {ca = null(string), on = true}}".into()),
            // Whether the port is among the attributes that are not known cannot be said.
            ("object({ port = optional(number, 80) })".into(), "merge(tags, {})", "{… =r.a.tags}".into()),
            (server.to_owned(), "{ port = \"x\" }", "attribute \"port\": a number is required".into()),
        ] {
            let value = eval(value).expect("a value");
            let shown = constraint(&ty).expect("a type").apply(&value).map_or_else(|why| why, |value| show(&value));
            assert_eq!(shown, expected, "{ty}");
        }
    }
}
