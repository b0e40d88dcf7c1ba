//! Secrets that never change.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Rule, View, companions};

pub const RULE: Rule = Rule {
    id: "aws/secret-without-rotation",
    level: Level::Off,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_secretsmanager_secret", "aws_secretsmanager_secret_rotation"],
    summary: "A secret is never rotated",
    page: include_str!("secret_without_rotation.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R206"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for secret in view.of("aws_secretsmanager_secret").filter(|one| !one.is_data() && one.exists() != Existence::No) {
        // Before version 5 of the provider, the secret said so itself.
        let legacy = secret.attr("rotation_rules");
        if legacy.each().next().is_some() || !secret.attr("rotation_lambda_arn").is_unset() {
            continue;
        }
        let rotations = companions(view, secret, &["aws_secretsmanager_secret_rotation"], "secret_id", &["name"]);
        match rotations.any() {
            Answer::Yes => {}
            Answer::Possible | Answer::Unknown => {
                let place = rotations.perhaps.first().map_or(secret.body(), |(_, value)| *value);
                cx.undecided_because(place, "which secret this rotates is not known", "its `secret_id`");
            }
            Answer::No => {
                cx.report(secret, format!("`{}` is never rotated", secret.address()))
                    .because("whoever has read it once, from a lost laptop or a log, can use it for good; with rotation, a stolen password stops working after some weeks")
                    .help("add an `aws_secretsmanager_secret_rotation` with a function that changes it, or let the service manage it (`manage_master_user_password` of RDS)")
                    .if_exists(secret);
            }
        }
    }
}
