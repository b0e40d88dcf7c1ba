//! Storage accounts that keep no record of who reads and deletes the messages of their queues.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View, companions};

use crate::diagnostics::{SETTING, sends};

pub const RULE: Rule = Rule {
    id: "azure/queue-requests-not-logged",
    level: Level::Off,
    severity: 25,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["azurerm_storage_account", PROPERTIES, SETTING],
    summary: "Requests to the queues of a storage account are not logged",
    page: include_str!("queue_requests_not_logged.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};

const PROPERTIES: &str = "azurerm_storage_account_queue_properties";
const CATEGORIES: &[&str] = &["StorageRead", "StorageWrite", "StorageDelete"];
const WHY: &str =
    "nobody can tell afterwards who read the messages, who put forged ones in, and who made some of them disappear";
const HELP: &str = "send the logs of `queueServices/default` of the account to a workspace with an `azurerm_monitor_diagnostic_setting`, or log `read`, `write` and `delete` in an `azurerm_storage_account_queue_properties`";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let is_there = |one: &Resource<'_>| !one.is_data() && one.exists() != Existence::No;
    let named: Vec<_> = view
        .of(SETTING)
        .filter(is_there)
        .filter_map(|one| Some((one, one.attr("target_resource_id").string().known()?.to_ascii_lowercase())))
        .collect();
    for account in view.of("azurerm_storage_account").filter(is_there) {
        let has_queues = has_queues(account);
        if has_queues == Answer::No {
            continue;
        }
        let diagnosed = is_diagnosed(view, account, &named);
        if diagnosed == Answer::Yes {
            continue;
        }
        let apart = companions(view, account, &[PROPERTIES], "storage_account_id", &[]);
        let inline = account.block("queue_properties").block("logging");
        let logging =
            if inline.is_unset() { apart.certain.first().map_or(inline, |one| logging(*one)) } else { inline };
        // Where nothing is said, nothing is logged.
        let is_off = |value: Value<'_>| value.bool().or(false).test(|on| !on);
        let off: Vec<(&str, Value<'_>, Answer)> = ["read", "write", "delete"]
            .into_iter()
            .map(|name| (name, logging.attr(name), logging.attr(name).judge(is_off)))
            .filter(|(_, _, answer)| *answer != Answer::No)
            .collect();
        let Some((_, first, _)) = off.first().copied() else { continue };
        let answer = off.iter().map(|(_, _, answer)| *answer).fold(Answer::No, Answer::or);
        let is_perhaps_elsewhere = diagnosed != Answer::No || (logging.is_unset() && apart.any() == Answer::Unknown);
        if is_perhaps_elsewhere {
            let reason = "a setting that may log the requests to the queues of this account is not known";
            cx.undecided_because(
                account,
                reason,
                "the service that `target_resource_id` names, or `storage_account_id`",
            );
        } else if answer == Answer::Unknown {
            cx.undecided(first);
        } else {
            let certain = |answer: Answer| answer == Answer::Yes || answer == Answer::Possible;
            let named: Vec<_> = off.iter().filter(|(_, _, answer)| certain(*answer)).collect();
            let names: Vec<&str> = named.iter().map(|(name, _, _)| *name).collect();
            let message = match names.len() {
                3 => format!("requests to the queues of `{}` are not logged", account.address()),
                _ => format!(
                    "requests that {} messages in the queues of `{}` are not logged",
                    names.join(" and "),
                    account.address()
                ),
            };
            let place = named.first().map_or(first, |(_, value, _)| *value);
            let place = if logging.is_unset() { account.body() } else { place };
            let found = cx.report(place, message).because(WHY).help(HELP).if_exists(account);
            if answer == Answer::Possible || has_queues != Answer::Yes {
                found.possible();
            }
        }
    }
}

/// Whether accounts of this kind have queues: general ones on ordinary disks.
fn has_queues(account: Resource<'_>) -> Answer {
    let kind = account.attr("account_kind");
    let is_general =
        kind.judge(|kind| kind.string().or("StorageV2").test(|kind| kind == "Storage" || kind == "StorageV2"));
    let tier = account.attr("account_tier");
    is_general.and(tier.judge(|tier| tier.string().or("Standard").test(|tier| tier == "Standard")))
}

fn logging(properties: Resource<'_>) -> Value<'_> {
    let logging = properties.block("logging");
    if logging.is_unset() { properties.block("properties").block("logging") } else { logging }
}

/// Whether a diagnostic setting logs the requests to the queues. The id of the service begins with that of the account,
/// and what follows is not known when the account is made in the same run: it may be another service. `named` are the
/// settings whose service is known, each with its id in lower case.
fn is_diagnosed(view: View<'_>, account: Resource<'_>, named: &[(Resource<'_>, String)]) -> Answer {
    let sends_requests = |setting: Resource<'_>| {
        // All of them, or a group that holds them all.
        let group = sends(setting, &[], &["allLogs", "audit"]);
        CATEGORIES.iter().map(|one| sends(setting, &[*one], &[])).fold(Answer::Yes, Answer::and).or(group)
    };
    let perhaps = companions(view, account, &[SETTING], "target_resource_id", &[]).perhaps;
    let by_id = perhaps.iter().map(|(one, _)| sends_requests(*one).and(Answer::Unknown)).fold(Answer::No, Answer::or);
    let Some(name) = account.attr("name").string().known() else { return by_id };
    let of_queues = format!("/storageaccounts/{name}/queueservices/").to_ascii_lowercase();
    let is_beside = |one: Resource<'_>| one.root() == account.root() && one.variant() == account.variant();
    let of_it = named.iter().filter(|(one, id)| is_beside(*one) && id.contains(&of_queues));
    let by_text = of_it.map(|(one, _)| sends_requests(*one));
    by_text.fold(by_id, Answer::or)
}
