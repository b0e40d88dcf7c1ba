//! Policies with which their holder can become an administrator.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::policy::{self, IDENTITY_TYPES, Policy, Statement, any, any_resource, is_every, is_every_action};

pub const RULE: Rule = Rule {
    id: "aws/privilege-escalation",
    level: Level::Warning,
    severity: 80,
    precision: Precision::High,
    inputs: &["terraform"],
    types: IDENTITY_TYPES,
    summary: "A policy lets its holder give themselves any permission",
    page: include_str!("privilege_escalation.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R152"],
    check: Check::Project(check),
};

/// An action that gives permissions, and the kind of thing it must be allowed on.
const WAYS: [(&str, &str); 21] = [
    ("iam:CreatePolicyVersion", "policy"),
    ("iam:SetDefaultPolicyVersion", "policy"),
    ("iam:AttachUserPolicy", "user"),
    ("iam:AttachGroupPolicy", "group"),
    ("iam:AttachRolePolicy", "role"),
    ("iam:PutUserPolicy", "user"),
    ("iam:PutGroupPolicy", "group"),
    ("iam:PutRolePolicy", "role"),
    ("iam:AddUserToGroup", "group"),
    ("iam:UpdateAssumeRolePolicy", "role"),
    ("iam:CreateAccessKey", "user"),
    ("iam:CreateLoginProfile", "user"),
    ("iam:UpdateLoginProfile", "user"),
    ("iam:DeleteRolePermissionsBoundary", "role"),
    ("iam:DeleteUserPermissionsBoundary", "user"),
    ("iam:PutRolePermissionsBoundary", "role"),
    ("iam:PutUserPermissionsBoundary", "user"),
    ("sso:PutInlinePolicyToPermissionSet", "permissionSet"),
    ("sso:AttachManagedPolicyToPermissionSet", "permissionSet"),
    ("sso:AttachCustomerManagedPolicyReferenceToPermissionSet", "permissionSet"),
    (CODE_OF_FUNCTIONS, "function"),
];

/// With it, the holder has what the functions have, which is seldom everything.
const CODE_OF_FUNCTIONS: &str = "lambda:UpdateFunctionCode";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for policy in policy::identity(view) {
        for statement in &policy.statements {
            statement_of(cx, &policy, statement);
        }
        policy.report_unread(cx);
    }
}

/// One finding for all ways that a statement opens.
fn statement_of(cx: &mut Context<'_>, policy: &Policy<'_>, statement: &Statement<'_>) {
    let holder = statement.allows_holder();
    // The others are reported for allowing everything.
    let rest = any(statement.field("Action"), is_every_action).or(statement.names_by_exception("iam:PutRolePolicy"));
    if holder == Answer::No || rest == Answer::Yes {
        return;
    }
    let mut answer = Answer::No;
    let mut ways = Vec::new();
    for (action, kind) in WAYS {
        let names = statement.names(action);
        if names == Answer::No {
            continue;
        }
        let on_every =
            any_resource(statement.field("Resource"), |pattern| is_every(kind, pattern)).or(statement.on_everything());
        let way = holder.and(names).and(on_every);
        let way = if way == Answer::No { way } else { way.and(policy.denies(action).not()) };
        if matches!(way, Answer::Yes | Answer::Possible) {
            ways.push(action);
        }
        answer = answer.or(way);
    }
    if answer == Answer::No {
        return;
    }
    let shown: Vec<String> = ways.iter().take(3).map(|action| format!("`{action}`")).collect();
    let more = if ways.len() > 3 { " and more" } else { "" };
    let is_by_code = ways == [CODE_OF_FUNCTIONS];
    let what = if is_by_code { "act with the role of every function" } else { "become an administrator" };
    let message = format!("`{}` lets its holder {what}: {}{more}", policy.owner.address(), shown.join(", "));
    let place = ways.first().map_or(statement.value, |action| statement.place_of_action(action));
    if let Some(report) = policy.report(cx, statement, answer, place, message) {
        let (because, help) = if is_by_code {
            (
                "whoever takes over its holder puts code of their own into the function with the strongest role, and reads the credentials of that role from there",
                "list the functions that it deploys, for example by a prefix such as `function:orders-*`",
            )
        } else {
            (
                "whoever takes over its holder can, for example, attach `AdministratorAccess` to it, or create an access key for an administrator",
                "list the roles, users or policies that it needs, for example by a path such as `role/app/*`, and require a permissions boundary with the condition `iam:PermissionsBoundary`",
            )
        };
        report.because(because).help(help);
    }
}
