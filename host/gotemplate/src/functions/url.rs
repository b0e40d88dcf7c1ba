//! URLs taken apart and put together, and the name of a host that nobody is asked about.

mod escape;
mod parse;

use std::{collections::BTreeMap, rc::Rc};

use crate::{
    text::Text,
    value::{Map, Value},
};

use super::{
    Call, Function, Type,
    arguments::{computes, text},
};

use escape::{Part, escape};
use parse::Url;

pub(super) const FUNCTIONS: &[Function] = &[
    computes("urlParse", &[Type::Text], url_parse),
    computes("urlJoin", &[Type::Map], url_join),
    // Helm does not look names up unless it is told to.
    computes("getHostByName", &[Type::Text], |_, _| Ok("".into())),
];

fn url_parse(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let url = Url::parse(text(arguments, 0).as_bytes()).map_err(|error| format!("unable to parse url: {error}"))?;
    let from = call.sources_of(arguments);
    let hostname = url.hostname().to_vec();
    let entries = [
        ("scheme", url.scheme),
        ("host", url.host),
        ("hostname", hostname),
        ("path", url.path),
        ("query", url.query),
        ("opaque", url.opaque),
        ("fragment", url.fragment),
        ("userinfo", url.user.unwrap_or_default()),
    ];
    let entries: BTreeMap<Rc<str>, Value> =
        entries.into_iter().map(|(name, part)| (name.into(), Value::text(part).with(from))).collect();
    Ok(Value::map(entries))
}

fn url_join(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let Some(parts) = arguments[0].as_map() else { return Ok("".into()) };
    let [scheme, host, path, query, opaque, fragment] =
        ["scheme", "host", "path", "query", "opaque", "fragment"].map(|name| part(parts, name));
    let (scheme, host, path) = (scheme?, host?, path?);
    let (query, opaque, fragment) = (query?, opaque?, fragment?);
    let user = part(parts, "userinfo")?;
    let user = if user.is_empty() {
        None
    } else {
        let url = [b"proto://", user.as_bytes(), b"@host"].concat();
        Url::parse(&url).map_err(|error| format!("unable to parse userinfo in dict: {error}"))?.user
    };
    let mut out = Vec::new();
    if !scheme.is_empty() {
        out.extend_from_slice(scheme.as_bytes());
        out.push(b':');
    }
    if opaque.is_empty() {
        if !host.is_empty() || user.is_some() || !scheme.is_empty() && !path.is_empty() {
            out.extend_from_slice(b"//");
        }
        if let Some(user) = user {
            out.extend_from_slice(&user);
            out.push(b'@');
        }
        out.extend(escape(host.as_bytes(), Part::Host));
        let path = if path.as_bytes() == b"*" { b"*".to_vec() } else { escape(path.as_bytes(), Part::Path) };
        if !host.is_empty() && path.first().is_some_and(|first| *first != b'/') {
            out.push(b'/');
        }
        // A colon there would make a scheme of the first name.
        let first = path.split(|byte| *byte == b'/').next().unwrap_or_default();
        if out.is_empty() && first.contains(&b':') {
            out.extend_from_slice(b"./");
        }
        out.extend(path);
    } else {
        out.extend_from_slice(opaque.as_bytes());
    }
    if !query.is_empty() {
        out.push(b'?');
        out.extend_from_slice(query.as_bytes());
    }
    if !fragment.is_empty() {
        out.push(b'#');
        out.extend(escape(fragment.as_bytes(), Part::Fragment));
    }
    Ok(Value::text(out))
}

fn part(parts: &Map, name: &str) -> Result<Text, String> {
    match parts.get(name) {
        None => Ok(Text::default()),
        Some(value) if value.is_nil() => {
            Err("runtime error: invalid memory address or nil pointer dereference".to_owned())
        }
        Some(value) => value
            .as_text()
            .cloned()
            .ok_or_else(|| format!("unable to parse {name} key, must be of type string, but {} found", value.kind())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    #[test]
    fn parts_of_an_url_are_of_the_value() {
        assert_eq!(marks("{{ (urlParse .Values.a).host }}", &json!({"a": "http://x/y"})), [r#""x" 1:4 a"#]);
    }
}
