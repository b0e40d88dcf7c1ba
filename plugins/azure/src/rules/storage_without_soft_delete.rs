//! Storage accounts whose deleted blobs are gone at once.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "azure/storage-without-soft-delete",
    level: Level::Off,
    severity: 35,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["azurerm_storage_account"],
    summary: "Deleted blobs of a storage account are gone at once",
    page: include_str!("storage_without_soft_delete.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, account: Resource<'_>) {
    // An account for files has no blobs.
    let kind = account.attr("account_kind");
    let has_blobs = kind.judge(|kind| kind.string().or("StorageV2").test(|kind| kind != "FileStorage"));
    if account.is_data() || has_blobs == Answer::No {
        return;
    }
    // A deleted blob is a former version, too.
    let keeps_versions = account.block("blob_properties").attr("versioning_enabled");
    let keeps_versions = keeps_versions.judge(|value| value.bool().test(|on| on));
    // The block has seven days by default.
    let days = account.setting("blob_properties.delete_retention_policy.days");
    let policy = account.block("blob_properties").block("delete_retention_policy");
    let is_wrong = |value: Value<'_>| {
        let is_none = if policy.is_unset() { Answer::Yes } else { value.int().or(7).test(|days| days < 1) };
        is_none.and(keeps_versions.not())
    };
    let message = format!("deleted blobs of `{}` are gone at once", account.address());
    if let Some(found) = cx.reject(&days, is_wrong, message) {
        let found = found
            .because("one wrong command, one bug, or one stolen key that deletes everything cannot be undone")
            .help("add a `delete_retention_policy` to `blob_properties`, seven days or more, and one for containers")
            .fix_setting(&days, 7)
            .fix_is_unsafe();
        if has_blobs != Answer::Yes {
            found.possible();
        }
    }
}
