//! Volumes of PostgreSQL where its image no longer keeps data.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    container_paths::{Mount, MountKind, is_within, mounts},
    stack::SERVICE,
};

pub const RULE: Rule = Rule {
    id: "compose/postgres-old-data-path",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["compose"],
    types: &[SERVICE],
    summary: "PostgreSQL 18 does not keep its data where the volume is",
    page: include_str!("postgres_old_data_path.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

/// Where images before 18 keep data, and where a volume goes since.
const OLD: &str = "/var/lib/postgresql/data";
const NEW: &str = "/var/lib/postgresql";
const FIRST: u32 = 18;

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    if !service.attr("build").is_unset() {
        return;
    }
    let Some(tags) = tags(service) else { return };
    let volumes = mounts(service).filter(|mount| mount.target.is_some_and(|target| is_within(target, OLD)));
    for mount in volumes {
        judge(cx, service, version(service, tags), mount);
    }
}

/// How the tags of an image tell the version of PostgreSQL.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tags {
    /// `18`, `18.1-bookworm`, `18-3.6`.
    BeginWithIt,
    /// `pg18`, `0.8.1-pg18-trixie`.
    NameIt,
}

/// For the official image and those that are made from it, on Docker Hub or on a mirror.
fn tags(service: Resource<'_>) -> Option<Tags> {
    let repository = service.attr("image_reference").attr("repository").string().known()?;
    let is = |name: &str| repository == name || repository.strip_suffix(name).is_some_and(|rest| rest.ends_with('/'));
    if repository == "postgres" || is("library/postgres") || is("postgis/postgis") {
        Some(Tags::BeginWithIt)
    } else if is("pgvector/pgvector") || is("timescale/timescaledb") {
        Some(Tags::NameIt)
    } else {
        None
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    Known(u32),
    /// The newest at the time: `latest`, `alpine`.
    Newest,
    Unknown,
}

fn version(service: Resource<'_>, tags: Tags) -> Version {
    let reference = service.attr("image_reference");
    match (reference.attr("tag").string(), reference.attr("digest").is_absent()) {
        (Read::Known(tag), _) => major(tag, tags).map_or(Version::Newest, Version::Known),
        (Read::Absent | Read::Null, true) => Version::Newest,
        (Read::Absent | Read::Null, false) => Version::Unknown,
        (Read::Unknown, _) => beginning(reference.attr("tag"), tags),
    }
}

fn major(tag: &str, tags: Tags) -> Option<u32> {
    let text = match tags {
        Tags::BeginWithIt => tag,
        Tags::NameIt => tag
            .match_indices("pg")
            .map(|(at, _)| &tag[at + 2..])
            .find(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))?,
    };
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

/// `18-${VARIANT}` is enough.
fn beginning(tag: Value<'_>, tags: Tags) -> Version {
    let is = |major: &u32| ["-", "."].iter().any(|end| tag.starts_with(&format!("{major}{end}")) == Answer::Yes);
    let known = if tags == Tags::BeginWithIt { (9..40).find(is) } else { None };
    known.map_or(Version::Unknown, Version::Known)
}

fn judge(cx: &mut Context<'_>, service: Resource<'_>, version: Version, mount: Mount<'_>) {
    let target = mount.target.unwrap_or(OLD);
    let data = service.attr("environment").attr("PGDATA");
    let outside = data.judge(|data| match data.string() {
        Read::Absent | Read::Null => Answer::Yes,
        other => other.test(|path| !is_within(path, target)),
    });
    let since = match version {
        Version::Known(major) => Answer::from(major >= FIRST),
        Version::Newest => Answer::Possible,
        Version::Unknown => Answer::Unknown,
    };
    let answer = since.and(outside);
    match answer {
        Answer::No => {}
        Answer::Unknown if outside == Answer::Unknown => cx.undecided(data),
        Answer::Unknown => {
            let tag = service.attr("image_reference").attr("tag");
            if tag.is_unknown() {
                cx.undecided(tag);
            } else {
                let image = service.attr("image");
                cx.undecided_because(
                    image,
                    "the image is named by its digest, which does not tell the version",
                    "the image",
                );
            }
        }
        Answer::Yes | Answer::Possible => report(cx, service, version, mount, answer),
    }
}

fn report(cx: &mut Context<'_>, service: Resource<'_>, version: Version, mount: Mount<'_>, answer: Answer) {
    let (address, target) = (service.address(), mount.target.unwrap_or(OLD));
    let data = service.attr("environment").attr("PGDATA").string();
    let message = match (data, version) {
        (Read::Known(path), _) => format!("`{address}` keeps its data in `{path}`, and its volume is at `{target}`"),
        (_, Version::Known(major)) => {
            format!(
                "`{address}` has its volume at `{target}`, and PostgreSQL {major} keeps its data in `{NEW}/{major}/docker`"
            )
        }
        _ => format!(
            "`{address}` has its volume at `{target}`, where the newest images keep no data: since {FIRST} it is in `{NEW}/{FIRST}/docker`"
        ),
    };
    let help = match version {
        Version::Known(_) => format!(
            "mount the volume at `{NEW}`; a volume that holds the data of an older version must be upgraded with `pg_upgrade` or a dump"
        ),
        _ => format!(
            "name a version in the tag: with {FIRST} or newer mount the volume at `{NEW}`, with an older one leave it where it is"
        ),
    };
    let finding = cx
        .report(mount.at, message)
        .because("the image refuses to start when it finds the old path mounted; where it does start, the database is in the container or in a volume without a name, and is gone with the next `docker compose down`")
        .help(help)
        .related(service.attr("image"), "the image");
    let is_volume = mount.kind != MountKind::Memory || service.attr("tmpfs").is_unset();
    let fixable = target == OLD && data.is_unset() && matches!(version, Version::Known(_)) && is_volume;
    let finding = if fixable { finding.fix_set(mount.at, NEW).fix_is_unsafe() } else { finding };
    if answer == Answer::Possible {
        finding.possible();
    }
}

#[cfg(test)]
mod tests {
    use super::{Tags, major};

    #[test]
    fn tags_tell_the_version() {
        for (tag, tags, expected) in [
            ("18", Tags::BeginWithIt, Some(18)),
            ("18.1-bookworm", Tags::BeginWithIt, Some(18)),
            ("18beta1-alpine3.22", Tags::BeginWithIt, Some(18)),
            ("17-alpine", Tags::BeginWithIt, Some(17)),
            ("9.6", Tags::BeginWithIt, Some(9)),
            ("latest", Tags::BeginWithIt, None),
            ("alpine3.22", Tags::BeginWithIt, None),
            ("pg18", Tags::NameIt, Some(18)),
            ("0.8.1-pg17-trixie", Tags::NameIt, Some(17)),
            ("2.23.0-pg18", Tags::NameIt, Some(18)),
            ("latest", Tags::NameIt, None),
        ] {
            assert_eq!(major(tag, tags), expected, "{tag}");
        }
    }
}
