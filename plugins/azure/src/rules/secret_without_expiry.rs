//! Keys and secrets of vaults that never expire.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "azure/secret-without-expiry",
    level: Level::Off,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["azurerm_key_vault_key", "azurerm_key_vault_secret"],
    summary: "A key or a secret never expires",
    page: include_str!("secret_without_expiry.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, secret: Resource<'_>) {
    if secret.is_data() {
        return;
    }
    let date = secret.attr("expiration_date");
    // Keys may be replaced by themselves, and the new one expires.
    let policies = secret.attr("rotation_policy");
    let open = if policies.may_have_more() { Answer::Unknown } else { Answer::No };
    let by_policy = policies.each().map(|policy| ends(policy.attr("expire_after"))).fold(open, Answer::or);
    match ends(date).or(by_policy) {
        Answer::Yes => {}
        Answer::Unknown => cx.undecided(if by_policy == Answer::Unknown { policies } else { date }),
        answer => {
            let found = cx
                .report(secret, format!("`{}` never expires", secret.address()))
                .because("one that was copied years ago still works, and nothing reminds anybody to replace it")
                .help("set `expiration_date`, for a key perhaps a `rotation_policy` with `expire_after`, and let somebody be told before the day");
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}

/// Whether there is a date. One that is computed is there, though it is not known; that of a variable may be null.
fn ends(date: Value<'_>) -> Answer {
    date.judge(|date| {
        if date.is_unset() {
            return Answer::No;
        }
        let is_given = date.target().is_some_and(|target| target.is_variable());
        match date.string().known() {
            Some(text) => Answer::from(!text.is_empty()),
            None if is_given => Answer::Unknown,
            None => Answer::Yes,
        }
    })
}
