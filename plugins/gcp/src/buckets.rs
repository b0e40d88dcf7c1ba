//! What makes a bucket or its objects public.

use tollgate_sdk::{Answer, Resource, Value};

use crate::iam::{grants, is_public, public_member};

/// Each part of a resource that may give everybody access to a bucket or its objects: whether it does, and what says so.
pub fn openings(resource: Resource<'_>) -> Vec<(Answer, Value<'_>)> {
    let ty = resource.type_name();
    if ty.contains("_iam_") && ty.starts_with("google_storage_") {
        return grants(resource).iter().map(|one| (is_public(one.members), public_member(one.members))).collect();
    }
    if ty.ends_with("_access_control") {
        let entity = resource.attr("entity");
        return vec![(is_public(entity), entity)];
    }
    if ty.ends_with("_acl") || ty == "google_storage_bucket_object" {
        return entries(resource);
    }
    Vec::new()
}

/// Lists of entries such as `READER:allUsers`, and lists that Google has names for.
fn entries(resource: Resource<'_>) -> Vec<(Answer, Value<'_>)> {
    const PUBLIC: &[&str] = &["publicRead", "publicReadWrite", "authenticatedRead"];
    let predefined = resource.attr("predefined_acl");
    let mut all = vec![(predefined.judge(|value| value.string().test(|text| PUBLIC.contains(&text))), predefined)];
    let entries = resource.attr("role_entity");
    if entries.may_have_more() {
        all.push((Answer::Unknown, entries));
    }
    let names_everybody = |text: &str| {
        let entity = text.split_once(':').map(|(_, entity)| entity);
        matches!(entity, Some("allUsers" | "allAuthenticatedUsers"))
    };
    let of_entry = |entry: Value<'_>| entry.judge(|entry| entry.string().test(names_everybody));
    all.extend(entries.each().map(|entry| (of_entry(entry), entry)));
    all
}
