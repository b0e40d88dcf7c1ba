//! Execution: templates and values to text, as Go does it, with its errors and their places.

mod call;
mod eval;
mod field;
mod set;
mod special;

pub use special::{NO_VALUE, without_no_value};

use std::{collections::HashMap, rc::Rc};

use crate::{
    functions,
    ledger::{At, File, Frame, Ledger, Mark, Source as From, Sources, Written},
    lex::{Lexed, lex},
    options::{Options, Version},
    parse::{self, SyntaxError},
    text::{Text, TextBuilder},
    tree::{Branch, Id, Kind, Place, Source, Tree},
    value::{Data, IntKind, Value},
};

use self::set::Set;

/// Templates, and the books of what executing them wrote.
#[derive(Debug)]
pub struct Engine {
    set: Rc<Set>,
    pub ledger: Ledger,
    options: Options,
    steps: u64,
    /// Bytes written so far, to whatever buffer.
    written: usize,
    /// How often each template is being included.
    included: HashMap<Rc<str>, usize>,
    /// Texts that `tpl` was given and that could be parsed.
    parsed: HashMap<Rc<str>, Vec<Rc<Tree>>>,
    problems: Vec<Failure>,
    /// What decided anything so far, in that order, without repetitions in a row.
    decided: Vec<Sources>,
    /// How many functions were called: tells one call from another.
    calls: u64,
    /// Whether the nil that was passed last was held by an interface, as what is missing in a map is.
    nil_was_interface: bool,
}

/// Why a template could not be executed, or what had to be passed over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// As Go puts it, with all templates on the way.
    pub message: String,
    /// What went wrong at the innermost place.
    pub reason: String,
    /// The innermost place.
    pub at: At,
    /// The calls that led there, the innermost first.
    pub calls: Vec<At>,
    /// Whether the chart itself refuses: `fail` or `required`.
    pub is_refusal: bool,
    /// What the failing value depends on.
    pub sources: Sources,
}

/// The tokens of a text. Cutting a text is a third of reading it, and may be done on any thread; the trees that are made
/// of them stay on that of their engine.
#[derive(Debug)]
pub struct Tokens(Lexed);

impl Tokens {
    pub fn of(text: &str) -> Self {
        Self(lex(text))
    }
}

/// What ends the execution of a list of nodes early.
enum Stop {
    Failure(Box<Failure>),
    Break,
    Continue,
}

type Outcome<T> = Result<T, Stop>;

/// A value, and whether Go's reflection sees an `interface {}` that holds it: as elements of maps and lists are.
#[derive(Clone, Debug)]
struct Reflected {
    value: Value,
    is_interface: bool,
}

impl Reflected {
    fn plain(value: Value) -> Self {
        Self { value, is_interface: false }
    }

    fn element(value: Value) -> Self {
        Self { value, is_interface: true }
    }
}

/// What one template is executed with.
struct State {
    set: Rc<Set>,
    tree: Rc<Tree>,
    /// The node that errors name.
    node: Id,
    variables: Vec<(Rc<str>, Reflected)>,
    frame: Frame,
    /// What decided that this is executed.
    control: Sources,
    depth: usize,
}

/// `template` within `template`, and `include` of one name.
const MAX_DEPTH: usize = 1000;

impl Engine {
    pub fn new(options: Options) -> Self {
        Self {
            set: Rc::default(),
            ledger: Ledger::new(),
            options,
            steps: 0,
            written: 0,
            included: HashMap::new(),
            parsed: HashMap::new(),
            problems: Vec::new(),
            decided: Vec::new(),
            calls: 0,
            nil_was_interface: false,
        }
    }

    /// Adds the templates of a text, under `name` and the names it defines; of equal names the last one counts, as
    /// long as it says something.
    ///
    /// # Errors
    /// The first thing that Go does not accept.
    pub fn add(&mut self, name: &str, text: &str, file: File) -> Result<(), SyntaxError> {
        self.add_tokens(name, text, file, Tokens::of(text))
    }

    /// As [`Engine::add`], with the tokens of `text`.
    ///
    /// # Errors
    /// The first thing that Go does not accept.
    pub fn add_tokens(&mut self, name: &str, text: &str, file: File, tokens: Tokens) -> Result<(), SyntaxError> {
        let source = Rc::new(Source { name: name.into(), text: text.into(), place: Place::File(file) });
        let version = self.options.version;
        let trees = parse::parse_tokens(&source, tokens.0, &|name| knows(name, version))?;
        let set = Rc::make_mut(&mut self.set);
        trees.into_iter().for_each(|tree| set.add(Rc::new(tree)));
        Ok(())
    }

    /// The text that the template of this name writes for `dot`.
    ///
    /// # Errors
    /// The first thing that fails.
    pub fn execute(&mut self, name: &str, dot: Value) -> Result<Text, Failure> {
        self.included.clear();
        self.decided.clear();
        let Some(tree) = self.set.get(name) else {
            let message = format!("template: no template {} associated with template \"gotpl\"", quoted(name));
            return Err(Failure {
                reason: message.clone(),
                message,
                at: At::NOWHERE,
                calls: Vec::new(),
                is_refusal: false,
                sources: Sources::NONE,
            });
        };
        let set = Rc::clone(&self.set);
        let mut out = TextBuilder::default();
        match self.run(set, tree, Reflected::plain(dot), Frame::default(), Sources::NONE, 0, &mut out) {
            Ok(()) | Err(Stop::Break | Stop::Continue) => Ok(out.finish()),
            Err(Stop::Failure(failure)) => Err(*failure),
        }
    }

    /// What was passed over since this was asked last: only when the options are not strict.
    pub fn take_problems(&mut self) -> Vec<Failure> {
        std::mem::take(&mut self.problems)
    }

    #[allow(clippy::too_many_arguments, reason = "a call has these parts")]
    fn run(
        &mut self,
        set: Rc<Set>,
        tree: Rc<Tree>,
        dot: Reflected,
        frame: Frame,
        control: Sources,
        depth: usize,
        out: &mut TextBuilder,
    ) -> Outcome<()> {
        let root = tree.root;
        let variables = vec![("$".into(), dot.clone())];
        let mut state = State { set, tree, node: root, variables, frame, control, depth };
        // Templates call each other deeper than the stack of a thread reaches.
        stacker::maybe_grow(128 << 10, 4 << 20, || self.walk(&mut state, &dot, root, out))
    }

    fn walk(&mut self, state: &mut State, dot: &Reflected, id: Id, out: &mut TextBuilder) -> Outcome<()> {
        self.step(state, 1)?;
        state.node = id;
        let tree = Rc::clone(&state.tree);
        let node = tree.node(id);
        match &node.kind {
            Kind::List(items) => items.iter().try_for_each(|item| self.walk(state, dot, *item, out)),
            Kind::Text { end } => self.literal(state, node.at as usize..*end as usize, out),
            Kind::Action(pipe) => {
                let value = self.pipeline(state, dot, *pipe)?;
                // Variables that are set print nothing.
                if matches!(&tree.node(*pipe).kind, Kind::Pipe { declares, .. } if !declares.is_empty()) {
                    return Ok(());
                }
                state.node = id;
                self.print(state, id, &value, out)
            }
            Kind::If(branch) => self.branch(state, dot, branch, false, out),
            Kind::With(branch) => self.branch(state, dot, branch, true, out),
            Kind::Range(branch) => self.range(state, dot, branch, out),
            Kind::Template { name, pipe } => {
                let Some(called) = state.set.get(name) else {
                    return self.fail(state, format!("template {} not defined", quoted(name)));
                };
                if state.depth >= MAX_DEPTH {
                    return self.fail(state, format!("exceeded maximum template depth ({MAX_DEPTH})"));
                }
                let dot = match pipe {
                    Some(pipe) => self.pipeline(state, dot, *pipe)?,
                    None => Value::NIL,
                };
                let at = self.at(state, id);
                let frame = self.ledger.call(state.frame, at);
                let set = Rc::clone(&state.set);
                let (control, depth) = (state.control, state.depth + 1);
                self.run(set, called, Reflected::plain(dot), frame, control, depth, out)
            }
            Kind::Break => Err(Stop::Break),
            Kind::Continue => Err(Stop::Continue),
            _ => self.fail(state, format!("unknown node: {}", tree.show(id))),
        }
    }

    /// `if` and `with`.
    fn branch(
        &mut self,
        state: &mut State,
        dot: &Reflected,
        branch: &Branch,
        is_with: bool,
        out: &mut TextBuilder,
    ) -> Outcome<()> {
        let scope = state.variables.len();
        let outer = state.control;
        let value = self.pipeline(state, dot, branch.pipe)?;
        // What a condition is made of decides all that stands in either branch.
        let deciding = self.deciding(&value);
        state.control = self.ledger.union(outer, deciding);
        self.decides(deciding);
        let outcome = if value.is_true() {
            let inner = if is_with { Reflected::plain(value) } else { dot.clone() };
            self.walk(state, &inner, branch.list, out)
        } else if let Some(otherwise) = branch.otherwise {
            self.walk(state, dot, otherwise, out)
        } else {
            Ok(())
        };
        state.variables.truncate(scope);
        state.control = outer;
        outcome
    }

    fn decides(&mut self, sources: Sources) {
        if sources != Sources::NONE && self.decided.last() != Some(&sources) {
            self.decided.push(sources);
        }
    }

    /// What decides whether `value` is true.
    fn deciding(&mut self, value: &Value) -> Sources {
        match &value.data {
            // Of text it is the whole; of a collection, that something is in it.
            Data::Text(_) => functions::sources(&mut self.ledger, value),
            _ => value.from,
        }
    }

    fn range(&mut self, state: &mut State, dot: &Reflected, branch: &Branch, out: &mut TextBuilder) -> Outcome<()> {
        let scope = state.variables.len();
        let outer = state.control;
        let outcome = self.iterate(state, dot, branch, out);
        state.variables.truncate(scope);
        state.control = outer;
        outcome
    }

    fn iterate(&mut self, state: &mut State, dot: &Reflected, branch: &Branch, out: &mut TextBuilder) -> Outcome<()> {
        let value = self.pipeline(state, dot, branch.pipe)?;
        let outer = self.ledger.union(state.control, value.from);
        state.control = outer;
        self.decides(value.from);
        let pairs: Vec<(Value, Reflected)> = match &value.data {
            Data::Nil => Vec::new(),
            Data::List(list) => {
                let items = list.items().into_iter().enumerate();
                items.map(|(index, item)| (Value::int(index_of(index)), Reflected::element(item))).collect()
            }
            Data::Bytes(bytes) => {
                let items = bytes.iter().enumerate();
                items.map(|(index, byte)| (Value::int(index_of(index)), Reflected::plain(byte_of(*byte)))).collect()
            }
            Data::Map(map) => entries(map),
            Data::Object(object) => match object.as_map() {
                Some(map) => entries(&map),
                None => return self.fail(state, format!("range can't iterate over {}", crate::fmt::show(&value))),
            },
            Data::Int(count, _) if self.options.version > crate::options::Version::V3_17 => {
                self.step(state, u64::try_from(*count).unwrap_or(0))?;
                let kind = if let Data::Int(_, kind) = value.data { kind } else { IntKind::Int };
                let from = value.from;
                (0..*count)
                    .map(|n| Value { data: Data::Int(n, kind), from })
                    .map(|n| (n.clone(), Reflected::plain(n)))
                    .collect()
            }
            _ => return self.fail(state, format!("range can't iterate over {}", crate::fmt::show(&value))),
        };
        if pairs.is_empty() {
            return match branch.otherwise {
                Some(otherwise) => self.walk(state, dot, otherwise, out),
                None => Ok(()),
            };
        }
        let tree = Rc::clone(&state.tree);
        let (declares, assigns): (&[Id], bool) = match &tree.node(branch.pipe).kind {
            Kind::Pipe { declares, is_assignment, .. } => (declares, *is_assignment),
            _ => (&[], false),
        };
        let scope = state.variables.len();
        for (index, element) in pairs {
            // What the element depends on decides what stands in its turn.
            state.control = self.ledger.union(outer, element.value.from);
            match (declares, assigns) {
                ([one], true) => self.assign(state, *one, element.clone())?,
                ([one, two], true) => {
                    self.assign(state, *one, Reflected::plain(index))?;
                    self.assign(state, *two, element.clone())?;
                }
                ([_], false) => {
                    if let Some(top) = state.variables.last_mut() {
                        top.1 = element.clone();
                    }
                }
                ([_, _], false) => {
                    if let [.., first, second] = state.variables.as_mut_slice() {
                        second.1 = element.clone();
                        first.1 = Reflected::plain(index);
                    }
                }
                _ => {}
            }
            let outcome = self.walk(state, &element, branch.list, out);
            state.variables.truncate(scope);
            match outcome {
                Ok(()) | Err(Stop::Continue) => {}
                Err(Stop::Break) => break,
                Err(failure) => return Err(failure),
            }
        }
        Ok(())
    }

    /// A text of the template as it stands there, each line by itself.
    fn literal(&mut self, state: &mut State, range: std::ops::Range<usize>, out: &mut TextBuilder) -> Outcome<()> {
        let tree = Rc::clone(&state.tree);
        let text = &tree.source.text[range.clone()];
        self.count(state, text.len())?;
        let mut start = range.start;
        for line in text.split_inclusive('\n') {
            let (at, sources) = self.origin_of(state, start);
            let mark = self.mark(state, at, sources);
            out.push_bytes(line.as_bytes(), Some(mark));
            start += line.len();
        }
        Ok(())
    }

    fn print(&mut self, state: &mut State, id: Id, value: &Value, out: &mut TextBuilder) -> Outcome<()> {
        let at = self.at(state, id);
        match &value.data {
            Data::Text(text) if text.is_marked() => {
                self.count(state, text.len())?;
                let by = Written { at, frame: state.frame, sources: value.from, control: state.control };
                let own = self.ledger.mark(by);
                let ledger = &mut self.ledger;
                let text = text.remarked(|mark| Some(mark.map_or(own, |mark| ledger.printed(mark, by))));
                out.push_all(&text);
            }
            Data::Text(text) => {
                self.count(state, text.len())?;
                let mark = self.mark(state, at, value.from);
                out.push_bytes(text.as_bytes(), Some(mark));
            }
            _ => {
                let shown = match crate::fmt::print_one(value) {
                    Ok(shown) => shown,
                    Err(reason) => return self.fail_because(state, value.from, reason),
                };
                self.count(state, shown.len())?;
                let from = functions::sources(&mut self.ledger, value);
                let mark = self.mark(state, at, from);
                out.push_bytes(&shown, Some(mark));
            }
        }
        Ok(())
    }

    fn mark(&mut self, state: &State, at: At, sources: Sources) -> Mark {
        self.ledger.mark(Written { at, frame: state.frame, sources, control: state.control })
    }

    /// Where a node stands for a reader.
    fn at(&mut self, state: &State, id: Id) -> At {
        self.origin_of(state, state.tree.node(id).at as usize).0
    }

    /// Where a byte of the template stands, and what it depends on: the text of a template may be a value.
    fn origin_of(&mut self, state: &State, offset: usize) -> (At, Sources) {
        match &state.tree.source.place {
            Place::File(file) => (At { file: *file, offset: u32::try_from(offset).unwrap_or(u32::MAX) }, Sources::NONE),
            Place::Value { value, at } => {
                let mark = value.as_text().and_then(|text| text.mark_at(offset));
                let written = mark.map_or(Sources::NONE, |mark| self.ledger.all_of(mark));
                (*at, self.ledger.union(value.from, written))
            }
        }
    }

    /// What the words at a node of the template are as a source.
    fn words(&mut self, state: &State, id: Id) -> Sources {
        let (at, sources) = self.origin_of(state, state.tree.node(id).at as usize);
        let here = self.ledger.one(From::Template(at));
        self.ledger.union(sources, here)
    }

    fn step(&mut self, state: &State, steps: u64) -> Outcome<()> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps > self.options.max_steps {
            return self.fail(state, "this takes more work than a chart is given".to_owned());
        }
        Ok(())
    }

    /// Counts bytes that are written to some buffer.
    fn count(&mut self, state: &State, bytes: usize) -> Outcome<()> {
        self.written = self.written.saturating_add(bytes);
        if self.written > self.options.max_output {
            return self.fail(state, "this writes more text than a chart is given room for".to_owned());
        }
        Ok(())
    }

    /// An error at the node that was looked at last.
    fn fail<T>(&mut self, state: &State, reason: String) -> Outcome<T> {
        let failure = self.failure(state, &reason.clone(), reason);
        Err(Stop::Failure(Box::new(failure)))
    }

    fn failure(&mut self, state: &State, message: &str, reason: String) -> Failure {
        let tree = &state.tree;
        let at = tree.node(state.node).at;
        let (line, column) = tree.position(at);
        let name = &tree.source.name;
        let shown = tree.show(state.node);
        let own = quoted(&tree.name);
        let message = format!("template: {name}:{line}:{column}: executing {own} at <{shown}>: {message}");
        Failure {
            message,
            reason,
            at: self.origin_of(state, at as usize).0,
            calls: self.ledger.calls(state.frame).collect(),
            is_refusal: false,
            sources: Sources::NONE,
        }
    }
}

fn entries(map: &crate::value::Map) -> Vec<(Value, Reflected)> {
    let is_interface = map.of == crate::value::Element::Any;
    map.entries()
        .into_iter()
        .map(|(key, value)| (Value::text(&*key).with(value.from), Reflected { value, is_interface }))
        .collect()
}

fn index_of(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

fn byte_of(byte: u8) -> Value {
    Data::Uint(u64::from(byte), crate::value::UintKind::Uint8).into()
}

fn quoted(text: &str) -> String {
    crate::quote::quote(text.as_bytes())
}

/// Whether there is a function of this name.
pub(crate) fn knows(name: &str, version: Version) -> bool {
    special::is_special(name) || functions::function(name, version).is_some()
}
