//! TOML, which few charts write: what comes of it depends on all that went in.

mod write;

use std::{collections::BTreeMap, rc::Rc};

use crate::{
    ledger::Sources,
    value::{Data, IntKind, Value},
};

use super::{Call, Flow, Function, Type, json::error_map};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "fromToml", parameters: &[Type::Text], rest: None, flow: Flow::Own, run: from_toml },
    Function {
        name: "toToml",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| {
            if values[0].is_nil() {
                return Err("reflect: call of reflect.Value.Type on zero Value".to_owned());
            }
            // Helm writes the error in place of the text.
            Ok(write::write(&values[0]).unwrap_or_else(|problem| problem).into())
        },
    },
];

fn from_toml(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let text = &values[0];
    let words = text.as_text().map(|text| text.to_str().into_owned()).unwrap_or_default();
    match words.parse::<toml::Table>() {
        Ok(table) => {
            let from = call.sources(text);
            Ok(map(table, from))
        }
        Err(error) => {
            let before = error.span().map_or("", |span| words.get(..span.start).unwrap_or_default());
            let line = 1 + before.matches('\n').count();
            Ok(error_map(call, text, format!("toml: line {line}: {}", error.message())))
        }
    }
}

fn map(table: toml::Table, from: Sources) -> Value {
    let entries: BTreeMap<Rc<str>, Value> =
        table.into_iter().map(|(key, item)| (key.into(), value(item, from))).collect();
    Value::map(entries).with(from)
}

fn value(toml: toml::Value, from: Sources) -> Value {
    let data = match toml {
        toml::Value::String(text) => Data::Text(text.into()),
        toml::Value::Integer(number) => Data::Int(number, IntKind::Int64),
        toml::Value::Float(number) => Data::Float(number),
        toml::Value::Boolean(flag) => Data::Bool(flag),
        toml::Value::Datetime(moment) => Data::Text(in_full(&moment).into()),
        toml::Value::Array(items) => {
            return Value::list(items.into_iter().map(|item| value(item, from)).collect()).with(from);
        }
        toml::Value::Table(table) => return map(table, from),
    };
    Value { data, from }
}

/// A date as the moment that it begins.
fn in_full(moment: &toml::value::Datetime) -> String {
    let time = moment.time.map_or("00:00:00".to_owned(), |time| time.to_string());
    let offset = moment.offset.map_or("Z".to_owned(), |offset| offset.to_string());
    let date = moment.date.map_or("0000-01-01".to_owned(), |date| date.to_string());
    format!("{date}T{time}{offset}")
}
