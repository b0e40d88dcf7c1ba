//! Application Gateways that accept an old version of TLS.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::{
    listener::minimum,
    policies::Tls::{self, V1_0, V1_1, V1_2, V1_3},
    services::{APPLICATION_GATEWAY, oldest},
    versions::{MINIMUM_OPTION, Versions, parse},
};

pub const RULE: Rule = Rule {
    id: "tls/weak-gateway-policy",
    level: Level::Error,
    severity: 74,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["azurerm_application_gateway"],
    summary: "An Application Gateway accepts old versions of TLS",
    page: include_str!("weak_gateway_policy.md"),
    options: MINIMUM_OPTION,
    fix: Fix::Unsafe,
    answers: &["R081"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, gateway: Resource<'_>) {
    let ends_tls = ends_tls(gateway);
    if gateway.is_data() || ends_tls == Answer::No {
        return;
    }
    let demand = Demand { minimum: minimum(cx.options()), is_certain: ends_tls == Answer::Yes };
    let own = gateway.block("ssl_policy");
    if own.is_absent() {
        default_policy(cx, gateway, demand);
    } else {
        judge(cx, gateway, own, demand);
    }
    for profile in gateway.attr("ssl_profile").each() {
        let policy = profile.block("ssl_policy");
        if !policy.is_absent() {
            judge(cx, gateway, policy, demand);
        }
    }
}

#[derive(Clone, Copy)]
struct Demand {
    minimum: Tls,
    /// There is a listener with TLS for certain.
    is_certain: bool,
}

/// Whether any listener has HTTPS or TLS: without, a policy has nothing to say.
fn ends_tls(gateway: Resource<'_>) -> Answer {
    let mut answer = Answer::No;
    for name in ["http_listener", "listener"] {
        let listeners = gateway.attr(name);
        for listener in listeners.each() {
            let ends = |text: &str| text.eq_ignore_ascii_case("Https") || text.eq_ignore_ascii_case("Tls");
            answer = answer.or(listener.attr("protocol").judge(|protocol| protocol.string().test(ends)));
        }
        if listeners.may_have_more() {
            answer = answer.or(Answer::Unknown);
        }
    }
    answer
}

fn judge(cx: &mut Context<'_>, gateway: Resource<'_>, policy: Value<'_>, demand: Demand) {
    if policy.is_unknown() {
        cx.undecided(policy);
        return;
    }
    let (named, disabled) = (policy.setting("policy_name"), policy.attr("disabled_protocols"));
    let has_list = disabled.each().next().is_some() || disabled.may_have_more();
    let (name, setting, strong, oldest): (_, _, _, fn(&str) -> Option<Tls>) = if !named.value().is_unset() {
        ("policy_name", named, "AppGwSslPolicy20220101", |name| oldest(APPLICATION_GATEWAY, name))
    } else if has_list {
        return without(cx, gateway, disabled, demand);
    } else {
        ("min_protocol_version", policy.setting("min_protocol_version"), "TLSv1_2", parse)
    };
    // Without either, Azure takes `AppGwSslPolicy20220101`.
    let versions = Versions { oldest, unset: V1_2, minimum: demand.minimum };
    let Some(found) = versions.reject(cx, gateway, name, setting.value()) else { return };
    let found = if demand.is_certain { found } else { found.possible() };
    if demand.minimum == V1_3 {
        found.help(ONLY_1_3);
    } else {
        found
            .help(format!("set it to `{strong}`; for a v1 gateway use `AppGwSslPolicy20170401S`"))
            .fix_setting(&setting, strong)
            .fix_is_unsafe();
    }
}

const ONLY_1_3: &str = "use a policy of the type `CustomV2` with `min_protocol_version = \"TLSv1_3\"`: no predefined policy has TLS 1.3 alone";

/// A policy that says which versions it does *not* accept.
fn without(cx: &mut Context<'_>, gateway: Resource<'_>, disabled: Value<'_>, demand: Demand) {
    let old = [V1_0, V1_1, V1_2, V1_3].into_iter().filter(|version| *version < demand.minimum);
    for version in old {
        let is_it = |one: Value<'_>| one.string().test(|text| parse(text) == Some(version));
        let more = if disabled.may_have_more() { Answer::Unknown } else { Answer::No };
        let is_disabled = disabled.each().fold(more, |answer, one| answer.or(one.judge(is_it)));
        match is_disabled {
            Answer::Yes => {}
            Answer::Unknown | Answer::Possible => {
                return cx.undecided(disabled.each().find(Value::is_unknown).unwrap_or(disabled));
            }
            Answer::No => {
                let message = format!("`{}` accepts {version}: it is not among the disabled ones", gateway.address());
                let found = cx
                    .report(disabled, message)
                    .because("an attacker on the network can make clients fall back to the oldest version that is not disabled")
                    .help("use `policy_type = \"Predefined\"` with `policy_name = \"AppGwSslPolicy20220101\"` instead of the list");
                if !demand.is_certain {
                    found.possible();
                }
                return;
            }
        }
    }
}

/// Without a policy a gateway has TLS 1.2 and 1.3.
fn default_policy(cx: &mut Context<'_>, gateway: Resource<'_>, demand: Demand) {
    if demand.minimum == V1_3 && demand.is_certain {
        let text = "accepts TLS 1.2: without an `ssl_policy` it gets `AppGwSslPolicy20220101`";
        cx.report(gateway, format!("`{}` {text}", gateway.address()))
            .because("the option `minimum` asks for TLS 1.3")
            .help(ONLY_1_3);
    }
}
