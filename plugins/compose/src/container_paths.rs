//! What is mounted into a container, and where.

use tollgate_sdk::{Read, Resource, Value};

/// Something that is mounted.
#[derive(Clone, Copy, Debug)]
pub struct Mount<'a> {
    /// The path in the container, without a slash at the end; `None` when it is not known.
    pub target: Option<&'a str>,
    /// The value that says the path.
    pub at: Value<'a>,
    pub kind: MountKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MountKind {
    /// A folder of the host, or a volume with a name.
    Kept,
    /// A volume that has no name: each new container gets a new one.
    Anonymous,
    /// Memory: deliberately not kept.
    Memory,
}

/// The mounts of a service: its `volumes` and its `tmpfs`.
pub fn mounts(service: Resource<'_>) -> impl Iterator<Item = Mount<'_>> {
    let volumes = service.attr("volumes").each().map(|volume| {
        let target = volume.attr("target");
        let kind = match (volume.attr("type").string(), volume.attr("source").is_unset()) {
            (Read::Known("tmpfs"), _) => MountKind::Memory,
            (Read::Known("volume"), true) => MountKind::Anonymous,
            _ => MountKind::Kept,
        };
        Mount { target: target.string().known().map(without_slash), at: target, kind }
    });
    let memory = service.attr("tmpfs").one_or_more().map(|entry| {
        let path = entry.string().known().map(|text| text.split_once(':').map_or(text, |(path, _)| path));
        Mount { target: path.map(without_slash), at: entry, kind: MountKind::Memory }
    });
    volumes.chain(memory)
}

/// Where more may be mounted than [`mounts`] says.
pub fn unknown_mounts(service: Resource<'_>) -> Option<Value<'_>> {
    let lists = ["volumes", "tmpfs"].map(|name| service.attr(name));
    let targets = mounts(service).filter(|mount| mount.target.is_none()).map(|mount| mount.at);
    let inherited = service.attr("volumes_from");
    let inherited = inherited.one_or_more().next().map(|_| inherited);
    lists.into_iter().filter(Value::may_have_more).chain(targets).chain(inherited).next()
}

fn without_slash(path: &str) -> &str {
    if path.len() > 1 { path.trim_end_matches('/') } else { path }
}

/// Whether `path` is `folder` or within it.
pub fn is_within(path: &str, folder: &str) -> bool {
    path.strip_prefix(without_slash(folder)).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::is_within;

    #[test]
    fn folders_are_whole_components() {
        assert!(is_within("/data", "/data") && is_within("/data/db", "/data/") && is_within("/data/", "/data"));
        assert!(!is_within("/database", "/data") && !is_within("/data", "/data/db"));
    }
}
