//! Alerts about attacks that are sent to nobody.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "azure/alerts-to-nobody",
    level: Level::Info,
    severity: 35,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "azurerm_mssql_managed_instance_security_alert_policy",
        "azurerm_mssql_server_security_alert_policy",
        "azurerm_security_center_contact",
        "azurerm_synapse_sql_pool_security_alert_policy",
        "azurerm_synapse_workspace_security_alert_policy",
    ],
    summary: "Alerts about attacks are sent to nobody",
    page: include_str!("alerts_to_nobody.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

const WHY: &str = "an alert that only stands in the portal is read when somebody looks there, which is after the attacker has finished";

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    if resource.type_name() == "azurerm_security_center_contact" {
        let notifies = resource.setting("alert_notifications");
        let message = format!("`{}` is told of no alerts", resource.address());
        if let Some(found) = cx.reject(&notifies, |value| value.bool().test(|on| !on), message) {
            found.because(WHY).help("set `alert_notifications = true`").fix_setting(&notifies, true).fix_is_unsafe();
        }
        return;
    }
    let off = |value: Value<'_>| value.string().test(|state| state.eq_ignore_ascii_case("Disabled"));
    let states = ["state", "policy_state"].iter().map(|name| resource.attr(name).judge(off));
    let is_off = states.fold(resource.attr("enabled").judge(|value| value.bool().test(|on| !on)), Answer::or);
    let (admins, addresses) = (resource.attr("email_account_admins_enabled"), resource.attr("email_addresses"));
    let to_admins = admins.judge(|value| value.bool().test(|on| on));
    let is_address = |one: Value<'_>| if one.is_unset() { Answer::No } else { named(one) };
    let open = if addresses.may_have_more() { Answer::Unknown } else { Answer::No };
    let to_others = addresses.judge(|list| list.each().map(is_address).fold(open, Answer::or));
    // Whether a policy that is switched off tells anybody is no question.
    match is_off.or(to_admins).or(to_others) {
        Answer::Yes => {}
        Answer::No => {
            cx.report(resource, format!("`{}` sends its alerts to nobody", resource.address()))
                .because(WHY)
                .help("list the mailbox of the team that answers in `email_addresses`, or set `email_account_admins_enabled = true`");
        }
        Answer::Unknown | Answer::Possible => {
            let decides = if to_others == Answer::No { admins } else { addresses };
            cx.undecided(decides);
        }
    }
}

/// Whether it is an address at all; one that is not known is.
fn named(one: Value<'_>) -> Answer {
    match one.string().known() {
        Some(text) => Answer::from(!text.trim().is_empty()),
        None => Answer::Yes,
    }
}
