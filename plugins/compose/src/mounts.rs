//! Paths of the host that containers get, and what they give away.
//!
//! A path reaches a container as a bind mount of a service, or through a volume whose driver binds one.

use tollgate_sdk::{Answer, Resource, Value};

/// The types that [`host_mounts`] reads.
pub const MOUNTING: &[&str] = &["compose/service", "compose/volume"];

/// A path of the host in a container.
#[derive(Clone, Copy, Debug)]
pub struct Mount<'a> {
    /// The path on the host.
    pub source: Value<'a>,
    /// The path in the container; `None` for a volume, which each service mounts somewhere else.
    pub target: Option<&'a str>,
    pub is_read_only: Answer,
}

/// The paths of the host that a service mounts, or that a volume is.
pub fn host_mounts<'a>(resource: Resource<'a>) -> Vec<Mount<'a>> {
    if resource.type_name() == "compose/volume" {
        return bound(resource).into_iter().collect();
    }
    let volumes = resource.attr("volumes");
    volumes.each().filter_map(mount).collect()
}

/// A mount whose type is not known may be a bind: its source decides.
fn mount(entry: Value<'_>) -> Option<Mount<'_>> {
    let is_other = entry.attr("type").string().known().is_some_and(|kind| !matches!(kind, "bind" | "npipe"));
    let source = entry.attr("source");
    (!is_other && !source.is_unset()).then(|| Mount {
        source,
        target: entry.attr("target").string().known(),
        is_read_only: entry.attr("read_only").judge(|value| value.bool().test(|on| on)),
    })
}

/// `driver_opts` are those of `mount`: `o: bind` with a `device` is a path of the host.
fn bound(volume: Resource<'_>) -> Option<Mount<'_>> {
    let options = volume.attr("driver_opts");
    let flags = options.attr("o");
    let has = |wanted: &str| {
        flags.judge(|flags| flags.string().test(|text| text.split(',').any(|flag| flag.trim() == wanted)))
    };
    let source = options.attr("device");
    let binds = has("bind").or(has("rbind"));
    (binds == Answer::Yes && !source.is_unset()).then(|| Mount { source, target: None, is_read_only: has("ro") })
}

/// Devices of the host that a service gets: the value that says which, and its path.
pub fn devices<'a>(service: Resource<'a>) -> impl Iterator<Item = (Value<'a>, Option<&'a str>)> {
    service.attr("devices").each().map(|entry| {
        let source = entry.attr("source");
        if !source.is_unset() {
            return (source, source.string().known());
        }
        // `/dev/sda:/dev/xvda:r`; `vendor.com/class=name` is what a plugin of the engine gives.
        let path = entry.string().known().map(|text| text.split(':').next().unwrap_or_default());
        (entry, path)
    })
}

/// What a rule of `device_cgroup_rules` opens (`b 8:* rwm`), when that is more than a container should have: it may
/// make the file of the device itself, for the capability `MKNOD` is one that containers have.
pub fn harm_of_device_rule(text: &str) -> Option<&'static str> {
    let mut words = text.split_whitespace();
    let (kind, numbers) = (words.next()?, words.next().unwrap_or("*:*"));
    let access = words.next().unwrap_or("rwm");
    let (major, minor) = numbers.split_once(':')?;
    if !access.contains(['r', 'w']) {
        return None;
    }
    match (kind, major, minor) {
        ("a", "*", "*") => Some("it opens all devices of the host, its disks and its memory among them"),
        ("b", "*", _) => Some("it opens all disks of the host"),
        ("b", number, _) if DISK_NUMBERS.contains(&number) => Some("it opens disks of the host"),
        ("c", "*", _) => Some("it opens the memory of the host, and all its devices but the disks"),
        ("c", "1", "*" | "1" | "2" | "4") => Some("it opens the memory of the host"),
        _ => None,
    }
}

/// Major numbers of disks in the kernel: SCSI and SATA, device mapper, RAID, MMC, Xen, virtio, NVMe.
const DISK_NUMBERS: &[&str] = &["3", "8", "9", "65", "66", "179", "202", "252", "253", "254", "259"];

/// Images that are made to watch their host, by the end of their repositories.
const WATCHERS: &[&str] = &[
    "prom/node-exporter",
    "prometheus/node-exporter",
    "cadvisor",
    "datadog/agent",
    "datadog/docker-dd-agent",
    "netdata/netdata",
    "newrelic/infrastructure",
    "beats/metricbeat",
    "telegraf",
    "otel/opentelemetry-collector-contrib",
    "ncabatoff/process-exporter",
    "grafana/alloy",
    "zabbix/zabbix-agent",
    "zabbix/zabbix-agent2",
    "nicolargo/glances",
];

/// Whether `path` is what the documentation of the image of `service` says to mount: it watches the host through it.
pub fn is_watched(service: Resource<'_>, path: &str) -> bool {
    let repository = service.attr("image_reference").attr("repository").string().known();
    let is_watcher = repository.is_some_and(|text| {
        WATCHERS.iter().any(|known| text.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('/')))
    });
    is_watcher && matches!(normalised(path).as_str(), "/" | "/proc" | "/sys" | "/run" | "/var/lib/docker" | "/dev/disk")
}

/// The engine whose socket the path is.
pub fn engine_of_socket(path: &str) -> Option<&'static str> {
    let is_absolute = path.starts_with('/') || path.starts_with('~') || path.starts_with('\\');
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_listed = |entry: &&(&str, &str)| is_absolute && entry.0.eq_ignore_ascii_case(name);
    SOCKETS.iter().find(is_listed).map(|entry| entry.1)
}

const SOCKETS: &[(&str, &str)] = &[
    ("docker.sock", "Docker"),
    ("docker-raw.sock", "Docker"),
    ("docker_engine", "Docker"),
    ("docker-cli.sock", "Docker"),
    ("podman.sock", "Podman"),
    ("containerd.sock", "containerd"),
    ("crio.sock", "CRI-O"),
    ("cri-dockerd.sock", "cri-dockerd"),
    ("dockershim.sock", "Docker"),
    ("buildkitd.sock", "BuildKit"),
    ("balena-engine.sock", "balenaEngine"),
];

/// Folders in which those sockets are.
const SOCKET_FOLDERS: &[&str] = &["/run/", "/var/run/", "~/", "/home", "/Users", "\\\\"];

/// Whether a path that is not known may be such a socket.
pub fn may_be_socket(source: Value<'_>) -> bool {
    SOCKET_FOLDERS.iter().any(|folder| source.starts_with(folder) != Answer::No)
}

/// How much of a path is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Extent {
    /// The folder itself.
    Whole,
    /// The folder and everything below it.
    Below,
}

/// What a container must be allowed to do for harm.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Access {
    Read,
    Write,
}

/// Of several that fit, the first counts.
const SENSITIVE: &[(&str, Extent, Access, &str)] = {
    use Access::{Read, Write};
    use Extent::{Below, Whole};
    &[
        ("/", Whole, Read, "it holds every file of the host, password hashes and private keys included"),
        ("/etc", Whole, Read, "it holds the accounts, password hashes and private keys of the host"),
        ("/etc/shadow", Below, Read, "it holds the password hashes of the host"),
        ("/etc/gshadow", Below, Read, "it holds the password hashes of the host"),
        ("/etc/ssh", Below, Read, "it holds the private keys by which others recognise the host"),
        ("/etc/ssl/private", Below, Read, "it holds private keys of the host"),
        ("/etc/pki/tls/private", Below, Read, "it holds private keys of the host"),
        ("/etc/kubernetes", Below, Read, "it holds the credentials of the cluster"),
        ("/etc/rancher", Below, Read, "it holds the credentials of the cluster"),
        ("/etc/sudoers", Below, Read, "it decides who may become root on the host"),
        ("/etc/sudoers.d", Below, Read, "it decides who may become root on the host"),
        ("/etc/passwd", Below, Write, "who writes it adds accounts to the host"),
        ("/etc/group", Below, Write, "who writes it adds accounts to groups of the host"),
        ("/etc/pam.d", Below, Write, "who writes it decides how the host checks passwords"),
        ("/etc/docker", Below, Write, "who writes it configures the engine, which is root on the host"),
        ("/etc/cron.d", Below, Write, "the host runs as root what is written there"),
        ("/etc/cron.hourly", Below, Write, "the host runs as root what is written there"),
        ("/etc/cron.daily", Below, Write, "the host runs as root what is written there"),
        ("/etc/cron.weekly", Below, Write, "the host runs as root what is written there"),
        ("/etc/crontab", Below, Write, "the host runs as root what is written there"),
        ("/etc/init.d", Below, Write, "the host runs as root what is written there"),
        ("/etc/systemd", Below, Write, "the host runs as root what is written there"),
        ("/etc/profile.d", Below, Write, "every login on the host runs what is written there"),
        ("/etc/ld.so.preload", Below, Write, "every program of the host loads what is named there"),
        ("/proc", Whole, Read, "it shows the environment and the memory of all processes of the host"),
        ("/proc", Below, Write, "settings of the kernel and of processes of the host are written there"),
        ("/sys", Whole, Read, "it shows and steers the devices and the kernel of the host"),
        ("/sys", Below, Write, "settings of the kernel and of devices of the host are written there"),
        ("/root", Below, Read, "it is the home of root, with its keys and its start-up files"),
        ("/boot", Below, Read, "the host starts the kernel that is there"),
        ("/dev", Whole, Read, "it holds the disks and the memory of the host as files"),
        ("/dev/mem", Below, Read, "it is the memory of the host"),
        ("/dev/kmem", Below, Read, "it is the memory of the kernel"),
        ("/dev/port", Below, Read, "it steers the devices of the host"),
        ("/dev/mapper", Below, Read, "it holds disks of the host as files"),
        ("/dev/disk", Below, Read, "it holds disks of the host as files"),
        ("/var", Whole, Read, "it holds the data of all services of the host, those of the container engine included"),
        (
            "/var/lib",
            Whole,
            Read,
            "it holds the data of all services of the host, those of the container engine included",
        ),
        ("/var/lib/docker", Below, Read, "it holds the files, the environment and the volumes of all containers"),
        ("/var/lib/containerd", Below, Read, "it holds the files of all containers"),
        ("/var/lib/containers", Below, Read, "it holds the files and the volumes of all containers"),
        ("/var/lib/kubelet", Below, Read, "it holds the secrets of all pods of the node"),
        ("/var/lib/rancher", Below, Read, "it holds the credentials of the cluster"),
        ("/var/spool/cron", Below, Read, "the host runs what is written there"),
        (
            "/run",
            Whole,
            Read,
            "it holds the sockets of the host, that of the container engine included: read-only or not, who reaches that one is root",
        ),
        ("/run/docker", Whole, Read, "it holds sockets of the container engine: who reaches them is root on the host"),
        (
            "/run/containerd",
            Whole,
            Read,
            "it holds sockets of the container engine: who reaches them is root on the host",
        ),
        ("/run/podman", Whole, Read, "it holds sockets of the container engine: who reaches them is root on the host"),
        ("/run/crio", Whole, Read, "it holds sockets of the container engine: who reaches them is root on the host"),
        (
            "/run/user",
            Whole,
            Read,
            "it holds the sockets of all users who are logged in, those of their agents included",
        ),
        ("/usr", Whole, Write, "the host runs the programs that are there as root"),
        ("/usr/bin", Whole, Write, "the host runs the programs that are there as root"),
        ("/usr/sbin", Whole, Write, "the host runs the programs that are there as root"),
        ("/usr/lib", Whole, Write, "all programs of the host load what is there"),
        ("/usr/local", Whole, Write, "the host runs the programs that are there as root"),
        ("/usr/local/bin", Whole, Write, "the host runs the programs that are there as root"),
        ("/usr/local/sbin", Whole, Write, "the host runs the programs that are there as root"),
        ("/bin", Whole, Write, "the host runs the programs that are there as root"),
        ("/sbin", Whole, Write, "the host runs the programs that are there as root"),
        ("/lib", Whole, Write, "all programs of the host load what is there"),
        ("/lib64", Whole, Write, "all programs of the host load what is there"),
        ("/lib/modules", Below, Write, "the kernel of the host loads what is there"),
        ("/usr/lib/modules", Below, Write, "the kernel of the host loads what is there"),
        ("/home", Whole, Read, "it holds the keys and the start-up files of all users of the host"),
        ("/Users", Whole, Read, "it holds the keys and the start-up files of all users of the host"),
    ]
};

/// Disks: `/dev/sda`, `/dev/nvme0n1`.
const DISKS: &[&str] =
    &["/dev/sd", "/dev/hd", "/dev/vd", "/dev/xvd", "/dev/nvme", "/dev/mmcblk", "/dev/dm-", "/dev/md"];

/// Where the homes of users are.
const HOMES: &[&str] = &["/home", "/Users"];

/// Below the home of a user.
const CREDENTIALS: &[(&str, &str)] = &[
    (".ssh", "it holds the keys with which that user logs in to other machines"),
    (".aws", "it holds credentials of AWS accounts"),
    (".azure", "it holds credentials of Azure accounts"),
    (".config/gcloud", "it holds credentials of Google Cloud accounts"),
    (".kube", "it holds credentials of clusters"),
    (".docker", "it holds credentials of registries"),
    (".gnupg", "it holds private keys"),
    (".password-store", "it holds passwords"),
    (".local/share/keyrings", "it holds passwords"),
    (".config/gh", "it holds a token of GitHub"),
    (".git-credentials", "it holds passwords of repositories"),
    (".netrc", "it holds passwords"),
    (".npmrc", "it holds a token of a package registry"),
    (".pypirc", "it holds a token of a package registry"),
    (".terraform.d", "it holds tokens of Terraform backends"),
    (".vault-token", "it holds a token of Vault"),
    (".pgpass", "it holds passwords of databases"),
];

/// Why nobody should mount `path`, and whether reading it is enough for the harm.
pub fn harm(path: &str, is_read_only: Answer) -> Option<(&'static str, Answer)> {
    let path = normalised(path);
    if DISKS.iter().any(|disk| path.starts_with(disk)) {
        return Some(("it is a disk of the host as a file", Answer::Yes));
    }
    if let Some(rest) = below_home(&path) {
        return match rest {
            "" => Some(("it is the home of a user, with their keys and their start-up files", Answer::Yes)),
            _ => credentials(rest).map(|why| (why, Answer::Yes)),
        };
    }
    let entries = SENSITIVE.iter().filter(|(listed, extent, ..)| match extent {
        Extent::Whole => path == *listed,
        Extent::Below => path == *listed || is_below(&path, listed),
    });
    let mut harms = entries.map(|(.., access, why)| match access {
        Access::Read => (*why, Answer::Yes),
        Access::Write => (*why, is_read_only.not()),
    });
    harms.find(|harm| harm.1 != Answer::No)
}

/// What can be said about a path that is not known: the same, when its beginning is enough to know; `Unknown`
/// when it may be one that nobody should mount.
pub fn harm_of_unknown(source: Value<'_>, is_read_only: Answer) -> (&'static str, Answer) {
    let starts = |path: &str| {
        let other = path.strip_prefix("/run").map(|rest| format!("/var/run{rest}"));
        source.starts_with(path).or(other.map_or(Answer::No, |other| source.starts_with(&other)))
    };
    let certain = SENSITIVE.iter().filter(|(_, extent, ..)| *extent == Extent::Below);
    for (path, _, access, why) in certain {
        let answer = match access {
            Access::Read => Answer::Yes,
            Access::Write => is_read_only.not(),
        };
        if answer == Answer::Yes && starts(&format!("{path}/")) == Answer::Yes {
            return (why, Answer::Yes);
        }
    }
    let paths = SENSITIVE.iter().map(|entry| entry.0).filter(|path| *path != "/");
    let may_be = paths.chain(DISKS.iter().copied()).chain(["~"]).any(|path| starts(path) != Answer::No);
    ("", if may_be { Answer::Unknown } else { Answer::No })
}

/// Whether a path in the container is where programs look for credentials, so that what is mounted there is
/// most likely just that: `${HOME}/.aws:/app/.aws`.
pub fn is_for_credentials(target: &str) -> Option<&'static str> {
    target.match_indices('/').find_map(|(at, _)| credentials(&target[at + 1..]))
}

fn credentials(rest: &str) -> Option<&'static str> {
    CREDENTIALS.iter().find(|(name, _)| rest == *name || is_below(rest, name)).map(|entry| entry.1)
}

/// The path below the home of a user other than root; empty for the home itself.
fn below_home(path: &str) -> Option<&str> {
    if let Some(rest) = path.strip_prefix('~') {
        return Some(rest.trim_start_matches('/'));
    }
    let rest = HOMES.iter().find_map(|homes| path.strip_prefix(homes)?.strip_prefix('/'))?;
    Some(rest.split_once('/').map_or("", |(_, rest)| rest))
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// `/var/run` is `/run`.
fn normalised(path: &str) -> String {
    let trimmed = path.trim_end_matches('/');
    match trimmed.strip_prefix("/var/run") {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("/run{rest}"),
        _ if trimmed.is_empty() => "/".to_owned(),
        _ => trimmed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, HOMES, engine_of_socket, harm, harm_of_device_rule, is_for_credentials};

    #[test]
    fn paths_that_give_the_host_away() {
        use Answer::{No, Unknown, Yes};
        for (path, is_read_only, expected) in [
            ("/", Yes, Some(Yes)),
            ("/etc/", Yes, Some(Yes)),
            ("/etc/localtime", Yes, None),
            ("/etc/nginx", No, None),
            ("/etc/passwd", Yes, None),
            ("/etc/passwd", No, Some(Yes)),
            ("/etc/passwd", Unknown, Some(Unknown)),
            ("/etc/passwd.d", No, None),
            ("/proc", Yes, Some(Yes)),
            ("/sys/fs/cgroup", Yes, None),
            ("/sys/fs/cgroup", No, Some(Yes)),
            ("/var/run", Yes, Some(Yes)),
            ("/var/running", No, None),
            ("/var/lib/docker/containers", Yes, Some(Yes)),
            ("/var/lib/app", No, None),
            ("/lib/modules", Yes, None),
            ("/usr/share/zoneinfo", No, None),
            ("/dev/sda1", Yes, Some(Yes)),
            ("/dev/dri", No, None),
            ("~", Yes, Some(Yes)),
            ("~/.aws", Yes, Some(Yes)),
            ("~/.cache", No, None),
            ("./etc", No, None),
        ] {
            assert_eq!(harm(path, is_read_only).map(|harm| harm.1), expected, "{path}");
        }
        for (below, expected) in [("eve", Some(Yes)), ("eve/.ssh/id_ed25519", Some(Yes)), ("eve/app", None)] {
            for homes in HOMES {
                let path = format!("{homes}/{below}");
                assert_eq!(harm(&path, Answer::Yes).map(|harm| harm.1), expected, "{path}");
            }
        }
    }

    #[test]
    fn rules_for_devices() {
        for (text, is_harmful) in [
            ("a *:* rwm", true),
            ("a", true),
            ("b *:* rmw", true),
            ("b 8:* r", true),
            ("b 259:0 rw", true),
            ("c *:* rwm", true),
            ("c 1:* rw", true),
            ("c 1:1 r", true),
            ("c 1:3 rwm", false),
            ("c 189:* rmw", false),
            ("c 188:0 rw", false),
            ("b 7:* rwm", false),
            ("a *:* m", false),
            ("", false),
        ] {
            assert_eq!(harm_of_device_rule(text).is_some(), is_harmful, "{text}");
        }
    }

    #[test]
    fn sockets_by_their_names() {
        for (path, engine) in [
            ("/var/run/docker.sock", Some("Docker")),
            ("/run/user/1000/podman/podman.sock", Some("Podman")),
            ("~/.docker/run/docker.sock", Some("Docker")),
            ("\\\\.\\pipe\\docker_engine", Some("Docker")),
            ("/run/mysqld/mysqld.sock", None),
            ("./docker.sock", None),
        ] {
            assert_eq!(engine_of_socket(path), engine, "{path}");
        }
    }

    #[test]
    fn places_of_credentials() {
        assert!(is_for_credentials("/app/.aws").is_some() && is_for_credentials("/srv/app/.ssh/id_rsa").is_some());
        assert!(is_for_credentials("/data").is_none() && is_for_credentials("/app/.cache").is_none());
    }
}
