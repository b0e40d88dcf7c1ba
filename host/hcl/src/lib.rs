//! HCL syntax with spans. Knows no Terraform: names mean nothing here.
//!
//! Parsing is total: any text gives a tree and diagnostics, and one syntax error costs one block. The parser
//! beneath is `hcl-edit`; its tree is lowered to [`ast`] at once.
#![forbid(unsafe_code)]

pub mod ast;
pub mod edit;
pub mod json;
mod locate;
mod parse;
pub mod walk;

mod lex;
mod lower;
mod outline;
mod problem;
mod repair;
mod template;

#[cfg(test)]
mod show;

pub use locate::{Location, locate};
pub use parse::{parse, parse_expression, parse_template};

/// The rule id of everything that cannot be read as HCL.
pub const SYNTAX: &str = "syntax/hcl";
