//! JSON as Go reads and writes it.

mod read;
mod write;

use std::collections::BTreeMap;

use crate::value::{Data, Element, List, Map, Value};

use super::{Call, Flow, Function, Type};

pub(super) use read::sources_in;
use write::{Form, write};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "fromJson", parameters: &[Type::Text], rest: None, flow: Flow::Own, run: from_json },
    Function { name: "fromJsonArray", parameters: &[Type::Text], rest: None, flow: Flow::Own, run: from_json_array },
    Function {
        name: "mustFromJson",
        parameters: &[Type::Text],
        rest: None,
        flow: Flow::Own,
        run: |call, values| {
            let read = read::read(call, &values[0])?;
            read.problem.map_or(Ok(read.value), Err)
        },
    },
    Function {
        name: "mustToJson",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Own,
        run: |call, values| write(call, &values[0], Form::COMPACT),
    },
    Function {
        name: "mustToPrettyJson",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Own,
        run: |call, values| write(call, &values[0], Form::PRETTY),
    },
    Function {
        name: "mustToRawJson",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Own,
        run: |call, values| write(call, &values[0], Form::RAW),
    },
    Function {
        name: "toJson",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Own,
        run: |call, values| Ok(or_nothing(call, &values[0], Form::COMPACT)),
    },
    Function {
        name: "toPrettyJson",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Own,
        run: |call, values| Ok(or_nothing(call, &values[0], Form::PRETTY)),
    },
    Function {
        name: "toRawJson",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Own,
        run: |call, values| write(call, &values[0], Form::RAW),
    },
];

fn or_nothing(call: &mut Call<'_>, value: &Value, form: Form) -> Value {
    write(call, value, form).unwrap_or_else(|_| {
        let from = call.sources(value);
        Value::text("").with(from)
    })
}

/// What Go calls a value of JSON.
fn name_of(value: &Value) -> &'static str {
    match value.data {
        Data::List(_) => "array",
        Data::Map(_) => "object",
        Data::Text(_) => "string",
        Data::Bool(_) => "bool",
        _ => "number",
    }
}

/// A map, or one that says why there is none.
fn from_json(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let text = &values[0];
    let problem = match read::read(call, text) {
        Ok(read) => match (&read.value.data, read.problem) {
            (Data::Map(map), Some(problem)) => {
                // What could be read stays beside it.
                let from = call.sources(text);
                map.insert("Error", Value::from(problem).with(from));
                return Ok(read.value);
            }
            (Data::Map(_), None) => return Ok(read.value),
            (Data::Nil, None) => {
                return Ok(Value::from(Data::Map(Map::new(Element::Any, BTreeMap::new()))).with(read.value.from));
            }
            _ => mismatch(&read.value, "map[string]interface {}"),
        },
        Err(problem) => problem,
    };
    Ok(error_map(call, text, problem))
}

/// What Helm gives for text that is no map.
pub(super) fn error_map(call: &mut Call<'_>, text: &Value, problem: String) -> Value {
    let from = call.sources(text);
    Value::map(BTreeMap::from([("Error".into(), Value::from(problem).with(from))])).with(from)
}

pub(super) fn mismatch(value: &Value, wanted: &str) -> String {
    format!("json: cannot unmarshal {} into Go value of type {wanted}", name_of(value))
}

fn from_json_array(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let text = &values[0];
    let problem = match read::read(call, text) {
        Ok(read) => match (&read.value.data, read.problem) {
            (Data::List(_), Some(problem)) => problem,
            (Data::List(_), None) => return Ok(read.value),
            (Data::Nil, None) => return Ok(Value::from(Data::List(List::nil(Element::Any))).with(read.value.from)),
            _ => mismatch(&read.value, "[]interface {}"),
        },
        Err(problem) => problem,
    };
    Ok(error_list(call, text, problem))
}

/// What Helm gives for text that is no list.
pub(super) fn error_list(call: &mut Call<'_>, text: &Value, problem: String) -> Value {
    let from = call.sources(text);
    Value::list(vec![Value::from(problem).with(from)]).with(from)
}

#[cfg(test)]
mod tests;
