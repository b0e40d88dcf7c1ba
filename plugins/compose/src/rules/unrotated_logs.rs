//! Logs that grow until the disk is full.

use tollgate_sdk::{Answer, Check, Context, Fix, Json, Level, Precision, Resource, Rule, Value};

use crate::stack::{SERVICE, is_container, place};

pub const RULE: Rule = Rule {
    id: "compose/unrotated-logs",
    level: Level::Off,
    severity: 35,
    precision: Precision::Medium,
    inputs: &["compose"],
    types: &[SERVICE],
    summary: "The log of a service grows without a limit",
    page: include_str!("unrotated_logs.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R250"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    if !is_container(service) {
        return;
    }
    let logging = service.attr("logging");
    let (driver, size) = (logging.attr("driver"), logging.attr("options").attr("max-size"));
    let to_file =
        driver.judge(|value| value.string().or("json-file").test(|text| text == "json-file" || text.is_empty()));
    let limited = size.judge(|value| value.string().test(|text| !text.starts_with('-') && !text.is_empty()));
    let answer = to_file.and(limited.not());
    match answer {
        Answer::No => {}
        Answer::Unknown => {
            let values = [logging, driver, logging.attr("options"), size];
            if let Some(unknown) = values.into_iter().find(|value| value.is_unknown()) {
                cx.undecided(unknown);
            }
        }
        Answer::Yes | Answer::Possible => {
            let place = [size, driver, logging].into_iter().find(|value| !value.is_absent()).unwrap_or(logging);
            report(cx, service, place, answer);
        }
    }
}

fn report(cx: &mut Context<'_>, service: Resource<'_>, at: Value<'_>, answer: Answer) {
    let logging = service.attr("logging");
    let options = logging.attr("options");
    let size = options.attr("max-size");
    let finding = cx
        .report(place(at, service), format!("the log of `{}` grows without a limit", service.address()))
        .because("the `json-file` driver, which is the default, keeps every line for as long as the container lives: one service that logs each request fills the disk, and then every database on the host stops")
        .help("set `max-size` and `max-file` under `logging.options`, or use the driver `local`, which rotates by itself");
    let rotation = || Json::object([("max-size", Json::from("10m")), ("max-file", Json::from("3"))]);
    let finding = if !size.is_absent() {
        finding.fix_set(size, "10m")
    } else if !options.is_unset() {
        finding.fix_insert(options, "max-size", "10m")
    } else if !logging.is_unset() {
        finding.fix_insert(logging, "options", rotation())
    } else {
        finding.fix_insert(
            service.body(),
            "logging",
            Json::object([("driver", Json::from("json-file")), ("options", rotation())]),
        )
    };
    let finding = finding.fix_is_unsafe();
    if answer == Answer::Possible {
        finding.possible();
    }
}
