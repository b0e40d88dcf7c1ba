//! Services that stay down once they are down.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, View};

use crate::stack::{SERVICE, Stack, each_service, place};

pub const RULE: Rule = Rule {
    id: "compose/missing-restart-policy",
    level: Level::Info,
    severity: 30,
    precision: Precision::High,
    inputs: &["compose"],
    types: &[SERVICE],
    summary: "A service stays down after a crash or a restart of its host",
    page: include_str!("missing_restart_policy.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R239"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    each_service(view, |stack, service| judge(cx, stack, service));
}

fn judge(cx: &mut Context<'_>, stack: &Stack<'_>, service: Resource<'_>) {
    let restart = service.attr("restart");
    let stays_down = restart.judge(|value| match value.string() {
        Read::Absent | Read::Null => is_restarted_by(service.attr("deploy").attr("restart_policy")).not(),
        other => other.test(|text| text == "no"),
    });
    let lasting = stack.runs_once(service).not();
    let answer = stays_down.and(lasting).and(is_meant_to_run(stack, service, restart));
    match answer {
        Answer::No => {}
        Answer::Unknown => {
            let policy = service.attr("deploy").attr("restart_policy");
            let own = [restart, policy, policy.attr("condition"), service.attr("profiles")];
            match own.into_iter().find(|value| value.is_unknown()) {
                Some(unknown) => cx.undecided(unknown),
                None => cx.undecided_because(service, "whether others wait for its end is not known", ""),
            }
        }
        Answer::Yes | Answer::Possible => {
            let is_written = matches!(restart.string(), Read::Known("no"));
            let written = if is_written { ": `restart` is `\"no\"`, though it waits for requests" } else { "" };
            let finding = cx
                .report(place(restart, service), format!("`{}` is not started again when it stops{written}", service.address()))
                .because("after a crash, an update of Docker or a restart of the host it stays down until somebody notices, and whatever needs it is down as well")
                .help("set `restart: unless-stopped`; if it is a job that ends, let what needs it wait with `condition: service_completed_successfully`, or give it a profile")
                .if_exists(service);
            let finding = if restart.is_absent() {
                finding.fix_insert(service.body(), "restart", "unless-stopped")
            } else {
                finding.fix_set(restart, "unless-stopped")
            };
            let finding = finding.fix_is_unsafe();
            if answer == Answer::Possible {
                finding.possible();
            }
        }
    }
}

/// Without a condition, it is restarted whatever its exit code.
fn is_restarted_by(policy: Value<'_>) -> Answer {
    if policy.is_unset() {
        return Answer::No;
    }
    policy.attr("condition").judge(|value| value.string().or("any").test(|text| text != "none"))
}

/// Tools that are started by hand have a profile; a `restart: "no"` that is written is believed, unless the service
/// evidently waits for requests.
fn is_meant_to_run(stack: &Stack<'_>, service: Resource<'_>, restart: Value<'_>) -> Answer {
    if !restart.is_unset() {
        let serves = ["ports", "healthcheck"].iter().any(|name| service.attr(name).each().next().is_some())
            || stack.dependents(service).next().is_some();
        return Answer::from(serves).or(if restart.is_unknown() { Answer::Unknown } else { Answer::No });
    }
    let profiles = service.attr("profiles");
    if profiles.is_unknown() { Answer::Unknown } else { profiles.each().next().is_none().into() }
}
