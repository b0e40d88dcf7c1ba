//! Buckets that are open to everybody.

use tollgate_sdk::{
    Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View, firewall::Conditions,
};

use crate::{buckets::openings, iam};

pub const RULE: Rule = Rule {
    id: "gcp/public-bucket",
    level: Level::Error,
    severity: 75,
    precision: Precision::High,
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
    summary: "A bucket or its objects are open to everybody",
    page: include_str!("public_bucket.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R046"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for resource in view.resources() {
        let is_grant = resource.type_name().starts_with("google_storage_");
        if resource.is_data() || resource.exists() == Existence::No || !is_grant {
            continue;
        }
        for (public, place) in openings(resource) {
            judge(cx, resource, public, place);
        }
    }
}

fn judge(cx: &mut Context<'_>, resource: Resource<'_>, public: Answer, place: Value<'_>) {
    let (forbidden, prevention) = prevented(resource);
    let answer = Conditions::default().and(public, place).and(forbidden.not(), prevention).hold(cx);
    if !matches!(answer, Answer::Yes | Answer::Possible) {
        return;
    }
    let found = cx
        .report(place, format!("`{}` makes a bucket or its objects public", resource.address()))
        .because("`allUsers` is the whole internet, and `allAuthenticatedUsers` is anyone with a Google account: attackers guess names of buckets and copy their content")
        .help("grant the role to a group or a service account, and set `public_access_prevention = \"enforced\"` on buckets that must never be public")
        .if_exists(resource);
    if answer == Answer::Possible {
        found.possible();
    }
}

/// Whether the bucket refuses what would make it public.
fn prevented(resource: Resource<'_>) -> (Answer, Value<'_>) {
    let bucket = resource.attr("bucket");
    match bucket.target().and_then(|target| target.resource()) {
        Some(owner) if owner.type_name() == "google_storage_bucket" && !owner.is_data() => {
            let prevention = owner.attr("public_access_prevention");
            (prevention.judge(|value| value.string().test(|text| text == "enforced")), prevention)
        }
        _ => (Answer::No, bucket),
    }
}
