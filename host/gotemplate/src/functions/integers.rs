//! Arithmetic on integers: every value is made one first.

use crate::value::Value;

use super::{Flow, Function, Type, numbers::to_int64};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "add",
        parameters: &[],
        rest: Some(Type::Any),
        flow: Flow::Opaque,
        run: |_, values| folded(0, values, i64::wrapping_add),
    },
    Function {
        name: "add1",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| folded(1, values, i64::wrapping_add),
    },
    Function {
        name: "biggest",
        parameters: &[Type::Any],
        rest: Some(Type::Any),
        flow: Flow::Opaque,
        run: |_, values| folded(to_int64(&values[0]), values, Ord::max),
    },
    Function {
        name: "div",
        parameters: PAIR,
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| divided(values, i64::wrapping_div),
    },
    Function {
        name: "max",
        parameters: &[Type::Any],
        rest: Some(Type::Any),
        flow: Flow::Opaque,
        run: |_, values| folded(to_int64(&values[0]), values, Ord::max),
    },
    Function {
        name: "min",
        parameters: &[Type::Any],
        rest: Some(Type::Any),
        flow: Flow::Opaque,
        run: |_, values| folded(to_int64(&values[0]), values, Ord::min),
    },
    Function {
        name: "mod",
        parameters: PAIR,
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| divided(values, i64::wrapping_rem),
    },
    Function {
        name: "mul",
        parameters: &[Type::Any],
        rest: Some(Type::Any),
        flow: Flow::Opaque,
        run: |_, values| folded(1, values, i64::wrapping_mul),
    },
    Function {
        name: "sub",
        parameters: PAIR,
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| Ok(Value::int64(to_int64(&values[0]).wrapping_sub(to_int64(&values[1])))),
    },
];

const PAIR: &[Type] = &[Type::Any, Type::Any];

fn folded(start: i64, values: &[Value], combine: impl Fn(i64, i64) -> i64) -> Result<Value, String> {
    Ok(Value::int64(values.iter().map(to_int64).fold(start, combine)))
}

fn divided(values: &[Value], divide: impl Fn(i64, i64) -> i64) -> Result<Value, String> {
    match to_int64(&values[1]) {
        0 => Err("runtime error: integer divide by zero".to_owned()),
        divisor => Ok(Value::int64(divide(to_int64(&values[0]), divisor))),
    }
}
