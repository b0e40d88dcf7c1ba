//! Distributions whose viewers may use old versions of TLS or weak ciphers.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "tls/weak-cloudfront-policy",
    level: Level::Warning,
    severity: 59,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_cloudfront_distribution"],
    summary: "A CloudFront distribution accepts old versions of TLS or weak ciphers",
    page: include_str!("weak_cloudfront_policy.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"minimum":{"enum":["TLSv1.2_2018","TLSv1.2_2019","TLSv1.2_2021","TLSv1.2_2025","TLSv1.3_2025"],"default":"TLSv1.2_2021","description":"The weakest security policy that a distribution may have."}}}"#,
    fix: Fix::Unsafe,
    answers: &["R052"],
    check: Check::Resource(check),
};

/// Weakest first, with what each accepts beyond the next stronger one.
///
/// Source: AWS documentation, "Supported protocols and ciphers between viewers and CloudFront", 2026-11-20.
const POLICIES: &[(&str, &str)] = &[
    ("SSLv3", "SSL 3.0"),
    ("TLSv1", "TLS 1.0 and RC4 or 3DES ciphers"),
    ("TLSv1_2016", "TLS 1.0"),
    ("TLSv1.1_2016", "TLS 1.1"),
    ("TLSv1.2_2018", "key exchange without forward secrecy and CBC ciphers"),
    ("TLSv1.2_2019", "CBC ciphers"),
    ("TLSv1.2_2021", "TLS 1.2"),
    ("TLSv1.2_2025", "TLS 1.2"),
    ("TLSv1.3_2025", ""),
];

const IMPLIED: &str = "TLSv1";

fn rank(name: &str) -> Option<usize> {
    POLICIES.iter().position(|policy| policy.0 == name)
}

fn check(cx: &mut Context<'_>, distribution: Resource<'_>) {
    let certificate = distribution.block("viewer_certificate");
    if distribution.is_data() || certificate.is_absent() {
        return;
    }
    let minimum = cx.options().attr("minimum").string().known().unwrap_or("TLSv1.2_2021");
    let default = certificate.attr("cloudfront_default_certificate");
    let policy = certificate.attr("minimum_protocol_version");
    match default.judge(|value| value.bool().or(false).test(|on| on)) {
        Answer::Yes => default_certificate(cx, distribution, default, false),
        Answer::Possible => default_certificate(cx, distribution, default, true),
        Answer::Unknown => cx.undecided(default),
        Answer::No => own_certificate(cx, distribution, certificate, policy, minimum),
    }
}

/// With the certificate of `*.cloudfront.net` the policy is TLSv1 whatever is written.
fn default_certificate(cx: &mut Context<'_>, distribution: Resource<'_>, value: Value<'_>, possible: bool) {
    let finding = cx
        .report(value, format!("`{}` accepts TLS 1.0: the default certificate implies `{IMPLIED}`", distribution.address()))
        .because("an attacker on the network can make viewers use TLS 1.0 and broken ciphers, and no `minimum_protocol_version` can prevent it")
        .help("give the distribution an alias and a certificate of its own (`acm_certificate_arn`), with `minimum_protocol_version = \"TLSv1.2_2021\"`");
    if possible {
        finding.possible();
    }
}

fn own_certificate(
    cx: &mut Context<'_>,
    distribution: Resource<'_>,
    certificate: Value<'_>,
    policy: Value<'_>,
    minimum: &str,
) {
    let weak = |policy: Value<'_>| match policy.string().or(IMPLIED) {
        Read::Known(name) => match (rank(name), rank(minimum)) {
            (Some(rank), Some(minimum)) => Answer::from(rank < minimum),
            _ => Answer::Unknown,
        },
        _ => Answer::Unknown,
    };
    let answer = policy.judge(weak);
    match answer {
        Answer::No => {}
        Answer::Unknown => match policy.string() {
            Read::Known(name) => cx.undecided_because(
                policy,
                format!("`{name}` is not in the table of CloudFront security policies of 2026-11-20"),
                "the name of a CloudFront security policy",
            ),
            _ => cx.undecided(policy),
        },
        Answer::Yes | Answer::Possible => {
            let first = policy.possibilities().find(|policy| weak(*policy) == Answer::Yes).unwrap_or(policy);
            let name = first.string().known().unwrap_or(IMPLIED);
            let admits = rank(name).map_or("", |rank| POLICIES[rank].1);
            let text = format!("`{}` accepts {admits}: `{name}` allows it", distribution.address());
            // With addresses of its own, CloudFront offers a distribution none but the oldest policies.
            let vip = certificate.attr("ssl_support_method").judge(|method| method.string().test(|text| text == "vip"));
            let help = if vip == Answer::No {
                format!("set `minimum_protocol_version = \"{minimum}\"`")
            } else {
                format!(
                    "set `minimum_protocol_version = \"{minimum}\"` and `ssl_support_method = \"sni-only\"`: with `vip`, which is for clients without SNI, AWS refuses the policy unless its support has allowed it"
                )
            };
            let finding = match (vip, policy.is_absent()) {
                (Answer::No, true) => {
                    cx.report(certificate, text).fix_insert(certificate, "minimum_protocol_version", minimum)
                }
                (Answer::No, false) => cx.report(policy, text).fix_set(policy, minimum),
                (_, true) => cx.report(certificate, text),
                (_, false) => cx.report(policy, text),
            };
            let finding = finding
                .because("an attacker between viewer and edge can make viewers use the weakest choice that both sides support, and exploit it")
                .help(help)
                .fix_is_unsafe();
            if answer == Answer::Possible {
                finding.possible();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{IMPLIED, rank};

    #[test]
    fn policies_are_ordered_and_the_options_are_among_them() {
        let names = ["TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"];
        let ranks: Vec<_> = names.map(rank).into_iter().flatten().collect();
        assert_eq!(ranks.len(), names.len());
        assert!(ranks.is_sorted() && rank(IMPLIED) < ranks.first().copied());
    }
}
