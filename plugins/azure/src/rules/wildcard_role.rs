//! Custom roles that allow everything.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value, firewall::Conditions};

use crate::scopes::is_wide;

pub const RULE: Rule = Rule {
    id: "azure/wildcard-role",
    level: Level::Error,
    severity: 70,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_role_definition"],
    summary: "A custom role allows every action in a subscription",
    page: include_str!("wildcard_role.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R166"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, role: Resource<'_>) {
    if role.is_data() {
        return;
    }
    let (wide, scope) = widest_scope(role);
    let permissions = role.attr("permissions");
    if permissions.may_have_more() && wide != Answer::No {
        cx.undecided(permissions);
    }
    for actions in permissions.each().map(|permission| permission.attr("actions")) {
        let everything = actions.judge(|actions| any(actions, is_everything));
        let place = actions.each().find(|action| is_everything(*action) != Answer::No).unwrap_or(actions);
        let answer = Conditions::default().and(everything, place).and(wide, scope).hold(cx);
        if !matches!(answer, Answer::Yes | Answer::Possible) {
            continue;
        }
        let found = cx
            .report(place, format!("`{}` allows every action in a whole subscription", role.address()))
            .because("an attacker who steals a login with this role controls the subscription, and the role includes whatever Azure adds later")
            .help("list the actions that are needed, such as `Microsoft.Compute/virtualMachines/read`, or limit the scope to a resource group")
            .related(scope, "in this scope");
        if answer == Answer::Possible {
            found.possible();
        }
    }
}

fn is_everything(action: Value<'_>) -> Answer {
    action.judge(|action| action.string().test(|action| matches!(action.trim(), "*" | "*/*" | "*/write")))
}

fn any<'a>(list: Value<'a>, question: impl Fn(Value<'a>) -> Answer) -> Answer {
    let rest = if list.may_have_more() { Answer::Unknown } else { Answer::No };
    list.each().map(question).fold(rest, Answer::or)
}

/// Whether the role can be assigned for a subscription or more, and where that is said. Without `assignable_scopes`, it
/// is `scope`.
fn widest_scope(role: Resource<'_>) -> (Answer, Value<'_>) {
    let scopes = role.attr("assignable_scopes");
    if scopes.is_unset() || (!scopes.may_have_more() && scopes.each().next().is_none()) {
        let scope = role.attr("scope");
        return (is_wide(scope), scope);
    }
    let wide = scopes.judge(|scopes| any(scopes, is_wide));
    let place = scopes.each().find(|scope| is_wide(*scope) == wide).unwrap_or(scopes);
    (wide, place)
}
