//! Values as YAML, each byte with the mark of the node that it is of.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tollgate_yaml::{Marked, MarkedContent, MarkedKey, Out, Refusal, emit, emit_v2};

use crate::{
    fmt,
    ledger::{Mark, Sources},
    text::{Text, TextBuilder},
    value::{Data, Value},
};

use super::Call;

/// Why nothing was written.
pub(super) enum Problem {
    /// Go has no YAML for it either.
    OfGo(String),
    OfOurs(String),
}

/// What Go's encoder takes for a value that holds itself.
const MAX_DEPTH: usize = 1000;
const MAX_NODES: usize = 1 << 20;

/// As `toYaml` prints it: without the line break at the end.
pub(super) fn write(call: &mut Call<'_>, value: &Value) -> Result<Text, Problem> {
    let mut tree = Tree { call, marks: Vec::new(), nodes: 0 };
    let document = tree.node(value, Sources::NONE, 0)?;
    let marks = tree.marks;
    let written = emit_v2(&document).map_err(|refused| match refused.why {
        Refusal::Depth => Problem::OfOurs("the value is nested deeper than a chart may".to_owned()),
        why => Problem::OfGo(refusal(&why)),
    })?;
    let text = written.text.strip_suffix('\n').unwrap_or(&written.text).as_bytes();
    let mut out = TextBuilder::default();
    let mut start = 0;
    for (end, mark) in written.pieces {
        let end = end.min(text.len());
        if start < end {
            out.push_bytes(&text[start..end], marks.get(mark as usize).copied());
            start = end;
        }
    }
    Ok(out.finish())
}

fn refusal(why: &Refusal) -> String {
    match why {
        Refusal::Number => "error marshaling into JSON: json: unsupported value".to_owned(),
        Refusal::Character(_) => "error converting JSON to YAML: yaml: control characters are not allowed".to_owned(),
        _ => "error converting JSON to YAML: yaml: could not find expected ':'".to_owned(),
    }
}

struct Tree<'c, 'e> {
    call: &'c mut Call<'e>,
    /// The marks by their numbers in the tree.
    marks: Vec<Mark>,
    nodes: usize,
}

impl Tree<'_, '_> {
    fn number(&mut self, mark: Mark) -> u32 {
        // Neighbours have the same mark mostly.
        let recent = self.marks.len().saturating_sub(4);
        let known = self.marks[recent..].iter().position(|known| *known == mark).map(|at| recent + at);
        let number = known.unwrap_or_else(|| {
            self.marks.push(mark);
            self.marks.len() - 1
        });
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    fn loose(&mut self, from: Sources) -> u32 {
        let mark = self.call.ledger.loose(from);
        self.number(mark)
    }

    /// `above` is what the collections around say of all that is in them.
    fn node(&mut self, value: &Value, above: Sources, depth: usize) -> Result<Marked, Problem> {
        self.nodes += 1;
        if depth > MAX_DEPTH {
            let name = value.type_name();
            return Err(Problem::OfGo(format!("json: unsupported value: encountered a cycle via {name}")));
        }
        if self.nodes > MAX_NODES {
            return Err(Problem::OfOurs("the YAML is larger than a chart is given room for".to_owned()));
        }
        stacker::maybe_grow(64 << 10, 1 << 20, || self.content(value, above, depth))
    }

    fn content(&mut self, value: &Value, above: Sources, depth: usize) -> Result<Marked, Problem> {
        let from = self.call.ledger.union(value.from, above);
        let mark = self.loose(from);
        let content = match &value.data {
            Data::Nil => MarkedContent::Null,
            Data::Bool(flag) => MarkedContent::Bool(*flag),
            Data::Int(number, _) => MarkedContent::Integer(i128::from(*number)),
            Data::Uint(number, _) => MarkedContent::Integer(i128::from(*number)),
            Data::Float(number) => MarkedContent::Float(*number),
            Data::Text(text) => return Ok(self.text(text, from)),
            Data::Bytes(bytes) => MarkedContent::Text(STANDARD.encode(bytes).into(), Vec::new()),
            Data::List(list) if list.is_nil() => MarkedContent::Null,
            Data::List(list) => {
                let below = self.below(value, above);
                let items = list.items();
                let nodes = items.iter().map(|item| self.node(item, inherited(item, from, below), depth + 1));
                MarkedContent::List(nodes.collect::<Result<_, _>>()?)
            }
            Data::Map(map) => {
                let below = self.below(value, above);
                let mut nodes = Vec::new();
                for (key, item) in map.entries() {
                    let above = inherited(&item, from, below);
                    let of_key = self.call.ledger.union(item.from, above);
                    let key = MarkedKey { mark: self.loose(of_key), text: (*key).into() };
                    nodes.push((key, self.node(&item, above, depth + 1)?));
                }
                MarkedContent::Map(nodes)
            }
            Data::Object(object) => match object.as_data() {
                Some(data) => {
                    let from = self.call.ledger.union(from, data.from);
                    return self.node(&data.with(from), above, depth + 1);
                }
                None => MarkedContent::Text(object.show().into(), Vec::new()),
            },
        };
        Ok(Marked { mark, content })
    }

    fn below(&mut self, value: &Value, above: Sources) -> Sources {
        let beyond = self.call.beyond_place(value.from);
        self.call.ledger.union(above, beyond)
    }

    /// What templates wrote keeps its marks, piece by piece.
    fn text(&mut self, text: &Text, from: Sources) -> Marked {
        let inked = self.call.inked(text, from);
        let mark = match inked.mark_at(0) {
            Some(mark) => self.number(mark),
            None => self.loose(from),
        };
        let words: Arc<str> = inked.to_str().as_ref().into();
        // Where bytes were no text, nothing stands where it stood.
        let pieces: Vec<(usize, u32)> = if words.len() == inked.len() && inked.pieces().len() > 1 {
            let number = |mark: Option<Mark>, tree: &mut Self| match mark {
                Some(mark) => tree.number(mark),
                None => tree.loose(from),
            };
            let pieces = inked.pieces().to_vec();
            pieces.into_iter().map(|piece| (piece.end, number(piece.mark, self))).collect()
        } else {
            Vec::new()
        };
        Marked { mark, content: MarkedContent::Text(words, pieces) }
    }
}

/// What collections say of an element: all they know, when it knows nothing by itself.
fn inherited(item: &Value, from: Sources, below: Sources) -> Sources {
    if item.from == Sources::NONE { from } else { below }
}

/// As `toYamlPretty` prints it, by another writer: lists stand deeper than their key.
pub(super) fn write_pretty(value: &Value) -> Result<String, Problem> {
    let mut nodes = 0;
    let written = emit(&plain(value, &mut nodes, 0)?);
    Ok(written.strip_suffix('\n').unwrap_or(&written).to_owned())
}

fn plain(value: &Value, nodes: &mut usize, depth: usize) -> Result<Out, Problem> {
    *nodes += 1;
    if *nodes > MAX_NODES || depth > MAX_DEPTH / 4 {
        return Err(Problem::OfOurs("the YAML is larger than a chart is given room for".to_owned()));
    }
    Ok(match &value.data {
        Data::Nil => Out::Null,
        Data::Bool(flag) => Out::Bool(*flag),
        Data::Float(number) if number.is_nan() => Out::Number(".nan".to_owned()),
        Data::Float(number) if number.is_infinite() => {
            Out::Number(if *number > 0.0 { ".inf" } else { "-.inf" }.to_owned())
        }
        Data::Float(number) => Out::Number(fmt::shortest(*number)),
        Data::Int(..) | Data::Uint(..) => Out::Number(fmt::show(value)),
        Data::Text(text) => Out::Text(text.to_str().into_owned()),
        Data::Bytes(bytes) => Out::List(bytes.iter().map(|byte| Out::Number(byte.to_string())).collect()),
        Data::List(list) => {
            let items = list.items();
            Out::List(items.iter().map(|item| plain(item, nodes, depth + 1)).collect::<Result<_, _>>()?)
        }
        Data::Map(map) => {
            let mut entries = Vec::new();
            for (key, item) in map.entries() {
                entries.push((key.to_string(), plain(&item, nodes, depth + 1)?));
            }
            entries.sort_by(|(a, _), (b, _)| tollgate_yaml::key_order(a, b));
            Out::Map(entries)
        }
        Data::Object(object) => match object.as_data() {
            Some(data) => plain(&data, nodes, depth + 1)?,
            None => Out::Text(object.show()),
        },
    })
}
