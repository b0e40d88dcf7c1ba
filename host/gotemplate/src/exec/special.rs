//! Functions that execute templates, or may end the execution: what Helm adds to Sprig.

use std::rc::Rc;

use crate::{
    functions::Type,
    ledger::{Source as Behind, Sources},
    parse,
    text::{Text, TextBuilder},
    tree::{Id, Kind, Place, Source, Tree},
    value::Value,
};

use super::{Engine, Failure, MAX_DEPTH, Outcome, Reflected, State, Stop, knows, quoted, set::Set};

/// What Go writes for nothing, which Helm takes out again.
pub const NO_VALUE: &str = "<no value>";

/// The parameters of such a function.
pub(super) fn signature(name: &str) -> Option<(&'static [Type], Option<Type>)> {
    let parameters: &[Type] = match name {
        "call" => return Some((&[Type::Value], Some(Type::Value))),
        "include" => &[Type::Text, Type::Any],
        "tpl" => &[Type::Text, Type::Any],
        "required" => &[Type::Text, Type::Any],
        "fail" => &[Type::Text],
        "lookup" => &[Type::Text, Type::Text, Type::Text, Type::Text],
        _ => return None,
    };
    Some((parameters, None))
}

pub(super) fn is_special(name: &str) -> bool {
    signature(name).is_some()
}

impl Engine {
    pub(super) fn special(&mut self, state: &mut State, name: &str, id: Id, arguments: &[Value]) -> Outcome<Value> {
        match (name, arguments) {
            ("include", [name, dot]) => self.include(state, id, name, dot),
            ("tpl", [text, dot]) => self.tpl(state, id, text, dot),
            ("required", [message, value]) => self.required(state, id, message, value),
            ("fail", [message]) => {
                let reason = text_of(message);
                let from = message.from;
                self.refuse(state, id, "fail", reason, from)?;
                Ok(Value::text("").with(from))
            }
            ("call", [callee, ..]) => self.call_value(state, id, callee),
            // Nobody is asked: as Helm answers without a cluster.
            _ => {
                let from = self.ledger.one(Behind::Cluster);
                Ok(Value::map(std::collections::BTreeMap::new()).with(from))
            }
        }
    }

    /// Go calls functions that are values; there are none that a template of Helm could name.
    fn call_value(&mut self, state: &mut State, id: Id, callee: &Value) -> Outcome<Value> {
        let tree = Rc::clone(&state.tree);
        let reason = match &tree.node(id).kind {
            _ if callee.is_nil() => "call of nil".to_owned(),
            Kind::Command(words) if words.len() > 1 => {
                format!("non-function {} of type {}", tree.show(words[1]), callee.type_name())
            }
            _ => format!("non-function of type {}", callee.type_name()),
        };
        self.fail_calling(state, id, "call", reason, callee.from)
    }

    fn include(&mut self, state: &mut State, id: Id, name: &Value, dot: &Value) -> Outcome<Value> {
        let called = text_of(name);
        let Some(tree) = state.set.get(&called) else {
            let reason = format!("template: no template {} associated with template \"gotpl\"", quoted(&called));
            return self.fail_calling(state, id, "include", reason, name.from);
        };
        let depth = self.included.get(&tree.name).copied().unwrap_or(0);
        if depth > MAX_DEPTH {
            let reason =
                format!("rendering template has a nested reference name: {called}: unable to execute template");
            return self.fail_calling(state, id, "include", reason, Sources::NONE);
        }
        self.included.insert(Rc::clone(&tree.name), depth + 1);
        let key = Rc::clone(&tree.name);
        let set = Rc::clone(&state.set);
        let before = self.decided.len();
        let text = self.nested(state, id, "include", set, tree, dot);
        self.included.insert(key, depth);
        let text = text?;
        // Text knows for each of its bytes why it is there; where there is none, that was decided as well.
        let is_blank = text.as_bytes().iter().all(u8::is_ascii_whitespace);
        let mut from = name.from;
        if is_blank {
            for at in before..self.decided.len() {
                from = self.ledger.union(from, self.decided[at]);
            }
        }
        Ok(Value::text(text).with(from))
    }

    /// Executes a template into a text of its own; errors say which function called it.
    fn nested(
        &mut self,
        state: &mut State,
        id: Id,
        function: &str,
        set: Rc<Set>,
        tree: Rc<Tree>,
        dot: &Value,
    ) -> Outcome<Text> {
        let at = self.at(state, id);
        let frame = self.ledger.call(state.frame, at);
        let mut out = TextBuilder::default();
        let control = state.control;
        let depth = state.depth + 1;
        match self.run(set, tree, Reflected::plain(dot.clone()), frame, control, depth, &mut out) {
            Ok(()) | Err(Stop::Break | Stop::Continue) => Ok(out.finish()),
            Err(Stop::Failure(inner)) => {
                state.node = id;
                let message = format!("error calling {function}: {}", inner.message);
                let outer = self.failure(state, &message, String::new());
                Err(Stop::Failure(Box::new(Failure { message: outer.message, ..*inner })))
            }
        }
    }

    fn tpl(&mut self, state: &mut State, id: Id, text: &Value, dot: &Value) -> Outcome<Value> {
        let Some(template) = text.as_text() else { return Ok(text.clone()) };
        let words = template.to_str();
        if !words.contains("{{") {
            return Ok(Value::text(without_no_value(template)).with(text.from));
        }
        // What is written by this text leads to the value that it is, wherever it was parsed first.
        let place = Place::Value { value: text.clone(), at: self.at(state, id) };
        let source = Rc::new(Source { name: "gotpl".into(), text: (*words).into(), place });
        let trees = match self.parsed.get(&*words) {
            Some(trees) => trees.clone(),
            None => {
                let version = self.options.version;
                match parse::parse(&source, &|name| knows(name, version)) {
                    Ok(trees) => {
                        let trees: Vec<Rc<Tree>> = trees.into_iter().map(Rc::new).collect();
                        self.parsed.insert((*words).into(), trees.clone());
                        trees
                    }
                    Err(error) => {
                        let reason = format!("cannot parse template {}: {}", quoted(&words), error.message);
                        return self.fail_calling(state, id, "tpl", reason, text.from);
                    }
                }
            }
        };
        let mut set = Set::within(&state.set);
        let mut own = None;
        for tree in trees {
            let placed = Rc::new(Tree {
                name: Rc::clone(&tree.name),
                source: Rc::clone(&source),
                nodes: Rc::clone(&tree.nodes),
                root: tree.root,
            });
            own.get_or_insert_with(|| Rc::clone(&placed));
            if &*placed.name != "gotpl" {
                set.add(placed);
            }
        }
        let Some(own) = own else { return Ok(Value::text("")) };
        let function = format!("tpl: error during tpl function execution for {}", quoted(&words));
        let out = self.nested(state, id, &function, Rc::new(set), own, dot)?;
        Ok(Value::text(without_no_value(&out)).with(text.from))
    }

    fn required(&mut self, state: &mut State, id: Id, message: &Value, value: &Value) -> Outcome<Value> {
        let is_missing = value.is_nil() || value.as_text().is_some_and(Text::is_empty);
        if !is_missing {
            return Ok(value.clone());
        }
        let reason = text_of(message);
        self.refuse(state, id, "required", reason, value.from)?;
        Ok(value.clone())
    }

    /// The chart does not want to be rendered like this.
    fn refuse(&mut self, state: &mut State, id: Id, name: &str, reason: String, sources: Sources) -> Outcome<()> {
        state.node = id;
        let message = format!("error calling {name}: {reason}");
        let failure = self.failure(state, &message, reason);
        let failure = Failure { is_refusal: true, sources, ..failure };
        if self.options.is_strict {
            return Err(Stop::Failure(Box::new(failure)));
        }
        self.problems.push(failure);
        Ok(())
    }

    fn fail_calling<T>(
        &mut self,
        state: &mut State,
        id: Id,
        name: &str,
        reason: String,
        sources: Sources,
    ) -> Outcome<T> {
        state.node = id;
        let message = format!("error calling {name}: {reason}");
        let failure = self.failure(state, &message, reason);
        Err(Stop::Failure(Box::new(Failure { sources, ..failure })))
    }
}

/// A text without what Go writes for nothing, wherever it stands.
pub fn without_no_value(text: &Text) -> Text {
    let bytes = text.as_bytes();
    let needle = NO_VALUE.as_bytes();
    let mut out = TextBuilder::default();
    let mut kept = 0;
    let mut at = 0;
    while at + needle.len() <= bytes.len() {
        if &bytes[at..at + needle.len()] == needle {
            out.push(text, kept..at);
            at += needle.len();
            kept = at;
        } else {
            at += 1;
        }
    }
    if kept == 0 {
        return text.clone();
    }
    out.push(text, kept..bytes.len());
    out.finish()
}

fn text_of(value: &Value) -> String {
    value.as_text().map(|text| text.to_str().into_owned()).unwrap_or_default()
}
