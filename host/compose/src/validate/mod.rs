//! What is wrong with a project: shapes by the schema, and what the schema cannot say.

pub(crate) mod consistency;
pub(crate) mod schema;
