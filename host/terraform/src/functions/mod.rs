//! Terraform's built-in functions.
//!
//! [`call`] settles what all functions share, in one place: how many arguments there are, that each is
//! converted to the type of its parameter and not null, what becomes of unknown arguments, and how marks
//! spread. The functions themselves are in one file per family and see arguments that fit.

mod choose;
mod dates;
mod decimal;
mod encoding;
mod files;
mod format;
mod glob;
mod hashes;
mod json;
mod lists;
mod maps;
mod network;
mod numbers;
mod refine;
mod regexes;
mod registry;
mod sets;
mod strings;
mod types;
mod unknowns;
mod yaml;

#[cfg(test)]
pub(crate) mod tests;

use std::{collections::BTreeMap, sync::Arc};

use tollgate_hcl::ast::Ident;
use tollgate_ir::{How, Kind, Marks, Number, Open, Origin, Type, Value, Why};
use tollgate_source::{DirEntry, FileId, Span};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use crate::{
    convert::{convert, is_whole},
    expr::unknown::inherit,
    limits::TEXT as MAX_TEXT,
};
pub(crate) use json::quoted as json_text;
use registry::{Function, Spread, Unknowns};
use unknowns::MAX_ONE_OF;

/// Why a call has no value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FunctionError {
    pub(crate) message: String,
    /// The argument at fault, from 0; none when it is the call as a whole.
    pub(crate) argument: Option<usize>,
}

impl FunctionError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), argument: None }
    }

    pub(crate) fn at(argument: usize, message: impl Into<String>) -> Self {
        Self { message: message.into(), argument: Some(argument) }
    }
}

pub(crate) type Outcome = Result<Value, FunctionError>;

/// What functions see of the world: everything is relative to the module that holds the call.
pub(crate) trait Context {
    /// The bytes of a file; relative paths start at the folder in which Terraform runs, as in [`Context::cwd`].
    fn read_file(&self, path: &str) -> Result<Arc<[u8]>, String>;
    /// The entries of a folder, in order of name.
    fn list_dir(&self, path: &str) -> Result<Arc<[DirEntry]>, String>;
    /// The file as something that spans can point into, when it is text.
    fn file_id(&self, path: &str) -> Option<FileId>;
    /// Evaluates the template in the file `path`, in which only `vars` can be named.
    fn render_template(&self, path: &str, vars: &Value, span: Span) -> Result<Value, String>;
    /// Evaluates `template` as `templatestring` does.
    fn render_string(&self, template: &str, vars: &Value, span: Span) -> Result<Value, String>;
    /// Where the bytes of a string are written.
    fn places(&self, text: &Value) -> Option<crate::document::Places>;
    /// `path.cwd`.
    fn cwd(&self) -> String;
}

/// Calls the function `name` (`core::` in front is allowed) for the call at `span`.
///
/// # Errors
/// When there is no such function, or it does not accept these arguments.
pub(crate) fn call(name: &Ident, args: Vec<Value>, span: Span, cx: &dyn Context) -> Outcome {
    let Some(function) = find(&name.name) else {
        return Err(match suggest(&name.name) {
            Some(near) => FunctionError::new(format!("there is no function `{}`; did you mean `{near}`?", name.name)),
            None => FunctionError::new(format!("there is no function `{}`", name.name)),
        });
    };
    dispatch(function, args, span, cx, 0)
}

/// Whether a function of this name exists, those that the evaluator itself handles (`try`, `can`) included.
pub(crate) fn exists(name: &str) -> bool {
    find(name).is_some()
}

/// Whether the function looks at no more of a known collection than its length and one element, which it hands on
/// as [`picked`].
pub(crate) fn picks(name: &str) -> bool {
    matches!(bare(name), "element" | "length" | "lookup")
}

/// An element that knows the way its collection came.
fn picked(collection: &Value, element: &Value) -> Value {
    Value { origin: inherit(&collection.origin, &element.origin), ..element.clone() }
}

/// The function that was probably meant.
pub(crate) fn suggest(name: &str) -> Option<&'static str> {
    let name = bare(name);
    // `list` and `map` became `tolist` and `tomap`.
    let conversion = |function: &&Function| function.name.strip_prefix("to") == Some(name);
    if let Some(function) = registry::FUNCTIONS.iter().find(conversion) {
        return Some(function.name);
    }
    tollgate_source::did_you_mean(name, registry::FUNCTIONS.iter().map(|function| function.name))
}

/// One call with arguments that fit the parameters.
pub(crate) struct Call<'a> {
    name: &'static str,
    args: Vec<Value>,
    span: Span,
    cx: &'a dyn Context,
}

/// Possibilities of unknown arguments are followed to this many levels.
const MAX_POSSIBILITY_DEPTH: usize = 3;
const MAX_ELEMENTS: usize = 1 << 18;
/// Comparisons of two elements in one call.
const MAX_PAIRS: usize = 1 << 26;
/// Parts of all arguments together that a function computes with.
const MAX_PARTS: usize = 1 << 20;

fn dispatch(function: &'static Function, args: Vec<Value>, span: Span, cx: &dyn Context, depth: usize) -> Outcome {
    if function.reads_everything() {
        let mut budget = MAX_PARTS;
        if !args.iter().all(|arg| within(arg, &mut budget)) {
            let call = Call { name: function.name, args: Vec::new(), span, cx };
            return Ok(call.limit("the size of a value", (function.result)()));
        }
    }
    if pairs(function.name, &args) > MAX_PAIRS {
        let call = Call { name: function.name, args: Vec::new(), span, cx };
        return Ok(call.limit("the number of comparisons", (function.result)()));
    }
    let args = fit(function, args)?;
    let marks = match function.spread {
        Spread::Deep => args.iter().map(deep_marks).fold(Marks::default(), Marks::and),
        Spread::Top => args.iter().map(|arg| arg.marks).fold(Marks::default(), Marks::and),
        Spread::Own => Marks::default(),
    };
    let call = Call { name: function.name, args, span, cx };
    let undecided = match function.unknowns {
        Unknowns::Whole => !call.args.iter().all(is_whole),
        Unknowns::Own => false,
    };
    let result = match possibilities(function, &call, depth) {
        Some(value) => value,
        None if undecided => call.refined_result((function.result)()),
        None => (function.run)(&call)?,
    };
    Ok(limited(&call, result).marked(marks))
}

/// How many comparisons of two elements a call may take.
fn pairs(name: &str, args: &[Value]) -> usize {
    let length = |arg: &Value| arg.elements().map_or(0, <[Value]>::len);
    match (name, args) {
        ("distinct", [list]) if !is_whole(list) => length(list).saturating_mul(length(list)),
        ("setintersection" | "setsubtract", [first, rest @ ..]) => {
            rest.iter().map(length).sum::<usize>().saturating_mul(length(first))
        }
        ("matchkeys", [_, keys, search]) => length(keys).saturating_mul(length(search)),
        _ => 0,
    }
}

/// Checks the number of arguments and converts each to the type of its parameter.
fn fit(function: &Function, args: Vec<Value>) -> Result<Vec<Value>, FunctionError> {
    let fixed = function.params.len();
    if args.len() < fixed {
        let missing = function.params[args.len()].name;
        return Err(FunctionError::new(format!(
            "`{}` takes {}, and `{missing}` is missing",
            function.name,
            function.arity()
        )));
    }
    if args.len() > fixed && function.rest.is_none() {
        return Err(FunctionError::at(fixed, format!("`{}` takes only {}", function.name, function.arity())));
    }
    let mut out = Vec::with_capacity(args.len());
    for (index, arg) in args.into_iter().enumerate() {
        let Some(param) = function.params.get(index).or(function.rest.as_ref()) else { break };
        if arg.is_null() && !param.null {
            return Err(FunctionError::at(index, format!("invalid value for `{}`: it must not be null", param.name)));
        }
        let converted = convert(&arg, &(param.ty)())
            .map_err(|why| FunctionError::at(index, format!("invalid value for `{}`: {why}", param.name)))?;
        out.push(converted);
    }
    Ok(out)
}

/// When an argument is one of a few values, the result is one of the results for them.
fn possibilities(function: &'static Function, call: &Call<'_>, depth: usize) -> Option<Value> {
    if depth >= MAX_POSSIBILITY_DEPTH || function.spread == Spread::Own {
        return None;
    }
    let few = |arg: &Value| match &arg.kind {
        Kind::Unknown(unknown) => (1..=MAX_ONE_OF).contains(&unknown.one_of.len()),
        _ => false,
    };
    // A function of whole values has no use for one possibility while another argument stays unknown.
    if function.unknowns == Unknowns::Whole && !call.args.iter().all(|arg| is_whole(arg) || few(arg)) {
        return None;
    }
    let (at, arg) = call.args.iter().enumerate().find(|(_, arg)| few(arg))?;
    let Kind::Unknown(unknown) = &arg.kind else { return None };
    let mut one_of = Vec::with_capacity(unknown.one_of.len());
    for possibility in &unknown.one_of {
        let mut args = call.args.clone();
        args[at] = possibility.clone();
        // A possibility for which the call fails cannot be the one that is deployed.
        if let Ok(value) = dispatch(function, args, call.span, call.cx, depth + 1) {
            one_of.push(value);
        }
    }
    (one_of.len() <= MAX_ONE_OF).then(|| unknowns::one_of(call, one_of, unknown))?
}

fn limited(call: &Call<'_>, value: Value) -> Value {
    let long = match &value.kind {
        Kind::String(text) => text.len() > MAX_TEXT,
        _ => value.elements().is_some_and(|items| items.len() > MAX_ELEMENTS),
    };
    if long { call.limit("the size of a value", Type::Any) } else { value }
}

/// The type of a value as far as its own kind goes: what is in a tuple or object is left out, as naming it
/// would take as long as the value is large.
fn outline(value: &Value) -> Type {
    match &value.kind {
        Kind::Tuple(..) => Type::Tuple(Vec::new()),
        Kind::Object(..) => Type::Object(BTreeMap::new()),
        _ => value.ty(),
    }
}

/// Whether a value has no more than `budget` parts, of which it leaves the rest. Values share their parts:
/// a few lines that nest one list in another can spell more than any memory holds.
fn within(value: &Value, budget: &mut usize) -> bool {
    let Some(rest) = budget.checked_sub(1) else { return false };
    *budget = rest;
    value.elements().unwrap_or_default().iter().all(|item| within(item, budget))
        && value.entries().is_none_or(|entries| entries.values().all(|entry| within(&entry.value, budget)))
}

fn deep_marks(value: &Value) -> Marks {
    let mut marks = value.marks;
    for item in value.elements().unwrap_or_default() {
        marks = marks.and(deep_marks(item));
    }
    if let Some(entries) = value.entries() {
        for entry in entries.values() {
            marks = marks.and(deep_marks(&entry.value));
        }
    }
    marks
}

impl Call<'_> {
    fn origin(&self) -> Origin {
        Origin::at(self.span)
    }

    /// Argument `index` as text; empty when it is none, which conversion has made sure of.
    fn text(&self, index: usize) -> &str {
        self.args.get(index).and_then(Value::as_str).unwrap_or("")
    }

    fn num(&self, index: usize) -> Number {
        match self.args.get(index).map(|arg| &arg.kind) {
            Some(Kind::Number(n)) => n.clone(),
            _ => Number::ZERO,
        }
    }

    /// Argument `index` as a whole number that fits.
    fn int(&self, index: usize) -> Result<i64, FunctionError> {
        self.num(index).to_i64().ok_or_else(|| FunctionError::at(index, "a whole number is required"))
    }

    fn items(&self, index: usize) -> &[Value] {
        self.args.get(index).and_then(Value::elements).unwrap_or_default()
    }

    /// Every string is in normal form C, as literals are.
    fn string(&self, text: impl Into<Arc<str>>) -> Value {
        let text: Arc<str> = text.into();
        if is_nfc(&text) {
            return Value::string(text, self.origin());
        }
        Value::string(text.nfc().collect::<String>(), self.origin())
    }

    /// The first argument without blanks at its ends: a document says the same without them, and is still
    /// written where the argument is.
    fn blanks_off(&self, text: &str) -> Value {
        let arg = &self.args[0];
        let origin = arg.origin.via(self.span, How::Call(self.name.into()));
        Value { origin, document: arg.document.clone(), ..self.string(text) }
    }

    fn number(&self, n: impl Into<Number>) -> Value {
        Value::number(n, self.origin())
    }

    fn bool(&self, value: bool) -> Value {
        Value::bool(value, self.origin())
    }

    fn list(&self, ty: Type, items: Vec<Value>, open: Open) -> Value {
        Value::new(Kind::List(ty, Arc::new(items), open), self.origin())
    }

    fn strings(&self, items: impl IntoIterator<Item = String>) -> Value {
        let items = items.into_iter().map(|text| self.string(text)).collect();
        self.list(Type::String, items, Open::Closed)
    }

    fn limit(&self, what: &str, ty: Type) -> Value {
        self.unknown(Why::Limit(what.into()), ty)
    }
}

fn bare(name: &str) -> &str {
    name.strip_prefix("core::").unwrap_or(name)
}

fn find(name: &str) -> Option<&'static Function> {
    let name = bare(name);
    registry::FUNCTIONS.iter().find(|function| function.name == name)
}
