//! Storage accounts that accept their keys.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "azure/storage-shared-keys",
    level: Level::Off,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_storage_account"],
    summary: "A storage account accepts its shared keys",
    page: include_str!("storage_shared_keys.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, account: Resource<'_>) {
    if account.is_data() {
        return;
    }
    let enabled = account.setting("shared_access_key_enabled");
    let message = format!("`{}` accepts its shared keys", account.address());
    if let Some(found) = cx.reject(&enabled, |value| value.bool().or(true).test(|on| on), message) {
        found
            .because("such a key reads, changes and deletes everything in the account, never expires, and no log shows who used it; it is in the state, and often in the settings of apps")
            .help("give identities a role such as `Storage Blob Data Contributor`, set `storage_use_azuread = true` in the provider, then `shared_access_key_enabled = false`")
            .fix_setting(&enabled, false)
            .fix_is_unsafe();
    }
}
