//! Containers that want the same port of the host.

use std::collections::BTreeMap;

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, View};

use crate::{
    host_ports::{HostPort, Published, host_ports},
    replicas::{more_than, replicas},
    stack::{SERVICE, Stack, stacks},
};

pub const RULE: Rule = Rule {
    id: "compose/duplicate-published-port",
    level: Level::Error,
    severity: 45,
    precision: Precision::VeryHigh,
    inputs: &["compose"],
    types: &[SERVICE],
    summary: "Two containers are to have one port of the host",
    page: include_str!("duplicate_published_port.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R249"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for stack in stacks(view) {
        let ports: Vec<HostPort<'_>> = stack.services().flat_map(host_ports).collect();
        for clash in clashes(&ports) {
            report(cx, &ports, clash);
        }
        unknown_ports(cx, &stack, &ports);
        for service in stack.services() {
            several_containers(cx, service);
        }
    }
}

/// Ports that follow one another, and exclude ports that follow one another: one range is one mistake.
#[derive(Clone, Copy)]
struct Clash {
    /// The first port of the later service, and that of the earlier one that it excludes.
    later: usize,
    earlier: usize,
    count: usize,
    certain: bool,
}

fn clashes(ports: &[HostPort<'_>]) -> Vec<Clash> {
    let mut by_port: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
    let mut found: Vec<Clash> = Vec::new();
    for (later, port) in ports.iter().enumerate() {
        let Published::One(number) = port.published else { continue };
        let same = by_port.entry(number).or_default();
        let answers = same.iter().map(|earlier| (*earlier, port.excludes(&ports[*earlier])));
        // What surely excludes it says more than what may.
        let first = answers.clone().find(|(_, answer)| *answer == Answer::Yes);
        let first = first.or_else(|| answers.clone().find(|(_, answer)| *answer == Answer::Possible));
        same.push(later);
        let Some((earlier, answer)) = first else { continue };
        let certain = answer == Answer::Yes;
        match found.last_mut() {
            Some(last) if last.is_continued_by(ports, later, earlier, certain) => last.count += 1,
            _ => found.push(Clash { later, earlier, count: 1, certain }),
        }
    }
    found
}

impl Clash {
    fn is_continued_by(&self, ports: &[HostPort<'_>], later: usize, earlier: usize, certain: bool) -> bool {
        let follows = |first: usize, next: usize| {
            let (one, next) = (&ports[first], &ports[next]);
            let step = i64::try_from(self.count).unwrap_or(i64::MAX);
            let (Published::One(from), Published::One(to)) = (one.published, next.published) else { return false };
            let targets = one.target.zip(next.target).is_some_and(|(from, to)| from.checked_add(step) == Some(to));
            i64::from(from) + step == i64::from(to) && targets && one.service == next.service
        };
        self.certain == certain
            && self.later + self.count == later
            && self.earlier + self.count == earlier
            && follows(self.later, later)
            && follows(self.earlier, earlier)
    }
}

fn report(cx: &mut Context<'_>, ports: &[HostPort<'_>], clash: Clash) {
    let (later, earlier) = (&ports[clash.later], &ports[clash.earlier]);
    let last = &ports[clash.later + clash.count - 1];
    let what = match (later.published, last.published) {
        (Published::One(first), Published::One(last)) if first != last => format!("the host ports {first} to {last}"),
        (Published::One(first), _) => format!("the host port {first}"),
        _ => "a host port".to_owned(),
    };
    let address = later.service.address();
    let message = if later.service == earlier.service {
        format!("`{address}` publishes {what} twice")
    } else {
        format!("`{address}` publishes {what}, and so does `{}`", earlier.service.address())
    };
    let finding = cx
        .report(later.at, message)
        .because("a port of the host has one owner: the container that is started second fails with `port is already allocated`, and which one that is changes from start to start")
        .help("give one of them another port of the host, or publish neither and put a reverse proxy before both")
        .related(earlier.at, format!("`{}` publishes it first", earlier.service.name()))
        .if_exists(later.service)
        .if_exists(earlier.service);
    if !clash.certain {
        finding.possible();
    }
}

/// A port that is not known decides when there is another that it may be.
fn unknown_ports(cx: &mut Context<'_>, stack: &Stack<'_>, ports: &[HostPort<'_>]) {
    for (at, port) in ports.iter().enumerate() {
        let is_unknown = port.published == Published::Unknown;
        let mut others = ports.iter().enumerate().filter(|(other, _)| *other != at);
        if is_unknown && others.any(|(_, other)| port.excludes(other) != Answer::No) {
            cx.undecided(port.at);
        }
    }
    for service in stack.services() {
        let list = service.attr("ports");
        if list.may_have_more() && ports.iter().any(|port| port.service != service) {
            cx.undecided(list);
        }
    }
}

fn several_containers(cx: &mut Context<'_>, service: Resource<'_>) {
    // The port with the least room.
    let room = |port: &HostPort<'_>| match port.published {
        Published::One(_) => Some(1),
        Published::AnyOf(first, last) => Some(i64::from(last) - i64::from(first) + 1),
        Published::Unknown => None,
    };
    let ports = host_ports(service);
    let Some((room, port)) = ports.iter().filter_map(|port| Some((room(port)?, port))).min_by_key(|(room, _)| *room)
    else {
        return;
    };
    let answer = more_than(service, room);
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(replicas(service)),
        Answer::Yes | Answer::Possible => {
            let text = port.at.string().known().unwrap_or("");
            let count = replicas(service).string().known().unwrap_or("several");
            let finding = cx
                .report(port.at, format!("`{}` is to have {count} containers that publish the host port {text}", service.address()))
                .because("a port of the host has one owner: all containers but the first fail with `port is already allocated`")
                .help("publish a range that has room for all, leave the port of the host out so that Docker chooses one, or put a reverse proxy before them")
                .related(replicas(service), "so many containers")
                .if_exists(service);
            if answer == Answer::Possible {
                finding.possible();
            }
        }
    }
}
