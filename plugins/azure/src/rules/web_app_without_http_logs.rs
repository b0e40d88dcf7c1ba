//! Web apps that keep no record of requests.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View, companions};

use crate::{
    diagnostics::{SETTING, sends},
    networks::is_given,
};

pub const RULE: Rule = Rule {
    id: "azure/web-app-without-http-logs",
    level: Level::Off,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &[
        "azurerm_app_service",
        "azurerm_app_service_slot",
        "azurerm_linux_web_app",
        "azurerm_linux_web_app_slot",
        "azurerm_windows_web_app",
        "azurerm_windows_web_app_slot",
        SETTING,
    ],
    summary: "A web app writes no log of requests",
    page: include_str!("web_app_without_http_logs.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let is_app = |one: &Resource<'_>| one.type_name() != SETTING && !one.is_data() && one.exists() != Existence::No;
    for app in view.resources().filter(is_app) {
        // Either way will do: the log of the app itself, or a diagnostic setting.
        let log = app.block("logs").attr("http_logs");
        let by_block = is_given(log);
        let sends_requests = |setting: Resource<'_>| sends(setting, &["AppServiceHTTPLogs"], &["allLogs"]);
        let settings = companions(view, app, &[SETTING], "target_resource_id", &[]);
        let apart = settings.certain.iter().map(|one| sends_requests(*one)).fold(Answer::No, Answer::or);
        let perhaps = settings.perhaps.iter().any(|(one, _)| sends_requests(*one) != Answer::No);
        let apart = if perhaps { apart.or(Answer::Unknown) } else { apart };
        match by_block.or(apart) {
            Answer::Yes => {}
            Answer::No => {
                let mut found = cx
                    .report(app, format!("`{}` writes no log of requests", app.address()))
                    .because("after a break-in nobody can tell which requests the attacker sent, from where, and what came back")
                    .help("send `AppServiceHTTPLogs` to a workspace with an `azurerm_monitor_diagnostic_setting`, or add `http_logs` to the block `logs`")
                    .if_exists(app);
                for setting in settings.certain {
                    found = found.related(setting, "sends other logs");
                }
            }
            Answer::Unknown | Answer::Possible if apart == Answer::No => cx.undecided(log),
            Answer::Unknown | Answer::Possible => {
                let reason = "a diagnostic setting that may send the requests of this app is not known";
                cx.undecided_because(app, reason, "`target_resource_id` and the logs of the setting");
            }
        }
    }
}
