//! Permissions that one user has apart from all others.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/policy-on-user",
    level: Level::Off,
    severity: 30,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "aws_iam_policy_attachment",
        "aws_iam_user_policy",
        "aws_iam_user_policy_attachment",
        "aws_iam_user_policy_attachments_exclusive",
    ],
    summary: "A policy is given to a user rather than to a group or role",
    page: include_str!("policy_on_user.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R160"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    // Of the others, who has the policy is the question of a list, which may be empty.
    let list = match resource.type_name() {
        "aws_iam_policy_attachment" => Some(resource.attr("users")),
        "aws_iam_user_policy_attachments_exclusive" => Some(resource.attr("policy_arns")),
        _ => None,
    };
    let gives = list.map_or(Answer::Yes, |list| {
        list.judge(|list| match list.each().next() {
            Some(_) => Answer::Yes,
            None if list.may_have_more() => Answer::Unknown,
            None => Answer::No,
        })
    });
    let place = list.unwrap_or(resource.body());
    match gives {
        Answer::No => {}
        Answer::Unknown => cx.undecided(place),
        Answer::Yes | Answer::Possible => {
            let report = cx
                .report(place, format!("`{}` gives a policy to a user", resource.address()))
                .because("permissions of single users are forgotten when somebody changes teams or leaves, and reviews of groups and roles do not show them")
                .help("attach the policy to a group or a role");
            if gives == Answer::Possible {
                report.possible();
            }
        }
    }
}
