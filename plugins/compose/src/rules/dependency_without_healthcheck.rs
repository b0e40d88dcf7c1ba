//! Services that others wait for, and that never say when they are ready.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, View};

use crate::{
    health::{denial, has_healthcheck, probe, why_unknown},
    stack::{Dependency, SERVICE, Stack, each_service, names, place},
};

pub const RULE: Rule = Rule {
    id: "compose/dependency-without-healthcheck",
    level: Level::Warning,
    severity: 45,
    precision: Precision::High,
    inputs: &["compose"],
    types: &[SERVICE],
    summary: "Others depend on a service that never says when it is ready",
    page: include_str!("dependency_without_healthcheck.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R233"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    each_service(view, |stack, service| judge(cx, stack, service));
}

/// Those who wait for a service, by what they wait for.
#[derive(Default)]
struct Waiting<'a> {
    for_health: Vec<Dependency<'a>>,
    for_start: Vec<Dependency<'a>>,
    unknown: Option<Dependency<'a>>,
}

fn judge(cx: &mut Context<'_>, stack: &Stack<'_>, service: Resource<'_>) {
    let waiting = Waiting::of(stack, service);
    let waits_for_health = !waiting.for_health.is_empty();
    let dependents = if waits_for_health { &waiting.for_health } else { &waiting.for_start };
    let missing = has_healthcheck(service).not();
    match (dependents.as_slice(), missing) {
        (_, Answer::No) => {}
        ([], Answer::Yes) => {
            if let Some(unknown) = waiting.unknown {
                cx.undecided(unknown.condition());
            }
        }
        ([], _) => {}
        (_, Answer::Unknown) => {
            let (value, reason, decided_by) = why_unknown(service);
            cx.undecided_because(place(value, service), reason, decided_by);
        }
        (dependents, Answer::Yes | Answer::Possible) => report(cx, service, dependents, waits_for_health, missing),
    }
}

impl<'a> Waiting<'a> {
    /// Dependents that also start without the service are none, and neither is anybody who starts beside a job.
    fn of(stack: &Stack<'a>, service: Resource<'a>) -> Self {
        let mut waiting = Self::default();
        let is_service = stack.runs_once(service) == Answer::No;
        for dependency in stack.dependents(service).filter(|dependency| dependency.is_required() != Answer::No) {
            if dependency.waits_for("service_healthy") == Answer::Yes {
                waiting.for_health.push(dependency);
            } else if dependency.waits_for("service_started") == Answer::Yes && is_service {
                waiting.for_start.push(dependency);
            } else if dependency.condition().is_unknown() {
                waiting.unknown = Some(dependency);
            }
        }
        waiting
    }
}

fn report(
    cx: &mut Context<'_>,
    service: Resource<'_>,
    dependents: &[Dependency<'_>],
    waits_for_health: bool,
    missing: Answer,
) {
    let (address, name) = (service.address(), service.name());
    let who = names(dependents.iter().map(|dependency| dependency.from.name()));
    let several = dependents.len() > 1;
    let (message, because) = if waits_for_health {
        let wait = if several { "wait" } else { "waits" };
        (
            format!("`{address}` has no healthcheck, but {who} {wait} until it is healthy"),
            format!(
                "a container without a healthcheck never becomes healthy: `docker compose up` stops with an error, and {who} never {}",
                if several { "start" } else { "starts" }
            ),
        )
    } else {
        let depend = if several { "depend" } else { "depends" };
        (
            format!("`{address}` has no healthcheck, although {who} {depend} on it"),
            format!(
                "`depends_on` then waits for the process only, not until it answers: whether the first connections of {who} succeed is luck, most of all on a slow machine and after a crash; and nobody notices when `{name}` hangs"
            ),
        )
    };
    let example =
        probe(service).map(|command| format!(", e.g. `test: [CMD-SHELL, \"{}\"]`", command.replace('"', "\\\"")));
    let finding = cx
        .report(place(denial(service), service), message)
        .because(because)
        .help(format!(
            "give `{name}` a `healthcheck`{}{}",
            example.unwrap_or_default(),
            if waits_for_health {
                ""
            } else {
                ", and let those who depend on it wait with `condition: service_healthy`"
            }
        ))
        .if_exists(service);
    let certain = dependents.iter().any(|dependency| {
        dependency.from.exists() == tollgate_sdk::Existence::Yes && dependency.is_required() == Answer::Yes
    });
    let finding = dependents.iter().fold(finding, |finding, dependency| {
        finding.related(dependency.at, format!("`{}` waits for it here", dependency.from.name()))
    });
    if !certain || missing == Answer::Possible {
        finding.possible();
    }
}
