//! Listeners whose security policy accepts an old version of TLS.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    listener::{LISTENERS, ends_tls, minimum},
    policies::{Policy, TABLE_DATE, Tls, replacement},
};

pub const RULE: Rule = Rule {
    id: "tls/weak-policy",
    level: Level::Error,
    severity: 74,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: LISTENERS,
    summary: "The security policy of a load balancer accepts an old version of TLS",
    page: include_str!("weak_policy.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"minimum":{"enum":["1.1","1.2","1.3"],"default":"1.2","description":"The oldest version of TLS that a listener may admit."},"forward_secrecy":{"type":"boolean","default":false,"description":"Also reject policies that admit RSA key exchange, which has no forward secrecy."}}}"#,
    fix: Fix::Unsafe,
    answers: &["R048", "R049"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, listener: Resource<'_>) {
    if listener.is_data() {
        return;
    }
    let demand = Demand {
        minimum: minimum(cx.options()),
        forward_secrecy: cx.options().attr("forward_secrecy").bool() == Read::Known(true),
    };
    let value = listener.attr("ssl_policy");
    let weak = value.judge(|policy| demand.is_missed_by(policy));
    match ends_tls(listener).and(weak) {
        Answer::No => {}
        Answer::Unknown => undecided(cx, listener, value),
        Answer::Yes => report(cx, listener, value, demand, false),
        Answer::Possible => report(cx, listener, value, demand, true),
    }
}

#[derive(Clone, Copy)]
struct Demand {
    minimum: Tls,
    forward_secrecy: bool,
}

impl Demand {
    fn is_missed_by(self, policy: Value<'_>) -> Answer {
        match policy.string() {
            // What AWS does without a policy is the business of `tls/default-policy`.
            Read::Absent | Read::Null => Answer::No,
            Read::Unknown => Answer::Unknown,
            Read::Known(name) => Policy::find(name).map_or(Answer::Unknown, |policy| {
                Answer::from(policy.below(self.minimum).next().is_some() || self.misses_secrecy(policy))
            }),
        }
    }

    fn misses_secrecy(self, policy: Policy) -> bool {
        self.forward_secrecy && policy.admits_static_rsa()
    }
}

fn report(cx: &mut Context<'_>, listener: Resource<'_>, value: Value<'_>, demand: Demand, possible: bool) {
    let weak = value
        .possibilities()
        .filter(|policy| demand.is_missed_by(*policy) == Answer::Yes)
        .find_map(|policy| policy.string().known());
    let Some((name, policy)) = weak.and_then(|name| Some((name, Policy::find(name)?))) else { return };
    let versions: Vec<String> = policy.below(demand.minimum).map(|version| version.to_string()).collect();
    let (admits, because) = if versions.is_empty() {
        ("RSA key exchange".to_owned(), NO_SECRECY)
    } else if demand.minimum == Tls::V1_3 && versions.len() == 1 {
        (versions.join(" and "), ONLY_1_2)
    } else {
        (versions.join(" and "), OLD_VERSIONS)
    };
    let new = replacement(name, demand.minimum);
    let may = if possible { "may accept" } else { "accepts" };
    let finding = cx
        .report(value, format!("`{}` {may} {admits}: `{name}` allows it", listener.address()))
        .because(because)
        .help(format!("set `ssl_policy` to `{new}`; check first which clients still use older versions"))
        .fix_set(value, new.as_str())
        .fix_is_unsafe();
    if possible {
        finding.possible();
    }
}

const OLD_VERSIONS: &str = "TLS 1.0 and 1.1 are deprecated (RFC 8996): they rely on SHA-1 and on ciphers with known attacks, and an attacker on the network can make clients fall back to them";
const ONLY_1_2: &str = "the option `minimum` asks for TLS 1.3: with TLS 1.2, parts of the handshake are readable, and the strength of a connection depends on the ciphers that both sides choose";
const NO_SECRECY: &str = "without forward secrecy, an attacker who steals the private key of the certificate can decrypt all traffic recorded until then";

fn undecided(cx: &mut Context<'_>, listener: Resource<'_>, value: Value<'_>) {
    let stranger =
        value.possibilities().find_map(|policy| policy.string().known().filter(|name| Policy::find(name).is_none()));
    if let Some(name) = stranger {
        let reason = format!("`{name}` is not in the table of security policies of {TABLE_DATE}");
        cx.undecided_because(value, reason, "the name of a predefined policy of Elastic Load Balancing");
    } else if value.is_unknown() {
        cx.undecided(value);
    } else {
        cx.undecided(listener.attr("protocol"));
    }
}
