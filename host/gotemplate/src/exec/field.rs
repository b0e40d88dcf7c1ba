//! Fields, keys and methods: what stands behind a dot.

use std::rc::Rc;

use crate::{
    tree::Id,
    value::{Data, Element, Value},
};

use super::{Engine, Outcome, Reflected, State};

impl Engine {
    /// Follows `fields` from `receiver`; the last one may be a method, which gets the arguments.
    #[allow(clippy::too_many_arguments, reason = "an access has these parts")]
    pub(super) fn fields(
        &mut self,
        state: &mut State,
        dot: &Reflected,
        receiver: Reflected,
        id: Id,
        fields: &[Rc<str>],
        arguments: &[Id],
        last: Option<Value>,
    ) -> Outcome<Reflected> {
        let Some((final_field, path)) = fields.split_last() else { return Ok(receiver) };
        let mut receiver = receiver;
        for field in path {
            receiver = self.field(state, dot, receiver, id, field, &[], None)?;
        }
        self.field(state, dot, receiver, id, final_field, arguments, last)
    }

    #[allow(clippy::too_many_arguments, reason = "an access has these parts")]
    fn field(
        &mut self,
        state: &mut State,
        dot: &Reflected,
        receiver: Reflected,
        id: Id,
        name: &str,
        arguments: &[Id],
        last: Option<Value>,
    ) -> Outcome<Reflected> {
        let type_name = if receiver.is_interface { "interface {}".to_owned() } else { receiver.value.type_name() };
        let has_arguments = !arguments.is_empty() || last.is_some();
        let Value { data, from } = &receiver.value;
        match data {
            Data::Nil if receiver.is_interface => {
                self.fail_because(state, *from, format!("nil pointer evaluating {type_name}.{name}"))
            }
            // A nil that no interface holds has every field, and each is nil.
            Data::Nil => {
                let from = self.ledger.absent(*from, name);
                Ok(Reflected::plain(Value::NIL.with(from)))
            }
            Data::Map(map) => {
                if map.name == Some("chartutil.Values") && name == "AsMap" {
                    return Ok(Reflected::plain(Value { data: Data::Map(map.unnamed()), from: *from }));
                }
                if has_arguments {
                    return self.fail(state, format!("{name} is not a method but has arguments"));
                }
                match map.get(name) {
                    Some(value) => Ok(Reflected { value, is_interface: map.of == Element::Any }),
                    None => {
                        let from = self.ledger.absent(*from, name);
                        Ok(match map.of {
                            Element::Text => Reflected::plain(Value::text("").with(from)),
                            Element::Int => Reflected::plain(Value::int(0).with(from)),
                            Element::Any | Element::List => Reflected::element(Value::NIL.with(from)),
                        })
                    }
                }
            }
            Data::Object(object) => {
                let object = Rc::clone(object);
                if let Some(count) = object.method(name) {
                    let from = *from;
                    let mut result = self.method(state, dot, &object, id, name, count, arguments, last)?;
                    // What it returns is made of the object as well.
                    result.value.from = self.ledger.union(result.value.from, from);
                    return Ok(result);
                }
                if let Some(value) = object.field(name) {
                    if has_arguments {
                        let reason = format!("{name} has arguments but cannot be invoked as function");
                        return self.fail(state, reason);
                    }
                    return Ok(Reflected::plain(value));
                }
                if let Some(map) = object.as_map() {
                    return match map.get(name) {
                        Some(value) => Ok(Reflected { value, is_interface: map.of == Element::Any }),
                        None => Ok(Reflected::element(Value::NIL)),
                    };
                }
                self.fail(state, format!("can't evaluate field {name} in type {type_name}"))
            }
            _ => self.fail_because(state, *from, format!("can't evaluate field {name} in type {type_name}")),
        }
    }
}
