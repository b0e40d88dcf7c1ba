//! The one shape of every value: mappings for lists of `key=value`, words for commands, bytes for sizes.

use std::sync::Arc;

use super::{shell, units};
use crate::{
    load::Session,
    merge::sequence,
    model::{Entry, Kind, Map, Node, Path, Text},
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// `key=value`; a key alone has no value of its own.
    Variables,
    /// `key=value`; a key alone is empty.
    Pairs,
    /// Values are texts.
    Texts,
    Words,
    HealthTest,
    List,
    TextList,
    Lists,
    Bytes,
    Duration,
    Hosts,
    FileMode,
    Text,
    Float,
    DeviceCount,
    Bool,
    Int,
}

const FORMS: &[(&str, Form)] = &[
    ("services.*.environment", Form::Variables),
    ("services.*.build.args", Form::Variables),
    ("services.*.post_start.[].environment", Form::Variables),
    ("services.*.pre_stop.[].environment", Form::Variables),
    ("services.*.develop.watch.[].exec.environment", Form::Variables),
    ("services.*.labels", Form::Pairs),
    ("services.*.annotations", Form::Pairs),
    ("services.*.deploy.labels", Form::Pairs),
    ("services.*.build.labels", Form::Pairs),
    ("services.*.sysctls", Form::Pairs),
    ("services.*.volumes.[].volume.labels", Form::Pairs),
    ("networks.*.labels", Form::Pairs),
    ("networks.*.ipam.config.[].aux_addresses", Form::Pairs),
    ("volumes.*.labels", Form::Pairs),
    ("secrets.*.labels", Form::Pairs),
    ("configs.*.labels", Form::Pairs),
    ("services.*.logging.options", Form::Texts),
    ("services.*.storage_opt", Form::Texts),
    ("services.*.networks.*.driver_opts", Form::Texts),
    ("networks.*.driver_opts", Form::Texts),
    ("volumes.*.driver_opts", Form::Texts),
    ("secrets.*.driver_opts", Form::Texts),
    ("services.*.gpus.[].options", Form::Pairs),
    ("services.*.deploy.resources.reservations.devices.[].options", Form::Pairs),
    ("services.*.provider.options", Form::Lists),
    ("services.*.command", Form::Words),
    ("services.*.entrypoint", Form::Words),
    ("services.*.post_start.[].command", Form::Words),
    ("services.*.pre_stop.[].command", Form::Words),
    ("services.*.develop.watch.[].exec.command", Form::Words),
    ("services.*.healthcheck.test", Form::HealthTest),
    ("services.*.dns_search", Form::List),
    ("services.*.tmpfs", Form::List),
    ("services.*.build.cache_from", Form::List),
    ("services.*.build.cache_to", Form::List),
    ("services.*.build.tags", Form::List),
    ("services.*.build.platforms", Form::List),
    ("services.*.expose", Form::TextList),
    ("services.*.group_add", Form::TextList),
    ("services.*.mem_limit", Form::Bytes),
    ("services.*.mem_reservation", Form::Bytes),
    ("services.*.memswap_limit", Form::Bytes),
    ("services.*.mem_swappiness", Form::Bytes),
    ("services.*.shm_size", Form::Bytes),
    ("services.*.build.shm_size", Form::Bytes),
    ("services.*.deploy.resources.limits.memory", Form::Bytes),
    ("services.*.deploy.resources.reservations.memory", Form::Bytes),
    ("services.*.volumes.[].tmpfs.size", Form::Bytes),
    ("services.*.blkio_config.device_read_bps.[].rate", Form::Bytes),
    ("services.*.blkio_config.device_write_bps.[].rate", Form::Bytes),
    ("services.*.blkio_config.device_read_iops.[].rate", Form::Bytes),
    ("services.*.blkio_config.device_write_iops.[].rate", Form::Bytes),
    ("services.*.stop_grace_period", Form::Duration),
    ("services.*.healthcheck.interval", Form::Duration),
    ("services.*.healthcheck.timeout", Form::Duration),
    ("services.*.healthcheck.start_period", Form::Duration),
    ("services.*.healthcheck.start_interval", Form::Duration),
    ("services.*.deploy.update_config.delay", Form::Duration),
    ("services.*.deploy.update_config.monitor", Form::Duration),
    ("services.*.deploy.rollback_config.delay", Form::Duration),
    ("services.*.deploy.rollback_config.monitor", Form::Duration),
    ("services.*.deploy.restart_policy.delay", Form::Duration),
    ("services.*.deploy.restart_policy.window", Form::Duration),
    ("services.*.extra_hosts", Form::Hosts),
    ("services.*.build.extra_hosts", Form::Hosts),
    ("services.*.secrets.[].mode", Form::FileMode),
    ("services.*.configs.[].mode", Form::FileMode),
    ("services.*.build.secrets.[].mode", Form::FileMode),
    ("services.*.ports.[].published", Form::Text),
    ("services.*.build.provenance", Form::Text),
    ("services.*.build.sbom", Form::Text),
    ("services.*.deploy.resources.limits.cpus", Form::Float),
    ("services.*.deploy.resources.reservations.cpus", Form::Float),
    ("services.*.attach", Form::Bool),
    ("services.*.use_api_socket", Form::Bool),
    ("services.*.build.no_cache", Form::Bool),
    ("services.*.build.pull", Form::Bool),
    ("services.*.build.privileged", Form::Bool),
    ("services.*.post_start.[].privileged", Form::Bool),
    ("services.*.pre_stop.[].privileged", Form::Bool),
    ("services.*.healthcheck.retries", Form::Int),
    ("services.*.deploy.resources.limits.pids", Form::Int),
    ("services.*.blkio_config.weight", Form::Int),
    ("services.*.networks.*.priority", Form::Int),
    ("services.*.networks.*.gw_priority", Form::Int),
    ("services.*.volumes.[].tmpfs.mode", Form::Int),
    ("services.*.ulimits.*", Form::Int),
    ("services.*.gpus.[].count", Form::DeviceCount),
    ("services.*.deploy.resources.reservations.devices.[].count", Form::DeviceCount),
];

/// Gives every value its shape.
pub(crate) fn finish(session: &mut Session<'_>, node: &mut Node) {
    walk(session, node, &Path::root());
}

fn walk(session: &mut Session<'_>, node: &mut Node, path: &Path) {
    if let Some((_, form)) = FORMS.iter().find(|(pattern, _)| path.matches(pattern)) {
        apply(session, node, *form, path);
        return;
    }
    match &mut node.kind {
        Kind::Map(map) => map.iter_mut().for_each(|(key, entry)| walk(session, &mut entry.value, &path.then(key))),
        Kind::List(items) => {
            let path = path.item();
            items.iter_mut().for_each(|item| walk(session, item, &path));
        }
        _ => {}
    }
}

fn apply(session: &mut Session<'_>, node: &mut Node, form: Form, path: &Path) {
    match form {
        Form::Variables => {
            for item in node.items() {
                let name = item.as_text().and_then(|text| text.chars.split_once('=').map(|(name, _)| name.to_owned()));
                if let Some(name) = name.filter(|name| name.ends_with(char::is_whitespace)) {
                    let message = format!("`{path}` has the name `{name}`, which ends with a blank");
                    session.invalid(item.origin.span, message);
                }
            }
            key_values(node, false);
        }
        Form::Pairs => key_values(node, true),
        Form::Texts => {
            for (_, entry) in node.as_map_mut().into_iter().flatten() {
                to_text(&mut entry.value);
            }
        }
        Form::Lists => {
            for (_, entry) in node.as_map_mut().into_iter().flatten() {
                if entry.value.as_list().is_none() {
                    to_text(&mut entry.value);
                    to_list(&mut entry.value);
                }
                if let Kind::List(items) = &mut entry.value.kind {
                    items.iter_mut().for_each(to_text);
                }
            }
        }
        Form::Words => {
            let Some(text) = node.as_text() else { return };
            match shell::words(text) {
                Some(words) => {
                    let word = |text| Node::new(Kind::Text(text), node.origin.clone());
                    node.kind = Kind::List(words.into_iter().map(word).collect());
                }
                None => {
                    session.invalid(node.origin.span, format!("`{path}` has a quote or a bracket that is never closed"))
                }
            }
        }
        Form::HealthTest => {
            if node.as_text().is_some() {
                let shell = Node::text("CMD-SHELL", node.origin.clone());
                node.kind = Kind::List(vec![shell, node.clone()]);
            }
        }
        Form::List => to_list(node),
        Form::TextList => {
            to_list(node);
            if let Kind::List(items) = &mut node.kind {
                items.iter_mut().for_each(to_text);
            }
        }
        Form::Bytes => {
            let size = match &node.kind {
                Kind::Int(size) => i64::try_from(*size).ok(),
                Kind::Text(text) => match text.known() {
                    None => return,
                    Some(text) => units::bytes(text),
                },
                _ => return,
            };
            match size {
                Some(size) => node.kind = Kind::Text(Text::new(size.to_string())),
                None => {
                    unreadable(session, node, path, "a size", "write a number with a unit, such as `512m` or `1gb`")
                }
            }
        }
        Form::Duration => {
            let Some(text) = node.printed() else { return };
            let Some(known) = text.known() else { return };
            match units::nanoseconds(known) {
                Some(length) => node.kind = Kind::Text(Text::new(units::duration(length))),
                None => unreadable(session, node, path, "a duration", "write it as `10s`, `1m30s` or `2h`"),
            }
        }
        Form::Hosts => hosts(session, node, path),
        Form::FileMode => {
            let mode = match &node.kind {
                Kind::Int(mode) => i64::try_from(*mode).ok(),
                Kind::Text(text) => match text.known() {
                    None => return,
                    Some(text) => i64::from_str_radix(text, 8).ok(),
                },
                _ => return,
            };
            match mode {
                Some(mode) => node.kind = Kind::Text(Text::new(format!("0{mode:o}"))),
                None => unreadable(session, node, path, "a file mode", "write it in octal, such as `0440`"),
            }
        }
        Form::Text => to_text(node),
        Form::Bool => {
            let Some(text) = node.as_str() else { return };
            match text.parse() {
                Ok(value) => node.kind = Kind::Bool(value),
                Err(_) => unreadable(session, node, path, "`true` or `false`", "write it without quotes"),
            }
        }
        Form::Int => match &node.kind {
            #[expect(clippy::cast_possible_truncation, reason = "as the reference implementation does")]
            Kind::Float(value) if value.abs() < 1e15 => node.kind = Kind::Int(*value as i128),
            Kind::Float(_) => unreadable(session, node, path, "a whole number", "write a smaller one"),
            Kind::Int(value) if i64::try_from(*value).is_err() => {
                unreadable(session, node, path, "a whole number of 64 bits", "write a smaller one");
            }
            _ => {
                let Some(text) = node.as_str() else { return };
                match text.parse() {
                    Ok(value) => node.kind = Kind::Int(value),
                    Err(_) => unreadable(session, node, path, "a whole number", "write digits alone"),
                }
            }
        },
        Form::Float => {
            if let Kind::Int(value) = node.kind {
                #[expect(clippy::cast_precision_loss, reason = "a number of processors")]
                let value = value as f64;
                node.kind = Kind::Float(value);
            } else if let Some(text) = node.as_str() {
                match text.parse() {
                    Ok(value) => node.kind = Kind::Float(value),
                    Err(_) => unreadable(session, node, path, "a number", "write it as `0.5`"),
                }
            }
        }
        Form::DeviceCount => {
            if let Some(text) = node.as_str() {
                match (text.eq_ignore_ascii_case("all"), text.parse()) {
                    (true, _) => node.kind = Kind::Int(-1),
                    (false, Ok(count)) => node.kind = Kind::Int(count),
                    (false, Err(_)) => unreadable(session, node, path, "a count", "write a number or `all`"),
                }
            }
        }
    }
}

fn unreadable(session: &mut Session<'_>, node: &Node, path: &Path, what: &str, help: &str) {
    let shown = node.printed().map(|text| text.shown()).unwrap_or_default();
    let diagnostic = tollgate_source::Diagnostic::error(format!("`{shown}` at `{path}` is not {what}"));
    session.report(diagnostic.code(crate::INVALID).at(node.origin.span).help(help.to_owned()));
}

fn to_text(node: &mut Node) {
    if let Some(text) = node.printed() {
        node.kind = Kind::Text(text);
    }
}

fn to_list(node: &mut Node) {
    if node.as_text().is_some() {
        node.kind = Kind::List(vec![node.clone()]);
    }
}

/// A list of `key=value` as a mapping of texts. A key without a value is empty, or null.
pub(super) fn key_values(node: &mut Node, is_empty: bool) {
    let blank = |origin| if is_empty { Node::text("", origin) } else { Node::null(origin) };
    match &mut node.kind {
        Kind::Map(map) => {
            for (_, entry) in map.iter_mut() {
                if entry.value.is_null() {
                    entry.value = blank(entry.value.origin.clone());
                } else {
                    to_text(&mut entry.value);
                }
            }
        }
        Kind::List(items) => {
            let mut map = Map::new();
            for item in std::mem::take(items) {
                let Some(text) = item.printed() else { continue };
                let item = Node::new(Kind::Text(text.clone()), item.origin);
                let (key, value) = match text.chars.find('=') {
                    Some(at) => (0..at, item.part(&text, at + 1..text.chars.len())),
                    None => (0..text.chars.len(), blank(item.origin.clone())),
                };
                let key_node = item.part(&text, key);
                let name: Arc<str> = key_node.as_text().map(Text::shown).unwrap_or_default().into();
                map.insert(name, Entry { key_span: key_node.origin.span, value });
            }
            node.kind = Kind::Map(map);
        }
        _ => {}
    }
}

/// `host=address`, in order.
fn hosts(session: &mut Session<'_>, node: &mut Node, path: &Path) {
    let origin = node.origin.clone();
    let mut found: Vec<Node> = Vec::new();
    for item in sequence(std::mem::replace(node, Node::null(origin.clone()))) {
        let Some(text) = item.printed() else { continue };
        let chars = &*text.chars;
        let Some(at) = chars.find('=').or_else(|| chars.find(':')) else {
            session.invalid(
                item.origin.span,
                format!("`{}` at `{path}` has no address: write `host=address`", text.shown()),
            );
            continue;
        };
        let host = text.slice(0..at);
        let mut start = at + 1;
        for address in chars[at + 1..].split(',') {
            let end = start + address.len();
            let inside = match address.strip_prefix('[').and_then(|inside| inside.strip_suffix(']')) {
                Some(inner) if !inner.is_empty() => start + 1..end - 1,
                _ => start..end,
            };
            let whole = host.then(&Text::new("=")).then(&text.slice(inside));
            found.push(Node::new(Kind::Text(whole), item.origin.clone()));
            start = end + 1;
        }
    }
    found.sort_by_cached_key(|item| item.as_text().map(Text::shown));
    *node = Node::new(Kind::List(found), origin);
}
