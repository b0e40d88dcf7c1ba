//! Endpoints of IoT Core that accept an old version of TLS.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    listener::minimum,
    policies::Tls,
    services::{IOT, oldest},
    versions::{MINIMUM_OPTION, Versions},
};

pub const RULE: Rule = Rule {
    id: "tls/weak-iot-policy",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_iot_domain_configuration"],
    summary: "An endpoint of IoT Core accepts an old version of TLS",
    page: include_str!("weak_iot_policy.md"),
    options: MINIMUM_OPTION,
    fix: Fix::Unsafe,
    answers: &["R071"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, endpoint: Resource<'_>) {
    if endpoint.is_data() {
        return;
    }
    let setting = endpoint.setting("tls_config.security_policy");
    let minimum = minimum(cx.options());
    // What is made without a policy gets `IoTSecurityPolicy_TLS13_1_2_2022_10`.
    let versions = Versions { oldest: |name| oldest(IOT, name), unset: Tls::V1_2, minimum };
    if let Some(found) = versions.reject(cx, endpoint, "security_policy", setting.value()) {
        let strong = if minimum == Tls::V1_3 {
            "IoTSecurityPolicy_TLS13_1_3_2022_10"
        } else {
            "IoTSecurityPolicy_TLS13_1_2_2022_10"
        };
        found
            .help(format!("set `security_policy = \"{strong}\"` in `tls_config` once all devices support it"))
            .fix_setting(&setting, strong)
            .fix_is_unsafe();
    }
}
