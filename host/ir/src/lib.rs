//! One model for all formats.
//!
//! A [`Project`] is flat: resources, the files they came from and the references between them. What a
//! resource says is a [`Value`], where three things are kept apart that other tools fold into one:
//! *absent* (no entry), *null* ([`Kind::Null`]) and *unknown* ([`Kind::Unknown`], with its reason, the
//! references it may be and what is known about it all the same). Every value has an [`Origin`] chain that
//! ends in a span the user can edit.
//!
//! The shape is format-neutral, the kinds are format-named: `aws_security_group`, `compose/service`,
//! `apps/v1/Deployment`.
#![forbid(unsafe_code)]

mod address;
mod graph;
mod number;
mod origin;
mod project;
mod tri;
mod ty;
mod value;

pub use address::{Address, AddressKind, ComposeSection, Key, Mode, Namespace, RefPath, Step};
pub use graph::Edge;
pub use number::{Number, ParseNumberError};
pub use origin::{Hop, How, MAX_HOPS, Origin};
pub use project::{Input, Project, Resource, Root, Suppression};
pub use tri::Tri;
pub use ty::{ObjectField, Type};
pub use value::{Entry, Kind, Marks, OneOf, Open, Reference, Refinement, Unknown, Value, Why};
