//! Google Cloud TLS policies that accept an old version of TLS.

use tollgate_sdk::{Answer, Check, Context, Fix, Json, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    listener::minimum,
    policies::Tls,
    versions::{Versions, parse},
};

pub const RULE: Rule = Rule {
    id: "tls/weak-google-policy",
    level: Level::Error,
    severity: 74,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["google_compute_ssl_policy", "google_compute_region_ssl_policy"],
    summary: "A Google Cloud TLS policy accepts an old version of TLS",
    page: include_str!("weak_google_policy.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"minimum":{"enum":["1.1","1.2","1.3"],"default":"1.2","description":"The oldest version of TLS that a policy may admit."},"forward_secrecy":{"type":"boolean","default":false,"description":"Also reject profiles and features that admit RSA key exchange, which has no forward secrecy."}}}"#,
    fix: Fix::Unsafe,
    answers: &["R083"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, policy: Resource<'_>) {
    if policy.is_data() {
        return;
    }
    let minimum = minimum(cx.options());
    let setting = policy.setting("min_tls_version");
    let versions = Versions { oldest: parse, unset: Tls::V1_0, minimum };
    if let Some(found) = versions.reject(cx, policy, "min_tls_version", setting.value()) {
        let text = match minimum {
            Tls::V1_3 => "TLS_1_3",
            Tls::V1_1 => "TLS_1_1",
            _ => "TLS_1_2",
        };
        let found = found.fix_setting(&setting, text);
        let found = if minimum == Tls::V1_3 {
            let profile = policy.setting("profile");
            let found = found.help(
                "set `min_tls_version = \"TLS_1_3\"` and `profile = \"RESTRICTED\"`, the only profile that allows it",
            );
            if profile.value().string() == Read::Known("RESTRICTED") {
                found
            } else {
                let found = found.fix_setting(&profile, "RESTRICTED");
                // Only with the profile `CUSTOM` may features be listed.
                let features = policy.attr("custom_features");
                let is_none = features.is_unset()
                    || features.is_list() && features.each().next().is_none() && !features.may_have_more();
                if is_none { found } else { found.fix_set(features, Json::List(Vec::new())) }
            }
        } else {
            found.help(format!("set `min_tls_version = \"{text}\"`"))
        };
        found.fix_is_unsafe();
    }
    if cx.options().attr("forward_secrecy").bool() == Read::Known(true) && minimum < Tls::V1_3 {
        secrecy(cx, policy);
    }
}

/// The profile `COMPATIBLE`, which is the default, has RSA key exchange; `CUSTOM` has what is listed.
fn secrecy(cx: &mut Context<'_>, policy: Resource<'_>) {
    let profile = policy.setting("profile");
    let features = policy.attr("custom_features");
    let is_static = |feature: Value<'_>| feature.string().test(|text| text.starts_with("TLS_RSA_"));
    let more = if features.may_have_more() { Answer::Unknown } else { Answer::No };
    let custom = features.each().fold(more, |answer, feature| answer.or(feature.judge(is_static)));
    let admits = |profile: Value<'_>| match profile.string().or("COMPATIBLE") {
        Read::Known("COMPATIBLE") => Answer::Yes,
        Read::Known("CUSTOM") => custom,
        Read::Known("MODERN" | "RESTRICTED" | "FIPS_202205") => Answer::No,
        _ => Answer::Unknown,
    };
    let message = format!("`{}` accepts RSA key exchange", policy.address());
    if let Some(found) = cx.reject(&profile, admits, message) {
        found
            .because("without forward secrecy, an attacker who steals the private key of the certificate can decrypt all traffic recorded until then")
            .help("set `profile = \"MODERN\"` or `\"RESTRICTED\"`, or remove the features that begin with `TLS_RSA_`");
    }
}
