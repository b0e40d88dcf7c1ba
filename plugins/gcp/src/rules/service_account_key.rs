//! Keys of service accounts, which are stored in the state.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "gcp/service-account-key",
    level: Level::Warning,
    severity: 60,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["google_service_account_key"],
    summary: "A service account key is created, which does not expire by default",
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
        "whoever gets the private key can act as the account, from anywhere; such keys do not expire by default"
    } else {
        "whoever gets it can act as the account, from anywhere; it does not expire by default, and it is stored in the Terraform state in plain text"
    };
    cx.report(key, format!("`{}` creates a long-lived service account key", key.address()))
        .because(why)
        .help("run the workload as the service account, use workload identity federation outside of Google Cloud, or impersonate the account");
}
