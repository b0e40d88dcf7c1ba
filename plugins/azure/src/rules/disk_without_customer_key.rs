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
    let has_settings = !disk.block("encryption_settings").is_unset();
    if disk.is_data() || has_settings {
        return;
    }
    let keys = KEYS.iter().map(|name| disk.attr(name));
    // An id that is made in the same run is not known, and is one.
    let missing = keys.map(|key| key.judge(|key| Answer::from(key.is_unset()))).fold(Answer::Yes, Answer::and);
    let set = disk.attr(KEYS[0]);
    match missing {
        Answer::No if set.is_unknown() && !is_made(set) && disk.attr(KEYS[1]).is_unset() => cx.undecided(set),
        Answer::No | Answer::Unknown => {}
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
            if missing == Answer::Possible {
                found.possible();
            }
        }
    }
}
