//! Buckets that are open to everybody.

use tollgate_sdk::{
    Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View, firewall::Conditions,
};

use crate::iam::{self, grants, is_public, public_member};

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
        let ty = resource.type_name();
        if resource.is_data() || resource.exists() == Existence::No || !ty.starts_with("google_storage_") {
            continue;
        }
        if ty.contains("_iam_") {
            for grant in grants(resource) {
                let public = is_public(grant.members);
                judge(cx, resource, public, public_member(grant.members));
            }
        } else if ty.ends_with("_access_control") {
            let entity = resource.attr("entity");
            judge(cx, resource, is_public(entity), entity);
        } else if ty.ends_with("_acl") || ty == "google_storage_bucket_object" {
            acl(cx, resource);
        }
    }
}

/// Lists of entries such as `READER:allUsers`, and lists that Google has names for.
fn acl(cx: &mut Context<'_>, resource: Resource<'_>) {
    const PUBLIC: &[&str] = &["publicRead", "publicReadWrite", "authenticatedRead"];
    let predefined = resource.attr("predefined_acl");
    judge(cx, resource, predefined.judge(|value| value.string().test(|text| PUBLIC.contains(&text))), predefined);
    let entries = resource.attr("role_entity");
    if entries.may_have_more() {
        judge(cx, resource, Answer::Unknown, entries);
    }
    for entry in entries.each() {
        let names_everybody = |text: &str| {
            let entity = text.split_once(':').map(|(_, entity)| entity);
            matches!(entity, Some("allUsers" | "allAuthenticatedUsers"))
        };
        judge(cx, resource, entry.judge(|entry| entry.string().test(names_everybody)), entry);
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
