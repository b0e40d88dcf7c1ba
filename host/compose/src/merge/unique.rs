//! Lists in which a later element replaces an earlier one that is about the same thing.

use std::collections::HashMap;

use crate::{
    model::{Kind, Node, Path},
    normal,
};

/// What an element is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Key {
    /// The text before `=`.
    Name,
    /// Where it is mounted.
    VolumeTarget,
    DeviceTarget,
    /// Where a secret or config is mounted; by default below the folder.
    Mount(&'static str),
    Whole,
    Port,
    Path,
}

const KEYS: &[(&str, Key)] = &[
    ("networks.*.labels", Key::Name),
    ("networks.*.ipam.options", Key::Name),
    ("services.*.annotations", Key::Name),
    ("services.*.build.args", Key::Name),
    ("services.*.build.additional_contexts", Key::Name),
    ("services.*.build.platform", Key::Name),
    ("services.*.build.tags", Key::Name),
    ("services.*.build.labels", Key::Name),
    ("services.*.cap_add", Key::Name),
    ("services.*.cap_drop", Key::Name),
    ("services.*.configs", Key::Mount("")),
    ("services.*.deploy.labels", Key::Name),
    ("services.*.dns", Key::Name),
    ("services.*.dns_opt", Key::Name),
    ("services.*.dns_search", Key::Name),
    ("services.*.environment", Key::Name),
    ("services.*.env_file", Key::Path),
    ("services.*.expose", Key::Whole),
    ("services.*.labels", Key::Name),
    ("services.*.links", Key::Name),
    ("services.*.networks.*.aliases", Key::Name),
    ("services.*.networks.*.link_local_ips", Key::Name),
    ("services.*.ports", Key::Port),
    ("services.*.profiles", Key::Name),
    ("services.*.secrets", Key::Mount("/run/secrets")),
    ("services.*.sysctls", Key::Name),
    ("services.*.tmpfs", Key::Name),
    ("services.*.volumes", Key::VolumeTarget),
    ("services.*.devices", Key::DeviceTarget),
];

/// Leaves one element for each thing, at the place of the first and as the last one says.
pub(crate) fn unique(node: &mut Node, path: &Path) {
    match &mut node.kind {
        Kind::Map(map) => map.iter_mut().for_each(|(key, entry)| unique(&mut entry.value, &path.then(key))),
        Kind::List(items) => {
            let Some((_, key)) = KEYS.iter().find(|(pattern, _)| path.matches(pattern)) else { return };
            let mut places: HashMap<String, usize> = HashMap::new();
            let mut kept: Vec<Node> = Vec::new();
            for item in std::mem::take(items) {
                match key.of(&item).map(|name| (places.get(&name).copied(), name)) {
                    Some((Some(at), _)) => kept[at] = item,
                    Some((None, name)) => {
                        places.insert(name, kept.len());
                        kept.push(item);
                    }
                    None => kept.push(item),
                }
            }
            *items = kept;
        }
        _ => {}
    }
}

/// The reference implementation tells a number from the text of it.
fn published(port: &Node) -> String {
    match port.get("published") {
        Some(node @ Node { kind: Kind::Int(_), .. }) => format!("#{}", node.printed().unwrap_or_default().shown()),
        Some(node) => node.printed().unwrap_or_default().shown(),
        None => String::new(),
    }
}

impl Key {
    /// `None` for what cannot be compared, which then stays.
    fn of(self, item: &Node) -> Option<String> {
        let text = |key: &str| item.get(key).and_then(Node::printed).map(|text| text.shown());
        let whole = item.printed().map(|text| text.shown());
        match self {
            Key::Name => whole.map(|text| text.split('=').next().unwrap_or_default().to_owned()),
            Key::Whole => whole,
            Key::VolumeTarget => match whole {
                Some(text) => Some(normal::volume_target(&text)),
                None => text("target"),
            },
            Key::DeviceTarget => match whole {
                Some(text) => {
                    let mut parts = text.split(':');
                    let first = parts.next().unwrap_or_default().to_owned();
                    Some(parts.next().map_or(first, str::to_owned))
                }
                None => text("target"),
            },
            Key::Mount(folder) => match whole {
                Some(name) => Some(format!("{folder}/{name}")),
                None => text("target").or_else(|| Some(format!("{folder}/{}", text("source")?))),
            },
            Key::Port => match whole {
                Some(text) => Some(text),
                None => Some(format!(
                    "{}:{}:{}/{}",
                    text("host_ip").unwrap_or_else(|| "0.0.0.0".to_owned()),
                    published(item),
                    text("target")?,
                    text("protocol").unwrap_or_else(|| "tcp".to_owned())
                )),
            },
            Key::Path => whole.or_else(|| text("path")),
        }
    }
}
