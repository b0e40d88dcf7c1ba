//! Containers that keep the capabilities nobody asked for.

use tollgate_sdk::{Answer, Check, Context, Fix, Json, Level, Precision, Resource, Rule, Value};

use crate::{hosts::place, rules::dangerous_capability::normalised};

pub const RULE: Rule = Rule {
    id: "compose/capabilities-not-dropped",
    level: Level::Off,
    severity: 30,
    precision: Precision::High,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "A container keeps the default capabilities",
    page: include_str!("capabilities_not_dropped.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R240"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    // Run by a program on the host, in no container.
    if !service.attr("provider").is_unset() {
        return;
    }
    let dropped = service.attr("cap_drop");
    let is_all = |name: &str| normalised(name) == "ALL";
    let drops_all =
        dropped.each().fold(Answer::No, |found, name| found.or(name.judge(|name| name.string().test(is_all))));
    match drops_all {
        Answer::Yes | Answer::Possible => {}
        Answer::No if dropped.may_have_more() => cx.undecided(dropped),
        Answer::Unknown => {
            let unknown = dropped.each().find(Value::is_unknown).unwrap_or(dropped);
            cx.undecided(unknown);
        }
        Answer::No => {
            let finding = cx
                .report(place(dropped, service), format!("`{}` keeps the default capabilities", service.address()))
                .because("root in the container may change owners of files, forge packets and become other users, which most programs never do and attackers do first")
                .help("write `cap_drop: [ALL]`, and add what the program then misses under `cap_add`");
            let finding = if dropped.is_unset() {
                finding.fix_insert(service.body(), "cap_drop", Json::List(vec![Json::from("ALL")]))
            } else {
                finding.fix_insert(dropped, "", "ALL")
            };
            let _finding = finding.fix_is_unsafe();
        }
    }
}
