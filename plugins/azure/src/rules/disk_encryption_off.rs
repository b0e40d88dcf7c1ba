//! Disks whose encryption was switched off.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "azure/disk-encryption-off",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_managed_disk", "azurerm_snapshot"],
    summary: "Azure Disk Encryption of a managed disk is switched off",
    page: include_str!("disk_encryption_off.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R106"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, disk: Resource<'_>) {
    if disk.is_data() {
        return;
    }
    let enabled = disk.setting("encryption_settings.enabled");
    let message = format!("Azure Disk Encryption of `{}` is switched off", disk.address());
    if let Some(found) = cx.reject(&enabled, |value| value.bool().test(|on| !on), message) {
        found
            .because("the volumes are not encrypted inside the virtual machine: whoever may export or copy the disk gets its content in plain text")
            .help("remove `enabled = false`, or encrypt the disk with your own key through `disk_encryption_set_id`");
    }
}
