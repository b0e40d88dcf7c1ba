//! Storage accounts that accept signatures of any duration.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::networks::is_given;

pub const RULE: Rule = Rule {
    id: "azure/storage-without-sas-policy",
    level: Level::Off,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["azurerm_storage_account"],
    summary: "No policy says how long the shared access signatures of a storage account may be valid",
    page: include_str!("storage_without_sas_policy.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, account: Resource<'_>) {
    if account.is_data() {
        return;
    }
    let policy = account.attr("sas_policy");
    // Without shared keys nobody can sign but users of the directory, for seven days at most.
    let keys = account.attr("shared_access_key_enabled");
    let accepts_keys = keys.judge(|keys| keys.bool().or(true).test(|on| on));
    match is_given(policy).not().and(accepts_keys) {
        Answer::No => {}
        Answer::Unknown => cx.undecided(if keys.is_unknown() { keys } else { policy }),
        answer @ (Answer::Yes | Answer::Possible) => {
            let message = format!("no policy limits how long signatures of `{}` are valid", account.address());
            let found = cx
                .report(account, message)
                .because("a link with a signature that leaks, in a log, a ticket or a mail, opens the data for years, and only new keys for the whole account make it invalid")
                .help("add a `sas_policy` with an `expiration_period` of some days, or set `shared_access_key_enabled = false`");
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}
