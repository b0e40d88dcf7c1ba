//! Go's text templates, as Helm executes them, where every byte of output knows where it came from.
//!
//! [`Engine`] holds templates by name and executes them. Values are Go's as far as templates can tell them apart:
//! shared maps that `set` changes, integers and floats that are not equal, nil within an interface and without one.
//! Each [`Value`] names what it depends on, each [`Text`] the template that wrote its bytes; the [`Ledger`] has the
//! rest. Errors are Go's, to the letter where charts or their authors could see them.
//!
//! Nothing here knows a chart: what `.Chart` or `.Files` is, is an [`Object`] of whoever renders.
#![forbid(unsafe_code)]

mod ledger;
mod text;
mod value;

mod lex;
mod parse;
mod quote;
mod tree;

mod exec;
mod fmt;
mod functions;
mod options;

pub use exec::{Engine, Failure, NO_VALUE, Tokens, without_no_value};
pub use functions::{Type, names as function_names, semver, yaml::yaml_of};
pub use ledger::{At, File, Frame, Ledger, Mark, Origin, Source, Sources, Written};
pub use options::{Options, Version};
pub use parse::SyntaxError;
pub use text::{Piece, Text, TextBuilder};
pub use value::{Data, Element, IntKind, List, Map, Object, UintKind, Value};

#[cfg(test)]
mod tests;
