//! Values: known, null, unknown or partly known, each with marks and an origin.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use tollgate_source::Span;

use crate::{Number, Origin, RefPath, Type};

/// A value, what is marked about it, and where it came from. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Value {
    pub kind: Kind,
    pub marks: Marks,
    pub origin: Origin,
    /// What a string, or an unknown that will be one, says when it is read as a document: a policy written as
    /// JSON. It goes where the string goes, and is no part of what makes two values equal.
    pub document: Option<Arc<Value>>,
}

#[derive(Clone, Debug)]
pub enum Kind {
    /// An explicit null of this type (`Any` when untyped). Not the same as an absent entry.
    Null(Type),
    Bool(bool),
    Number(Number),
    String(Arc<str>),
    /// Elements of one type.
    List(Type, Arc<Vec<Value>>, Open),
    /// Distinct elements of one type in Terraform's order.
    Set(Type, Arc<Vec<Value>>, Open),
    /// A fixed number of elements of any types. JSON-like arrays of other formats, and repeated blocks.
    Tuple(Arc<Vec<Value>>, Open),
    /// Entries of one type.
    Map(Type, Arc<BTreeMap<Arc<str>, Entry>>, Open),
    /// Named attributes of any types. JSON-like objects of other formats, and block bodies.
    Object(Arc<BTreeMap<Arc<str>, Entry>>, Open),
    Unknown(Arc<Unknown>),
}

/// An entry of a map or object.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where the key stands.
    pub key_span: Span,
    pub value: Value,
}

/// Whether a collection is exactly what is listed, or at least that.
#[derive(Clone, Debug, Default)]
pub enum Open {
    #[default]
    Closed,
    /// There may be more: `merge(known, unknown)`, a `dynamic` block over an unknown collection.
    Open(Arc<Unknown>),
}

impl Open {
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open(_))
    }
}

/// What is known about a value that is not known.
#[derive(Clone, Debug)]
pub struct Unknown {
    pub ty: Type,
    pub refinement: Refinement,
    pub why: Why,
    /// Every place the value may have come from.
    pub refs: Vec<Reference>,
    /// When the value is one of a few possibilities: branches of an unknown condition.
    pub one_of: OneOf,
}

/// The possibilities of an unknown value; empty when there is no finite list of them.
pub type OneOf = Vec<Value>;

/// A reference behind an unknown value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    pub path: RefPath,
    /// The value *is* that attribute, rather than being computed from it.
    pub exact: bool,
    /// Where the reference is written.
    pub span: Span,
}

/// Bounds on an unknown value. The default says nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Refinement {
    pub not_null: bool,
    /// The string starts with this.
    pub prefix: Option<Arc<str>>,
    /// Bounds, both included, on the number of elements or of characters.
    pub length_min: u64,
    pub length_max: Option<u64>,
    /// Bounds, both included, on the number.
    pub number_min: Option<Number>,
    pub number_max: Option<Number>,
}

/// Why a value cannot be known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// The provider decides it when the resource is created.
    Computed,
    /// Read from the cloud.
    DataSource,
    /// Read from the cloud, unless this is configured.
    NotConfigured(Arc<str>),
    /// A variable without a default that was given no value.
    NoVariableValue(Arc<str>),
    /// The source of this module is not on disk.
    ModuleNotFound(Arc<str>),
    UnsupportedFunction(Arc<str>),
    /// The function answers differently each time.
    Impure(Arc<str>),
    /// Evaluation failed; the message.
    EvalError(Arc<str>),
    /// A limit on size or depth was reached.
    Limit(Arc<str>),
    /// Several possibilities, decided by something unknown.
    Condition,
    /// The key or index into a collection is unknown, or the instance is symbolic.
    UnknownKey,
    EnvironmentNotSet(Arc<str>),
    /// This Compose service extends one that could not be read.
    ExtendsNotRead(Arc<str>),
    HelmTemplate,
    /// A chart makes it anew each time.
    Generated,
    /// A kustomization changes or makes it in a way that is not followed here; what does it.
    Kustomize(Arc<str>),
    /// Labels, or the namespaces they are looked for in, are not all known.
    Labels,
    /// Known, but withheld: sensitive.
    Sensitive,
}

impl Why {
    /// The reason, and what would decide it.
    pub fn describe(&self) -> (Cow<'static, str>, Cow<'static, str>) {
        match self {
            Self::Computed => ("known only after apply".into(), "a plan file of an applied configuration".into()),
            Self::DataSource => ("read from the cloud by a data source".into(), "a plan file".into()),
            Self::NotConfigured(setting) => {
                ("read from the cloud by a data source".into(), format!("{setting}; or a plan file").into())
            }
            Self::NoVariableValue(name) => (
                format!("variable `{name}` has no value").into(),
                format!("a value for `{name}` in a tfvars file or by --var").into(),
            ),
            Self::ModuleNotFound(source) => {
                (format!("module `{source}` is not on disk").into(), "running `terraform init` first".into())
            }
            Self::UnsupportedFunction(name) => {
                (format!("function `{name}` is not evaluated here").into(), "a plan file".into())
            }
            Self::Impure(name) => {
                (format!("`{name}` gives another answer at every run").into(), "nothing before apply".into())
            }
            Self::EvalError(message) => (message.to_string().into(), "correcting the expression".into()),
            Self::Limit(what) => (format!("limit reached: {what}").into(), "a smaller configuration".into()),
            Self::Condition => ("depends on a condition that is unknown".into(), "the value of the condition".into()),
            Self::UnknownKey => ("depends on a key that is unknown".into(), "the value of the key".into()),
            Self::EnvironmentNotSet(name) => (
                format!("environment variable `{name}` is not set").into(),
                format!("a default, or a value in `.env`, for `{name}`").into(),
            ),
            Self::ExtendsNotRead(name) => (
                format!("what service `{name}` extends could not be read").into(),
                "a copy of it in the repository".into(),
            ),
            Self::HelmTemplate => ("decided when the chart is installed".into(), "the values of the release".into()),
            Self::Generated => {
                ("the chart makes another one at every render".into(), "nothing before it is installed".into())
            }
            Self::Kustomize(by) => (
                format!("{by} of the kustomization may decide it").into(),
                "checking what `kustomize build` prints".into(),
            ),
            Self::Labels => (
                "depends on labels or a namespace that are not known".into(),
                "labels and a namespace that are written out".into(),
            ),
            Self::Sensitive => ("sensitive value".into(), "nothing: sensitive values are not shown to rules".into()),
        }
    }
}

/// Marks spread to every value derived from a marked one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Marks {
    pub sensitive: bool,
    pub ephemeral: bool,
    pub deprecated: bool,
}

impl Marks {
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            sensitive: self.sensitive || other.sensitive,
            ephemeral: self.ephemeral || other.ephemeral,
            deprecated: self.deprecated || other.deprecated,
        }
    }

    pub fn any(self) -> bool {
        self != Self::default()
    }
}

impl Unknown {
    pub fn new(why: Why) -> Self {
        Self { ty: Type::Any, refinement: Refinement::default(), why, refs: Vec::new(), one_of: Vec::new() }
    }

    /// The attribute that the value is, when it is exactly one.
    pub fn exact_ref(&self) -> Option<&RefPath> {
        match self.refs.as_slice() {
            [only] if only.exact && self.one_of.is_empty() => Some(&only.path),
            _ => None,
        }
    }
}

impl Value {
    pub fn new(kind: Kind, origin: Origin) -> Self {
        Self { kind, marks: Marks::default(), origin, document: None }
    }

    pub fn string(text: impl Into<Arc<str>>, origin: Origin) -> Self {
        Self::new(Kind::String(text.into()), origin)
    }

    pub fn bool(value: bool, origin: Origin) -> Self {
        Self::new(Kind::Bool(value), origin)
    }

    pub fn number(value: impl Into<Number>, origin: Origin) -> Self {
        Self::new(Kind::Number(value.into()), origin)
    }

    pub fn null(origin: Origin) -> Self {
        Self::new(Kind::Null(Type::Any), origin)
    }

    pub fn unknown(unknown: Unknown, origin: Origin) -> Self {
        Self::new(Kind::Unknown(Arc::new(unknown)), origin)
    }

    pub fn tuple(items: Vec<Value>, origin: Origin) -> Self {
        Self::new(Kind::Tuple(Arc::new(items), Open::Closed), origin)
    }

    pub fn object(entries: BTreeMap<Arc<str>, Entry>, origin: Origin) -> Self {
        Self::new(Kind::Object(Arc::new(entries), Open::Closed), origin)
    }

    /// Whoever may not see a string may not see what it says either.
    #[must_use]
    pub fn marked(mut self, marks: Marks) -> Self {
        self.marks = self.marks.and(marks);
        if marks.any()
            && let Some(document) = self.document.take()
        {
            self.document = Some(Arc::new(Arc::unwrap_or_clone(document).marked(marks)));
        }
        self
    }

    /// This string, known to say `document`.
    #[must_use]
    pub fn saying(mut self, document: Value) -> Self {
        self.document = Some(Arc::new(document));
        self
    }

    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null(_))
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self.kind, Kind::Unknown(_))
    }

    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The listed elements of a list, set or tuple.
    pub fn elements(&self) -> Option<&[Value]> {
        match &self.kind {
            Kind::List(_, items, _) | Kind::Set(_, items, _) | Kind::Tuple(items, _) => Some(items),
            _ => None,
        }
    }

    /// The listed entries of a map or object.
    pub fn entries(&self) -> Option<&BTreeMap<Arc<str>, Entry>> {
        match &self.kind {
            Kind::Map(_, entries, _) | Kind::Object(entries, _) => Some(entries),
            _ => None,
        }
    }

    /// The listed entry `key` of a map or object.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entries()?.get(key).map(|entry| &entry.value)
    }

    /// Whether a collection may hold more than it lists; `false` for other kinds.
    pub fn open(&self) -> Option<&Arc<Unknown>> {
        match &self.kind {
            Kind::List(_, _, Open::Open(u))
            | Kind::Set(_, _, Open::Open(u))
            | Kind::Tuple(_, Open::Open(u))
            | Kind::Map(_, _, Open::Open(u))
            | Kind::Object(_, Open::Open(u)) => Some(u),
            _ => None,
        }
    }

    /// The type of this value, as Terraform's `type()` would name it.
    pub fn ty(&self) -> Type {
        match &self.kind {
            Kind::Null(ty) => ty.clone(),
            Kind::Bool(_) => Type::Bool,
            Kind::Number(_) => Type::Number,
            Kind::String(_) => Type::String,
            Kind::List(ty, ..) => Type::list(ty.clone()),
            Kind::Set(ty, ..) => Type::set(ty.clone()),
            Kind::Map(ty, ..) => Type::map(ty.clone()),
            Kind::Tuple(_, Open::Open(_)) | Kind::Object(_, Open::Open(_)) => Type::Any,
            Kind::Tuple(items, Open::Closed) => Type::Tuple(items.iter().map(Value::ty).collect()),
            Kind::Object(entries, Open::Closed) => Type::Object(
                entries.iter().map(|(k, e)| (Arc::clone(k), crate::ObjectField::required(e.value.ty()))).collect(),
            ),
            Kind::Unknown(unknown) => unknown.ty.clone(),
        }
    }
}
