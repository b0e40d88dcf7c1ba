//! Values as templates see them, each with its place in the books.

use std::rc::Rc;

use tollgate_gotemplate::{At, Data, Element, File, IntKind, Ledger, List, Map, Origin, Sources, Value};

use super::{Kind, Node};

/// The value that templates get for `node`.
pub(crate) fn to_go(node: &Node, ledger: &mut Ledger) -> Value {
    let from = match &node.place {
        None => Sources::NONE,
        Some(place) => {
            let written = place.span.map(|span| {
                let at = At { file: File(span.file.0), offset: span.start };
                (at, span.end)
            });
            ledger.given(Origin { path: Rc::clone(&place.path), place: written })
        }
    };
    let data = match &node.kind {
        Kind::Null => Data::Nil,
        Kind::Bool(value) => Data::Bool(*value),
        Kind::Float(value) => Data::Float(*value),
        Kind::Int(value) => Data::Int(*value, IntKind::Int64),
        Kind::Text(text) => Data::Text((&**text).into()),
        Kind::List(items) => {
            let items = items.iter().map(|item| to_go(item, ledger)).collect();
            Data::List(List::new(Element::Any, items))
        }
        Kind::Map(entries) => {
            let entries = entries.iter().map(|(key, item)| (Rc::clone(key), to_go(item, ledger))).collect();
            Data::Map(Map::new(Element::Any, entries))
        }
    };
    Value { data, from }
}
