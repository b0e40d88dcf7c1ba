//! The functions of templates: Go's own, Sprig's and Helm's, each with the types that Go checks before it calls.

mod arguments;
mod runes;
mod shared;

mod builtin;
mod certificates;
mod compare;
mod convert;
mod copy;
pub(crate) mod dates;
mod decimal;
mod defaults;
mod dicts;
mod digests;
mod encoding;
mod equal;
mod escape;
mod index;
mod integers;
mod json;
mod lists;
mod marks;
mod merge;
mod numbers;
mod passwords;
mod paths;
mod pem;
mod print;
mod random;
mod ranges;
mod regex;
pub mod semver;
mod sets;
mod strings;
mod toml;
mod types;
mod url;
pub(crate) mod yaml;

use std::{collections::HashMap, sync::OnceLock};

use crate::{
    ledger::{At, Ledger, Sources},
    options::{Options, Version},
    value::{Data, Element, IntKind, UintKind, Value},
};

/// A function that templates call by name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Function {
    pub(crate) name: &'static str,
    pub(crate) parameters: &'static [Type],
    /// The type of each argument behind these, when there may be any number of them.
    pub(crate) rest: Option<Type>,
    pub(crate) flow: Flow,
    pub(crate) run: fn(&mut Call<'_>, &[Value]) -> Result<Value, String>,
}

/// What a result depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flow {
    /// On all arguments, down to their last element: a digest, a number, a joined text.
    Opaque,
    /// The function says so itself: it passes values through, or knows which part of a text comes from where.
    Own,
}

/// The type of a parameter, as Go checks it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Type {
    /// `interface {}`.
    Any,
    /// `reflect.Value`, as Go's own functions take them: anything, and nil as well.
    Value,
    Text,
    Bool,
    Int,
    Int64,
    Uint32,
    Float,
    /// `map[string]interface {}`.
    Map,
    /// `map[string]string`.
    TextMap,
    /// `[]interface {}`.
    List,
    /// `[]string`.
    Texts,
    /// `[]byte`.
    Bytes,
    /// `time.Duration`.
    Duration,
    /// What is neither data nor a collection, by the name of its type: `time.Time`, `*semver.Version`.
    Object(&'static str),
}

/// What a function has besides its arguments.
pub(crate) struct Call<'e> {
    pub(crate) ledger: &'e mut Ledger,
    pub(crate) options: &'e Options,
    /// Says which call of which function in which line of which template this is: the same in every run.
    pub(crate) seed: u64,
    /// Where it stands.
    pub(crate) at: At,
    /// What decided that this call is executed: what it changes depends on that.
    pub(crate) control: Sources,
    /// Steps that it took and the size of its arguments does not show.
    pub(crate) work: u64,
}

impl<'e> Call<'e> {
    /// One that no template makes.
    fn outside(ledger: &'e mut Ledger, options: &'e Options) -> Self {
        Self { ledger, options, seed: 0, at: At::NOWHERE, control: Sources::NONE, work: 0 }
    }
}

impl Call<'_> {
    /// All that `value` depends on, its elements and the templates that wrote its text included.
    pub(crate) fn sources(&mut self, value: &Value) -> Sources {
        sources(self.ledger, value)
    }

    /// All that any of `values` depends on.
    pub(crate) fn sources_of(&mut self, values: &[Value]) -> Sources {
        values.iter().fold(Sources::NONE, |all, value| {
            let one = sources(self.ledger, value);
            self.ledger.union(all, one)
        })
    }
}

/// All that `value` depends on, its elements and the templates that wrote its text included.
pub(crate) fn sources(ledger: &mut Ledger, value: &Value) -> Sources {
    // Maps can hold themselves, and nobody reads more than this.
    let mut budget = 10_000;
    deep(ledger, value, &mut budget, 0)
}

fn deep(ledger: &mut Ledger, value: &Value, budget: &mut usize, depth: usize) -> Sources {
    if *budget == 0 || depth > 100 {
        return Sources::NONE;
    }
    *budget -= 1;
    let mut all = value.from;
    match &value.data {
        Data::Text(text) => {
            for mark in text.pieces().iter().filter_map(|piece| piece.mark) {
                let one = ledger.all_of(mark);
                all = ledger.union(all, one);
            }
        }
        Data::List(list) => {
            for item in list.items() {
                let one = deep(ledger, &item, budget, depth + 1);
                all = ledger.union(all, one);
            }
        }
        Data::Map(map) => {
            for (_, item) in map.entries() {
                let one = deep(ledger, &item, budget, depth + 1);
                all = ledger.union(all, one);
            }
        }
        _ => {}
    }
    all
}

/// The function of this name, if that version of Helm has it.
pub(crate) fn function(name: &str, version: Version) -> Option<&'static Function> {
    static ALL: OnceLock<HashMap<&'static str, &'static Function>> = OnceLock::new();
    ALL.get_or_init(|| FAMILIES.iter().flat_map(|family| family.iter()).map(|one| (one.name, one)).collect())
        .get(name)
        .copied()
        .or_else(|| yaml::OF_HELM_4.iter().find(|one| one.name == name && version >= Version::V4))
}

/// The names of all functions but those that execute templates.
pub fn names() -> impl Iterator<Item = &'static str> {
    FAMILIES.iter().flat_map(|family| family.iter()).map(|one| one.name)
}

const FAMILIES: &[&[Function]] = &[
    builtin::FUNCTIONS,
    certificates::FUNCTIONS,
    compare::FUNCTIONS,
    convert::FUNCTIONS,
    copy::FUNCTIONS,
    dates::FUNCTIONS,
    decimal::FUNCTIONS,
    defaults::FUNCTIONS,
    dicts::FUNCTIONS,
    digests::FUNCTIONS,
    encoding::FUNCTIONS,
    equal::FUNCTIONS,
    escape::FUNCTIONS,
    index::FUNCTIONS,
    integers::FUNCTIONS,
    json::FUNCTIONS,
    lists::FUNCTIONS,
    merge::FUNCTIONS,
    numbers::FUNCTIONS,
    passwords::FUNCTIONS,
    paths::FUNCTIONS,
    print::FUNCTIONS,
    random::FUNCTIONS,
    ranges::FUNCTIONS,
    regex::FUNCTIONS,
    semver::FUNCTIONS,
    sets::FUNCTIONS,
    strings::FUNCTIONS,
    strings::case::FUNCTIONS,
    strings::cut::FUNCTIONS,
    strings::lines::FUNCTIONS,
    strings::split::FUNCTIONS,
    strings::trim::FUNCTIONS,
    strings::words::FUNCTIONS,
    toml::FUNCTIONS,
    types::FUNCTIONS,
    url::FUNCTIONS,
    yaml::FUNCTIONS,
];

impl Type {
    /// As Go names it in errors.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Any => "interface {}",
            Self::Value => "reflect.Value",
            Self::Text => "string",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Int64 => "int64",
            Self::Uint32 => "uint32",
            Self::Float => "float64",
            Self::Map => "map[string]interface {}",
            Self::TextMap => "map[string]string",
            Self::List => "[]interface {}",
            Self::Texts => "[]string",
            Self::Bytes => "[]uint8",
            Self::Duration => "time.Duration",
            Self::Object(name) => name,
        }
    }

    /// Whether nil can be passed.
    pub(crate) fn takes_nil(self) -> bool {
        match self {
            Self::Text | Self::Bool | Self::Int | Self::Int64 | Self::Uint32 | Self::Float | Self::Duration => false,
            Self::Object(name) => name.starts_with('*'),
            _ => true,
        }
    }

    /// Whether `value`, which is not nil, can be passed as it is.
    pub(crate) fn takes(self, value: &Value) -> bool {
        match (self, &value.data) {
            (Self::Any | Self::Value, _)
            | (Self::Text, Data::Text(_))
            | (Self::Bool, Data::Bool(_))
            | (Self::Int, Data::Int(_, IntKind::Int))
            | (Self::Int64, Data::Int(_, IntKind::Int64))
            | (Self::Uint32, Data::Uint(_, UintKind::Uint32))
            | (Self::Float, Data::Float(_))
            | (Self::Duration, Data::Int(_, IntKind::Duration))
            | (Self::Bytes, Data::Bytes(_)) => true,
            (Self::Object(name), Data::Object(object)) => object.type_name() == name,
            // A named type can be passed for what it is made of.
            (Self::Map, Data::Map(map)) => map.of == Element::Any,
            (Self::TextMap, Data::Map(map)) => map.of == Element::Text,
            (Self::List, Data::List(list)) => list.of == Element::Any,
            (Self::Texts, Data::List(list)) => list.of == Element::Text,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
