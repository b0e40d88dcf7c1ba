//! Machines that accept a password over SSH.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

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
    fix: Fix::Unsafe,
    answers: &["R215"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, machine: Resource<'_>) {
    if machine.is_data() {
        return;
    }
    // These types serve Windows as well, in which case the block is not there.
    let path = match machine.type_name() {
        "azurerm_virtual_machine" | "azurerm_virtual_machine_scale_set" => {
            "os_profile_linux_config.disable_password_authentication"
        }
        "azurerm_orchestrated_virtual_machine_scale_set" => {
            "os_profile.linux_configuration.disable_password_authentication"
        }
        _ => "disable_password_authentication",
    };
    let disabled = machine.setting(path);
    let message = format!("`{}` accepts passwords over SSH", machine.address());
    if let Some(found) = cx.reject(&disabled, |value| value.bool().or(true).test(|disabled| !disabled), message) {
        found
            .because("bots try passwords on every open SSH port around the clock, and a shared password does not show who used it")
            .help("set `disable_password_authentication = true`, remove the password, and add an SSH key")
            .fix_setting(&disabled, true)
            .fix_is_unsafe();
    }
}
