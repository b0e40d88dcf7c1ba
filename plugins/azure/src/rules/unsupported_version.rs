//! Databases, systems and languages that nobody fixes any more.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::support::{self, Version};

pub const RULE: Rule = Rule {
    id: "azure/unsupported-version",
    level: Level::Warning,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "azurerm_kubernetes_cluster",
        "azurerm_linux_function_app",
        "azurerm_linux_function_app_slot",
        "azurerm_linux_virtual_machine",
        "azurerm_linux_virtual_machine_scale_set",
        "azurerm_linux_web_app",
        "azurerm_linux_web_app_slot",
        "azurerm_mariadb_server",
        "azurerm_mysql_flexible_server",
        "azurerm_mysql_server",
        "azurerm_orchestrated_virtual_machine_scale_set",
        "azurerm_postgresql_flexible_server",
        "azurerm_postgresql_server",
        "azurerm_virtual_machine",
        "azurerm_virtual_machine_scale_set",
        "azurerm_windows_function_app",
        "azurerm_windows_function_app_slot",
        "azurerm_windows_virtual_machine",
        "azurerm_windows_virtual_machine_scale_set",
        "azurerm_windows_web_app",
        "azurerm_windows_web_app_slot",
    ],
    summary: "A database, a system or a language gets no fixes any more",
    page: include_str!("unsupported_version.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

const IMAGES: &[&str] = &["source_image_reference", "storage_image_reference", "storage_profile_image_reference"];
const LANGUAGES: &[&str] = &["node_version", "python_version", "dotnet_version", "php_version"];

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    let ty = resource.type_name();
    if ty.ends_with("_app") || ty.ends_with("_app_slot") {
        let stack = resource.block("site_config").block("application_stack");
        for name in LANGUAGES {
            judge(cx, resource, stack.attr(name), |text| support::language(name, text));
        }
    } else if ty.contains("virtual_machine") {
        for image in IMAGES.iter().map(|name| resource.block(name)) {
            let (offer, sku) = (image.attr("offer"), image.attr("sku"));
            match offer.string().known() {
                Some(offer) => judge(cx, resource, sku, |text| support::image(offer, text)),
                // The image as a whole comes from somewhere else then.
                None if offer.is_unknown() => cx.undecided(offer),
                None => {}
            }
        }
    } else if ty == "azurerm_kubernetes_cluster" {
        // Paid, and up to a year longer.
        let plan = resource.attr("support_plan");
        let is_long = plan.judge(|plan| plan.string().test(|plan| plan == "AKSLongTermSupport"));
        if is_long == Answer::No {
            judge(cx, resource, resource.attr("kubernetes_version"), support::kubernetes);
        }
    } else {
        judge(cx, resource, resource.attr("version"), |text| support::database(ty, text));
    }
}

fn judge(cx: &mut Context<'_>, resource: Resource<'_>, value: Value<'_>, version: impl Fn(&str) -> Option<Version>) {
    // What a data source gives, such as the versions that AKS offers, is not decided here.
    if value.is_unknown() && value.refs().any(|one| !one.is_variable()) {
        return;
    }
    let today = cx.today();
    let ended = |text: &str| version(text).filter(|(_, day)| *day < today);
    let is_ended = value.judge(|value| value.string().test(|text| ended(text).is_some()));
    let found = value.possibilities().find_map(|one| ended(one.string().known()?));
    match (is_ended, found) {
        (Answer::Unknown, _) => cx.undecided(value),
        (Answer::Yes | Answer::Possible, Some((name, day))) => {
            let report = cx
                .report(value, format!("`{}` uses {name}, whose support ended on {day}", resource.address()))
                .because("its makers publish no fixes for it any more: each vulnerability that is found from now on stays open, and attackers know where to look")
                .help("move to a version that is supported for years to come; try it on a copy first");
            if is_ended == Answer::Possible {
                report.possible();
            }
        }
        _ => {}
    }
}
