//! State that lies readable in a bucket.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::backends;

pub const RULE: Rule = Rule {
    id: "terraform/unencrypted-state",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["terraform/backend"],
    summary: "The state of Terraform is not sent to be encrypted",
    page: include_str!("unencrypted_state.md"),
    options: "{}",
    fix: Fix::Safe,
    answers: &["R179"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, backend: Resource<'_>) {
    if backend.attr("type").string().test(|ty| ty == "s3") != Answer::Yes {
        return;
    }
    let encrypt = backend.setting("encrypt");
    if encrypt.value().is_unset() && backends::is_partial(backend) {
        let reason = "the rest of the backend's settings is given at `terraform init`";
        cx.undecided_because(backend, reason, "`encrypt`, written in the block");
        return;
    }
    let message = "the state is stored in S3 without being encrypted by Terraform's own setting";
    if let Some(found) = cx.reject(&encrypt, |value| value.bool().or(false).test(|on| !on), message) {
        found
            .because("a state holds passwords and keys of everything it manages, in clear text; without this, only the settings of a bucket that is managed elsewhere protect it")
            .help("set `encrypt = true`, and `kms_key_id` for a key of your own")
            .fix_setting(&encrypt, true);
    }
}
