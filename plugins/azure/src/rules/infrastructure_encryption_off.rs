//! Data that is encrypted once where it could be encrypted twice.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "azure/infrastructure-encryption-off",
    level: Level::Off,
    severity: 20,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_mysql_server", "azurerm_postgresql_server", "azurerm_storage_account"],
    summary: "Data is not encrypted a second time by the infrastructure",
    page: include_str!("infrastructure_encryption_off.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    if service.is_data() {
        return;
    }
    let setting = service.setting("infrastructure_encryption_enabled");
    let is_wrong = |value: Value<'_>| value.bool().or(false).test(|on| !on);
    let message = format!("the infrastructure does not encrypt the data of `{}` a second time", service.address());
    if let Some(found) = cx.reject(&setting, is_wrong, message) {
        let tier = if service.type_name() == "azurerm_storage_account" {
            ""
        } else {
            "; the tier has to be General Purpose or Memory Optimized"
        };
        found
            .because("one key that gets out, or one mistake in one algorithm, is enough to read it")
            .help(format!("set `infrastructure_encryption_enabled = true` where the data is made anew: the argument cannot be changed later{tier}"));
    }
}
