//! What Tollgate sees: values as JSON, with unknown and sensitive ones said to be so, and as text with the
//! places they come from.

use std::fmt::Write;

use tollgate_ir::{Address, AddressKind, Kind, Mode, Project, Resource, Root, Unknown, Value};
use tollgate_source::{SourceMap, Span};

use crate::origins;

/// What of a project is shown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Shown {
    /// Addresses of resources and modules; all when empty.
    pub addresses: Vec<String>,
    /// In JSON: where values come from.
    pub origins: bool,
}

impl Shown {
    /// The first address that is nobody's.
    pub fn missing(&self, project: &Project) -> Option<&str> {
        let is_known = |wanted: &&String| project.resources.iter().any(|resource| names(wanted, &resource.address));
        self.addresses.iter().find(|wanted| !is_known(wanted)).map(String::as_str)
    }

    fn shows(&self, address: &Address) -> bool {
        self.addresses.is_empty() || self.addresses.iter().any(|wanted| names(wanted, address))
    }
}

/// Whether `wanted` names the resource, all instances of it, or a module that it is in.
fn names(wanted: &str, address: &Address) -> bool {
    let address = address.to_string();
    address.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The project as JSON. Numbers keep all their digits.
pub fn inspect_json(project: &Project, sources: &SourceMap, shown_only: &Shown) -> String {
    let mut out = String::from("{\"roots\":[");
    for (index, root) in project.roots.iter().enumerate() {
        comma(&mut out, index);
        let _ = write!(out, "{{\"kind\":{},\"path\":{},", quote(root.kind), quote(shown(&root.path)));
        if !root.variant.is_empty() {
            let _ = write!(out, "\"variant\":{},", quote(&root.variant));
        }
        out.push_str("\"resources\":[");
        let resources = project.resources.iter().filter(|resource| is_of(root, &resource.address));
        let (resources, blocks): (Vec<&Resource>, Vec<&Resource>) = resources
            .filter(|resource| shown_only.shows(&resource.address))
            .partition(|resource| resource.address.is_resource());
        for (index, resource) in resources.into_iter().enumerate() {
            comma(&mut out, index);
            resource_json(&mut out, resource, sources, shown_only.origins);
        }
        out.push_str("],\"blocks\":[");
        for (index, block) in blocks.into_iter().enumerate() {
            comma(&mut out, index);
            resource_json(&mut out, block, sources, shown_only.origins);
        }
        out.push_str("],\"outputs\":{");
        for (index, (name, value)) in root.outputs.iter().enumerate() {
            comma(&mut out, index);
            let _ = write!(out, "{}:", quote(name));
            value_json(&mut out, value);
        }
        out.push_str("},\"diagnostics\":[");
        for (index, diagnostic) in root.diagnostics.iter().enumerate() {
            comma(&mut out, index);
            let (file, line) = diagnostic.span.map_or_else(Default::default, |span| place(sources, span));
            let (level, message) = (quote(diagnostic.level.as_str()), quote(&diagnostic.message));
            let _ =
                write!(out, "{{\"level\":{level},\"message\":{message},\"file\":{},\"line\":{line}}}", quote(&file));
        }
        out.push_str("]}");
    }
    out.push_str("]}\n");
    out
}

/// Whether an address lies in this root. A folder may be a root for several programs.
fn is_of(root: &Root, address: &Address) -> bool {
    address.root == root.path && address.variant == root.variant && address.input() == root.input
}

fn resource_json(out: &mut String, resource: &Resource, sources: &SourceMap, with_origins: bool) {
    let (file, line) = place(sources, resource.span);
    let mode = match &resource.address.kind {
        AddressKind::Terraform { mode: Mode::Data, .. } => "\"mode\":\"data\",",
        AddressKind::Terraform { mode: Mode::Ephemeral, .. } => "\"mode\":\"ephemeral\",",
        AddressKind::TerraformBlock { .. } => "",
        _ => "\"mode\":\"managed\",",
    };
    let _ = write!(
        out,
        "{{\"address\":{},\"type\":{},{mode}\"exists\":\"{}\",\"attributes\":",
        quote(&resource.address.to_string()),
        quote(&resource.address.type_name()),
        resource.exists.as_str(),
    );
    value_json(out, &resource.body);
    if with_origins {
        origins::origins_json(out, &resource.body, sources);
    }
    let _ = write!(out, ",\"file\":{},\"line\":{line}}}", quote(&file));
}

/// One value as JSON.
pub fn value_json(out: &mut String, value: &Value) {
    if value.marks.sensitive {
        out.push_str("{\"$sensitive\":true}");
        return;
    }
    match &value.kind {
        Kind::Null(_) => out.push_str("null"),
        Kind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Kind::Number(number) if number.is_infinite() => {
            let _ = write!(out, "{{\"$number\":\"{number}\"}}");
        }
        Kind::Number(number) => {
            let _ = write!(out, "{number}");
        }
        Kind::String(text) => out.push_str(&quote(text)),
        Kind::List(..) | Kind::Set(..) | Kind::Tuple(..) => {
            let items = value.elements().unwrap_or_default();
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                comma(out, index);
                value_json(out, item);
            }
            if let Some(rest) = value.open() {
                comma(out, items.len());
                unknown_json(out, rest, true);
            }
            out.push(']');
        }
        Kind::Map(..) | Kind::Object(..) => {
            let entries = value.entries().into_iter().flatten();
            out.push('{');
            let mut count = 0;
            for (key, entry) in entries {
                comma(out, count);
                count += 1;
                let _ = write!(out, "{}:", quote(key));
                value_json(out, &entry.value);
            }
            if let Some(rest) = value.open() {
                comma(out, count);
                out.push_str("\"$rest\":");
                unknown_json(out, rest, true);
            }
            out.push('}');
        }
        Kind::Unknown(unknown) => {
            out.push_str("{\"$unknown\":");
            unknown_body(out, unknown, false, value.document.as_deref());
            out.push('}');
        }
    }
}

/// `{"$unknown": {reason, refs}}`, with the possibilities where there are some, and with as much as is known of
/// the document that an unknown string is.
fn unknown_json(out: &mut String, unknown: &Unknown, is_rest: bool) {
    out.push_str("{\"$unknown\":");
    unknown_body(out, unknown, is_rest, None);
    out.push('}');
}

fn unknown_body(out: &mut String, unknown: &Unknown, is_rest: bool, document: Option<&Value>) {
    let _ = write!(out, "{{\"reason\":{},\"refs\":[", quote(&unknown.why.describe().0));
    for (index, reference) in unknown.refs.iter().enumerate() {
        comma(out, index);
        out.push_str(&quote(&reference.path.to_string()));
    }
    out.push(']');
    if !unknown.one_of.is_empty() {
        out.push_str(",\"one_of\":[");
        for (index, one) in unknown.one_of.iter().enumerate() {
            comma(out, index);
            value_json(out, one);
        }
        out.push(']');
    }
    if is_rest {
        out.push_str(",\"rest\":true");
    }
    if let Some(document) = document {
        out.push_str(",\"document\":");
        value_json(out, document);
    }
    out.push('}');
}

/// The answer to `inspect --eval`, one line without its end.
pub fn answer_json(answer: &Result<Value, String>) -> String {
    let mut out = String::new();
    match answer {
        Err(message) => {
            let _ = write!(out, "{{\"error\":{}}}", quote(message));
        }
        Ok(value) => match &value.kind {
            Kind::Unknown(unknown) if !value.marks.sensitive => {
                out.push_str("{\"unknown\":");
                unknown_body(&mut out, unknown, false, value.document.as_deref());
                out.push('}');
            }
            _ => {
                out.push_str("{\"ok\":");
                value_json(&mut out, value);
                out.push('}');
            }
        },
    }
    out
}

/// The project for a reader: every attribute with its value and the places it comes by.
pub fn inspect_text(project: &Project, sources: &SourceMap, shown_only: &Shown) -> String {
    let mut out = String::new();
    for root in &project.roots {
        let variant = if root.variant.is_empty() { String::new() } else { format!(", environment {}", root.variant) };
        let _ = writeln!(out, "root {} ({}{variant})", shown(&root.path), root.kind);
        let resources = project.resources.iter().filter(|resource| is_of(root, &resource.address));
        // Variables and outputs are seen where they are used, and below.
        let is_shown = |ty: &str| !matches!(ty, "terraform/variable" | "terraform/output");
        let resources = resources.filter(|resource| {
            shown_only.shows(&resource.address)
                && (!shown_only.addresses.is_empty() || is_shown(&resource.address.type_name()))
        });
        for resource in resources {
            let (file, line) = place(sources, resource.span);
            let exists = match resource.exists {
                tollgate_ir::Tri::Yes => "",
                tollgate_ir::Tri::No => "  does not exist",
                tollgate_ir::Tri::Unknown => "  may exist",
            };
            let _ = writeln!(out, "\n{}  {file}:{line}{exists}", resource.address);
            if !resource.calls.is_empty() {
                let _ = writeln!(out, "  called at {}", origins::calls(resource, sources).join(" → "));
            }
            for (name, entry) in resource.body.entries().into_iter().flatten() {
                origins::attribute(&mut out, name, &entry.value, 1, sources);
            }
        }
        if !root.outputs.is_empty() && shown_only.addresses.is_empty() {
            out.push_str("\noutputs\n");
            for (name, value) in &root.outputs {
                origins::attribute(&mut out, name, value, 1, sources);
            }
        }
        for diagnostic in &root.diagnostics {
            let (file, line) = diagnostic.span.map_or_else(Default::default, |span| place(sources, span));
            let at = if file.is_empty() { String::new() } else { format!("  {file}:{line}") };
            let _ = writeln!(out, "{}: {}{at}", diagnostic.level.as_str(), diagnostic.message);
        }
    }
    out
}

pub(crate) fn place(sources: &SourceMap, span: Span) -> (String, u32) {
    let file = sources.get(span.file);
    (file.path.as_str().to_owned(), file.line_column(span.start).line)
}

fn shown(path: &str) -> &str {
    if path.is_empty() { "." } else { path }
}

pub(crate) fn comma(out: &mut String, index: usize) {
    if index > 0 {
        out.push(',');
    }
}

pub(crate) fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
