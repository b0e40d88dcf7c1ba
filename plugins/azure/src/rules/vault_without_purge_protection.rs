//! Vaults that can be emptied for good.

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
    let message = format!("what is deleted from `{}` is gone at once", vault.address());
    if let Some(found) = cx.reject(&soft, |value| value.bool().test(|on| !on), message) {
        found
            .because("a key that is deleted by mistake takes all data with it that it encrypts")
            .help("remove `soft_delete_enabled`: it is on by default and can no longer be switched off");
    }
    let protection = vault.setting("purge_protection_enabled");
    let message = format!("deleted keys and secrets of `{}` can be purged", vault.address());
    if let Some(found) = cx.reject(&protection, |value| value.bool().or(false).test(|on| !on), message) {
        found
            .because("who purges a key destroys all data that it encrypts, backups included: with one stolen login that is a blackmail without a way back")
            .help("set `purge_protection_enabled = true`; it cannot be taken back")
            .fix_setting(&protection, true)
            .fix_is_unsafe();
    }
}
