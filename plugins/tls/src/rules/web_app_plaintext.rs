//! Apps that accept HTTP.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "tls/web-app-plaintext",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "azurerm_app_service",
        "azurerm_app_service_slot",
        "azurerm_container_app",
        "azurerm_function_app",
        "azurerm_function_app_flex_consumption",
        "azurerm_function_app_slot",
        "azurerm_linux_function_app",
        "azurerm_linux_function_app_slot",
        "azurerm_linux_web_app",
        "azurerm_linux_web_app_slot",
        "azurerm_logic_app_standard",
        "azurerm_windows_function_app",
        "azurerm_windows_function_app_slot",
        "azurerm_windows_web_app",
        "azurerm_windows_web_app_slot",
    ],
    summary: "A web app accepts HTTP in clear text",
    page: include_str!("web_app_plaintext.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R075"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, app: Resource<'_>) {
    if app.is_data() {
        return;
    }
    let is_container = app.type_name() == "azurerm_container_app";
    let (path, good) = if is_container { ("ingress.allow_insecure_connections", false) } else { ("https_only", true) };
    let setting = app.setting(path);
    // Both are false by default.
    let wrong = |value: Value<'_>| value.bool().or(false).test(|on| on != good);
    let message = format!("`{}` accepts HTTP in clear text", app.address());
    if let Some(found) = cx.reject(&setting, wrong, message) {
        let (_, name) = path.rsplit_once('.').unwrap_or(("", path));
        found
            .because("an attacker between client and app reads and changes requests and responses, session cookies and tokens included")
            .help(format!("set `{name} = {good}`: HTTP is then redirected"))
            .fix_setting(&setting, good)
            .fix_is_unsafe();
    }
}
