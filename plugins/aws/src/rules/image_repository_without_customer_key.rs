//! Image repositories that no key policy guards.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    keys::{self, explain, is_managed, reject_service_key},
    when::When,
};

pub const RULE: Rule = Rule {
    id: "aws/image-repository-without-customer-key",
    level: Level::Off,
    severity: 20,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_ecr_repository", keys::ALIASES[0], keys::ALIASES[1]],
    summary: "Images of a repository are not encrypted with a key of your own",
    page: include_str!("image_repository_without_customer_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R101"],
    check: Check::Linked(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for repository in view.of("aws_ecr_repository").filter(|one| is_managed(*one)) {
        let encryption = repository.block("encryption_configuration");
        let how = encryption.attr("encryption_type");
        if how.string().known() == Some("AES256") {
            let message = format!("the images of `{}` are not encrypted with a key of your own", repository.address());
            explain(cx.report(how, message)).if_exists(repository);
            continue;
        }
        let key = repository.setting("encryption_configuration.kms_key");
        reject_service_key(cx, When::ALWAYS, repository, &key, "the images");
    }
}
