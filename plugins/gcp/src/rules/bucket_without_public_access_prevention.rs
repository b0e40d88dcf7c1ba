//! Buckets that one grant makes public.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View, companions};

use crate::{buckets::openings, iam};

pub const RULE: Rule = Rule {
    id: "gcp/bucket-without-public-access-prevention",
    level: Level::Off,
    severity: 35,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &[
        "google_storage_bucket",
        iam::POLICY,
        "google_storage_bucket_iam_*",
        "google_storage_managed_folder_iam_*",
        "google_storage_bucket_object",
        "google_storage_*acl",
        "google_storage_*access_control",
    ],
    summary: "A bucket does not refuse to be made public",
    page: include_str!("bucket_without_public_access_prevention.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Project(check),
};

/// What `gcp/public-bucket` reads: it reports a bucket that is public already, and why it should not be.
const GRANTS: &[&str] = &[
    "google_storage_bucket_access_control",
    "google_storage_bucket_acl",
    "google_storage_bucket_iam_binding",
    "google_storage_bucket_iam_member",
    "google_storage_bucket_iam_policy",
    "google_storage_bucket_object",
    "google_storage_default_object_access_control",
    "google_storage_default_object_acl",
    "google_storage_managed_folder_iam_binding",
    "google_storage_managed_folder_iam_member",
    "google_storage_managed_folder_iam_policy",
    "google_storage_object_access_control",
    "google_storage_object_acl",
];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for bucket in view.of("google_storage_bucket") {
        if !bucket.is_data() && bucket.exists() != Existence::No && !is_public(view, bucket) {
            judge(cx, bucket);
        }
    }
}

/// Whether the same configuration opens the bucket, so that the prevention would be in the way.
fn is_public(view: View<'_>, bucket: Resource<'_>) -> bool {
    let of_bucket = companions(view, bucket, GRANTS, "bucket", &["name"]);
    of_bucket.all().flat_map(openings).any(|(public, _)| matches!(public, Answer::Yes | Answer::Possible))
}

fn judge(cx: &mut Context<'_>, bucket: Resource<'_>) {
    let prevention = bucket.setting("public_access_prevention");
    let message = format!("`{}` does not refuse to be made public", bucket.address());
    let is_wrong = |value: Value<'_>| value.string().or("inherited").test(|text| text != "enforced");
    if let Some(found) = cx.reject(&prevention, is_wrong, message) {
        found
            .because("one grant to `allUsers`, made by mistake or by an intruder, then shows all objects to the internet")
            .help("set `public_access_prevention = \"enforced\"`, or enforce `constraints/storage.publicAccessPrevention` for the organization")
            .if_exists(bucket)
            .fix_setting(&prevention, "enforced")
            .fix_is_unsafe();
    }
}
