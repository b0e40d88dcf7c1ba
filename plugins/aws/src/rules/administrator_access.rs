//! Roles, users and groups that are administrators.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View};

use crate::written::is_of_resource;

pub const RULE: Rule = Rule {
    id: "aws/administrator-access",
    level: Level::Warning,
    severity: 75,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "aws_iam_group_policy_attachment",
        "aws_iam_group_policy_attachments_exclusive",
        "aws_iam_policy",
        "aws_iam_policy_attachment",
        "aws_iam_role",
        "aws_iam_role_policy_attachment",
        "aws_iam_role_policy_attachments_exclusive",
        "aws_iam_user_policy_attachment",
        "aws_iam_user_policy_attachments_exclusive",
    ],
    summary: "A role, user or group has administrator access",
    page: include_str!("administrator_access.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R157"],
    check: Check::Project(check),
};

/// Managed policies that allow all, or to give oneself all.
const POLICIES: [&str; 2] = ["AdministratorAccess", "IAMFullAccess"];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for ty in RULE.types.iter().filter(|ty| **ty != "aws_iam_policy") {
        for resource in view.of(ty).filter(|one| !one.is_data() && one.exists() != Existence::No) {
            for argument in ["policy_arn", "policy_arns", "managed_policy_arns"] {
                let list = resource.attr(argument);
                for one in list.one_or_more() {
                    policy(cx, resource, one);
                }
                if list.may_have_more() && !list.is_unknown() {
                    cx.undecided(list);
                }
            }
        }
    }
}

fn policy(cx: &mut Context<'_>, resource: Resource<'_>, arn: Value<'_>) {
    let answer = arn.judge(is_administrator);
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(arn),
        Answer::Yes | Answer::Possible => {
            let report = cx
                .report(arn, format!("`{}` gives administrator access", resource.address()))
                .because("with one leaked session (from an environment variable, a build log, an instance) an attacker has the whole account: all data, all keys, and new users that remain")
                .help("attach only what is needed: IAM Access Analyzer can generate a policy from past activity; for people, use permission sets of IAM Identity Center with short sessions")
                .if_exists(resource);
            if answer == Answer::Possible {
                report.possible();
            }
        }
    }
}

fn is_administrator(arn: Value<'_>) -> Answer {
    if !arn.is_unknown() {
        return arn
            .string()
            .test(|arn| arn.rsplit_once("::aws:policy/").is_some_and(|(_, name)| POLICIES.contains(&name)));
    }
    match arn.target().and_then(|target| target.resource()) {
        // The data source finds a policy by its ARN or its name.
        Some(found) if found.is_data() && found.attr("name").is_unset() => found.attr("arn").judge(is_administrator),
        Some(found) if found.is_data() => {
            found.attr("name").judge(|name| name.string().test(|name| POLICIES.contains(&name)))
        }
        // In a partition that is not known, it may be any policy of AWS.
        _ if arn.refs().any(|one| one.address().contains("aws_partition.")) => Answer::Unknown,
        _ if is_of_resource(arn) => Answer::No,
        _ => Answer::Unknown,
    }
}
