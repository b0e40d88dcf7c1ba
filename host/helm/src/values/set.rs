//! `--set` and its kin: `a.b[0].c=value,d={x,y}`.

use std::rc::Rc;

use super::{Kind, Map, Node, Place};

/// What the text behind a `=` is.
pub(crate) enum Setting<'r> {
    /// Numbers, booleans and null are what they look like.
    Typed,
    Text,
    /// All up to the end, whatever it is.
    Literal,
    /// JSON up to where it ends.
    Json,
    /// The name of a file, whose text it is.
    File(&'r dyn Fn(&str) -> Result<String, String>),
}

/// Deeper names are refused, as Helm does.
const MAX_DEPTH: usize = 30;
/// Longer lists are, too.
const MAX_INDEX: usize = 65_536;

/// Sets in `values` what `text` says.
///
/// # Errors
/// Why it cannot be read, in Helm's words.
pub(crate) fn apply(values: &mut Map, text: &str, setting: &Setting<'_>) -> Result<(), String> {
    let mut parser = Parser { rest: text.chars().collect::<Vec<_>>().into(), at: 0, setting };
    loop {
        match parser.key(values, 0, "") {
            Ok(()) => {}
            Err(Stop::End) => return Ok(()),
            Err(Stop::Error(error)) => return Err(error),
        }
    }
}

fn from_json(json: &serde_json::Value, path: &str) -> Node {
    let kind = match json {
        serde_json::Value::Null => Kind::Null,
        serde_json::Value::Bool(value) => Kind::Bool(*value),
        serde_json::Value::Number(number) => Kind::Float(number.as_f64().unwrap_or_default()),
        serde_json::Value::String(text) => Kind::Text(text.as_str().into()),
        serde_json::Value::Array(items) => {
            let item = |(index, item)| from_json(item, &format!("{path}[{index}]"));
            Kind::List(items.iter().enumerate().map(item).collect())
        }
        serde_json::Value::Object(entries) => {
            let entry = |(key, item): (&String, &serde_json::Value)| {
                (Rc::from(key.as_str()), from_json(item, &super::child_path(path, key)))
            };
            Kind::Map(entries.iter().map(entry).collect())
        }
    };
    given(kind, path)
}

fn given(kind: Kind, path: &str) -> Node {
    Node { kind, place: Some(Place { span: None, path: path.into() }) }
}

enum Stop {
    /// The text ended where it may.
    End,
    Error(String),
}

fn error<T>(message: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Error(message.into()))
}

struct Parser<'t> {
    rest: Rc<[char]>,
    at: usize,
    setting: &'t Setting<'t>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    /// Characters up to one of `stops`, which is passed; a backslash takes the meaning of the next one.
    fn until(&mut self, stops: &[char]) -> (String, Option<char>) {
        let mut out = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                c if stops.contains(&c) => return (out, Some(c)),
                '\\' => {
                    out.extend(self.peek());
                    self.at += 1;
                }
                c => out.push(c),
            }
        }
        (out, None)
    }

    fn key(&mut self, values: &mut Map, depth: usize, path: &str) -> Result<(), Stop> {
        let (name, last) = self.until(&['=', '[', ',', '.']);
        let key: Rc<str> = name.as_str().into();
        let path = super::child_path(path, &name);
        match last {
            None if name.is_empty() => Err(Stop::End),
            None => error(format!("key {name:?} has no value")),
            Some('[') => {
                let index = self.index()?;
                let list = match values.remove(&key).map(|node| node.kind) {
                    Some(Kind::List(items)) => items,
                    None => Vec::new(),
                    Some(_) => return error(format!("{name:?} is no list")),
                };
                let (list, outcome) = self.item(list, index, depth, &path);
                if !name.is_empty() {
                    values.insert(key, given(Kind::List(list), &path));
                }
                outcome
            }
            Some('=') => {
                let (node, outcome) = self.value(&path);
                if let Some(node) = node
                    && !name.is_empty()
                {
                    values.insert(key, node);
                }
                outcome
            }
            Some('.') => {
                if depth + 1 > MAX_DEPTH {
                    return error(format!(
                        "value name nested level is greater than maximum supported nested level of {MAX_DEPTH}"
                    ));
                }
                let old = values.remove(&key);
                let place = old.as_ref().and_then(|node| node.place.clone());
                let mut inner = match old.map(|node| node.kind) {
                    Some(Kind::Map(inner)) => inner,
                    None | Some(Kind::Null) => Map::new(),
                    Some(_) => return error(format!("interface conversion: {name:?} is no table")),
                };
                let outcome = self.key(&mut inner, depth + 1, &path);
                if outcome.is_ok() && inner.is_empty() {
                    return error(format!("key map {name:?} has no value"));
                }
                if !inner.is_empty() && !name.is_empty() {
                    let place = place.or_else(|| given(Kind::Null, &path).place);
                    values.insert(key, Node { kind: Kind::Map(inner), place });
                }
                outcome
            }
            Some(_) => error(format!("key {name:?} has no value (cannot end with ,)")),
        }
    }

    fn index(&mut self) -> Result<usize, Stop> {
        let (text, last) = self.until(&[']']);
        if last.is_none() {
            return error("error parsing index: missing ]");
        }
        match text.parse::<i64>() {
            Ok(index) if index < 0 => error(format!("negative {index} index not allowed")),
            Ok(index) => match usize::try_from(index) {
                Ok(index) if index <= MAX_INDEX => Ok(index),
                _ => error(format!("index of {index} is greater than maximum supported index of {MAX_INDEX}")),
            },
            Err(_) => error(format!("error parsing index: strconv.Atoi: parsing {text:?}: invalid syntax")),
        }
    }

    /// The list with its item at `index` set.
    fn item(&mut self, list: Vec<Node>, index: usize, depth: usize, path: &str) -> (Vec<Node>, Result<(), Stop>) {
        let path = format!("{path}[{index}]");
        let (text, last) = self.until(&['[', '.', '=']);
        if !text.is_empty() {
            return (list, error(format!("unexpected data at end of array index: {text:?}")));
        }
        let old = list.get(index).map(|node| node.kind.clone());
        match last {
            Some('=') => {
                let (node, outcome) = self.value(&path);
                (set(list, index, node.unwrap_or_else(|| given(Kind::Text("".into()), &path))), outcome)
            }
            Some('[') => {
                let next = match self.index() {
                    Ok(next) => next,
                    Err(stop) => return (list, Err(stop)),
                };
                let inner = if let Some(Kind::List(inner)) = old { inner } else { Vec::new() };
                let (inner, outcome) = self.item(inner, next, depth, &path);
                (set(list, index, given(Kind::List(inner), &path)), outcome)
            }
            Some(_) => {
                let mut inner = if let Some(Kind::Map(inner)) = old { inner } else { Map::new() };
                let outcome = self.key(&mut inner, depth, &path);
                (set(list, index, given(Kind::Map(inner), &path)), outcome)
            }
            None => (list, Err(Stop::End)),
        }
    }

    /// What stands behind a `=`.
    fn value(&mut self, path: &str) -> (Option<Node>, Result<(), Stop>) {
        match self.setting {
            Setting::Literal => {
                let text: String = self.rest[self.at..].iter().collect();
                self.at = self.rest.len();
                return (Some(given(Kind::Text(text.into()), path)), Err(Stop::End));
            }
            Setting::Json => return self.json(path),
            _ => {}
        }
        if self.peek() == Some('{') {
            self.at += 1;
            return self.list(path);
        }
        if self.peek().is_none() {
            return (Some(given(Kind::Text("".into()), path)), Err(Stop::End));
        }
        let (text, _) = self.until(&[',']);
        match self.typed(&text) {
            Ok(kind) => (Some(given(kind, path)), Ok(())),
            Err(message) => (None, error(message)),
        }
    }

    fn list(&mut self, path: &str) -> (Option<Node>, Result<(), Stop>) {
        let mut items = Vec::new();
        loop {
            let (text, last) = self.until(&[',', '}']);
            if last.is_none() {
                return (None, error("list must terminate with '}'"));
            }
            match self.typed(&text) {
                Ok(kind) => items.push(given(kind, &format!("{path}[{}]", items.len()))),
                Err(message) => return (None, error(message)),
            }
            if last == Some('}') {
                break;
            }
        }
        if self.peek() == Some(',') {
            self.at += 1;
        }
        (Some(given(Kind::List(items), path)), Ok(()))
    }

    fn json(&mut self, path: &str) -> (Option<Node>, Result<(), Stop>) {
        let text: String = self.rest[self.at..].iter().collect();
        let mut stream = serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>();
        let json = match stream.next() {
            Some(Ok(json)) => json,
            Some(Err(problem)) => return (None, error(problem.to_string())),
            None => return (None, error("unexpected end of JSON input")),
        };
        let read = text[..stream.byte_offset()].chars().count();
        self.at += read;
        let node = from_json(&json, path);
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        match self.peek() {
            None => (Some(node), Err(Stop::End)),
            Some(',') => {
                self.at += 1;
                (Some(node), Ok(()))
            }
            Some(c) => (None, error(format!("invalid character {c:?} after a value"))),
        }
    }

    fn typed(&self, text: &str) -> Result<Kind, String> {
        Ok(match self.setting {
            Setting::File(read) => Kind::Text(read(text)?.into()),
            Setting::Typed => match text {
                text if text.eq_ignore_ascii_case("true") => Kind::Bool(true),
                text if text.eq_ignore_ascii_case("false") => Kind::Bool(false),
                text if text.eq_ignore_ascii_case("null") => Kind::Null,
                "0" => Kind::Int(0),
                text if text.starts_with('0') => Kind::Text(text.into()),
                text => text.parse().map_or_else(|_| Kind::Text(text.into()), Kind::Int),
            },
            _ => Kind::Text(text.into()),
        })
    }
}

fn set(mut list: Vec<Node>, index: usize, node: Node) -> Vec<Node> {
    while list.len() <= index {
        list.push(Node { kind: Kind::Null, place: None });
    }
    list[index] = node;
    list
}
