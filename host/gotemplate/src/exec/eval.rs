//! Pipelines, commands and operands.

use std::rc::Rc;

use crate::{
    tree::{Id, Kind, Number},
    value::Value,
};

use super::{Engine, Outcome, Reflected, State};

impl Engine {
    /// The value of a pipeline, and its variables set.
    pub(super) fn pipeline(&mut self, state: &mut State, dot: &Reflected, id: Id) -> Outcome<Value> {
        self.step(state, 1)?;
        state.node = id;
        let tree = Rc::clone(&state.tree);
        let Kind::Pipe { declares, is_assignment, commands } = &tree.node(id).kind else {
            return self.fail(state, format!("can't evaluate {}", tree.show(id)));
        };
        let mut value: Option<Value> = None;
        for command in commands {
            value = Some(self.command(state, dot, *command, value)?.value);
        }
        let value = value.unwrap_or_default();
        for variable in declares {
            if *is_assignment {
                self.assign(state, *variable, Reflected::plain(value.clone()))?;
            } else if let Kind::Variable(name) = &tree.node(*variable).kind {
                state.variables.push((Rc::clone(&name[0]), Reflected::plain(value.clone())));
            }
        }
        Ok(value)
    }

    /// Gives a variable that exists another value.
    pub(super) fn assign(&mut self, state: &mut State, variable: Id, value: Reflected) -> Outcome<()> {
        let tree = Rc::clone(&state.tree);
        let Kind::Variable(name) = &tree.node(variable).kind else { return Ok(()) };
        // That it is set here depends on what decided that this is executed.
        let from = self.ledger.union(value.value.from, state.control);
        let value = Reflected { value: value.value.with(from), is_interface: value.is_interface };
        match state.variables.iter_mut().rev().find(|(known, _)| *known == name[0]) {
            Some(found) => found.1 = value,
            None => return self.fail(state, format!("undefined variable: {}", name[0])),
        }
        Ok(())
    }

    /// `last` is what the command before it in the pipeline gave.
    fn command(&mut self, state: &mut State, dot: &Reflected, id: Id, last: Option<Value>) -> Outcome<Reflected> {
        let tree = Rc::clone(&state.tree);
        let Kind::Command(words) = &tree.node(id).kind else {
            return self.fail(state, format!("can't evaluate {}", tree.show(id)));
        };
        let first = words[0];
        let arguments = &words[1..];
        match &tree.node(first).kind {
            Kind::Field(_) | Kind::Chain { .. } | Kind::Variable(_) => {
                return self.access(state, dot, first, arguments, last);
            }
            Kind::Identifier(name) => {
                state.node = first;
                return self.function(state, dot, name, id, arguments, last).map(Reflected::plain);
            }
            Kind::Pipe { .. } => {
                self.no_arguments(state, first, arguments, last.as_ref())?;
                return self.pipeline(state, dot, first).map(Reflected::plain);
            }
            _ => {}
        }
        state.node = first;
        self.no_arguments(state, first, arguments, last.as_ref())?;
        match &tree.node(first).kind {
            Kind::Nil => self.fail(state, "nil is not a command".to_owned()),
            _ => self.constant(state, dot, first),
        }
    }

    /// A field, a variable or a chain, called when it is a method.
    pub(super) fn access(
        &mut self,
        state: &mut State,
        dot: &Reflected,
        id: Id,
        arguments: &[Id],
        last: Option<Value>,
    ) -> Outcome<Reflected> {
        let tree = Rc::clone(&state.tree);
        state.node = id;
        match &tree.node(id).kind {
            Kind::Field(fields) => self.fields(state, dot, dot.clone(), id, fields, arguments, last),
            Kind::Variable(names) => {
                let found = state.variables.iter().rev().find(|(known, _)| *known == names[0]);
                let Some((_, value)) = found.cloned() else {
                    return self.fail(state, format!("undefined variable: {}", names[0]));
                };
                if names.len() == 1 {
                    self.no_arguments(state, id, arguments, last.as_ref())?;
                    return Ok(value);
                }
                self.fields(state, dot, value, id, &names[1..], arguments, last)
            }
            Kind::Chain { node, fields } => {
                if matches!(tree.node(*node).kind, Kind::Nil) {
                    let shown = tree.show(id);
                    return self.fail(state, format!("indirection through explicit nil in {shown}"));
                }
                let receiver = self.operand(state, dot, *node)?;
                self.fields(state, dot, receiver, id, fields, arguments, last)
            }
            _ => self.constant(state, dot, id),
        }
    }

    /// An operand by itself, whatever its type.
    pub(super) fn operand(&mut self, state: &mut State, dot: &Reflected, id: Id) -> Outcome<Reflected> {
        let tree = Rc::clone(&state.tree);
        match &tree.node(id).kind {
            Kind::Field(_) | Kind::Chain { .. } | Kind::Variable(_) => self.access(state, dot, id, &[], None),
            Kind::Identifier(name) => {
                state.node = id;
                self.function(state, dot, name, id, &[], None).map(Reflected::plain)
            }
            Kind::Pipe { .. } => self.pipeline(state, dot, id).map(Reflected::plain),
            _ => {
                state.node = id;
                self.constant(state, dot, id)
            }
        }
    }

    /// What is no name.
    fn constant(&mut self, state: &mut State, dot: &Reflected, id: Id) -> Outcome<Reflected> {
        let tree = Rc::clone(&state.tree);
        let value = match &tree.node(id).kind {
            Kind::Dot => return Ok(dot.clone()),
            Kind::Nil => return Ok(Reflected::plain(Value::NIL)),
            Kind::Bool(value) => Value::from(*value),
            Kind::Number(number) => match ideal(number) {
                Some(value) => value,
                None => return self.fail(state, format!("{} overflows int", number.text)),
            },
            Kind::Quoted { text, .. } => Value::text(&**text),
            _ => return self.fail(state, format!("can't evaluate command {}", super::quoted(&tree.show(id)))),
        };
        let from = self.words(state, id);
        Ok(Reflected::plain(value.with(from)))
    }

    fn no_arguments(&mut self, state: &State, id: Id, arguments: &[Id], last: Option<&Value>) -> Outcome<()> {
        if arguments.is_empty() && last.is_none() {
            return Ok(());
        }
        let shown = state.tree.show(id);
        self.fail(state, format!("can't give argument to non-function {shown}"))
    }
}

/// A number literal where nothing asks for a type.
fn ideal(number: &Number) -> Option<Value> {
    let text = &*number.text;
    // Among its digits is one that otherwise begins an exponent.
    let is_hexadecimal_integer = (text.starts_with("0x") || text.starts_with("0X")) && !text.contains(['p', 'P']);
    if let Some(float) = number.float
        && !is_hexadecimal_integer
        && !text.starts_with('\'')
        && text.contains(['.', 'e', 'E', 'p', 'P'])
    {
        return Some(float.into());
    }
    number.int.map(Value::int)
}
