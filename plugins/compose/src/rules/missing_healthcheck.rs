//! Services of which nobody can tell whether they work.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, View};

use crate::{
    health::{denial, has_healthcheck, probe, why_unknown},
    stack::{SERVICE, Stack, each_service, place},
};

pub const RULE: Rule = Rule {
    id: "compose/missing-healthcheck",
    level: Level::Off,
    severity: 30,
    precision: Precision::High,
    inputs: &["compose"],
    types: &[SERVICE],
    summary: "A service has no healthcheck",
    page: include_str!("missing_healthcheck.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R233"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    each_service(view, |stack, service| judge(cx, stack, service));
}

fn judge(cx: &mut Context<'_>, stack: &Stack<'_>, service: Resource<'_>) {
    // A job says how it went with its exit code.
    let lasting = stack.runs_once(service).not();
    let missing = has_healthcheck(service).not();
    match lasting.and(missing) {
        Answer::No => {}
        Answer::Unknown => {
            let (value, reason, decided_by) = why_unknown(service);
            cx.undecided_because(place(value, service), reason, decided_by);
        }
        answer @ (Answer::Yes | Answer::Possible) => {
            let example = probe(service).map_or_else(
                || "a command that asks the service for something and exits with 0 when it answers".to_owned(),
                |command| format!("here `{command}` does"),
            );
            let finding = cx
                .report(place(denial(service), service), format!("`{}` has no healthcheck", service.address()))
                .because("Docker takes a container for well as long as its process runs: one that hangs, or has lost its database, looks like one that works, to `docker ps`, to monitoring and to services that wait for it")
                .help(format!("add a `healthcheck` with a `test`; {example}"))
                .if_exists(service);
            if answer == Answer::Possible {
                finding.possible();
            }
        }
    }
}
