//! Vaults whose deleted keys can be purged.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "azure/vault-without-purge-protection",
    level: Level::Warning,
    severity: 45,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_key_vault", "azurerm_key_vault_managed_hardware_security_module"],
    summary: "Deleted keys and secrets of a vault can be purged at once",
    page: include_str!("vault_without_purge_protection.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R127"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, vault: Resource<'_>) {
    if vault.is_data() {
        return;
    }
    // Up to version 2 of the provider; today it is always on.
    let soft = vault.setting("soft_delete_enabled");
    let message = format!("soft delete of `{}` is switched off", vault.address());
    if let Some(found) = cx.reject(&soft, |value| value.bool().test(|on| !on), message) {
        found
            .because("a key that is deleted by mistake cannot be recovered, and the data encrypted with it is lost")
            .help("remove `soft_delete_enabled`: it is on by default and can no longer be switched off");
    }
    let protection = vault.setting("purge_protection_enabled");
    let message = format!("deleted keys and secrets of `{}` can be purged", vault.address());
    if let Some(found) = cx.reject(&protection, |value| value.bool().or(false).test(|on| !on), message) {
        found
            .because("purging a key destroys all data encrypted with it, backups included: with one stolen administrator login, an attacker can extort you")
            .help("set `purge_protection_enabled = true`; it cannot be switched off again")
            .fix_setting(&protection, true)
            .fix_is_unsafe();
    }
}
