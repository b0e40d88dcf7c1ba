//! Volumes of pods: who mounts them, and what a path of the node gives away.

use tollgate_sdk::{Read, Value};

use crate::pods::Pod;

/// The mounts of a volume.
pub fn mounts<'a>(pod: &Pod<'a>, volume: Value<'a>) -> Vec<Value<'a>> {
    let Read::Known(name) = volume.attr("name").string() else { return Vec::new() };
    let all = pod.containers().flat_map(|container| container.attr("volumeMounts").each().collect::<Vec<_>>());
    all.filter(|mount| mount.attr("name").string() == Read::Known(name)).collect()
}

/// A path of a node by which its container runtime is commanded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RuntimePath {
    /// The socket of this runtime.
    Socket(&'static str),
    /// A folder in which the socket of this runtime lies.
    Folder(&'static str),
}

impl RuntimePath {
    pub fn of(path: &str) -> Option<Self> {
        let path = normalised(path);
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        let is_absolute = path.starts_with(['/', '\\']);
        let socket = SOCKETS.iter().find(|(socket, _)| is_absolute && socket.eq_ignore_ascii_case(name));
        let folder = || FOLDERS.iter().find(|(folder, _)| *folder == path);
        let of_socket = socket.map(|(_, runtime)| Self::Socket(runtime));
        of_socket.or_else(|| folder().map(|(_, runtime)| Self::Folder(runtime)))
    }
}

/// Where runtimes put their sockets, by the name of the file; on Windows that of the pipe.
const SOCKETS: &[(&str, &str)] = &[
    ("docker.sock", "Docker"),
    ("docker_engine", "Docker"),
    ("dockershim.sock", "Docker"),
    ("cri-dockerd.sock", "Docker"),
    ("containerd.sock", "containerd"),
    ("containerd-containerd", "containerd"),
    ("crio.sock", "CRI-O"),
    ("podman.sock", "Podman"),
    ("buildkitd.sock", "BuildKit"),
];

/// `/var/run` leads to `/run` on all nodes. `/var` is not listed: a link within a mount is not followed on the node.
const FOLDERS: &[(&str, &str)] = &[
    ("/run", "the container runtime"),
    ("/run/containerd", "containerd"),
    ("/run/crio", "CRI-O"),
    ("/run/docker", "Docker"),
    ("/run/podman", "Podman"),
    ("/run/k3s", "containerd"),
    ("/run/k3s/containerd", "containerd"),
    ("/run/k0s", "containerd"),
    ("/var/snap/microk8s/common/run", "containerd"),
];

/// Where a path begins that may be one of these.
pub const RUNTIME_PATHS: [&str; 4] = ["/run", "/var/run", "/var/snap/microk8s/common/run", "\\\\"];

/// Without what says nothing: `/var/run/` is `/run`.
fn normalised(path: &str) -> String {
    if path.starts_with('\\') {
        return path.to_owned();
    }
    let parts = path.split('/').filter(|part| !part.is_empty() && *part != ".");
    let joined: String = parts.flat_map(|part| ["/", part]).collect();
    let is_absolute = path.starts_with('/');
    match joined.strip_prefix("/var/run") {
        Some(rest) if is_absolute && (rest.is_empty() || rest.starts_with('/')) => format!("/run{rest}"),
        _ if is_absolute => joined,
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::RuntimePath::{self, Folder, Socket};

    #[test]
    fn paths_of_runtimes() {
        for (path, expected) in [
            ("/var/run/docker.sock", Some(Socket("Docker"))),
            ("/run//containerd/containerd.sock", Some(Socket("containerd"))),
            ("/run/k3s/containerd/containerd.sock", Some(Socket("containerd"))),
            ("\\\\.\\pipe\\docker_engine", Some(Socket("Docker"))),
            ("/var/run/", Some(Folder("the container runtime"))),
            ("/run/./crio", Some(Folder("CRI-O"))),
            ("/var/run/mysqld", None),
            ("/var/running", None),
            ("/", None),
            ("", None),
            ("docker.sock", None),
        ] {
            assert_eq!(RuntimePath::of(path), expected, "{path}");
        }
    }
}
