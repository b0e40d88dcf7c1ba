//! Apps that accept deployments over FTP in clear text.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "tls/web-app-ftp",
    level: Level::Warning,
    severity: 55,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "azurerm_app_service",
        "azurerm_app_service_slot",
        "azurerm_function_app",
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
    summary: "An app accepts files over FTP in clear text",
    page: include_str!("web_app_ftp.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, app: Resource<'_>) {
    if app.is_data() {
        return;
    }
    // The types for one system have `Disabled` by default, the older ones what the service does.
    let ty = app.type_name();
    let is_former = !ty.starts_with("azurerm_linux_") && !ty.starts_with("azurerm_windows_");
    let default = if is_former { "AllAllowed" } else { "Disabled" };
    // Without passwords nobody can log in over FTP.
    let has_passwords =
        app.attr("ftp_publish_basic_authentication_enabled").judge(|value| value.bool().or(true).test(|on| on));
    let state = app.setting("site_config.ftps_state");
    let is_wrong = |value: Value<'_>| {
        let takes_all = value.string().or(default).test(|state| state.eq_ignore_ascii_case("AllAllowed"));
        if has_passwords == Answer::Unknown { takes_all.and(Answer::Possible) } else { takes_all.and(has_passwords) }
    };
    let message = format!("`{}` accepts files over FTP in clear text", app.address());
    if let Some(found) = cx.reject(&state, is_wrong, message) {
        found
            .because("the password goes over the network in clear text with the files: whoever sees it can replace the code of the app, and reads all of its settings with it")
            .help("set `ftps_state = \"Disabled\"`, or `FtpsOnly` where files are still uploaded by FTP")
            .fix_setting(&state, "Disabled")
            .fix_is_unsafe();
    }
}
