//! What Tollgate sees: values as JSON, with unknown and sensitive ones said to be so, and as text with the
//! places they come from.

use std::fmt::Write;

use tollgate_ir::{AddressKind, Kind, Mode, Origin, Project, Resource, Unknown, Value};
use tollgate_source::{SourceMap, Span};

/// The project as JSON. Numbers keep all their digits.
pub fn inspect_json(project: &Project, sources: &SourceMap) -> String {
    let mut out = String::from("{\"roots\":[");
    for (index, root) in project.roots.iter().enumerate() {
        comma(&mut out, index);
        let _ = write!(out, "{{\"kind\":{},\"path\":{},\"resources\":[", quote(root.kind), quote(shown(&root.path)));
        let resources = project
            .resources
            .iter()
            .filter(|resource| resource.address.root == root.path && resource.address.variant == root.variant);
        let (resources, blocks): (Vec<&Resource>, Vec<&Resource>) =
            resources.partition(|resource| resource.address.is_resource());
        for (index, resource) in resources.into_iter().enumerate() {
            comma(&mut out, index);
            resource_json(&mut out, resource, sources);
        }
        out.push_str("],\"blocks\":[");
        for (index, block) in blocks.into_iter().enumerate() {
            comma(&mut out, index);
            resource_json(&mut out, block, sources);
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

fn resource_json(out: &mut String, resource: &Resource, sources: &SourceMap) {
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
pub fn inspect_text(project: &Project, sources: &SourceMap) -> String {
    let mut out = String::new();
    for root in &project.roots {
        let _ = writeln!(out, "root {} ({})", shown(&root.path), root.kind);
        let resources = project
            .resources
            .iter()
            .filter(|resource| resource.address.root == root.path && resource.address.variant == root.variant);
        // Variables and outputs are seen where they are used, and below.
        let is_shown = |ty: &str| !matches!(ty, "terraform/variable" | "terraform/output");
        for resource in resources.filter(|resource| is_shown(&resource.address.type_name())) {
            let (file, line) = place(sources, resource.span);
            let exists = match resource.exists {
                tollgate_ir::Tri::Yes => "",
                tollgate_ir::Tri::No => "  does not exist",
                tollgate_ir::Tri::Unknown => "  may exist",
            };
            let _ = writeln!(out, "\n{}  {file}:{line}{exists}", resource.address);
            for (name, entry) in resource.body.entries().into_iter().flatten() {
                attribute(&mut out, name, &entry.value, 1, sources);
            }
        }
        if !root.outputs.is_empty() {
            out.push_str("\noutputs\n");
            for (name, value) in &root.outputs {
                attribute(&mut out, name, value, 1, sources);
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

fn attribute(out: &mut String, name: &str, value: &Value, depth: usize, sources: &SourceMap) {
    let indent = "  ".repeat(depth);
    let is_list_of_objects = value.elements().is_some_and(|items| items.iter().any(|item| item.entries().is_some()));
    if is_list_of_objects && !value.marks.sensitive {
        for (index, item) in value.elements().unwrap_or_default().iter().enumerate() {
            let _ = writeln!(out, "{indent}{name}[{index}]");
            for (key, entry) in item.entries().into_iter().flatten() {
                attribute(out, key, &entry.value, depth + 1, sources);
            }
        }
        return;
    }
    let mut text = String::new();
    value_json(&mut text, value);
    let _ = writeln!(out, "{indent}{name} = {text}");
    for step in origin_steps(&value.origin, sources) {
        let _ = writeln!(out, "{indent}  ← {step}");
    }
}

fn origin_steps(origin: &Origin, sources: &SourceMap) -> Vec<String> {
    let mut steps = Vec::new();
    let mut at = origin.span;
    for hop in origin.hops() {
        if hop.origin.span != at {
            at = hop.origin.span;
            let (file, line) = place(sources, at);
            steps.push(format!("{}  {file}:{line}", hop.how.describe()));
        }
    }
    steps
}

fn place(sources: &SourceMap, span: Span) -> (String, u32) {
    let file = sources.get(span.file);
    (file.path.as_str().to_owned(), file.line_column(span.start).line)
}

fn shown(path: &str) -> &str {
    if path.is_empty() { "." } else { path }
}

fn comma(out: &mut String, index: usize) {
    if index > 0 {
        out.push(',');
    }
}

fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
