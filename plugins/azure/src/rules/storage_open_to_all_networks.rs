//! Storage accounts that are reachable from every network.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View, companions};

use crate::{
    names::is_named,
    networks::{admit_everybody, decisive, is_public},
};

pub const RULE: Rule = Rule {
    id: "azure/storage-open-to-all-networks",
    level: Level::Warning,
    severity: 60,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_storage_account", RULES],
    summary: "A storage account is reachable from every network",
    page: include_str!("storage_open_to_all_networks.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R036"],
    check: Check::Project(check),
};

const RULES: &str = "azurerm_storage_account_network_rules";
const WHY: &str =
    "an account key or a signed link that leaks through a log, a repository or a laptop works from anywhere";
const HELP: &str = "set `default_action = \"Deny\"` and allow your networks with `ip_rules`, `virtual_network_subnet_ids` or private endpoints";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let is_there = |one: &Resource<'_>| !one.is_data() && one.exists() != Existence::No;
    for account in view.of("azurerm_storage_account").filter(is_there) {
        let inline = account.block("network_rules");
        if !inline.is_unset() {
            judge(cx, account, inline, is_public(account));
            continue;
        }
        let by_id = companions(view, account, &[RULES], "storage_account_id", &[]).any();
        // Up to version 2 of the provider the rules named the account.
        let apart = by_id.or(is_named(view, account, RULES, "storage_account_name"));
        match (is_public(account), apart) {
            (Answer::No, _) | (_, Answer::Yes) => {}
            (Answer::Unknown, _) => cx.undecided(account.attr("public_network_access_enabled")),
            (_, Answer::Unknown | Answer::Possible) => {
                let reason = "network rules that may be those of this account are not known";
                cx.undecided_because(account, reason, "the account that the network rules name");
            }
            (public, Answer::No) => {
                let setting = account.setting("network_rules.default_action");
                let found = cx
                    .report(account, format!("`{}` is reachable from every network", account.address()))
                    .because(WHY)
                    .help(HELP)
                    .fix_setting(&setting, "Deny")
                    .fix_is_unsafe()
                    .if_exists(account);
                if public == Answer::Possible {
                    found.possible();
                }
            }
        }
    }
    for rules in view.of(RULES).filter(is_there) {
        let account = rules.attr("storage_account_id").target().and_then(|target| target.resource());
        judge(cx, rules, rules.body(), account.map_or(Answer::Yes, is_public));
    }
}

/// Judges the rules that stand in `resource`.
fn judge(cx: &mut Context<'_>, resource: Resource<'_>, rules: Value<'_>, public: Answer) {
    let everybody = admit_everybody(rules);
    let place = decisive(rules);
    match public.and(everybody) {
        Answer::No => {}
        Answer::Unknown if everybody == Answer::Unknown => cx.undecided(place),
        Answer::Unknown => cx.undecided(resource.attr("public_network_access_enabled")),
        answer => {
            let found = cx
                .report(place, format!("`{}` allows every network to reach the storage account", resource.address()))
                .because(WHY)
                .help(HELP)
                .if_exists(resource);
            let action = rules.attr("default_action");
            let found = if place.node() == action.node() && !action.is_absent() {
                found.fix_set(action, "Deny").fix_is_unsafe()
            } else {
                found
            };
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}
