//! Machines whose temporary disks and caches are not encrypted.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value, View};

use crate::provider::{PROVIDER, REQUIRED, is_before_4, managed};

pub const RULE: Rule = Rule {
    id: "azure/host-encryption-off",
    level: Level::Off,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &[
        "azurerm_kubernetes_cluster",
        "azurerm_kubernetes_cluster_node_pool",
        "azurerm_linux_virtual_machine",
        "azurerm_linux_virtual_machine_scale_set",
        "azurerm_orchestrated_virtual_machine_scale_set",
        "azurerm_windows_virtual_machine",
        "azurerm_windows_virtual_machine_scale_set",
        REQUIRED,
        PROVIDER,
    ],
    summary: "The temporary disk and the caches of a machine are not encrypted",
    page: include_str!("host_encryption_off.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for machine in managed(view, RULE.types).filter(|one| ![REQUIRED, PROVIDER].contains(&one.type_name())) {
        judge(cx, machine, is_before_4(view, machine));
    }
}

fn judge(cx: &mut Context<'_>, machine: Resource<'_>, is_version_3: bool) {
    // The argument of today, and the one before version 4 of the provider.
    let (path, former_path) = match machine.type_name() {
        "azurerm_kubernetes_cluster" => {
            ("default_node_pool.host_encryption_enabled", "default_node_pool.enable_host_encryption")
        }
        "azurerm_kubernetes_cluster_node_pool" => ("host_encryption_enabled", "enable_host_encryption"),
        _ => ("encryption_at_host_enabled", "encryption_at_host_enabled"),
    };
    let (today, former) = (machine.setting(path), machine.setting(former_path));
    let is_former = today.value().is_absent() && (is_version_3 || !former.value().is_absent());
    let (path, setting) = if is_former { (former_path, former) } else { (path, today) };
    let is_wrong = |value: Value<'_>| -> Answer { value.bool().or(false).test(|on| !on) };
    let message = format!("temporary disks and caches of `{}` are not encrypted", machine.address());
    if let Some(found) = cx.reject(&setting, is_wrong, message) {
        let (_, name) = path.rsplit_once('.').unwrap_or(("", path));
        found
            .because("swap, logs and copies of data that programs leave on the disk of the host lie there in clear text, and with a disk of the host that is not wiped they are somebody else's")
            .help(format!("register the feature `EncryptionAtHost` for the subscription, then set `{name} = true`; the machine is stopped for it"))
            .fix_setting(&setting, true)
            .fix_is_unsafe()
            .if_exists(machine);
    }
}
