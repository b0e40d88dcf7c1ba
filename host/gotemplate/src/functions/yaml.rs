//! YAML as `sigs.k8s.io/yaml` reads and writes it, by way of JSON.

mod read;
mod write;

use std::collections::BTreeMap;

use crate::{
    ledger::Ledger,
    options::{Options, Version},
    value::{Data, Element, Map, Value},
};

use super::{
    Call, Flow, Function, Type,
    json::{error_list, error_map, mismatch},
};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "fromYaml", parameters: &[Type::Text], rest: None, flow: Flow::Own, run: from_yaml },
    Function { name: "fromYamlArray", parameters: &[Type::Text], rest: None, flow: Flow::Own, run: from_yaml_array },
    Function { name: "toYaml", parameters: &[Type::Any], rest: None, flow: Flow::Own, run: to_yaml },
    Function { name: "toYamlPretty", parameters: &[Type::Any], rest: None, flow: Flow::Own, run: to_yaml_pretty },
];

/// What Helm 4 has besides. Until it is told otherwise, a template is one of Helm 3.
pub(crate) const OF_HELM_4: &[Function] =
    &[Function { name: "mustToYaml", parameters: &[Type::Any], rest: None, flow: Flow::Own, run: must_to_yaml }];

/// What `toYaml` writes for a value that no template had a hand in.
pub fn yaml_of(value: &Value) -> String {
    let (mut ledger, options) = (Ledger::new(), Options::default());
    let mut call = Call::outside(&mut ledger, &options);
    write::write(&mut call, value).map(|text| text.to_str().into_owned()).unwrap_or_default()
}

/// Nothing at all is written of what JSON or YAML cannot say.
fn to_yaml(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    match write::write(call, &values[0]) {
        Ok(text) => Ok(Value::text(text)),
        Err(write::Problem::OfGo(_)) => {
            let from = call.sources(&values[0]);
            Ok(Value::text("").with(from))
        }
        Err(write::Problem::OfOurs(problem)) => Err(problem),
    }
}

fn must_to_yaml(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    debug_assert!(call.options.version >= Version::V4, "known to Helm 4 only");
    match write::write(call, &values[0]) {
        Ok(text) => Ok(Value::text(text)),
        Err(write::Problem::OfGo(problem) | write::Problem::OfOurs(problem)) => Err(problem),
    }
}

fn to_yaml_pretty(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let from = call.sources(&values[0]);
    let text = match write::write_pretty(&values[0]) {
        Ok(text) => text,
        Err(write::Problem::OfGo(_)) => String::new(),
        Err(write::Problem::OfOurs(problem)) => return Err(problem),
    };
    Ok(Value::text(text).with(from))
}

fn from_yaml(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let text = &values[0];
    let problem = match read::read(call, text) {
        Ok(read) => match &read.data {
            Data::Map(_) => return Ok(read),
            Data::Nil => {
                return Ok(Value::from(Data::Map(Map::new(Element::Any, BTreeMap::new()))).with(read.from));
            }
            _ => decoding(&read, "map[string]interface {}"),
        },
        Err(problem) => problem,
    };
    Ok(error_map(call, text, problem))
}

fn from_yaml_array(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let text = &values[0];
    let problem = match read::read(call, text) {
        Ok(read) => match &read.data {
            Data::List(_) => return Ok(read),
            Data::Nil => return Ok(Value::list(Vec::new()).with(read.from)),
            _ => decoding(&read, "[]interface {}"),
        },
        Err(problem) => problem,
    };
    Ok(error_list(call, text, problem))
}

fn decoding(value: &Value, wanted: &str) -> String {
    format!("error unmarshaling JSON: while decoding JSON: {}", mismatch(value, wanted))
}

#[cfg(test)]
mod tests;
