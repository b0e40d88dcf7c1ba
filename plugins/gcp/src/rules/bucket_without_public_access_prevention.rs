//! Buckets that one grant makes public.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "gcp/bucket-without-public-access-prevention",
    level: Level::Off,
    severity: 35,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["google_storage_bucket"],
    summary: "A bucket does not refuse to be made public",
    page: include_str!("bucket_without_public_access_prevention.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, bucket: Resource<'_>) {
    if bucket.is_data() {
        return;
    }
    let prevention = bucket.setting("public_access_prevention");
    let message = format!("`{}` does not refuse to be made public", bucket.address());
    let is_wrong = |value: Value<'_>| value.string().or("inherited").test(|text| text != "enforced");
    if let Some(found) = cx.reject(&prevention, is_wrong, message) {
        found
            .because("one grant to `allUsers`, made by mistake or by an intruder, then shows all objects to the internet")
            .help("set `public_access_prevention = \"enforced\"`, or enforce `constraints/storage.publicAccessPrevention` for the organization")
            .fix_setting(&prevention, "enforced")
            .fix_is_unsafe();
    }
}
