//! TLS listeners that leave the security policy to AWS.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    listener::{LISTENERS, ends_tls, minimum, place},
    policies::{DEFAULT, replacement},
};

pub const RULE: Rule = Rule {
    id: "tls/default-policy",
    level: Level::Error,
    severity: 74,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: LISTENERS,
    summary: "A TLS listener without a security policy gets one that accepts TLS 1.0",
    page: include_str!("default_policy.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"minimum":{"enum":["1.2","1.3"],"default":"1.2","description":"The oldest version of TLS that the proposed policy admits."}}}"#,
    fix: Fix::Unsafe,
    answers: &["R048"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, listener: Resource<'_>) {
    if listener.is_data() {
        return;
    }
    let policy = listener.attr("ssl_policy");
    let missing = policy.judge(|policy| match policy.string() {
        read if read.is_unset() => Answer::Yes,
        read if read.is_unknown() => Answer::Unknown,
        _ => Answer::No,
    });
    let answer = ends_tls(listener).and(missing);
    match answer {
        Answer::No => {}
        Answer::Unknown if policy.is_unknown() => cx.undecided(policy),
        Answer::Unknown => cx.undecided(listener.attr("protocol")),
        Answer::Yes | Answer::Possible => {
            let own = cx.options();
            // What is put in must satisfy the rule that judges policies too.
            let other = cx.section("rules").attr("tls/weak-policy");
            let new = replacement("", minimum(own).max(minimum(other)));
            let finding = cx
                .report(
                    place(policy, listener),
                    format!("`{}` has no `ssl_policy`: AWS gives it `{DEFAULT}`", listener.address()),
                )
                .because("that policy accepts TLS 1.0 and 1.1, which are deprecated (RFC 8996); only listeners created in the AWS console get a newer one")
                .help(format!("add `ssl_policy = \"{new}\"`"));
            let finding = if policy.is_absent() {
                finding.fix_insert(listener.body(), "ssl_policy", new.as_str())
            } else {
                finding.fix_set(policy, new.as_str())
            };
            let finding = finding.fix_is_unsafe();
            if answer == Answer::Possible {
                finding.possible();
            }
        }
    }
}
