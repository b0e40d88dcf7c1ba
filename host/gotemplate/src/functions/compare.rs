//! `eq` and its kin: Go compares what is of one kind, and complains about the rest.

use std::{cmp::Ordering, rc::Rc};

use crate::{
    fmt,
    value::{Data, Value},
};

use super::{Flow, Function, Type};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "eq",
        parameters: &[Type::Value],
        rest: Some(Type::Value),
        flow: Flow::Opaque,
        run: |_, values| match values {
            [] | [_] => Err("missing argument for comparison".to_owned()),
            [first, others @ ..] => {
                for other in others {
                    if equal(first, other)? {
                        return Ok(true.into());
                    }
                }
                Ok(false.into())
            }
        },
    },
    Function {
        name: "ge",
        parameters: PAIR,
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| less(&values[0], &values[1]).map(|is_less| (!is_less).into()),
    },
    Function {
        name: "gt",
        parameters: PAIR,
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| less_or_equal(&values[0], &values[1]).map(|is_less| (!is_less).into()),
    },
    Function {
        name: "le",
        parameters: PAIR,
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| less_or_equal(&values[0], &values[1]).map(Value::from),
    },
    Function {
        name: "lt",
        parameters: PAIR,
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| less(&values[0], &values[1]).map(Value::from),
    },
    Function {
        name: "ne",
        parameters: PAIR,
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| equal(&values[0], &values[1]).map(|is_equal| (!is_equal).into()),
    },
];

const PAIR: &[Type] = &[Type::Value, Type::Value];

const BAD_TYPE: &str = "invalid type for comparison";
const BAD_PAIR: &str = "incompatible types for comparison";

fn equal(a: &Value, b: &Value) -> Result<bool, String> {
    match (&a.data, &b.data) {
        (Data::Nil, Data::Nil) => Ok(true),
        (Data::Nil, _) | (_, Data::Nil) => Ok(false),
        (Data::Bool(a), Data::Bool(b)) => Ok(a == b),
        (Data::Float(a), Data::Float(b)) => Ok(a == b),
        (Data::Text(a), Data::Text(b)) => Ok(a == b),
        (Data::Int(..) | Data::Uint(..), Data::Int(..) | Data::Uint(..)) => Ok(whole(a) == whole(b)),
        _ if is_basic(a) || is_basic(b) => Err(BAD_PAIR.to_owned()),
        _ if a.kind() != b.kind() => {
            let (shown, other) = (fmt::show_as(a, 's'), fmt::show(b));
            Err(format!("non-comparable types {shown}: {}, {}: {other}", a.type_name(), b.type_name()))
        }
        // A pointer is equal to itself, a struct to one that says the same.
        (Data::Object(a), Data::Object(b)) => {
            let says_the_same = || a.type_name() == b.type_name() && a.show() == b.show();
            Ok(Rc::ptr_eq(a, b) || a.kind() == "struct" && says_the_same())
        }
        _ => Err(format!("non-comparable type {}: {}", fmt::show_as(b, 's'), b.type_name())),
    }
}

fn less(a: &Value, b: &Value) -> Result<bool, String> {
    if !is_basic(a) || !is_basic(b) {
        return Err(BAD_TYPE.to_owned());
    }
    let order = match (&a.data, &b.data) {
        (Data::Bool(_), Data::Bool(_)) => return Err(BAD_TYPE.to_owned()),
        (Data::Float(a), Data::Float(b)) => a.partial_cmp(b),
        (Data::Text(a), Data::Text(b)) => Some(a.as_bytes().cmp(b.as_bytes())),
        (Data::Int(..) | Data::Uint(..), Data::Int(..) | Data::Uint(..)) => Some(whole(a).cmp(&whole(b))),
        _ => return Err(BAD_PAIR.to_owned()),
    };
    Ok(order == Some(Ordering::Less))
}

fn less_or_equal(a: &Value, b: &Value) -> Result<bool, String> {
    Ok(less(a, b)? || equal(a, b)?)
}

/// Integers compare with and without sign.
fn whole(value: &Value) -> Option<i128> {
    match value.data {
        Data::Int(number, _) => Some(number.into()),
        Data::Uint(number, _) => Some(number.into()),
        _ => None,
    }
}

fn is_basic(value: &Value) -> bool {
    matches!(value.data, Data::Bool(_) | Data::Float(_) | Data::Text(_) | Data::Int(..) | Data::Uint(..))
}
