//! Services that do not wait until what they depend on is ready.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, View};

use crate::{
    health::{has_healthcheck, why_unknown},
    images::{Identity, Kind, identify},
    stack::{Dependency, SERVICE, Stack, dependencies, place, stacks},
};

pub const RULE: Rule = Rule {
    id: "compose/depends-on-without-condition",
    level: Level::Warning,
    severity: 40,
    precision: Precision::High,
    inputs: &["compose"],
    types: &[SERVICE],
    summary: "A service starts before what it depends on is ready",
    page: include_str!("depends_on_without_condition.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R238"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for stack in stacks(view) {
        for service in stack.services() {
            for dependency in dependencies(service) {
                if let Some(on) = stack.service(dependency.on) {
                    judge(cx, &stack, dependency, on);
                }
            }
        }
    }
}

fn judge(cx: &mut Context<'_>, stack: &Stack<'_>, dependency: Dependency<'_>, on: Resource<'_>) {
    let too_early = dependency.waits_for("service_started").and(dependency.is_required());
    let lasting = stack.runs_once(on).not();
    let checked = has_healthcheck(on);
    let store = match identify(on) {
        Identity::Known(image) if image.kind.is_data_store() => Some(image.kind),
        _ => None,
    };
    let takes_time = checked.or(store.is_some().into());
    match too_early.and(lasting).and(takes_time) {
        Answer::No => {}
        Answer::Unknown => {
            let own = [dependency.condition(), dependency.at.attr("required"), dependency.at];
            if let Some(unknown) = own.into_iter().find(|value| value.is_unknown()) {
                cx.undecided(unknown);
            } else if lasting == Answer::Unknown {
                cx.undecided_because(dependency.at, format!("whether `{}` is a job is not known", on.name()), "");
            } else {
                let (_, reason, decided_by) = why_unknown(on);
                cx.undecided_because(dependency.at, reason, decided_by);
            }
        }
        answer @ (Answer::Yes | Answer::Possible) => {
            report(cx, dependency, on, checked, store, answer);
        }
    }
}

fn report(
    cx: &mut Context<'_>,
    dependency: Dependency<'_>,
    on: Resource<'_>,
    checked: Answer,
    store: Option<Kind>,
    answer: Answer,
) {
    let (from, name) = (dependency.from, on.name());
    let condition = dependency.condition();
    let at = if dependency.is_short { dependency.at.into() } else { place(condition, from) };
    let kind = store.map_or("which takes time to start", Kind::describe);
    let (message, help) = if checked == Answer::Yes {
        (
            format!("`{}` does not wait until `{name}` is healthy, only until it is started", from.address()),
            if dependency.is_short {
                format!("write `depends_on` as a map, with `{name}: {{condition: service_healthy}}`")
            } else {
                "set `condition: service_healthy`".to_owned()
            },
        )
    } else {
        (
            format!("`{}` does not wait until `{name}`, {kind}, is ready, only until it is started", from.address()),
            format!("give `{name}` a `healthcheck`, and wait with `{name}: {{condition: service_healthy}}`"),
        )
    };
    let because = format!(
        "`{name}` is started long before it answers: the first connections of `{}` fail, which it survives or not, and which happens on the slow machine of a colleague or after a crash rather than at home",
        from.name()
    );
    let mut finding = cx.report(at, message).because(because).help(help).if_exists(from).if_exists(on);
    if checked == Answer::Yes && !dependency.is_short && !condition.is_absent() {
        finding = finding.fix_set(condition, "service_healthy").fix_is_unsafe();
    }
    finding = finding.related(on, format!("`{name}` is this"));
    if answer == Answer::Possible {
        finding.possible();
    }
}
