//! Buckets whose versions can be deleted with a key alone.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::bucket::BUCKET;

pub const RULE: Rule = Rule {
    id: "aws/bucket-without-mfa-delete",
    level: Level::Off,
    severity: 20,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[BUCKET, "aws_s3_bucket_versioning"],
    summary: "Versions in a bucket can be deleted without a second factor",
    page: include_str!("bucket_without_mfa_delete.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R174"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    let message = format!("versions in `{}` can be deleted without a second factor", resource.address());
    // Without versions there is nothing to protect: another rule asks for them.
    let found = if resource.type_name() == BUCKET {
        let versioning = resource.block("versioning");
        let has_versions = versioning.attr("enabled").judge(|value| value.bool().test(|on| on));
        let setting = versioning.setting("mfa_delete");
        cx.reject(&setting, |value| has_versions.and(value.bool().or(false).test(|on| !on)), message)
    } else {
        let versioning = resource.block("versioning_configuration");
        let has_versions = versioning.attr("status").judge(|value| value.string().test(|text| text == "Enabled"));
        let setting = versioning.setting("mfa_delete");
        cx.reject(
            &setting,
            |value| has_versions.and(value.string().or("Disabled").test(|text| text != "Enabled")),
            message,
        )
    };
    if let Some(found) = found {
        let _finding = found
            .because("whoever steals a key with the right to delete versions can destroy the data and its whole history")
            .help("have the root user of the account enable MFA delete, then set `mfa_delete` here; or use Object Lock, which needs no root user");
    }
}
