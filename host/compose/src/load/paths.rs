//! Relative paths: all are told from the project directory, wherever the file is that they stand in.

use tollgate_source::clean_path;

use crate::model::{ANCHOR, HOLE, Kind, Node, Path, Text};

/// Where paths stand in the tree.
const PATHS: &[(&str, Form)] = &[
    ("services.*.build.context", Form::Context),
    ("services.*.build.additional_contexts.*", Form::Context),
    ("services.*.build.ssh.*", Form::File),
    ("services.*.env_file.[].path", Form::File),
    ("services.*.label_file.[]", Form::File),
    ("services.*.extends.file", Form::File),
    ("services.*.develop.watch.[].path", Form::File),
    ("services.*.volumes.[]", Form::Mount),
    ("configs.*.file", Form::File),
    ("secrets.*.file", Form::File),
    ("volumes.*", Form::DriverOptions),
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    File,
    /// A folder, or a URL.
    Context,
    /// The `source` of a bind mount.
    Mount,
    /// A local volume that is a bind mount in truth.
    DriverOptions,
}

/// Makes the paths below `node` relative to the project directory; `here` is where they begin, from there. Those that
/// are so already stay.
pub(crate) fn resolve(node: &mut Node, here: &str) {
    walk(node, &Path::root(), &|text| (!text.starts_with(ANCHOR)).then(|| anchored(here, text)));
}

/// Makes plain paths of those that [`resolve`] left.
pub(crate) fn settle(node: &mut Node) {
    walk(node, &Path::root(), &|text| text.strip_prefix(ANCHOR).map(str::to_owned));
}

/// Makes absolute paths of relative ones, and of those in the home folder.
pub(crate) fn absolute(node: &mut Node, directory: &str, home: &str) {
    walk(node, &Path::root(), &|text| match text.strip_prefix('~') {
        Some("") => Some(home.to_owned()),
        Some(rest) => Some(join(home, rest.trim_start_matches('/'))),
        // A pipe of Windows.
        None if text.starts_with('\\') => None,
        None => Some(join(directory, text)),
    });
}

fn anchored(here: &str, path: &str) -> String {
    // What begins with a hole may begin with `/`; the home folder is not ours to know.
    if path.starts_with(['/', '~', '\\', HOLE]) { path.to_owned() } else { format!("{ANCHOR}{}", join(here, path)) }
}

/// Rewrites a path, or leaves it.
type Change<'c> = &'c dyn Fn(&str) -> Option<String>;

fn walk(node: &mut Node, path: &Path, change: Change<'_>) {
    if let Some((_, form)) = PATHS.iter().find(|(pattern, _)| path.matches(pattern)) {
        rewrite(node, *form, change);
        return;
    }
    match &mut node.kind {
        Kind::Map(map) => map.iter_mut().for_each(|(key, entry)| walk(&mut entry.value, &path.then(key), change)),
        Kind::List(items) => items.iter_mut().for_each(|item| walk(item, &path.item(), change)),
        _ => {}
    }
}

fn rewrite(node: &mut Node, form: Form, change: Change<'_>) {
    match form {
        Form::File => path(node, change),
        Form::Context => {
            let is_elsewhere = node.as_text().is_some_and(|text| {
                text.chars.contains("://") || text.chars.starts_with("service:") || is_remote_context(&text.chars)
            });
            if !is_elsewhere {
                path(node, change);
            }
        }
        Form::Mount => {
            let is_bind = node.get("type").and_then(Node::as_str) == Some("bind");
            if let Some(source) = node.as_map_mut().and_then(|map| map.get_mut("source")).filter(|_| is_bind) {
                path(&mut source.value, change);
            }
        }
        Form::DriverOptions => {
            let says = |key: &str, value: &str| node.get(key).and_then(Node::as_str) == Some(value);
            let is_bind = node.get("driver_opts").and_then(|opts| opts.get("o")).and_then(Node::as_str) == Some("bind");
            if says("driver", "local") && is_bind {
                let options = node.as_map_mut().and_then(|map| map.get_mut("driver_opts"));
                let device = options.and_then(|entry| entry.value.as_map_mut()).and_then(|map| map.get_mut("device"));
                if let Some(device) = device {
                    path(&mut device.value, change);
                }
            }
        }
    }
}

fn path(node: &mut Node, change: Change<'_>) {
    let Kind::Text(text) = &mut node.kind else { return };
    if text.chars.is_empty() || is_windows(&text.chars) {
        return;
    }
    if let Some(changed) = change(&text.chars) {
        // A place in the text is of no use once the text is another; the place of the whole remains.
        *text = Text { chars: changed.into(), verbatim: None, ..text.clone() };
    }
}

/// `C:\…` and `C:/…`
fn is_windows(path: &str) -> bool {
    let mut chars = path.chars();
    let drive = chars.next().is_some_and(|c| c.is_ascii_alphabetic());
    drive && chars.next() == Some(':') && chars.next().is_some_and(|c| c == '\\' || c == '/')
}

fn is_remote_context(path: &str) -> bool {
    ["https://", "http://", "git://", "ssh://", "github.com/", "git@"].iter().any(|start| path.starts_with(start))
}

/// What is fetched from elsewhere: a git repository, an OCI artifact, a URL.
pub(crate) fn is_remote(path: &str) -> bool {
    path.contains("://") || path.starts_with("git@") || path.starts_with("github.com/") || path.starts_with("oci:")
}

/// `path` from the place `here`, without needless parts: `.`, `./x`, `../x`.
pub(crate) fn join(here: &str, path: &str) -> String {
    if let Some(settled) = path.strip_prefix(ANCHOR) {
        return settled.to_owned();
    }
    if path.starts_with('/') {
        return path.to_owned();
    }
    let joined = clean_path(&format!("{here}/{path}"));
    // What is told from here and leads down begins with `./`, as Compose wants the path of a mount to begin.
    if joined == "." || joined.starts_with('/') || is_upward(&joined) { joined } else { format!("./{joined}") }
}

fn is_upward(path: &str) -> bool {
    path == ".." || path.starts_with("../")
}

/// The folder of the file at `path`.
pub(crate) fn folder(path: &str) -> String {
    join(".", path.rsplit_once('/').map_or(".", |(folder, _)| folder))
}
