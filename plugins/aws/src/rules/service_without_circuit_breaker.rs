//! Services that keep trying to start a broken version.

use tollgate_sdk::{Answer, Check, Context, Fix, Json, Level, Precision, Read, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "aws/service-without-circuit-breaker",
    level: Level::Info,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_ecs_service"],
    summary: "A failed deployment of a service is not rolled back",
    page: include_str!("service_without_circuit_breaker.md"),
    options: "{}",
    fix: Fix::Safe,
    answers: &["R194"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    if service.is_data() {
        return;
    }
    let is_rolling = is_rolling(service);
    if is_rolling == Answer::No {
        return;
    }
    let breaker = service.block("deployment_circuit_breaker");
    let (enabled, rollback) =
        (service.setting("deployment_circuit_breaker.enable"), service.setting("deployment_circuit_breaker.rollback"));
    let is_on = |block: Value<'_>| both(block.attr("enable").bool(), block.attr("rollback").bool());
    // Alarms can roll back as well.
    let by_alarms = is_on(service.block("alarms"));
    let answer = is_on(breaker).or(by_alarms).not().and(is_rolling);
    let address = service.address();
    match answer {
        Answer::No => {}
        Answer::Unknown => {
            let value = if breaker.is_unset() { service.block("alarms") } else { breaker };
            cx.undecided(value);
        }
        Answer::Yes | Answer::Possible => {
            let is_missing = breaker.is_unset();
            let is_off = !is_missing && enabled.value().bool().or(false).known() == Some(false);
            let setting = if is_missing || is_off { &enabled } else { &rollback };
            let found = cx.report(setting.value(), format!("a failed deployment of `{address}` is not rolled back"));
            let found = found
                .because("ECS tries to start a broken version again and again, for hours: the deployment neither finishes nor fails, and nobody is told")
                .help("set `enable = true` and `rollback = true` in `deployment_circuit_breaker`");
            let found = match () {
                () if is_missing => {
                    let block = Json::block([("enable", true.into()), ("rollback", true.into())]);
                    found.fix_insert(service.body(), "deployment_circuit_breaker", block)
                }
                () if is_off => found.fix_setting(&enabled, true).fix_setting(&rollback, true),
                () => found.fix_setting(&rollback, true),
            };
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}

fn both(enable: Read<bool>, rollback: Read<bool>) -> Answer {
    enable.or(false).test(|on| on).and(rollback.or(false).test(|on| on))
}

/// Whether ECS itself replaces tasks a few at a time: other ways to deploy have their own rollback.
fn is_rolling(service: Resource<'_>) -> Answer {
    let controller = service.block("deployment_controller").attr("type");
    let strategy = service.block("deployment_configuration").attr("strategy");
    let by_ecs = controller.judge(|controller| controller.string().or("ECS").test(|kind| kind == "ECS"));
    by_ecs.and(strategy.judge(|strategy| strategy.string().or("ROLLING").test(|kind| kind == "ROLLING")))
}
