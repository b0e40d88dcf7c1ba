//! Vaults that are reachable from every network.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::networks::{admit_everybody, decisive, is_public};

pub const RULE: Rule = Rule {
    id: "azure/key-vault-open-to-all-networks",
    level: Level::Warning,
    severity: 60,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_key_vault", "azurerm_key_vault_managed_hardware_security_module"],
    summary: "A key vault is reachable from every network",
    page: include_str!("key_vault_open_to_all_networks.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R038"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, vault: Resource<'_>) {
    if vault.is_data() {
        return;
    }
    let rules = vault.block("network_acls");
    let (public, everybody) = (is_public(vault), admit_everybody(rules));
    let action = vault.setting("network_acls.default_action");
    let place = if rules.is_unset() { action.value() } else { decisive(rules) };
    match public.and(everybody) {
        Answer::No => {}
        Answer::Unknown if everybody == Answer::Unknown => cx.undecided(place),
        Answer::Unknown => cx.undecided(vault.attr("public_network_access_enabled")),
        answer => {
            let is_action = place.node() == action.value().node();
            let found = cx
                .report(place, format!("`{}` is reachable from every network", vault.address()))
                .because("it holds the keys and passwords of everything else: with a stolen login or token of one reader, an attacker copies them from anywhere")
                .help("add `network_acls` with `default_action = \"Deny\"` and allow your networks, or use a private endpoint and `public_network_access_enabled = false`");
            // `bypass` is required in the block, so a new one has to say it.
            let found = if rules.is_unset() {
                let block = [("bypass", "AzureServices".into()), ("default_action", "Deny".into())];
                found.fix_insert(vault.body(), "network_acls", tollgate_sdk::Json::block(block)).fix_is_unsafe()
            } else if is_action {
                found.fix_setting(&action, "Deny").fix_is_unsafe()
            } else {
                found
            };
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}
