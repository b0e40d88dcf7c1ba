//! SFTP servers that accept SHA-1.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "tls/weak-transfer-policy",
    level: Level::Warning,
    severity: 48,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_transfer_server"],
    summary: "An SFTP server accepts key exchange and message authentication with SHA-1",
    page: include_str!("weak_transfer_policy.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R070"],
    check: Check::Resource(check),
};

/// The oldest policy, and what the provider asks for where none is written.
const WEAK: &str = "TransferSecurityPolicy-2018-11";
const STRONG: &str = "TransferSecurityPolicy-2025-03";

fn check(cx: &mut Context<'_>, server: Resource<'_>) {
    if server.is_data() {
        return;
    }
    let setting = server.setting("security_policy_name");
    let speaks_sftp = speaks_sftp(server);
    let weak = |value: tollgate_sdk::Value<'_>| value.string().or(WEAK).test(|name| name == WEAK);
    if speaks_sftp == Answer::Unknown && setting.value().judge(weak) == Answer::Yes {
        cx.undecided(server.attr("protocols"));
        return;
    }
    let address = server.address();
    let message = if setting.value().is_unset() {
        format!("`{address}` accepts SHA-1: without a `security_policy_name` it gets `{WEAK}`")
    } else {
        format!("`{address}` accepts SHA-1: `{WEAK}` allows it")
    };
    if let Some(found) = cx.reject(&setting, |value| speaks_sftp.and(weak(value)), message) {
        found
            .because("that policy of 2018 has key exchange and message authentication with SHA-1, which is broken and deprecated; auditors fail a server that offers it")
            .help(format!("set `security_policy_name = \"{STRONG}\"`; check first which clients only support SHA-1"))
            .fix_setting(&setting, STRONG)
            .fix_is_unsafe();
    }
}

/// Whether SSH is spoken at all: FTPS and AS2 have TLS 1.2 with every policy.
fn speaks_sftp(server: Resource<'_>) -> Answer {
    let protocols = server.attr("protocols");
    if protocols.is_unset() {
        return Answer::Yes;
    }
    let more = if protocols.may_have_more() { Answer::Unknown } else { Answer::No };
    protocols.each().fold(more, |answer, protocol| {
        answer.or(protocol.judge(|protocol| protocol.string().test(|text| text == "SFTP")))
    })
}
