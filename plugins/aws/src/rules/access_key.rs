//! Keys that never expire, and lie in the state.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/access-key",
    level: Level::Info,
    severity: 50,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_iam_access_key"],
    summary: "An access key of a user is made by Terraform, and never expires",
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
            let lies = if is_wrapped { "" } else { ", and its secret lies in the state in clear text" };
            let report = cx
                .report(key, format!("`{}` is a key that never expires{lies}", key.address()))
                .because("whoever finds such a key, in the state, a CI variable or on a laptop, has it until somebody remembers to delete it: most break-ins at AWS begin with one")
                .help("let workloads take on a role instead: instance profiles, IAM roles for service accounts, OIDC for CI, IAM Roles Anywhere for machines elsewhere");
            if is_active == Answer::Possible {
                report.possible();
            }
        }
    }
}
