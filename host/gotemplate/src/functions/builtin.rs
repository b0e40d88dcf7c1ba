//! Go's own functions.

use super::{Flow, Function, Type};

pub(super) const FUNCTIONS: &[Function] = &[
    // The engine evaluates no more arguments of these than it needs; they are here to be known.
    Function {
        name: "and",
        parameters: &[Type::Value],
        rest: Some(Type::Value),
        flow: Flow::Own,
        run: |_, _| Err(String::new()),
    },
    Function {
        name: "or",
        parameters: &[Type::Value],
        rest: Some(Type::Value),
        flow: Flow::Own,
        run: |_, _| Err(String::new()),
    },
    Function {
        name: "not",
        parameters: &[Type::Value],
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| Ok((!values[0].is_true()).into()),
    },
];
