//! Where a value came from.

use std::sync::Arc;

use tollgate_source::Span;

use crate::{Key, RefPath};

/// The place of a value, and how it got there: a chain from the use (`span`) back to the text that decides
/// it, e.g. use ← module argument ← local ← line in `prod.tfvars`.
///
/// Chains are shared: a copy costs one reference count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    pub span: Span,
    pub from: Option<Arc<Hop>>,
}

/// Chains longer than this are not extended: they end, and are compared and dropped, by recursion.
pub const MAX_HOPS: usize = 128;

/// One step back: `origin` is where the value stood before it came here by way of `how`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hop {
    pub how: How,
    pub origin: Origin,
}

/// The ways a value travels.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum How {
    VariableDefault(Arc<str>),
    /// From a variables file; the name of the variable.
    TfVars(Arc<str>),
    EnvironmentVariable(Arc<str>),
    CommandLine(Arc<str>),
    ModuleArgument {
        call: Arc<str>,
        argument: Arc<str>,
    },
    ModuleOutput {
        call: Arc<str>,
        output: Arc<str>,
    },
    Local(Arc<str>),
    /// Element of the collection a block is repeated over.
    Each(Key),
    /// Content of a `dynamic` block of this type.
    Dynamic(Arc<str>),
    /// Read from this attribute of another resource: how a known value keeps its identity.
    Attribute(Arc<RefPath>),
    /// What a plan says, which knows more than the configuration, or knows it better.
    Plan,
    /// An override file replaced the value.
    Override,
    /// Result of this function; the origin is the argument that it passes through.
    Call(Arc<str>),
    /// Read out of a text, such as a policy in a heredoc: the origin is the place within the text.
    Text,
    /// A provider's `default_tags` or `default_labels`.
    ProviderDefault,
    ComposeMerge,
    ComposeExtends,
    EnvFile(Arc<str>),
    YamlAlias(Arc<str>),
    YamlMerge,
    HelmValue(Arc<str>),
    /// A value of a chart that a template makes a part of the text of.
    HelmPart(Arc<str>),
    /// A template makes it anew each time.
    Generated,
    /// A field of a kustomization, such as `images`.
    Kustomize(Arc<str>),
}

impl How {
    /// A few words for a reader, e.g. "default of variable `cidrs`".
    pub fn describe(&self) -> String {
        match self {
            Self::VariableDefault(name) => format!("default of variable `{name}`"),
            Self::TfVars(name) => format!("value of variable `{name}`"),
            Self::EnvironmentVariable(name) => format!("environment variable `{name}`"),
            Self::CommandLine(name) => format!("`{name}` given on the command line"),
            Self::ModuleArgument { call, argument } => format!("argument `{argument}` of module `{call}`"),
            Self::ModuleOutput { call, output } => format!("output `{output}` of module `{call}`"),
            Self::Local(name) => format!("local `{name}`"),
            Self::Each(Key::Int(n)) => format!("element {n} of the collection"),
            Self::Each(Key::Str(key)) => format!("element `{key}` of the collection"),
            Self::Each(_) => "an element of the collection".into(),
            Self::Dynamic(name) => format!("dynamic block `{name}`"),
            Self::Attribute(path) => format!("attribute `{path}`"),
            Self::Plan => "value in the plan".into(),
            Self::Override => "override file".into(),
            Self::Call(name) => format!("result of `{name}()`"),
            Self::Text => "read from the text".into(),
            Self::ProviderDefault => "default tags of the provider".into(),
            Self::ComposeMerge => "merged from another Compose file".into(),
            Self::ComposeExtends => "extended service".into(),
            Self::EnvFile(name) => format!("environment file `{name}`"),
            Self::YamlAlias(name) => format!("anchor `{name}`"),
            Self::YamlMerge => "merge key".into(),
            Self::Kustomize(field) => format!("`{field}` of the kustomization"),
            Self::HelmValue(path) => format!("value `{path}`"),
            Self::HelmPart(path) => format!("value `{path}`, a part of it"),
            Self::Generated => "made anew at every render".into(),
        }
    }
}

impl Origin {
    pub fn at(span: Span) -> Self {
        Self { span, from: None }
    }

    /// This value as seen at `span`, where it arrived by way of `how`. Of a way longer than anybody would read,
    /// the last steps are left out.
    #[must_use]
    pub fn via(&self, span: Span, how: How) -> Self {
        if self.hops().nth(MAX_HOPS - 1).is_some() {
            return Self { span, from: self.from.clone() };
        }
        Self { span, from: Some(Arc::new(Hop { how, origin: self.clone() })) }
    }

    /// The end of the chain: the text that decides the value.
    pub fn source(&self) -> Span {
        let mut at = self;
        while let Some(hop) = &at.from {
            at = &hop.origin;
        }
        at.span
    }

    /// The steps from here back to the source.
    pub fn hops(&self) -> impl Iterator<Item = &Hop> {
        std::iter::successors(self.from.as_deref(), |hop| hop.origin.from.as_deref())
    }
}
