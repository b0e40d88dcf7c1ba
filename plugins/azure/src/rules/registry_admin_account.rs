//! Registries with a shared admin password.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "azure/registry-admin-account",
    level: Level::Warning,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["azurerm_container_registry"],
    summary: "The admin account of a container registry is enabled",
    page: include_str!("registry_admin_account.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, registry: Resource<'_>) {
    if registry.is_data() {
        return;
    }
    let enabled = registry.setting("admin_enabled");
    let message = format!("the admin account of `{}` is enabled", registry.address());
    if let Some(found) = cx.reject(&enabled, |value| value.bool().test(|on| on), message) {
        found
            .because("whoever gets its shared password can replace the images that production runs, and no log shows who it was")
            .help("set `admin_enabled = false`, and pull images with a managed identity that has the role `AcrPull`")
            .fix_setting(&enabled, false)
            .fix_is_unsafe();
    }
}
