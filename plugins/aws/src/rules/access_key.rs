//! Keys that never expire, and are stored in the state.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/access-key",
    level: Level::Info,
    severity: 50,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_iam_access_key"],
    summary: "Terraform creates an access key that never expires",
    page: include_str!("access_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R158"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, key: Resource<'_>) {
    if key.is_data() {
        return;
    }
    let status = key.attr("status");
    let is_active = status.judge(|status| status.string().or("Active").test(|status| status == "Active"));
    match is_active {
        Answer::No => {}
        Answer::Unknown => cx.undecided(status),
        Answer::Yes | Answer::Possible => {
            let is_wrapped = !key.attr("pgp_key").is_unset();
            let stored = if is_wrapped { "" } else { ", and its secret is stored in the state in clear text" };
            let report = cx
                .report(key, format!("`{}` is an access key that never expires{stored}", key.address()))
                .because("whoever finds the key, in the state, in a CI variable or on a laptop, can use it until somebody deletes it")
                .help("let workloads assume a role instead: instance profiles, IAM roles for service accounts, OIDC for CI, IAM Roles Anywhere for machines elsewhere");
            if is_active == Answer::Possible {
                report.possible();
            }
        }
    }
}
