//! Storage accounts that are encrypted with a key managed by Azure.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Rule, View, companions};

pub const RULE: Rule = Rule {
    id: "azure/storage-without-customer-key",
    level: Level::Off,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["azurerm_storage_account", KEY],
    summary: "A storage account is not encrypted with your own key",
    page: include_str!("storage_without_customer_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R107"],
    check: Check::Project(check),
};

const KEY: &str = "azurerm_storage_account_customer_managed_key";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for account in view.of("azurerm_storage_account") {
        if account.is_data() || account.exists() == Existence::No {
            continue;
        }
        let inline = account.attr("customer_managed_key");
        if inline.each().next().is_some() {
            continue;
        }
        if inline.may_have_more() {
            cx.undecided(inline);
            continue;
        }
        match companions(view, account, &[KEY], "storage_account_id", &[]).any() {
            Answer::Yes => {}
            Answer::No => {
                cx.report(account, format!("`{}` is encrypted with a key managed by Azure", account.address()))
                    .because("you cannot revoke such a key, and no log shows who used it")
                    .help("add a `customer_managed_key` block or an `azurerm_storage_account_customer_managed_key` with a key from your key vault")
                    .if_exists(account);
            }
            Answer::Unknown | Answer::Possible => {
                let reason = "a key that may be that of this account is not known";
                cx.undecided_because(account, reason, "`storage_account_id` of the key");
            }
        }
    }
}
