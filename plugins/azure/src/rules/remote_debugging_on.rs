//! Apps that let a debugger in.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "azure/remote-debugging-on",
    level: Level::Warning,
    severity: 55,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "azurerm_app_service",
        "azurerm_app_service_slot",
        "azurerm_linux_function_app",
        "azurerm_linux_function_app_slot",
        "azurerm_linux_web_app",
        "azurerm_linux_web_app_slot",
        "azurerm_windows_function_app",
        "azurerm_windows_function_app_slot",
        "azurerm_windows_web_app",
        "azurerm_windows_web_app_slot",
    ],
    summary: "An app lets a debugger connect over the network",
    page: include_str!("remote_debugging_on.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, app: Resource<'_>) {
    if app.is_data() {
        return;
    }
    let enabled = app.setting("site_config.remote_debugging_enabled");
    let message = format!("`{}` lets a debugger connect over the network", app.address());
    if let Some(found) = cx.reject(&enabled, |value| value.bool().test(|on| on), message) {
        found
            .because("whoever has the password of the publishing profile can stop the app for everybody, and read what is in its memory: passwords, tokens, data of customers")
            .help("remove `remote_debugging_enabled`: it is off by default; switch it on by hand for as long as it is needed")
            .fix_setting(&enabled, false)
            .fix_is_unsafe();
    }
}
