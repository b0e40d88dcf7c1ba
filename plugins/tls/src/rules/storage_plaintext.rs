//! Storage accounts that accept HTTP.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "tls/storage-plaintext",
    level: Level::Error,
    severity: 74,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["azurerm_storage_account"],
    summary: "A storage account accepts HTTP and SMB in clear text",
    page: include_str!("storage_plaintext.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R073"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, account: Resource<'_>) {
    if account.is_data() {
        return;
    }
    // The second is the name before the fourth major version of the provider. Both are true by default.
    for name in ["https_traffic_only_enabled", "enable_https_traffic_only"] {
        let setting = account.setting(name);
        let off = |value: tollgate_sdk::Value<'_>| value.bool().test(|on| !on);
        if setting.value().judge(off) == Answer::Yes && serves_nfs(cx, account) {
            continue;
        }
        let message = format!("`{}` accepts requests in clear text", account.address());
        if let Some(found) = cx.reject(&setting, off, message) {
            found
                .because("an attacker on the network reads and changes what is stored, and takes signed links from the requests, which work from anywhere")
                .help(format!("set `{name} = true`, or remove it"))
                .fix_setting(&setting, true)
                .fix_is_unsafe();
        }
    }
}

/// NFS has no TLS of its own, and an account for it has to switch the demand off; says so where that may be.
fn serves_nfs(cx: &mut Context<'_>, account: Resource<'_>) -> bool {
    let (nfs, kind) = (account.attr("nfsv3_enabled"), account.attr("account_kind"));
    let is_nfs = nfs.judge(|nfs| nfs.bool().test(|on| on));
    let has_files = kind.judge(|kind| kind.string().test(|text| text == "FileStorage"));
    match is_nfs.or(has_files) {
        Answer::No => false,
        _ if is_nfs == Answer::Yes => true,
        _ => {
            let (place, reason) = if nfs.is_unknown() {
                (nfs, "an account for NFS has to accept clear text")
            } else {
                (kind, "shares of a `FileStorage` account that speak NFS have to accept clear text")
            };
            cx.undecided_because(place, reason, "whether NFS is spoken");
            true
        }
    }
}
