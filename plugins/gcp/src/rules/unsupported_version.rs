//! Databases, operating systems and languages whose support has ended.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::{
    iam::is_made,
    support::{self, Version},
};

pub const RULE: Rule = Rule {
    id: "gcp/unsupported-version",
    level: Level::Warning,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "google_sql_database_instance",
        "google_compute_instance",
        "google_compute_instance_from_template",
        "google_compute_instance_template",
        "google_compute_region_instance_template",
        "google_compute_disk",
        "google_compute_image",
        "google_cloudfunctions_function",
        "google_cloudfunctions2_function",
        "google_app_engine_standard_app_version",
    ],
    summary: "The support for a database, an operating system or a language has ended",
    page: include_str!("unsupported_version.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    match resource.type_name() {
        // The data source looks up an image for others; the resource makes one of one's own.
        "google_compute_image" => {
            let project = resource.attr("project").string().known();
            if resource.is_data() && project.is_some_and(support::is_public) {
                for name in ["family", "name"] {
                    judge(cx, resource, resource.attr(name), support::system);
                }
            }
        }
        _ if resource.is_data() => {}
        "google_sql_database_instance" => judge(cx, resource, resource.attr("database_version"), support::database),
        "google_compute_disk" => judge(cx, resource, resource.attr("image"), support::image),
        "google_compute_instance_template" | "google_compute_region_instance_template" => {
            for disk in resource.attr("disk").each() {
                judge(cx, resource, disk.attr("source_image"), support::image);
            }
        }
        "google_cloudfunctions2_function" => {
            judge(cx, resource, resource.setting("build_config.runtime").value(), support::runtime);
        }
        "google_cloudfunctions_function" | "google_app_engine_standard_app_version" => {
            judge(cx, resource, resource.attr("runtime"), support::runtime);
        }
        _ => judge(cx, resource, resource.setting("boot_disk.initialize_params.image").value(), support::image),
    }
}

fn judge(cx: &mut Context<'_>, resource: Resource<'_>, value: Value<'_>, version: impl Fn(&str) -> Option<Version>) {
    // What another resource or a data source gives is read there.
    if is_made(value) {
        return;
    }
    let today = cx.today();
    let ended = |text: &str| version(text).filter(|(.., ends)| *ends <= today);
    let is_ended = value.judge(|value| value.string().test(|text| ended(text).is_some()));
    let found = value.possibilities().find_map(|one| ended(one.string().known()?));
    let (support, why) = match resource.type_name() {
        "google_sql_database_instance" => (
            "regular support by Cloud SQL",
            "extended support costs extra, repairs grave vulnerabilities only, and ends as well: then Google upgrades the database on a day that is not yours",
        ),
        _ => (
            "support",
            "its makers publish no fixes for it any more: each vulnerability that is found from now on stays open, and attackers know where to look",
        ),
    };
    match (is_ended, found) {
        (Answer::Unknown, _) => cx.undecided(value),
        (Answer::Yes | Answer::Possible, Some((_, name, ends))) => {
            let report = cx
                .report(value, format!("`{}` uses {name}, whose {support} ended on {ends}", resource.address()))
                .because(why)
                .help("move to a version that is supported for years to come, and test what depends on it");
            if is_ended == Answer::Possible {
                report.possible();
            }
        }
        _ => {}
    }
}
