//! Configurations that do not say where their state is stored.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, View};

use crate::configurations::{Configuration, TYPES, configurations};

pub const RULE: Rule = Rule {
    id: "terraform/missing-backend",
    level: Level::Off,
    severity: 40,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: TYPES,
    summary: "A configuration does not say where its state is stored",
    page: include_str!("missing_backend.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R181"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for configuration in configurations(view).filter(|configuration| !has_backend(configuration)) {
        let Some(place) = configuration.place() else { continue };
        cx.report(place, "this configuration has no backend: its state is a file on the machine of whoever runs it")
            .because("others start with an empty state and create everything a second time; when the file is lost, nothing that runs is managed any more")
            .help("add a shared `backend` with locking, such as `s3`, `gcs` or `azurerm`, or a `cloud` block");
    }
}

fn has_backend(configuration: &Configuration<'_>) -> bool {
    let is_in_cloud = configuration.settings.iter().any(|settings| !settings.block("cloud").is_unset());
    is_in_cloud || !configuration.backends.is_empty()
}
