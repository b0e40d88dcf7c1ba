//! What templates compute with: Go's values, as far as templates can tell them apart.

use std::{cell::RefCell, collections::BTreeMap, fmt, rc::Rc};

use crate::{functions::Type, ledger::Sources, text::Text};

/// A value and where it came from. Maps and lists are shared: who changes one changes it for all who hold it.
#[derive(Clone, Debug, Default)]
pub struct Value {
    pub data: Data,
    /// What it depends on, besides what the marks of a text say and what its elements say for themselves.
    pub from: Sources,
}

#[derive(Clone, Debug, Default)]
pub enum Data {
    /// `nil`, and what is read where nothing is.
    #[default]
    Nil,
    Bool(bool),
    Int(i64, IntKind),
    Uint(u64, UintKind),
    Float(f64),
    Text(Text),
    /// `[]byte`.
    Bytes(Rc<[u8]>),
    List(List),
    Map(Map),
    Object(Rc<dyn Object>),
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum IntKind {
    Int,
    Int32,
    Int64,
    /// `time.Duration`, in nanoseconds.
    Duration,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum UintKind {
    Uint,
    Uint8,
    Uint32,
    Uint64,
}

/// A slice; `of` is the type of its elements.
#[derive(Clone, Debug)]
pub struct List {
    pub of: Element,
    is_nil: bool,
    items: Rc<RefCell<Vec<Value>>>,
}

/// A map with text keys; `of` is the type of its values.
#[derive(Clone, Debug)]
pub struct Map {
    pub of: Element,
    /// The name of the type, where it has one of its own.
    pub name: Option<&'static str>,
    entries: Rc<RefCell<BTreeMap<Rc<str>, Value>>>,
}

/// What a list or a map holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Element {
    /// `interface {}`.
    Any,
    Text,
    Int,
    /// Lists of `interface {}`.
    List,
}

/// What is neither data nor a collection: a struct of Go, with fields and methods.
pub trait Object: fmt::Debug {
    /// As `%T` prints it, e.g. `*chart.Metadata`.
    fn type_name(&self) -> &str;

    /// As `kindOf` says it: `struct`, `ptr`, `slice`, `map`.
    fn kind(&self) -> &str {
        "ptr"
    }

    /// `None` where the type has no such field.
    fn field(&self, name: &str) -> Option<Value>;

    /// How many arguments the method takes; `None` where the type has no such method.
    fn method(&self, name: &str) -> Option<usize> {
        let _ = name;
        None
    }

    /// The type of an argument of a method that exists.
    fn parameter(&self, method: &str, index: usize) -> Type {
        let _ = (method, index);
        Type::Text
    }

    /// Calls a method that exists with as many arguments as it takes.
    ///
    /// # Errors
    /// What the method returns as its error.
    fn call(&self, name: &str, arguments: &[Value]) -> Result<Value, String> {
        let _ = arguments;
        Err(format!("{name} is no method"))
    }

    /// As `%v` prints it.
    fn show(&self) -> String;

    /// As JSON and YAML see it; `None` where it has nothing to show but its text.
    fn as_data(&self) -> Option<Value> {
        None
    }

    /// What `range` goes through, and `index` looks into, when the type is a map of its own.
    fn as_map(&self) -> Option<Map> {
        None
    }

    /// Lets callers ask for what they know.
    fn as_any(&self) -> &dyn std::any::Any;
}

impl Value {
    pub const NIL: Self = Self { data: Data::Nil, from: Sources::NONE };

    pub fn text(text: impl Into<Text>) -> Self {
        Data::Text(text.into()).into()
    }

    /// `int`.
    pub fn int(value: i64) -> Self {
        Data::Int(value, IntKind::Int).into()
    }

    pub fn int64(value: i64) -> Self {
        Data::Int(value, IntKind::Int64).into()
    }

    /// `[]interface {}`.
    pub fn list(items: Vec<Self>) -> Self {
        Data::List(List::new(Element::Any, items)).into()
    }

    /// `[]string`.
    pub fn texts<T: Into<Text>>(items: impl IntoIterator<Item = T>) -> Self {
        Data::List(List::new(Element::Text, items.into_iter().map(Self::text).collect())).into()
    }

    /// `map[string]interface {}`.
    pub fn map(entries: BTreeMap<Rc<str>, Self>) -> Self {
        Data::Map(Map::new(Element::Any, entries)).into()
    }

    #[must_use]
    pub fn with(mut self, from: Sources) -> Self {
        self.from = from;
        self
    }

    pub fn is_nil(&self) -> bool {
        matches!(self.data, Data::Nil)
    }

    pub fn as_text(&self) -> Option<&Text> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_map(&self) -> Option<&Map> {
        match &self.data {
            Data::Map(map) => Some(map),
            _ => None,
        }
    }

    pub fn as_list(&self) -> Option<&List> {
        match &self.data {
            Data::List(list) => Some(list),
            _ => None,
        }
    }

    /// Go's truth of templates: not false, zero, nil or empty.
    pub fn is_true(&self) -> bool {
        match &self.data {
            Data::Nil => false,
            Data::Bool(value) => *value,
            Data::Int(value, _) => *value != 0,
            Data::Uint(value, _) => *value != 0,
            Data::Float(value) => *value != 0.0,
            Data::Text(text) => !text.is_empty(),
            Data::Bytes(bytes) => !bytes.is_empty(),
            Data::List(list) => !list.is_empty(),
            Data::Map(map) => !map.is_empty(),
            Data::Object(object) => object.as_map().is_none_or(|map| !map.is_empty()),
        }
    }

    /// As `%T` and `typeOf` print it.
    pub fn type_name(&self) -> String {
        match &self.data {
            Data::Nil => "<nil>".to_owned(),
            Data::Bool(_) => "bool".to_owned(),
            Data::Int(_, IntKind::Int) => "int".to_owned(),
            Data::Int(_, IntKind::Int32) => "int32".to_owned(),
            Data::Int(_, IntKind::Int64) => "int64".to_owned(),
            Data::Int(_, IntKind::Duration) => "time.Duration".to_owned(),
            Data::Uint(_, UintKind::Uint) => "uint".to_owned(),
            Data::Uint(_, UintKind::Uint8) => "uint8".to_owned(),
            Data::Uint(_, UintKind::Uint32) => "uint32".to_owned(),
            Data::Uint(_, UintKind::Uint64) => "uint64".to_owned(),
            Data::Float(_) => "float64".to_owned(),
            Data::Text(_) => "string".to_owned(),
            Data::Bytes(_) => "[]uint8".to_owned(),
            Data::List(list) => format!("[]{}", list.of.type_name()),
            Data::Map(map) => map.type_name(),
            Data::Object(object) => object.type_name().to_owned(),
        }
    }

    /// As `kindOf` prints it.
    pub fn kind(&self) -> String {
        match &self.data {
            Data::Nil => "invalid".to_owned(),
            Data::Int(_, IntKind::Duration) => "int64".to_owned(),
            Data::Bytes(_) | Data::List(_) => "slice".to_owned(),
            Data::Map(_) => "map".to_owned(),
            Data::Object(object) => object.kind().to_owned(),
            _ => self.type_name(),
        }
    }
}

impl From<Data> for Value {
    fn from(data: Data) -> Self {
        Self { data, from: Sources::NONE }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Data::Bool(value).into()
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Data::Float(value).into()
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Data::Text(text).into()
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl Element {
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Any => "interface {}",
            Self::Text => "string",
            Self::Int => "int",
            Self::List => "[]interface {}",
        }
    }
}

impl List {
    pub fn new(of: Element, items: Vec<Value>) -> Self {
        Self { of, is_nil: false, items: Rc::new(RefCell::new(items)) }
    }

    /// A slice that nobody made: empty, but JSON has `null` for it.
    pub fn nil(of: Element) -> Self {
        Self { is_nil: true, ..Self::new(of, Vec::new()) }
    }

    pub fn is_nil(&self) -> bool {
        self.is_nil
    }

    pub fn len(&self) -> usize {
        self.items.borrow().len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.borrow().is_empty()
    }

    pub fn get(&self, index: usize) -> Option<Value> {
        self.items.borrow().get(index).cloned()
    }

    /// The elements as they are now.
    pub fn items(&self) -> Vec<Value> {
        self.items.borrow().clone()
    }

    pub fn set(&self, index: usize, value: Value) {
        if let Some(item) = self.items.borrow_mut().get_mut(index) {
            *item = value;
        }
    }

    pub fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.items, &other.items)
    }

    /// Tells it from all other lists there are.
    pub(crate) fn identity(&self) -> usize {
        Rc::as_ptr(&self.items).addr()
    }
}

impl Map {
    pub fn new(of: Element, entries: BTreeMap<Rc<str>, Value>) -> Self {
        Self { of, name: None, entries: Rc::new(RefCell::new(entries)) }
    }

    /// With a name of its type, e.g. `chartutil.Values`.
    #[must_use]
    pub fn named(mut self, name: &'static str) -> Self {
        self.name = Some(name);
        self
    }

    /// The same entries, by no name of a type: what Go passes on when a named map is passed for what it is made of.
    #[must_use]
    pub fn unnamed(&self) -> Self {
        Self { name: None, ..self.clone() }
    }

    pub fn type_name(&self) -> String {
        match self.name {
            Some(name) => name.to_owned(),
            None => format!("map[string]{}", self.of.type_name()),
        }
    }

    pub fn len(&self) -> usize {
        self.entries.borrow().len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.borrow().is_empty()
    }

    pub fn get(&self, key: &str) -> Option<Value> {
        self.entries.borrow().get(key).cloned()
    }

    pub fn has(&self, key: &str) -> bool {
        self.entries.borrow().contains_key(key)
    }

    pub fn insert(&self, key: impl Into<Rc<str>>, value: Value) {
        self.entries.borrow_mut().insert(key.into(), value);
    }

    pub fn remove(&self, key: &str) -> Option<Value> {
        self.entries.borrow_mut().remove(key)
    }

    /// The entries as they are now, by key.
    pub fn entries(&self) -> Vec<(Rc<str>, Value)> {
        self.entries.borrow().iter().map(|(key, value)| (Rc::clone(key), value.clone())).collect()
    }

    pub fn keys(&self) -> Vec<Rc<str>> {
        self.entries.borrow().keys().cloned().collect()
    }

    /// A map of its own with the same values.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self { of: self.of, name: self.name, entries: Rc::new(RefCell::new(self.entries.borrow().clone())) }
    }

    pub fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.entries, &other.entries)
    }

    /// Tells it from all other maps there are.
    pub(crate) fn identity(&self) -> usize {
        Rc::as_ptr(&self.entries).addr()
    }
}
