//! Buckets that no key policy guards.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value, View, companions};

use crate::{
    keys::{self, explain, is_managed, reject_service_key},
    when::When,
};

const ENCRYPTION: &str = "aws_s3_bucket_server_side_encryption_configuration";

pub const RULE: Rule = Rule {
    id: "aws/bucket-without-customer-key",
    level: Level::Off,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_s3_bucket", ENCRYPTION, keys::ALIASES[0], keys::ALIASES[1]],
    summary: "Objects of a bucket are not encrypted with a key of your own",
    page: include_str!("bucket_without_customer_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R092"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for bucket in view.of("aws_s3_bucket").filter(|bucket| is_managed(*bucket)) {
        let found = companions(view, bucket, &[ENCRYPTION], "bucket", &["bucket"]);
        match (found.any(), found.certain.first()) {
            (_, Some(encryption)) => judge(cx, bucket, encryption.body()),
            (Answer::No, None) => judge(cx, bucket, bucket.body().block("server_side_encryption_configuration")),
            (_, None) => {
                let reason = "whether a configuration of its encryption belongs to this bucket is not known";
                cx.undecided_because(bucket, reason, format!("`bucket` of `{ENCRYPTION}`"));
            }
        }
    }
}

/// `configuration` holds the block `rule`; absent, the bucket has the key of S3, as all buckets have since 2023.
fn judge(cx: &mut Context<'_>, bucket: Resource<'_>, configuration: Value<'_>) {
    let default = configuration.block("rule").block("apply_server_side_encryption_by_default");
    let algorithm = default.attr("sse_algorithm");
    let is_key_of_s3 = algorithm.judge(|value| value.string().test(|text| text == "AES256"));
    if is_key_of_s3 == Answer::Yes {
        let message = format!("the objects of `{}` are not encrypted with a key of your own", bucket.address());
        explain(cx.report(algorithm, message)).if_exists(bucket);
    } else {
        reject_service_key(cx, When::ALWAYS, bucket, &default.setting("kms_master_key_id"), "the objects");
    }
}
