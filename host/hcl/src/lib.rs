//! HCL syntax with spans. Knows no Terraform: names mean nothing here.
//!
//! Parsing is total: any text gives a tree and diagnostics, and one syntax error costs one block. The parser
//! beneath is `hcl-edit`; its tree is lowered to [`ast`] at once.
#![forbid(unsafe_code)]

pub mod ast;
mod parse;

mod lex;
mod lower;
mod template;

pub use parse::{SYNTAX, parse, parse_expression, parse_template};
