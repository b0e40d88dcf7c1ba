//! Numbers in a row.

use crate::{
    ledger::Sources,
    value::{Data, Element, IntKind, List, Value},
};

use super::{Call, Flow, Function, Type};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "seq",
        parameters: &[],
        rest: Some(Type::Int),
        flow: Flow::Opaque,
        run: |_, values| {
            let numbers: Vec<String> = seq(&values.iter().map(int).collect::<Vec<_>>())?;
            Ok(numbers.join(" ").into())
        },
    },
    Function {
        name: "until",
        parameters: &[Type::Int],
        rest: None,
        flow: Flow::Own,
        run: |call, values| {
            let count = int(&values[0]);
            list(call, values, 0, count, if count < 0 { -1 } else { 1 })
        },
    },
    Function {
        name: "untilStep",
        parameters: &[Type::Int, Type::Int, Type::Int],
        rest: None,
        flow: Flow::Own,
        run: |call, values| list(call, values, int(&values[0]), int(&values[1]), int(&values[2])),
    },
];

/// The most numbers in a row.
const MAX_NUMBERS: usize = 1 << 20;

fn int(value: &Value) -> i64 {
    match value.data {
        Data::Int(number, _) => number,
        _ => 0,
    }
}

/// The numbers from `start` on that do not reach `stop`: none when the step leads away from it, or nowhere.
fn row(start: i64, stop: i64, step: i64) -> Result<Vec<i64>, String> {
    let is_down = stop < start;
    if if is_down { step >= 0 } else { step <= 0 } {
        return Ok(Vec::new());
    }
    let mut numbers = Vec::new();
    let mut next = Some(start);
    while let Some(number) = next.filter(|number| if is_down { *number > stop } else { *number < stop }) {
        if numbers.len() == MAX_NUMBERS {
            return Err(format!("more than {MAX_NUMBERS} numbers are more than a chart is given room for"));
        }
        numbers.push(number);
        next = Some(number.wrapping_add(step));
    }
    Ok(numbers)
}

fn list(call: &mut Call<'_>, values: &[Value], start: i64, stop: i64, step: i64) -> Result<Value, String> {
    let from: Sources = call.sources_of(values);
    let numbers = row(start, stop, step)?;
    let items = numbers.into_iter().map(|number| Value { data: Data::Int(number, IntKind::Int), from }).collect();
    Ok(Value::from(Data::List(List::new(Element::Int, items))).with(from))
}

/// As the program of this name, both ends included.
fn seq(parameters: &[i64]) -> Result<Vec<String>, String> {
    let numbers = match *parameters {
        [end] => {
            let step = if end < 1 { -1 } else { 1 };
            row(1, end.wrapping_add(step), step)?
        }
        [start, end] => {
            let step = if end < start { -1 } else { 1 };
            row(start, end.wrapping_add(step), step)?
        }
        [start, step, end] => match end < start {
            true if step > 0 => Vec::new(),
            true => row(start, end.wrapping_sub(1), step)?,
            false => row(start, end.wrapping_add(1), step)?,
        },
        _ => Vec::new(),
    };
    Ok(numbers.iter().map(i64::to_string).collect())
}
