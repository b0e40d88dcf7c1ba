//! Machines that take a password over SSH.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "azure/password-login",
    level: Level::Error,
    severity: 70,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["azurerm_linux_virtual_machine", "azurerm_linux_virtual_machine_scale_set", "azurerm_virtual_machine"],
    summary: "A Linux machine takes a password over SSH",
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
    // The older type serves both systems; only this block makes it Linux, and the argument is required in it.
    let path = if machine.type_name() == "azurerm_virtual_machine" {
        if machine.block("os_profile_linux_config").is_unset() {
            return;
        }
        "os_profile_linux_config.disable_password_authentication"
    } else {
        "disable_password_authentication"
    };
    let disabled = machine.setting(path);
    let message = format!("`{}` takes a password over SSH", machine.address());
    if let Some(found) = cx.reject(&disabled, |value| value.bool().or(true).test(|disabled| !disabled), message) {
        found
            .because("passwords are guessed from the whole internet within minutes of a port being open, and one that works says nothing about who used it")
            .help("set `disable_password_authentication = true`, drop `admin_password` and give the machine an `admin_ssh_key`")
            .fix_setting(&disabled, true)
            .fix_is_unsafe();
    }
}
