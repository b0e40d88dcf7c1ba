//! Data stores whose data goes with the container.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Place, Precision, Read, Resource, Rule, Value};

use crate::{
    container_paths::{Mount, MountKind, is_within, mounts, unknown_mounts},
    images::{Identity, Image, Kind, identify},
    mentions::texts,
    stack::SERVICE,
};

pub const RULE: Rule = Rule {
    id: "compose/data-store-without-volume",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["compose"],
    types: &[SERVICE],
    summary: "The data of a data store is gone with its container",
    page: include_str!("data_store_without_volume.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    let image = match identify(service) {
        Identity::Known(image) if image.kind.is_data_store() && !image.data.is_empty() => image,
        Identity::Known(_) | Identity::Other => return,
        Identity::Unknown => {
            if service.attr("build").is_unset() {
                cx.undecided(service.attr("image"));
            }
            return;
        }
    };
    let (keeps, lost) = (keeps_data(service, image), is_mounted(service, image).not());
    match keeps.and(lost) {
        Answer::No => {}
        Answer::Unknown if lost == Answer::Unknown => {
            let mounts = unknown_mounts(service).unwrap_or(service.attr("volumes"));
            undecided(cx, mounts, "it takes over what another service has mounted");
        }
        Answer::Unknown => undecided(cx, service.attr("command"), "a configuration file decides what is kept on disk"),
        answer @ (Answer::Yes | Answer::Possible) => report(cx, service, image, answer),
    }
}

/// For the reason that the value has, or for ours where the value is known.
fn undecided(cx: &mut Context<'_>, value: Value<'_>, reason: &str) {
    match value.each().chain([value]).find(Value::may_have_more) {
        Some(unknown) => cx.undecided(unknown),
        None => cx.undecided_because(value, reason, ""),
    }
}

/// Whether the store is told to keep data, or does so untold.
fn keeps_data(service: Resource<'_>, image: &Image) -> Answer {
    match (image.kind, image.product) {
        (Kind::Cache, _) => is_told(service, |words| words.windows(2).any(|pair| asks_for_disk(pair[0], pair[1]))),
        // What is not stored in a stream is never written.
        (_, "NATS") => is_told(service, |words| words.iter().any(|word| STREAMS.contains(word))),
        // In memory unless told otherwise, or with its data in another service.
        (_, "Consul" | "DynamoDB Local" | "SurrealDB" | "FerretDB") => Answer::No,
        _ => Answer::Yes,
    }
}

const STREAMS: [&str; 4] = ["-js", "--js", "-jetstream", "--jetstream"];

/// `--appendonly yes` and `--save 60 1`, but not `--save ""`.
fn asks_for_disk(option: &str, value: &str) -> bool {
    match option {
        "--appendonly" => value == "yes",
        "--save" => value.trim_matches(['"', '\'']).starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}

/// Asks a question of the words of the command. A configuration file that it names may say the same.
fn is_told(service: Resource<'_>, question: impl Fn(&[&str]) -> bool) -> Answer {
    let command = service.attr("command");
    let mut words = Vec::new();
    for text in command.each().filter_map(|word| word.string().known()) {
        words.extend(text.split_whitespace());
        if text.is_empty() {
            words.push(text);
        }
    }
    let may_say_more = command.may_have_more()
        || command.each().any(|word| word.is_unknown())
        || words.iter().any(|word| word.ends_with(".conf"));
    if question(&words) {
        Answer::Yes
    } else if may_say_more {
        Answer::Unknown
    } else {
        Answer::No
    }
}

/// Whether something is mounted where the data is: at, above or below one of the folders of the image, or one that
/// the service is told of.
fn is_mounted(service: Resource<'_>, image: &Image) -> Answer {
    let told: Vec<&str> = texts(service)
        .filter_map(|text| text.string().known())
        .flat_map(|text| text.split([' ', '=', ',', ':']))
        .filter(|word| word.starts_with('/') && !is_configuration(word))
        .collect();
    let holds = |mount: Mount<'_>| {
        let Some(target) = mount.target else { return false };
        let mut folders = image.data.iter().copied().chain(told.iter().copied());
        mount.kind != MountKind::Anonymous
            && folders.any(|folder| is_within(folder, target) || is_within(target, folder) && !is_configuration(target))
    };
    if mounts(service).any(holds) {
        Answer::Yes
    } else if unknown_mounts(service).is_some() {
        Answer::Unknown
    } else {
        Answer::No
    }
}

/// Files and the folders of configuration: nothing is stored there.
fn is_configuration(path: &str) -> bool {
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    is_file
        || ["/etc", "/run", "/bin", "/usr/bin", "/usr/local/bin", "/docker-entrypoint-initdb.d"]
            .iter()
            .any(|folder| is_within(path, folder))
}

fn report(cx: &mut Context<'_>, service: Resource<'_>, image: &Image, answer: Answer) {
    let (address, name) = (service.address(), service.name());
    let folder = data_folder(service, image);
    let anonymous = mounts(service).find(|mount| {
        mount.kind == MountKind::Anonymous && mount.target.is_some_and(|target| image.data.contains(&target))
    });
    let (place, message): (Place, String) = match anonymous {
        Some(mount) => (mount.at.into(), format!("`{address}` keeps its data in a volume that has no name")),
        None => (
            service.into(),
            format!("`{address}` keeps its data only as long as its container: nothing is mounted at `{folder}`"),
        ),
    };
    let finding = cx
        .report(place, message)
        .because(format!(
            "`docker compose down`, or a container that is made anew, and what {} holds is gone: the system comes up without an error and without data",
            image.product
        ))
        .help(format!("mount a named volume, e.g. `{name}-data:{folder}`, and name it under the top-level `volumes`; mount a `tmpfs` there if the data is not worth keeping"));
    if answer == Answer::Possible {
        finding.possible();
    }
}

/// The folder to name to people: that of the maker of the image, where makers differ.
fn data_folder<'i>(service: Resource<'_>, image: &'i Image) -> &'i str {
    let repository = service.attr("image_reference").attr("repository").string();
    let made_by = |maker: &str| matches!(repository, Read::Known(text) if text.contains(maker));
    let newer = image.product == "PostgreSQL" && is_new_postgres(service);
    let fits = |folder: &&&str| match **folder {
        folder if newer => folder == "/var/lib/postgresql",
        folder if made_by("confluentinc/") => folder.starts_with("/var/lib/"),
        folder => folder.contains("bitnami") == made_by("bitnami"),
    };
    image.data.iter().find(fits).or(image.data.first()).copied().unwrap_or("/data")
}

/// Since 18 the volume is one folder up, see `compose/postgres-old-data-path`.
fn is_new_postgres(service: Resource<'_>) -> bool {
    let tag = service.attr("image_reference").attr("tag");
    let major = |text: &str| text.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok());
    match tag.string() {
        Read::Known(text) => major(text).is_none_or(|major: u32| major >= 18),
        Read::Absent | Read::Null => true,
        Read::Unknown => false,
    }
}
