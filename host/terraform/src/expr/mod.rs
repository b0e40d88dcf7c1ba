//! Expressions: what each kind of them, each operator and each name evaluates to, and what is known of a value
//! that is not known.

pub(crate) mod access;
pub(crate) mod bounds;
pub(crate) mod eval;
pub(crate) mod operators;
pub(crate) mod references;
pub(crate) mod repeat;
pub(crate) mod template;
pub(crate) mod unknown;
