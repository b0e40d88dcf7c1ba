//! Domain names of API Gateway that accept an old version of TLS.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    listener::minimum,
    policies::Tls,
    services::{API_GATEWAY, oldest},
    versions::{MINIMUM_OPTION, Versions},
};

pub const RULE: Rule = Rule {
    id: "tls/weak-api-policy",
    level: Level::Error,
    severity: 74,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_api_gateway_domain_name", "aws_apigatewayv2_domain_name"],
    summary: "A domain name of API Gateway accepts an old version of TLS",
    page: include_str!("weak_api_policy.md"),
    options: MINIMUM_OPTION,
    fix: Fix::Unsafe,
    answers: &["R055"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, domain: Resource<'_>) {
    if domain.is_data() {
        return;
    }
    // HTTP and WebSocket APIs have the policy `TLS_1_2` and no other.
    let is_v2 = domain.type_name() == "aws_apigatewayv2_domain_name";
    let path = if is_v2 { "domain_name_configuration.security_policy" } else { "security_policy" };
    let minimum = if is_v2 { Tls::V1_2 } else { minimum(cx.options()) };
    let setting = domain.setting(path);
    if setting.value().is_unset() {
        if !is_v2 {
            let reason =
                "without a security policy API Gateway chooses, by the type of the endpoint and the day it was made";
            cx.undecided_because(setting.value(), reason, "`security_policy`");
        }
        return;
    }
    let versions = Versions { oldest: |name| oldest(API_GATEWAY, name), unset: Tls::V1_2, minimum };
    let Some(found) = versions.reject(cx, domain, "security_policy", setting.value()) else { return };
    if minimum == Tls::V1_3 {
        // Those policies demand an `endpoint_access_mode` as well, and differ between edge and region.
        found.help("set `security_policy = \"SecurityPolicy_TLS13_1_3_2025_09\"` (at the edge `SecurityPolicy_TLS13_2025_EDGE`) and an `endpoint_access_mode`");
    } else {
        found.help("set `security_policy = \"TLS_1_2\"`").fix_setting(&setting, "TLS_1_2").fix_is_unsafe();
    }
}
