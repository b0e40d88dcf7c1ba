//! Keys of service accounts that lie in the state.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "gcp/service-account-key",
    level: Level::Warning,
    severity: 60,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["google_service_account_key"],
    summary: "A key of a service account is made, which never expires",
    page: include_str!("service_account_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R164"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, key: Resource<'_>) {
    if key.is_data() {
        return;
    }
    let is_uploaded = !key.attr("public_key_data").is_unset();
    let why = if is_uploaded {
        "whoever gets its private half is the account, from anywhere, until somebody notices: such keys do not expire by themselves"
    } else {
        "whoever gets it is the account, from anywhere, until somebody notices: it does not expire, and it stands in the state of Terraform in clear text"
    };
    cx.report(key, format!("`{}` is a key of a service account", key.address()))
        .because(why)
        .help("run the workload as the service account, use workload identity federation from outside of Google Cloud, or impersonate the account");
}
