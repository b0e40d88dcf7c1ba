//! Registries with a password that everybody shares.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "azure/registry-admin-account",
    level: Level::Warning,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["azurerm_container_registry"],
    summary: "A container registry has its admin account on",
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
    let message = format!("`{}` has its admin account on", registry.address());
    if let Some(found) = cx.reject(&enabled, |value| value.bool().test(|on| on), message) {
        found
            .because("one user name and password pushes and pulls every image: whoever has it replaces what runs in production, and no log says who it was")
            .help("set `admin_enabled = false`, and give a managed identity the role `AcrPull` where images are pulled")
            .fix_setting(&enabled, false)
            .fix_is_unsafe();
    }
}
