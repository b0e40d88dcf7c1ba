//! Administrators of whole subscriptions.

use tollgate_sdk::{
    Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View, firewall::Conditions,
};

use crate::scopes::is_wide;

pub const RULE: Rule = Rule {
    id: "azure/subscription-administrator",
    level: Level::Warning,
    severity: 70,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_role_assignment", "azurerm_role_definition"],
    summary: "A role assignment makes somebody administrator of a whole subscription",
    page: include_str!("subscription_administrator.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};

/// Roles that allow all, or to give oneself all, each with the id that it has everywhere.
const ROLES: &[(&str, &str)] = &[
    ("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
    ("User Access Administrator", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"),
    ("Role Based Access Control Administrator", "f58310d9-a9f6-439a-9e8d-f62e7b41a168"),
];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for grant in view.of("azurerm_role_assignment") {
        if !grant.is_data() && grant.exists() != Existence::No {
            judge(cx, grant);
        }
    }
}

fn judge(cx: &mut Context<'_>, grant: Resource<'_>) {
    let (name, id) = (grant.attr("role_definition_name"), grant.attr("role_definition_id"));
    let by_name = name.judge(|name| name.string().test(|name| named(name).is_some()));
    let (is_administrator, role) = match by_name {
        Answer::No => (id.judge(is_of_administrator), id),
        answer => (answer, name),
    };
    let scope = grant.attr("scope");
    // A condition says which roles may be given to whom, so that nobody can give themselves all.
    let condition = grant.attr("condition");
    let without = condition.judge(|condition| match condition.is_unknown() {
        true => Answer::Unknown,
        false => Answer::from(condition.string().known().is_none_or(|text| text.trim().is_empty())),
    });
    let answer =
        Conditions::default().and(is_administrator, role).and(is_wide(scope), scope).and(without, condition).hold(cx);
    if !matches!(answer, Answer::Yes | Answer::Possible) {
        return;
    }
    let of_role = role.possibilities().find_map(|role| named(role.string().known()?)).unwrap_or("administrator");
    let found = cx
        .report(role, format!("`{}` gives the role {of_role} for a whole subscription or more", grant.address()))
        .because("an attacker who steals one login or one token of its holder has all resources and data, and gives access to others that remains when the login is changed")
        .help("give a role of the services in use for a resource group; who must give roles to others gets `Role Based Access Control Administrator` with a `condition` that names these roles; people become owners for an hour with Privileged Identity Management")
        .related(scope, "in this scope")
        .if_exists(grant);
    if answer == Answer::Possible {
        found.possible();
    }
}

/// The role of the list that a name, an id, or a path that ends in one means.
fn named(text: &str) -> Option<&'static str> {
    let last = text.trim().rsplit('/').next().unwrap_or_default();
    let is_it = |(name, id): &&(&str, &str)| last.eq_ignore_ascii_case(name) || last.eq_ignore_ascii_case(id);
    ROLES.iter().find(is_it).map(|(name, _)| *name)
}

fn is_of_administrator(id: Value<'_>) -> Answer {
    if !id.is_unknown() {
        return id.string().test(|id| named(id).is_some());
    }
    // Alone, or behind the id of a subscription.
    let mut definitions = id.refs().filter_map(|one| one.resource());
    match definitions.find(|one| one.type_name() == "azurerm_role_definition") {
        Some(found) if found.is_data() => {
            let of = |argument: &str| {
                let value = found.attr(argument);
                value.judge(|value| value.string().test(|text| named(text).is_some()))
            };
            of("name").or(of("role_definition_id"))
        }
        // A role of one's own: what it allows is another question.
        Some(_) => Answer::No,
        None => Answer::Unknown,
    }
}
