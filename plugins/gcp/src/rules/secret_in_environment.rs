//! Passwords among the settings of services, functions and machines.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value, secrets};

use crate::{credentials, metadata::MACHINES};

pub const RULE: Rule = Rule {
    id: "gcp/secret-in-environment",
    level: Level::Error,
    severity: 75,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "google_app_engine_flexible_app_version",
        "google_app_engine_standard_app_version",
        "google_cloud_run_service",
        "google_cloud_run_v2_job",
        "google_cloud_run_v2_service",
        "google_cloud_run_v2_worker_pool",
        "google_cloudfunctions2_function",
        "google_cloudfunctions_function",
        "google_composer_environment",
        "google_compute_instance",
        "google_compute_instance_template",
        "google_compute_region_instance_template",
        "google_compute_instance_from_template",
        "google_compute_project_metadata",
        "google_compute_project_metadata_item",
    ],
    summary: "A password, key or token is written among the settings of a service, a function or a machine",
    page: include_str!("secret_in_environment.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, app: Resource<'_>) {
    if app.is_data() {
        return;
    }
    let ty = app.type_name();
    match ty {
        "google_cloud_run_service" => containers(cx, app, app.block("template").block("spec")),
        "google_cloud_run_v2_job" => containers(cx, app, app.block("template").block("template")),
        _ if ty.starts_with("google_cloud_run_v2_") => containers(cx, app, app.block("template")),
        "google_cloudfunctions2_function" => {
            settings(cx, app, app.block("service_config").attr("environment_variables"));
            settings(cx, app, app.block("build_config").attr("environment_variables"));
        }
        "google_cloudfunctions_function" => {
            settings(cx, app, app.attr("environment_variables"));
            settings(cx, app, app.attr("build_environment_variables"));
        }
        "google_composer_environment" => {
            settings(cx, app, app.block("config").block("software_config").attr("env_variables"));
        }
        "google_compute_project_metadata_item" => {
            if let Some(name) = app.attr("key").string().known() {
                judge(cx, app, name, app.attr("value"));
            }
        }
        _ if ty.starts_with("google_app_engine_") => settings(cx, app, app.attr("env_variables")),
        _ => {
            settings(cx, app, app.attr("metadata"));
            if MACHINES.contains(&ty) {
                judge(cx, app, "metadata_startup_script", app.attr("metadata_startup_script"));
            }
        }
    }
}

fn containers(cx: &mut Context<'_>, app: Resource<'_>, template: Value<'_>) {
    for variable in template.attr("containers").each().flat_map(|container| container.attr("env").each()) {
        if let Some(name) = variable.attr("name").string().known() {
            judge(cx, app, name, variable.attr("value"));
        }
    }
}

fn settings(cx: &mut Context<'_>, app: Resource<'_>, map: Value<'_>) {
    for (name, value) in map.entries() {
        judge(cx, app, name, value);
    }
    // A map that comes from elsewhere as a whole is not written here, but one that is written in part may hide one.
    if map.may_have_more() && map.each().next().is_some() {
        cx.undecided(map);
    }
}

/// Metadata with public keys of those who log in.
const PUBLIC: &[&str] = &["ssh-keys", "sshKeys", "windows-keys"];

/// What is not known is not written here.
fn judge(cx: &mut Context<'_>, app: Resource<'_>, name: &str, value: Value<'_>) {
    if PUBLIC.contains(&name) {
        return;
    }
    let is_script = name.contains("script") || name == "user-data" || name == "gce-container-declaration";
    let written = value.possibilities().find_map(|one| {
        let text = one.string().known()?;
        if is_script || text.contains('\n') {
            let (what, line) = credentials::in_script(text)?;
            return Some(format!("`{name}` of `{}` holds {what} in line {line}", app.address()));
        }
        let what = credentials::in_setting(name, text)?;
        Some(format!("`{name}` of `{}` is {what} written in the code", app.address()))
    });
    // A sensitive variable with a default is withheld, but written all the same: by its name alone.
    let is_withheld = value.is_withheld() && secrets::class(name).is_some();
    let withheld = is_withheld.then(|| format!("`{name}` of `{}` is a secret written in the code", app.address()));
    let Some(message) = written.or(withheld) else { return };
    let found = cx
        .report(value, message)
        .because("it is in the history of the repository, in every clone and in the state, and everybody who may view the service or the machine sees it in the console")
        .help("replace it, because it counts as leaked; then keep it in Secret Manager: refer to it with `value_source` or `secret_environment_variables`, or let the machine read it with its service account")
        // What is shown of the value must not have it either.
        .detail("secret", "");
    if value.is_unknown() && !value.is_withheld() {
        found.possible();
    }
}
