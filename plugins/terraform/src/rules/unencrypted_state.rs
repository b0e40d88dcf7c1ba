//! State that is written without asking for encryption.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::backends;

pub const RULE: Rule = Rule {
    id: "terraform/unencrypted-state",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["terraform/backend"],
    summary: "Terraform does not ask S3 to encrypt the state",
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
        let reason = "the other settings of the backend are passed to `terraform init`";
        cx.undecided_because(backend, reason, "`encrypt`, written in the block");
        return;
    }
    let message = "Terraform does not ask S3 to encrypt the state";
    if let Some(found) = cx.reject(&encrypt, |value| value.bool().or(false).test(|on| !on), message) {
        found
            .because("a state holds passwords and keys in plain text; without `encrypt`, only the settings of the bucket, which are managed elsewhere, protect it")
            .help("set `encrypt = true`, and `kms_key_id` to use your own key")
            .fix_setting(&encrypt, true);
    }
}
