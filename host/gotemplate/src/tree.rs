//! The syntax tree of one template. Nodes lie in one list and name each other by number, so that whoever executes
//! them can remember where it is without borrowing the tree.

use std::{fmt::Write, rc::Rc};

use crate::{ledger::At, value::Value};

/// The number of a node in its tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Id(pub(crate) u32);

/// A template: what it is called by, and what it says.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) name: Rc<str>,
    /// The text it was parsed from; several templates share one.
    pub(crate) source: Rc<Source>,
    pub(crate) nodes: Rc<Vec<Node>>,
    /// A [`Kind::List`].
    pub(crate) root: Id,
}

/// A text with templates.
#[derive(Debug)]
pub(crate) struct Source {
    /// What errors call it.
    pub(crate) name: Rc<str>,
    pub(crate) text: Rc<str>,
    pub(crate) place: Place,
}

/// Where the text of templates comes from.
#[derive(Debug)]
pub(crate) enum Place {
    File(crate::ledger::File),
    /// It is a value that was given to `tpl`, in an action of another template.
    Value {
        value: Value,
        at: At,
    },
}

#[derive(Debug)]
pub(crate) struct Node {
    /// Go's position of the node: a byte of the source.
    pub(crate) at: u32,
    pub(crate) kind: Kind,
}

#[derive(Debug)]
pub(crate) enum Kind {
    List(Vec<Id>),
    /// From `at` to `end`.
    Text {
        end: u32,
    },
    Action(Id),
    If(Branch),
    Range(Branch),
    With(Branch),
    Template {
        name: Rc<str>,
        pipe: Option<Id>,
    },
    Break,
    Continue,
    /// While parsing only.
    Else,
    End,
    Pipe {
        declares: Vec<Id>,
        is_assignment: bool,
        commands: Vec<Id>,
    },
    /// What is called, or the only operand, and its arguments.
    Command(Vec<Id>),
    Identifier(Rc<str>),
    Field(Vec<Rc<str>>),
    /// With the fields behind it.
    Variable(Vec<Rc<str>>),
    Chain {
        node: Id,
        fields: Vec<Rc<str>>,
    },
    Dot,
    Nil,
    Bool(bool),
    Number(Number),
    Quoted {
        quoted: Rc<str>,
        text: Rc<[u8]>,
    },
}

#[derive(Debug)]
pub(crate) struct Branch {
    pub(crate) pipe: Id,
    pub(crate) list: Id,
    pub(crate) otherwise: Option<Id>,
}

/// A number literal, which takes the type that is asked for where it can.
#[derive(Clone, Debug)]
pub(crate) struct Number {
    pub(crate) text: Rc<str>,
    pub(crate) int: Option<i64>,
    pub(crate) uint: Option<u64>,
    pub(crate) float: Option<f64>,
}

impl Tree {
    pub(crate) fn node(&self, id: Id) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// Whether there is nothing but blanks: such a definition replaces none.
    pub(crate) fn is_empty(&self) -> bool {
        self.is_blank(self.root)
    }

    fn is_blank(&self, id: Id) -> bool {
        let node = self.node(id);
        match &node.kind {
            Kind::List(items) => items.iter().all(|item| self.is_blank(*item)),
            Kind::Text { end } => self.source.text[node.at as usize..*end as usize].trim().is_empty(),
            _ => false,
        }
    }

    /// Line and column as Go's errors count them: from 1 and from 0, in bytes.
    pub(crate) fn position(&self, at: u32) -> (usize, usize) {
        position(&self.source.text, at)
    }

    /// The node as Go prints it.
    pub(crate) fn show(&self, id: Id) -> String {
        show(&self.nodes, &self.source.text, id)
    }
}

pub(crate) fn position(text: &str, at: u32) -> (usize, usize) {
    let before = &text.as_bytes()[..(at as usize).min(text.len())];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = match before.iter().rposition(|byte| *byte == b'\n') {
        Some(newline) => before.len() - newline - 1,
        None => before.len(),
    };
    (line, column)
}

/// A node as Go prints it.
pub(crate) fn show(nodes: &[Node], text: &str, id: Id) -> String {
    let mut out = String::new();
    write(nodes, text, id, &mut out);
    out
}

fn write(nodes: &[Node], text: &str, id: Id, out: &mut String) {
    let node = &nodes[id.0 as usize];
    let dotted = |fields: &[Rc<str>], out: &mut String| {
        for field in fields {
            out.push('.');
            out.push_str(field);
        }
    };
    let branch = |word: &str, branch: &Branch, out: &mut String| {
        let _ = write!(out, "{{{{{word} ");
        write(nodes, text, branch.pipe, out);
        out.push_str("}}");
        write(nodes, text, branch.list, out);
        if let Some(otherwise) = branch.otherwise {
            out.push_str("{{else}}");
            write(nodes, text, otherwise, out);
        }
        out.push_str("{{end}}");
    };
    match &node.kind {
        Kind::List(items) => items.iter().for_each(|item| write(nodes, text, *item, out)),
        Kind::Text { end } => out.push_str(&text[node.at as usize..*end as usize]),
        Kind::Action(pipe) => {
            out.push_str("{{");
            write(nodes, text, *pipe, out);
            out.push_str("}}");
        }
        Kind::If(inner) => branch("if", inner, out),
        Kind::Range(inner) => branch("range", inner, out),
        Kind::With(inner) => branch("with", inner, out),
        Kind::Template { name, pipe } => {
            let _ = write!(out, "{{{{template {}", crate::quote::quote(name.as_bytes()));
            if let Some(pipe) = pipe {
                out.push(' ');
                write(nodes, text, *pipe, out);
            }
            out.push_str("}}");
        }
        Kind::Break => out.push_str("{{break}}"),
        Kind::Continue => out.push_str("{{continue}}"),
        Kind::Else => out.push_str("{{else}}"),
        Kind::End => out.push_str("{{end}}"),
        Kind::Pipe { declares, is_assignment, commands } => {
            for (index, variable) in declares.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write(nodes, text, *variable, out);
            }
            if !declares.is_empty() {
                out.push_str(if *is_assignment { " = " } else { " := " });
            }
            for (index, command) in commands.iter().enumerate() {
                if index > 0 {
                    out.push_str(" | ");
                }
                write(nodes, text, *command, out);
            }
        }
        Kind::Command(words) => {
            for (index, word) in words.iter().enumerate() {
                if index > 0 {
                    out.push(' ');
                }
                in_brackets(nodes, text, *word, out);
            }
        }
        Kind::Identifier(name) => out.push_str(name),
        Kind::Field(fields) => dotted(fields, out),
        Kind::Variable(fields) => {
            out.push_str(&fields[0]);
            dotted(&fields[1..], out);
        }
        Kind::Chain { node, fields } => {
            in_brackets(nodes, text, *node, out);
            dotted(fields, out);
        }
        Kind::Dot => out.push('.'),
        Kind::Nil => out.push_str("nil"),
        Kind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Kind::Number(number) => out.push_str(&number.text),
        Kind::Quoted { quoted, .. } => out.push_str(quoted),
    }
}

/// Pipelines within commands stand in brackets.
fn in_brackets(nodes: &[Node], text: &str, id: Id, out: &mut String) {
    if matches!(nodes[id.0 as usize].kind, Kind::Pipe { .. }) {
        out.push('(');
        write(nodes, text, id, out);
        out.push(')');
    } else {
        write(nodes, text, id, out);
    }
}
