//! Settings and answers as bytes of the batch format.

use serde_json::Value as Json;
use tollgate_batch::{self as batch, NONE, NewNode, Writer};

use super::number;

/// Encodes settings or answers as a batch of one value.
pub fn encode_json(value: &Json) -> Vec<u8> {
    fn put(writer: &mut Writer, at: u32, key: u32, value: &Json) {
        let node = match value {
            Json::Null => NewNode::new(batch::Kind::Null),
            Json::Bool(value) => NewNode { a: u32::from(*value), ..NewNode::new(batch::Kind::Bool) },
            Json::Number(value) => {
                NewNode { a: writer.string(&value.to_string()), ..NewNode::new(batch::Kind::Number) }
            }
            Json::String(value) => NewNode { a: writer.string(value), ..NewNode::new(batch::Kind::String) },
            Json::Array(items) => {
                let first = writer.reserve(number(items.len()));
                for (child, item) in (first..).zip(items) {
                    put(writer, child, NONE, item);
                }
                NewNode { a: first, b: number(items.len()), ..NewNode::new(batch::Kind::List) }
            }
            Json::Object(entries) => {
                let mut sorted: Vec<_> = entries.iter().collect();
                sorted.sort_by_key(|(key, _)| *key);
                let first = writer.reserve(number(sorted.len()));
                for (child, (key, item)) in (first..).zip(sorted) {
                    let key = writer.string(key);
                    put(writer, child, key, item);
                }
                NewNode { a: first, b: number(entries.len()), ..NewNode::new(batch::Kind::Map) }
            }
        };
        writer.set(at, NewNode { key, ..node });
    }
    Writer::value(|writer, root| put(writer, root, NONE, value))
}
