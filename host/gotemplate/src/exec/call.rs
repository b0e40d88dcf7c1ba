//! Calls of functions and methods: arguments are checked as Go's reflection checks them, and with its words.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    rc::Rc,
};

use crate::{
    functions::{self, Call, Flow, Function, Type},
    ledger::Sources,
    tree::{Id, Kind},
    value::{Data, IntKind, Object, UintKind, Value},
};

use super::{Engine, Failure, Outcome, Reflected, State, Stop, quoted, special};

impl Engine {
    /// `id` is the command, which errors of the function itself name.
    pub(super) fn function(
        &mut self,
        state: &mut State,
        dot: &Reflected,
        name: &str,
        id: Id,
        arguments: &[Id],
        last: Option<Value>,
    ) -> Outcome<Value> {
        if let Some((parameters, rest)) = special::signature(name) {
            let arguments = self.arguments(state, dot, name, parameters, rest, arguments, last)?;
            return self.special(state, name, id, &arguments);
        }
        let Some(function) = functions::function(name, self.options.version) else {
            return self.fail(state, format!("{} is not a defined function", quoted(name)));
        };
        if matches!(name, "and" | "or") {
            return self.short_circuit(state, dot, function, arguments, last);
        }
        let (parameters, rest) = (function.parameters, function.rest);
        let values = self.arguments(state, dot, name, parameters, rest, arguments, last)?;
        self.step(state, 1 + cost(&values))?;
        let outcome = self.call(state, function, id, &values);
        match outcome {
            Ok(value) => Ok(value),
            Err(reason) => {
                state.node = id;
                // Functions cannot tell a nil from an interface that holds none, but for the one that complains.
                let reason = match (name, &*values) {
                    ("len", [value]) if value.is_nil() && !self.nil_was_interface => {
                        "reflect: call of reflect.Value.Type on zero Value".to_owned()
                    }
                    _ => reason,
                };
                let message = format!("error calling {name}: {reason}");
                let from = values.iter().fold(Sources::NONE, |all, value| self.ledger.union(all, value.from));
                let mut failure = self.failure(state, &message, reason);
                failure.sources = from;
                Err(Stop::Failure(Box::new(failure)))
            }
        }
    }

    fn call(&mut self, state: &State, function: &Function, id: Id, values: &[Value]) -> Result<Value, String> {
        let seed = self.seed(state, id);
        let at = self.at(state, id);
        let control = state.control;
        let mut call = Call { ledger: &mut self.ledger, options: &self.options, seed, at, control, work: 0 };
        let outcome = (function.run)(&mut call, values);
        self.steps = self.steps.saturating_add(call.work);
        let value = outcome?;
        if function.flow == Flow::Own {
            return Ok(value);
        }
        let all = call.sources_of(values);
        let from = self.ledger.union(value.from, all);
        Ok(value.with(from))
    }

    /// A number for this call: of the template, the place in it, and how often anything was called before.
    fn seed(&mut self, state: &State, id: Id) -> u64 {
        self.calls += 1;
        // Fixed keys: the same in every run and on every machine.
        let mut hasher = DefaultHasher::new();
        (&*state.tree.name, state.tree.node(id).at, self.calls).hash(&mut hasher);
        hasher.finish()
    }

    /// `and` and `or` evaluate no more arguments than they need.
    fn short_circuit(
        &mut self,
        state: &mut State,
        dot: &Reflected,
        function: &Function,
        arguments: &[Id],
        last: Option<Value>,
    ) -> Outcome<Value> {
        if arguments.is_empty() && last.is_none() {
            return self.fail(state, format!("wrong number of args for {}: want at least 1 got 0", function.name));
        }
        let mut deciding = Sources::NONE;
        let mut result = Value::NIL;
        for argument in arguments {
            let value = self.argument(state, dot, Type::Value, *argument)?;
            let decides = self.deciding(&value);
            deciding = self.ledger.union(deciding, decides);
            let is_enough = value.is_true() == (function.name == "or");
            result = value;
            if is_enough {
                let from = self.ledger.union(result.from, deciding);
                return Ok(result.with(from));
            }
        }
        if let Some(last) = last {
            result = last;
        }
        let from = self.ledger.union(result.from, deciding);
        Ok(result.with(from))
    }

    #[allow(clippy::too_many_arguments, reason = "a call has these parts")]
    pub(super) fn method(
        &mut self,
        state: &mut State,
        dot: &Reflected,
        object: &Rc<dyn Object>,
        id: Id,
        name: &str,
        count: usize,
        arguments: &[Id],
        last: Option<Value>,
    ) -> Outcome<Reflected> {
        let parameters: Vec<Type> = (0..count).map(|index| object.parameter(name, index)).collect();
        let values = self.arguments(state, dot, name, &parameters, None, arguments, last)?;
        match object.call(name, &values) {
            Ok(value) => {
                let from = values.iter().fold(value.from, |all, value| self.ledger.union(all, value.from));
                Ok(Reflected::plain(value.with(from)))
            }
            Err(reason) => {
                state.node = id;
                self.fail(state, format!("error calling {name}: {reason}"))
            }
        }
    }

    #[allow(clippy::too_many_arguments, reason = "a call has these parts")]
    fn arguments(
        &mut self,
        state: &mut State,
        dot: &Reflected,
        name: &str,
        parameters: &[Type],
        rest: Option<Type>,
        arguments: &[Id],
        last: Option<Value>,
    ) -> Outcome<Vec<Value>> {
        let given = arguments.len() + usize::from(last.is_some());
        let fixed = parameters.len();
        if rest.is_some() && given < fixed {
            let reason = format!("wrong number of args for {name}: want at least {fixed} got {}", arguments.len());
            return self.fail(state, reason);
        }
        if rest.is_none() && given != fixed {
            return self.fail(state, format!("wrong number of args for {name}: want {fixed} got {given}"));
        }
        let ty = |index: usize| parameters.get(index).copied().or(rest).unwrap_or(Type::Any);
        let mut values = Vec::with_capacity(given);
        for (index, argument) in arguments.iter().enumerate() {
            values.push(self.argument(state, dot, ty(index), *argument)?);
        }
        if let Some(last) = last {
            values.push(self.validate(state, Reflected::plain(last), ty(values.len()))?);
        }
        Ok(values)
    }

    /// The value of an argument for a parameter of type `ty`.
    fn argument(&mut self, state: &mut State, dot: &Reflected, ty: Type, id: Id) -> Outcome<Value> {
        state.node = id;
        let tree = Rc::clone(&state.tree);
        match &tree.node(id).kind {
            Kind::Dot => self.validate(state, dot.clone(), ty),
            Kind::Nil if ty.takes_nil() => {
                self.nil_was_interface = false;
                Ok(Value::NIL)
            }
            Kind::Nil => self.fail(state, format!("cannot assign nil to {}", ty.name())),
            Kind::Field(_) | Kind::Variable(_) | Kind::Chain { .. } | Kind::Identifier(_) | Kind::Pipe { .. } => {
                let value = self.operand(state, dot, id)?;
                self.validate(state, value, ty)
            }
            literal => {
                let value = self.operand(state, dot, id)?.value;
                let typed = match (ty, literal) {
                    (Type::Any | Type::Value, _) | (Type::Text, Kind::Quoted { .. }) | (Type::Bool, Kind::Bool(_)) => {
                        return Ok(value);
                    }
                    (Type::Int, Kind::Number(number)) => number.int.map(|int| Data::Int(int, IntKind::Int)),
                    (Type::Int64, Kind::Number(number)) => number.int.map(|int| Data::Int(int, IntKind::Int64)),
                    (Type::Duration, Kind::Number(number)) => number.int.map(|int| Data::Int(int, IntKind::Duration)),
                    (Type::Uint32, Kind::Number(number)) => number.uint.map(|uint| Data::Uint(uint, UintKind::Uint32)),
                    (Type::Float, Kind::Number(number)) => number.float.map(Data::Float),
                    _ => None,
                };
                if let Some(data) = typed {
                    return Ok(Value { data, from: value.from });
                }
                let shown = tree.show(id);
                let reason = match ty {
                    Type::Text => format!("expected string; found {shown}"),
                    Type::Bool => format!("expected bool; found {shown}"),
                    Type::Int | Type::Int64 | Type::Duration => format!("expected integer; found {shown}"),
                    Type::Uint32 => format!("expected unsigned integer; found {shown}"),
                    Type::Float => format!("expected float; found {shown}"),
                    _ => format!("can't handle {shown} for arg of type {}", ty.name()),
                };
                self.fail(state, reason)
            }
        }
    }

    /// Whether a value can be passed for a parameter of type `ty`.
    fn validate(&mut self, state: &State, reflected: Reflected, ty: Type) -> Outcome<Value> {
        let Reflected { value, is_interface } = reflected;
        if value.is_nil() {
            self.nil_was_interface = is_interface;
            if !is_interface && !ty.takes_nil() {
                return self.fail_because(state, value.from, format!("invalid value; expected {}", ty.name()));
            }
            if is_interface && !matches!(ty, Type::Any | Type::Value) {
                let reason = format!("wrong type for value; expected {}; got interface {{}}", ty.name());
                return self.fail_because(state, value.from, reason);
            }
            return Ok(value);
        }
        if ty.takes(&value) {
            return Ok(value);
        }
        let reason = format!("wrong type for value; expected {}; got {}", ty.name(), value.type_name());
        self.fail_because(state, value.from, reason)
    }

    /// An error that a value is to blame for.
    pub(super) fn fail_because<T>(&mut self, state: &State, sources: Sources, reason: String) -> Outcome<T> {
        let failure = self.failure(state, &reason.clone(), reason);
        Err(Stop::Failure(Box::new(Failure { sources, ..failure })))
    }
}

/// How much work the arguments may mean: long texts and collections are gone through.
fn cost(values: &[Value]) -> u64 {
    let size = |value: &Value| match &value.data {
        Data::Text(text) => text.len() / 64,
        Data::Bytes(bytes) => bytes.len() / 64,
        Data::List(list) => list.len(),
        Data::Map(map) => map.len(),
        _ => 0,
    };
    values.iter().map(|value| size(value) as u64).sum()
}
