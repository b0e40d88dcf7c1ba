//! What is known of the result of a function although an argument is not: how long it is, how it begins,
//! between which numbers it lies.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tollgate_ir::{Kind, Number, Refinement, Type, Value};

use super::{Call, encoding::percent_encoded, strings};
use crate::expr::bounds::Bounds;

impl Call<'_> {
    /// The unknown result of a function that cannot be evaluated, with what is known of every such result.
    pub(super) fn refined_result(&self, ty: Type) -> Value {
        let mut refinement = refinement(self);
        refinement.not_null = true;
        self.depends_on(self.args.iter(), ty, refinement)
    }
}

fn refinement(call: &Call<'_>) -> Refinement {
    let prefix = |text: Option<String>| Refinement {
        prefix: text.filter(|text| !text.is_empty()).map(Into::into),
        ..Refinement::default()
    };
    let bounds =
        |bounds: Bounds| Refinement { number_min: bounds.min, number_max: bounds.max, ..Refinement::default() };
    let between = |min: i64, max: i64| bounds(Bounds { min: Some(Number::from(min)), max: Some(Number::from(max)) });
    match call.name {
        "md5" | "filemd5" => exactly(32),
        "sha1" | "filesha1" => exactly(40),
        "sha256" | "filesha256" => exactly(64),
        "sha512" | "filesha512" => exactly(128),
        "base64sha256" | "filebase64sha256" => exactly(44),
        "base64sha512" | "filebase64sha512" => exactly(88),
        "uuidv5" => exactly(36),
        "cidrsubnets" => exactly(call.args.len() as u64 - 1),
        "cidrnetmask" => Refinement { length_min: 7, length_max: Some(15), ..Refinement::default() },
        "base64gzip" => Refinement { length_min: 28, ..Refinement::default() },
        "timeadd" => Refinement { length_min: 20, ..Refinement::default() },
        // There is always a part before the first separator.
        "split" if !call.text(0).is_empty() => Refinement { length_min: 1, ..Refinement::default() },
        "sort" if call.args[0].open().is_none() => match call.args[0].elements() {
            Some(items) => exactly(items.len() as u64),
            None => Refinement::default(),
        },
        "upper" => same_length(call, prefix(start(call).map(strings::to_upper))),
        "lower" => same_length(call, prefix(start(call).map(strings::to_lower))),
        "title" => prefix(start(call).map(strings::to_title)),
        "chomp" => prefix(start(call).map(|text| text.trim_end_matches(['\n', '\r']).to_owned())),
        "trimspace" => prefix(start(call).map(|text| text.trim().to_owned())),
        "trim" if known(call, 1) => {
            prefix(start(call).map(|text| text.trim_matches(|c| call.text(1).contains(c)).to_owned()))
        }
        "trimprefix" if known(call, 1) => prefix(start(call).and_then(|text| without_prefix(text, call.text(1)))),
        "trimsuffix" if known(call, 1) => prefix(start(call).map(|text| before_suffix(text, call.text(1)))),
        "urlencode" => prefix(start(call).map(percent_encoded)),
        // Three bytes are four letters, whatever follows.
        "base64encode" => prefix(start(call).map(|text| {
            let bytes = text.as_bytes();
            STANDARD.encode(&bytes[..bytes.len() / 3 * 3])
        })),
        "max" | "min" => {
            let all: Vec<Bounds> = call.args.iter().map(Bounds::of).collect();
            bounds(Bounds::extreme(&all, call.name == "min"))
        }
        "abs" => bounds(Bounds { min: Some(Number::ZERO), max: None }),
        "ceil" | "floor" => {
            let whole = |n: Number| if call.name == "ceil" { n.ceil() } else { n.floor() };
            let of = Bounds::of(&call.args[0]);
            bounds(Bounds { min: of.min.map(whole), max: of.max.map(whole) })
        }
        "signum" | "timecmp" => between(-1, 1),
        _ => Refinement::default(),
    }
}

fn exactly(length: u64) -> Refinement {
    Refinement { length_min: length, length_max: Some(length), ..Refinement::default() }
}

fn known(call: &Call<'_>, index: usize) -> bool {
    call.args.get(index).is_some_and(|arg| arg.as_str().is_some())
}

/// How the first argument surely begins.
fn start<'c>(call: &'c Call<'_>) -> Option<&'c str> {
    match &call.args.first()?.kind {
        Kind::String(text) => Some(text),
        Kind::Unknown(unknown) => unknown.refinement.prefix.as_deref(),
        _ => None,
    }
}

/// Case changes letter by letter.
fn same_length(call: &Call<'_>, refinement: Refinement) -> Refinement {
    match call.args.first().map(|arg| &arg.kind) {
        Some(Kind::Unknown(unknown)) => {
            let Refinement { length_min, length_max, .. } = unknown.refinement;
            Refinement { length_min, length_max, ..refinement }
        }
        _ => refinement,
    }
}

fn without_prefix(start: &str, prefix: &str) -> Option<String> {
    match start.strip_prefix(prefix) {
        Some(rest) => Some(rest.to_owned()),
        // The prefix may or may not go on as the text does.
        None if prefix.starts_with(start) => None,
        None => Some(start.to_owned()),
    }
}

/// The text may end right after what is known of it, and with the suffix.
fn before_suffix(start: &str, suffix: &str) -> String {
    let mut end = start.len().saturating_sub(suffix.len());
    while !start.is_char_boundary(end) {
        end -= 1;
    }
    start[..end].to_owned()
}
