//! Classic Load Balancers whose negotiation policy accepts an old version of TLS.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::{
    policies::Tls,
    services::{CLASSIC, oldest},
    versions::Versions,
};

pub const RULE: Rule = Rule {
    id: "tls/weak-classic-policy",
    level: Level::Error,
    severity: 74,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_load_balancer_policy", "aws_lb_ssl_negotiation_policy"],
    summary: "The negotiation policy of a Classic Load Balancer accepts an old version of TLS",
    page: include_str!("weak_classic_policy.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R051"],
    check: Check::Resource(check),
};

const STRONG: &str = "ELBSecurityPolicy-TLS-1-2-2017-01";
const PREDEFINED: &str = "Reference-Security-Policy";
/// Attributes that switch one version on.
const PROTOCOLS: &[&str] = &["Protocol-SSLv2", "Protocol-SSLv3", "Protocol-TLSv1", "Protocol-TLSv1.1"];

fn check(cx: &mut Context<'_>, policy: Resource<'_>) {
    if policy.is_data() {
        return;
    }
    let attributes = if policy.type_name() == "aws_load_balancer_policy" {
        if negotiates(policy) == Answer::No {
            return;
        }
        policy.attr("policy_attribute")
    } else {
        policy.attr("attribute")
    };
    for attribute in attributes.each() {
        let name = attribute.attr("name");
        let named = |wanted: &str| name.judge(|name| name.string().test(|text| text == wanted));
        if named(PREDEFINED) == Answer::Yes {
            predefined(cx, policy, attribute);
        } else if let Some(protocol) = PROTOCOLS.iter().find(|protocol| named(protocol) == Answer::Yes) {
            custom(cx, policy, attribute, protocol);
        }
    }
    if attributes.may_have_more() {
        cx.undecided(attributes);
    }
}

/// Policies of other types have nothing to do with TLS.
fn negotiates(policy: Resource<'_>) -> Answer {
    policy.attr("policy_type_name").judge(|ty| ty.string().test(|text| text == "SSLNegotiationPolicyType"))
}

fn predefined(cx: &mut Context<'_>, policy: Resource<'_>, attribute: Value<'_>) {
    let setting = attribute.setting("value");
    let versions = Versions { oldest: |name| oldest(CLASSIC, name), unset: Tls::V1_2, minimum: Tls::V1_2 };
    if let Some(found) = versions.reject(cx, policy, "value", setting.value()) {
        found
            .help(format!(
                "set the policy to `{STRONG}`, or move to an Application Load Balancer, which supports TLS 1.3"
            ))
            .fix_setting(&setting, STRONG)
            .fix_is_unsafe();
    }
}

fn custom(cx: &mut Context<'_>, policy: Resource<'_>, attribute: Value<'_>, protocol: &str) {
    let setting = attribute.setting("value");
    let message = format!("`{}` enables `{protocol}`", policy.address());
    if let Some(found) = cx.reject(&setting, |value| value.bool().test(|on| on), message) {
        found
            .because("SSL and TLS before 1.2 are deprecated (RFC 7568, RFC 8996): an attacker on the network can make clients fall back to them and exploit known weaknesses")
            .help("set the attribute to `false`, and enable `Protocol-TLSv1.2`")
            .fix_setting(&setting, "false")
            .fix_is_unsafe();
    }
}
