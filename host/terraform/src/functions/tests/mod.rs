//! Calls beside what Terraform 1.11 answers to them.

mod collections;
mod encodings;
mod strings;
mod unknowns;

use std::{collections::BTreeMap, sync::Arc};

use tollgate_hcl::ast::{Expr, ExprKind, Ident, ObjectKey, Template, TemplatePart, UnaryOp};
use tollgate_ir::{
    Address, AddressKind, Entry, Key, Kind, Marks, Mode, Number, Open, Origin, RefPath, Reference, Refinement, Step,
    Type, Unknown, Value, Why,
};
use tollgate_source::{DirEntry, FileId, MemoryWorld, Span, World, WorldPath};

use super::{Context, FunctionError};

/// The files that calls in tests can read.
struct Files(MemoryWorld);

impl Files {
    fn path(path: &str) -> Result<WorldPath, String> {
        WorldPath::new(path).ok_or_else(|| "outside".to_owned())
    }
}

impl Context for Files {
    fn read_file(&self, path: &str) -> Result<Arc<[u8]>, String> {
        self.0.read(&Self::path(path)?).map_err(|error| error.to_string())
    }
    fn list_dir(&self, path: &str) -> Result<Arc<[DirEntry]>, String> {
        self.0.list(&Self::path(path)?).map_err(|error| error.to_string())
    }
    fn file_id(&self, _: &str) -> Option<FileId> {
        None
    }
    fn render_template(&self, path: &str, vars: &Value, span: Span) -> Result<Value, String> {
        Ok(Value::string(format!("{path} with {}", show(vars)), Origin::at(span)))
    }
    fn render_string(&self, template: &str, vars: &Value, span: Span) -> Result<Value, String> {
        self.render_template(template, vars, span)
    }
    fn places(&self, _: &Value) -> Option<crate::document::Places> {
        None
    }
    fn cwd(&self) -> String {
        ".".into()
    }
}

/// Each call gives the value beside it, as [`show`] writes it; `error` where it has none.
pub(crate) fn check(table: &[(&str, &str)]) {
    for (call, expected) in table {
        let shown = eval(call).map_or_else(|_| "error".into(), |value| show(&value));
        assert_eq!(shown, *expected, "{call}");
    }
}

/// Evaluates literals and calls, and the variables of [`variable`].
pub(crate) fn eval(text: &str) -> Result<Value, FunctionError> {
    let (expr, diagnostics) = tollgate_hcl::parse_expression(FileId(0), text);
    let expr = expr.unwrap_or_else(|| panic!("{text}: {diagnostics:?}"));
    let world = MemoryWorld::new().with("d/a.txt", "alpha\n").with("d/b.txt", "b").with("d/sub/c.txt", "");
    evaluate(&expr, &Files(world))
}

/// Calls a function with values that no text could spell.
fn call_with(name: &str, args: Vec<Value>) -> Result<Value, FunctionError> {
    let span = Span::start_of(FileId(0));
    super::call(&Ident { name: name.into(), span }, args, span, &Files(MemoryWorld::new()))
}

fn evaluate(expr: &Expr, cx: &Files) -> Result<Value, FunctionError> {
    let origin = Origin::at(expr.span);
    let all = |items: &[Expr]| items.iter().map(|item| evaluate(item, cx)).collect::<Result<Vec<_>, _>>();
    Ok(match &expr.kind {
        ExprKind::Null => Value::null(origin),
        ExprKind::Bool(b) => Value::bool(*b, origin),
        ExprKind::Number(digits) => Value::number(digits.parse::<Number>().expect("a number"), origin),
        ExprKind::String(text) => Value::string(Arc::clone(text), origin),
        ExprKind::Template(Template { parts }) => match parts.as_slice() {
            [TemplatePart::Literal { text, .. }] => Value::string(Arc::clone(text), origin),
            _ => panic!("templates are not evaluated here"),
        },
        ExprKind::Tuple(items) => Value::tuple(all(items)?, origin),
        ExprKind::Object(items) => {
            let mut entries = BTreeMap::new();
            for item in items {
                let key = match &item.key {
                    ObjectKey::Word(word) => Arc::clone(&word.name),
                    ObjectKey::Expr(key) => evaluate(key, cx)?.as_str().expect("a key").into(),
                };
                entries.insert(key, Entry { key_span: item.key.span(), value: evaluate(&item.value, cx)? });
            }
            Value::object(entries, origin)
        }
        ExprKind::Unary { op: UnaryOp::Neg, operand } => match evaluate(operand, cx)?.kind {
            Kind::Number(n) => Value::number(n.neg(), origin),
            other => panic!("{other:?}"),
        },
        ExprKind::Call(call) => {
            let name = Ident { name: Arc::clone(&call.name.name), span: call.name.span };
            super::call(&name, all(&call.arguments)?, expr.span, cx)?
        }
        ExprKind::Variable(name) => variable(name, origin),
        other => panic!("{other:?}"),
    })
}

/// Things that cannot be written: unknown and marked values.
fn variable(name: &str, origin: Origin) -> Value {
    let attribute = |resource: &str, attribute: &str| Reference {
        path: RefPath { target: Arc::new(resource_named(resource)), path: vec![Step::Attr(attribute.into())] },
        exact: true,
        span: origin.span,
    };
    let computed = |ty, reference, refinement| {
        let unknown = Unknown { ty, refs: vec![reference], refinement, ..Unknown::new(Why::Computed) };
        Value::unknown(unknown, origin.clone())
    };
    let not_null = Refinement { not_null: true, ..Refinement::default() };
    match name {
        "id" => computed(Type::String, attribute("a", "id"), not_null),
        "id2" => computed(Type::String, attribute("b", "id"), not_null),
        "text" => computed(Type::String, attribute("a", "text"), Refinement::default()),
        "sg" => computed(Type::String, attribute("a", "name"), Refinement { prefix: Some("sg-".into()), ..not_null }),
        "n" => computed(Type::Number, attribute("a", "n"), not_null),
        "tags" => computed(Type::map(Type::String), attribute("a", "tags"), not_null),
        "ids" => computed(Type::list(Type::String), attribute("a", "ids"), not_null),
        "any" => computed(Type::Any, attribute("a", "any"), Refinement::default()),
        "either" => {
            let one_of = ["x", "y"].map(|text| Value::string(text, origin.clone())).to_vec();
            let unknown = Unknown { ty: Type::String, one_of, ..Unknown::new(Why::Condition) };
            Value::unknown(unknown, origin)
        }
        "secret" => Value::string("d", origin).marked(Marks { sensitive: true, ..Marks::default() }),
        other => panic!("there is no variable {other}"),
    }
}

fn resource_named(name: &str) -> Address {
    let kind = AddressKind::Terraform {
        module: Vec::new(),
        mode: Mode::Managed,
        ty: "r".into(),
        name: name.into(),
        key: Key::None,
    };
    Address { root: ".".into(), variant: "".into(), kind }
}

/// The value as an expression: `?` for unknown values, `=` before exact references and `~` before others,
/// `…` for what may be more.
pub(crate) fn show(value: &Value) -> String {
    let text = match &value.kind {
        Kind::Null(Type::Any) => "null".into(),
        Kind::Null(ty) => format!("null({ty})"),
        Kind::Bool(b) => b.to_string(),
        Kind::Number(n) => n.to_string(),
        Kind::String(text) => format!("{text:?}"),
        Kind::List(_, items, open) => format!("tolist({})", show_items(items, open)),
        Kind::Set(_, items, open) => format!("toset({})", show_items(items, open)),
        Kind::Tuple(items, open) => show_items(items, open),
        Kind::Map(_, entries, open) => format!("tomap({})", show_entries(entries, open)),
        Kind::Object(entries, open) => show_entries(entries, open),
        Kind::Unknown(unknown) => show_unknown(unknown),
    };
    if value.marks.sensitive { format!("sensitive({text})") } else { text }
}

fn show_items(items: &[Value], open: &Open) -> String {
    format!("[{}]", items.iter().map(show).chain(show_open(open)).collect::<Vec<_>>().join(", "))
}

fn show_entries(entries: &BTreeMap<Arc<str>, Entry>, open: &Open) -> String {
    let shown = entries.iter().map(|(key, entry)| format!("{key} = {}", show(&entry.value)));
    format!("{{{}}}", shown.chain(show_open(open)).collect::<Vec<_>>().join(", "))
}

fn show_open(open: &Open) -> Option<String> {
    match open {
        Open::Closed => None,
        Open::Open(unknown) => Some(format!("…{}", show_refs(unknown))),
    }
}

fn show_unknown(unknown: &Unknown) -> String {
    if !unknown.one_of.is_empty() {
        return format!("?({})", unknown.one_of.iter().map(show).collect::<Vec<_>>().join(" | "));
    }
    let prefix = unknown.refinement.prefix.as_deref().map_or(String::new(), |prefix| format!("{prefix:?}…"));
    let least = unknown.refinement.number_min.as_ref().map_or(String::new(), |least| format!(">={least}"));
    format!("?{}{prefix}{least}{}", unknown.ty, show_refs(unknown))
}

fn show_refs(unknown: &Unknown) -> String {
    unknown.refs.iter().map(|r| format!(" {}{}", if r.exact { '=' } else { '~' }, r.path)).collect()
}

#[test]
fn the_table_of_functions_is_sorted_and_complete() {
    let names: Vec<&str> = super::registry::FUNCTIONS.iter().map(|function| function.name).collect();
    assert!(names.is_sorted(), "{names:?}");
    assert_eq!(names.len(), 118);
    assert!(super::exists("core::upper") && super::exists("try") && !super::exists("list"));
    assert_eq!(super::suggest("uper"), Some("upper"));
    assert_eq!(super::suggest("list"), Some("tolist"));
    assert_eq!(super::suggest("completely_else"), None);
}

#[test]
fn errors_name_the_argument() {
    let error = |call: &str| eval(call).expect_err("fails");
    assert_eq!(error("upper(null)"), FunctionError::at(0, "invalid value for `string`: it must not be null"));
    assert_eq!(error("substr(\"a\", \"x\", 1)").argument, Some(1));
    assert_eq!(error("upper()").message, "`upper` takes 1 argument, and `string` is missing");
    assert_eq!(error("max()").argument, None);
    assert_eq!(error("uper(1)").message, "there is no function `uper`; did you mean `upper`?");
}
