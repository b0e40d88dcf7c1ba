//! Containers in which a process can become root.

use tollgate_sdk::{Answer, Check, Context, Fix, Json, Level, Precision, Resource, Rule, Value};

use crate::hosts::place;

pub const RULE: Rule = Rule {
    id: "compose/privilege-escalation-allowed",
    level: Level::Info,
    severity: 35,
    precision: Precision::High,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "Processes of a container may gain rights that they did not start with",
    page: include_str!("privilege_escalation_allowed.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R241"],
    check: Check::Resource(check),
};

const OPTION: &str = "no-new-privileges";

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    // Run by a program on the host, in no container; or by a runtime of WebAssembly, which starts no other program.
    if !service.attr("provider").is_unset() || is_wasm(service) {
        return;
    }
    let options = service.attr("security_opt");
    let says = |wanted: fn(&str) -> bool| {
        options.each().find(|option| option.judge(|option| option.string().test(wanted)) == Answer::Yes)
    };
    if says(is_on).is_some() {
        return;
    }
    let off = says(is_off);
    if let Some(unknown) = unknown(options).filter(|_| off.is_none()) {
        cx.undecided(unknown);
        return;
    }
    let at = off.map_or_else(|| place(options, service), Into::into);
    let says = if off.is_some() { "switches `no-new-privileges` off" } else { "does not set `no-new-privileges`" };
    let finding = cx
        .report(at, format!("`{}` {says}", service.address()))
        .because("with a program such as `sudo` or `su`, or any with a hole and the setuid bit, a process that runs as somebody without rights becomes root in the container")
        .help("write `security_opt: [\"no-new-privileges:true\"]`");
    let new = format!("{OPTION}:true");
    let finding = match off {
        Some(off) => finding.fix_set(off, new),
        None if options.is_unset() => {
            finding.fix_insert(service.body(), "security_opt", Json::List(vec![Json::from(new)]))
        }
        None => finding.fix_insert(options, "", new),
    };
    let _finding = finding.fix_is_unsafe();
}

fn is_wasm(service: Resource<'_>) -> bool {
    let says = |name: &str, part: &str| service.attr(name).string().test(|text| text.contains(part)) == Answer::Yes;
    says("platform", "wasm") || says("runtime", "wasm")
}

/// What may be the option, and is not known.
fn unknown(options: Value<'_>) -> Option<Value<'_>> {
    let open = options.may_have_more().then_some(options);
    open.or_else(|| options.each().find(|option| option.is_unknown() && option.starts_with("no-new") != Answer::No))
}

fn is_on(option: &str) -> bool {
    setting(option).is_some_and(|value| !value.eq_ignore_ascii_case("false"))
}

fn is_off(option: &str) -> bool {
    setting(option).is_some_and(|value| value.eq_ignore_ascii_case("false"))
}

/// `no-new-privileges`, with `:true` or `=true` or alone.
fn setting(option: &str) -> Option<&str> {
    let rest = option.trim().strip_prefix(OPTION)?;
    if rest.is_empty() { Some("true") } else { rest.strip_prefix([':', '=']) }
}
