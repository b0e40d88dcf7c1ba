//! The bucket of the state, the only record of what was created.

use std::collections::BTreeSet;

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, View};

use crate::backends;

pub const RULE: Rule = Rule {
    id: "terraform/destroyable-state",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["terraform/backend", "aws_s3_bucket", "azurerm_storage_account", "google_storage_bucket"],
    summary: "A plan may destroy the bucket that holds a state",
    page: include_str!("destroyable_state.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R126"],
    check: Check::Project(check),
};

/// Backends: their type, the argument that names the store, and of the resource that makes it, type and argument.
const STORES: &[(&str, &str, &str, &str)] = &[
    ("s3", "bucket", "aws_s3_bucket", "bucket"),
    ("gcs", "bucket", "google_storage_bucket", "name"),
    ("azurerm", "storage_account_name", "azurerm_storage_account", "name"),
];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    // By its text alone, and across roots: the bucket is made by a root of its own, and there is only one bucket of a
    // name in all the cloud.
    for (kind, names_it, ty, name) in STORES {
        let backends = view.of("terraform/backend").filter(|backend| backends::kind(*backend) == *kind);
        let used: BTreeSet<&str> = backends.filter_map(|backend| backend.attr(names_it).string().known()).collect();
        for store in view.of(ty).filter(|store| !store.is_data()) {
            if !store.attr(name).string().known().is_some_and(|name| used.contains(name)) {
                continue;
            }
            let prevent = store.setting("lifecycle.prevent_destroy");
            let message = format!("`{}` holds a state, and a plan may destroy it", store.address());
            if let Some(found) = cx.reject(&prevent, |value| value.bool().or(false).test(|on| !on), message) {
                found
                    .because("without the state, Terraform no longer knows what it created: everything keeps running and can only be changed or removed by hand")
                    .help("set `prevent_destroy = true` in `lifecycle`, and enable versioning for the state")
                    .fix_setting(&prevent, true)
                    .fix_is_unsafe()
                    .if_exists(store);
            }
        }
    }
}
