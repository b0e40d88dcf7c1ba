//! Disks that are encrypted with a key managed by Azure.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::networks::is_made;

pub const RULE: Rule = Rule {
    id: "azure/disk-without-customer-key",
    level: Level::Off,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["azurerm_managed_disk", "azurerm_kubernetes_cluster"],
    summary: "A managed disk, or that of a node, is not encrypted with your own key",
    page: include_str!("disk_without_customer_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R106"],
    check: Check::Resource(check),
};

/// Any of them names a key of the customer.
const KEYS: &[&str] = &["disk_encryption_set_id", "secure_vm_disk_encryption_set_id"];

fn check(cx: &mut Context<'_>, disk: Resource<'_>) {
    if disk.is_data() {
        return;
    }
    // The block of Azure Disk Encryption, which version 4 of the provider switches on by being there.
    let settings = disk.block("encryption_settings");
    let enabled = settings.attr("enabled");
    let is_off = match settings.is_unset() {
        true => Answer::Yes,
        false => enabled.judge(|enabled| enabled.bool().or(true).test(|on| !on)),
    };
    if is_off == Answer::No {
        return;
    }
    let keys = KEYS.iter().map(|name| disk.attr(name));
    // An id that is made in the same run is not known, and is one.
    let missing = keys.map(|key| key.judge(|key| Answer::from(key.is_unset()))).fold(Answer::Yes, Answer::and);
    let set = disk.attr(KEYS[0]);
    match missing {
        Answer::No if set.is_unknown() && !is_made(set) && disk.attr(KEYS[1]).is_unset() => cx.undecided(set),
        Answer::No | Answer::Unknown => {}
        Answer::Yes | Answer::Possible if is_off == Answer::Unknown => cx.undecided(enabled),
        Answer::Yes | Answer::Possible => {
            let message = match disk.type_name() {
                "azurerm_kubernetes_cluster" => {
                    format!("the disks of the nodes of `{}` are encrypted with a key managed by Azure", disk.address())
                }
                _ => format!("`{}` is encrypted with a key managed by Azure", disk.address()),
            };
            let found = cx
                .report(set, message)
                .because("you cannot revoke such a key, and no log shows who used it")
                .help("create an `azurerm_disk_encryption_set` with a key from your key vault and set `disk_encryption_set_id`");
            if missing.and(is_off) == Answer::Possible {
                found.possible();
            }
        }
    }
}
