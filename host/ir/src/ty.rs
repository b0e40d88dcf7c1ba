//! Types of values, as Terraform's type constraints distinguish them. Other formats use `Any` and the
//! JSON-like subset.

use std::{collections::BTreeMap, fmt, sync::Arc};

/// The type of a value, or what a type constraint asks for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// Not known, or not constrained.
    Any,
    Bool,
    Number,
    String,
    List(Arc<Type>),
    Set(Arc<Type>),
    Map(Arc<Type>),
    Tuple(Vec<Type>),
    Object(BTreeMap<Arc<str>, ObjectField>),
}

/// An attribute of an object type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ObjectField {
    pub ty: Type,
    /// `optional(…)` in a type constraint; the default itself belongs to the constraint, not to the type.
    pub optional: bool,
}

impl ObjectField {
    pub fn required(ty: Type) -> Self {
        Self { ty, optional: false }
    }
}

impl Type {
    pub fn list(element: Type) -> Self {
        Self::List(Arc::new(element))
    }

    pub fn set(element: Type) -> Self {
        Self::Set(Arc::new(element))
    }

    pub fn map(element: Type) -> Self {
        Self::Map(Arc::new(element))
    }

    pub fn is_primitive(&self) -> bool {
        matches!(self, Self::Bool | Self::Number | Self::String)
    }

    pub fn is_collection(&self) -> bool {
        matches!(self, Self::List(_) | Self::Set(_) | Self::Map(_))
    }

    /// The type's name in messages: `list of string`, `object`, `tuple`.
    pub fn friendly_name(&self) -> String {
        match self {
            Self::Any => "dynamic".into(),
            Self::Bool => "bool".into(),
            Self::Number => "number".into(),
            Self::String => "string".into(),
            Self::List(e) => format!("list of {}", e.friendly_name()),
            Self::Set(e) => format!("set of {}", e.friendly_name()),
            Self::Map(e) => format!("map of {}", e.friendly_name()),
            Self::Tuple(_) => "tuple".into(),
            Self::Object(_) => "object".into(),
        }
    }
}

/// Writes the type as a Terraform type constraint.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Bool => f.write_str("bool"),
            Self::Number => f.write_str("number"),
            Self::String => f.write_str("string"),
            Self::List(e) => write!(f, "list({e})"),
            Self::Set(e) => write!(f, "set({e})"),
            Self::Map(e) => write!(f, "map({e})"),
            Self::Tuple(items) => {
                f.write_str("tuple([")?;
                for (i, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if i > 0 { ", " } else { "" })?;
                }
                f.write_str("])")
            }
            Self::Object(fields) => {
                f.write_str("object({")?;
                for (i, (name, field)) in fields.iter().enumerate() {
                    let comma = if i > 0 { ", " } else { "" };
                    if field.optional {
                        write!(f, "{comma}{name} = optional({})", field.ty)?;
                    } else {
                        write!(f, "{comma}{name} = {}", field.ty)?;
                    }
                }
                f.write_str("})")
            }
        }
    }
}
