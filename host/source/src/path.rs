//! The one spelling of a path inside a [`World`](crate::World).

use std::{fmt, sync::Arc};

/// A path relative to the root of a world: `/`-separated, without `.`, `..` or empty parts.
///
/// The root itself is the empty path, displayed as `.`. Because `..` cannot be represented, a value of
/// this type cannot lead out of the world; [`WorldPath::join`] says so by returning `None`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WorldPath(Arc<str>);

impl WorldPath {
    /// The root of the world.
    pub fn root() -> Self {
        Self(Arc::from(""))
    }

    /// Reads `text` as a path from the root; `None` when it is absolute or leads out of the root.
    pub fn new(text: &str) -> Option<Self> {
        Self::root().join(text)
    }

    /// Follows `relative` from this folder; `None` when it is absolute or leads out of the root.
    pub fn join(&self, relative: &str) -> Option<Self> {
        if relative.starts_with('/') {
            return None;
        }
        let mut parts: Vec<&str> = self.0.split('/').filter(|part| !part.is_empty()).collect();
        for part in relative.split(['/', '\\']) {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(Self(parts.join("/").into()))
    }

    /// The folder that holds this path; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        if self.0.is_empty() {
            return None;
        }
        Some(match self.0.rfind('/') {
            Some(at) => Self(self.0[..at].into()),
            None => Self::root(),
        })
    }

    /// The last part; empty for the root.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or("")
    }

    /// The path as written in reports; empty for the root.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is `folder` or lies below it.
    pub fn is_under(&self, folder: &Self) -> bool {
        folder.0.is_empty()
            || self.0 == folder.0
            || (self.0.starts_with(&*folder.0) && self.0.as_bytes().get(folder.0.len()) == Some(&b'/'))
    }
}

/// The shortest spelling of a path of any kind: without `.`, empty parts, and `..` where something stands before it.
/// `.` for nothing.
pub fn clean_path(path: &str) -> String {
    let is_rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if is_rooted => {}
            part => parts.push(part),
        }
    }
    match (is_rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".into(),
        (false, false) => parts.join("/"),
    }
}

impl fmt::Display for WorldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "." } else { &self.0 })
    }
}

impl fmt::Debug for WorldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::WorldPath;

    #[test]
    fn paths_cannot_leave_the_root() {
        let at = WorldPath::new("env/prod").expect("inside");
        assert_eq!(at.join("../../modules/vpc").expect("inside").as_str(), "modules/vpc");
        assert_eq!(at.join("../../../etc"), None);
        assert_eq!(at.join("/etc/passwd"), None);
        assert_eq!(at.join("./x//y/.").expect("inside").as_str(), "env/prod/x/y");
        assert_eq!(at.parent().expect("has one").as_str(), "env");
        assert_eq!(WorldPath::root().to_string(), ".");
        assert!(at.is_under(&WorldPath::root()));
        assert!(!WorldPath::new("environment").expect("inside").is_under(&WorldPath::new("env").expect("inside")));
    }
}
