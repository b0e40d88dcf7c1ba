//! Grants to everybody on what is no bucket: datasets, topics, keys, secrets, images.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View};

use crate::iam::{self, grants, is_public, public_member};

pub const RULE: Rule = Rule {
    id: "gcp/public-grant",
    level: Level::Error,
    severity: 85,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        iam::POLICY,
        "google_bigquery_dataset",
        "google_bigquery_dataset_access",
        "google_*_iam_member",
        "google_*_iam_binding",
        "google_*_iam_policy",
    ],
    summary: "A dataset, topic, key, secret or image is open to everybody",
    page: include_str!("public_grant.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};

/// What a role is granted on: the type without `google_` and `_iam_…`. Buckets have a rule of their own, and services
/// that answer requests are often meant for everybody.
const GRANTED_ON: &[&str] = &[
    "artifact_registry_repository",
    "bigquery_dataset",
    "bigquery_table",
    "bigtable_instance",
    "bigtable_table",
    "compute_disk",
    "compute_image",
    "compute_instance",
    "compute_snapshot",
    "dataproc_cluster",
    "dataproc_job",
    "folder",
    "healthcare_consent_store",
    "healthcare_dataset",
    "healthcare_dicom_store",
    "healthcare_fhir_store",
    "healthcare_hl7_v2_store",
    "kms_crypto_key",
    "kms_key_ring",
    "notebooks_instance",
    "organization",
    "project",
    "pubsub_schema",
    "pubsub_subscription",
    "pubsub_topic",
    "secret_manager_regional_secret",
    "secret_manager_secret",
    "service_account",
    "sourcerepo_repository",
    "spanner_database",
    "spanner_instance",
];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for resource in view.resources() {
        if resource.is_data() || resource.exists() == Existence::No {
            continue;
        }
        match resource.type_name() {
            "google_bigquery_dataset" => {
                let entries = resource.attr("access");
                // A list that comes from elsewhere as a whole says so once.
                if entries.may_have_more() {
                    cx.undecided(entries);
                }
                for entry in entries.each() {
                    dataset(cx, resource, entry);
                }
            }
            "google_bigquery_dataset_access" => dataset(cx, resource, resource.body()),
            ty => {
                let on = ty.strip_prefix("google_").and_then(|ty| ty.split_once("_iam_")).map(|(on, _)| on);
                if on.is_some_and(|on| GRANTED_ON.contains(&on)) {
                    for grant in grants(resource) {
                        judge(cx, resource, is_public(grant.members), public_member(grant.members));
                    }
                }
            }
        }
    }
}

/// An entry in the list of those who may use a dataset.
fn dataset(cx: &mut Context<'_>, resource: Resource<'_>, entry: Value<'_>) {
    for name in ["special_group", "iam_member"] {
        let member = entry.attr(name);
        judge(cx, resource, is_public(member), member);
    }
}

fn judge(cx: &mut Context<'_>, resource: Resource<'_>, public: Answer, place: Value<'_>) {
    match public {
        Answer::No => {}
        Answer::Unknown => cx.undecided(place),
        _ => {
            let found = cx
                .report(place, format!("`{}` gives everybody a role", resource.address()))
                .because("`allUsers` is the whole internet, and `allAuthenticatedUsers` is anyone with a Google account: whoever guesses or finds the name reads the data, or uses what the role allows")
                .help("grant the role to a group, a service account or a domain of yours")
                .if_exists(resource);
            if public == Answer::Possible {
                found.possible();
            }
        }
    }
}
