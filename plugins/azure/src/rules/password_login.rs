//! Machines that accept a password over SSH.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "azure/password-login",
    level: Level::Error,
    severity: 70,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "azurerm_linux_virtual_machine",
        "azurerm_linux_virtual_machine_scale_set",
        "azurerm_orchestrated_virtual_machine_scale_set",
        "azurerm_virtual_machine",
        "azurerm_virtual_machine_scale_set",
    ],
    summary: "A Linux virtual machine accepts passwords over SSH",
    page: include_str!("password_login.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R215"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, machine: Resource<'_>) {
    if machine.is_data() {
        return;
    }
    // These types serve Windows as well, in which case the block is not there.
    let (path, keys, block) = match machine.type_name() {
        "azurerm_virtual_machine" | "azurerm_virtual_machine_scale_set" => (
            "os_profile_linux_config.disable_password_authentication",
            machine.block("os_profile_linux_config").attr("ssh_keys"),
            "ssh_keys",
        ),
        "azurerm_orchestrated_virtual_machine_scale_set" => (
            "os_profile.linux_configuration.disable_password_authentication",
            machine.block("os_profile").block("linux_configuration").attr("admin_ssh_key"),
            "admin_ssh_key",
        ),
        _ => ("disable_password_authentication", machine.attr("admin_ssh_key"), "admin_ssh_key"),
    };
    let disabled = machine.setting(path);
    let message = format!("`{}` accepts passwords over SSH", machine.address());
    let is_wrong = |value: Value<'_>| value.bool().or(true).test(|disabled| !disabled);
    if let Some(found) = cx.reject(&disabled, is_wrong, message) {
        // Azure makes no machine that has neither, so there is more to do than to turn the switch.
        let key = match keys.each().next() {
            Some(_) => "the machine has an SSH key already",
            None => "without it, the machine needs an SSH key",
        };
        found
            .because("bots try passwords on every open SSH port around the clock, and a shared password does not show who used it")
            .help(format!("set `disable_password_authentication = true` and remove `admin_password`; {key} (block `{block}`)"));
    }
}
