//! Policies that allow passing any role to a service.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::policy::{self, IDENTITY_TYPES, any, any_resource, covers, is_every};

pub const RULE: Rule = Rule {
    id: "aws/pass-any-role",
    level: Level::Warning,
    severity: 70,
    precision: Precision::High,
    inputs: &["terraform"],
    types: IDENTITY_TYPES,
    summary: "A policy allows iam:PassRole on any role",
    page: include_str!("pass_any_role.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R154"],
    check: Check::Project(check),
};

const PASS: &str = "iam:PassRole";

/// What starts something of one's own with the role that was passed.
const STARTS: [&str; 12] = [
    "lambda:CreateFunction",
    "ec2:RunInstances",
    "ecs:RunTask",
    "ecs:RegisterTaskDefinition",
    "cloudformation:CreateStack",
    "glue:CreateDevEndpoint",
    "glue:CreateJob",
    "sagemaker:CreateNotebookInstance",
    "codebuild:CreateProject",
    "datapipeline:CreatePipeline",
    "states:CreateStateMachine",
    "ssm:StartAutomationExecution",
];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for policy in policy::identity(view) {
        for statement in &policy.statements {
            // With all of IAM, the holder needs no service for it.
            let names = any(statement.field("Action"), |pattern| covers(pattern, PASS) && !covers(pattern, "iam:Any"));
            if names == Answer::No {
                continue;
            }
            let on_every = any_resource(statement.field("Resource"), |pattern| is_every("role", pattern))
                .or(statement.on_everything());
            let answer = statement.allows_holder().and(names).and(on_every);
            let answer = if answer == Answer::No { answer } else { answer.and(policy.denies(PASS).not()) };
            if answer == Answer::No {
                continue;
            }
            let starts = STARTS.iter().find(|action| policy.allows(action, |_| Answer::Yes) == Answer::Yes);
            let with = starts.map_or(String::new(), |action| format!(", and `{action}` to use it"));
            let message =
                format!("`{}` allows its holder to pass any role to any service{with}", policy.owner.address());
            let place = statement.place_of_action(PASS);
            if let Some(report) = policy.report(cx, statement, answer, place, message) {
                report
                    .because("whoever passes a role with administrator access to a function or an instance of their own becomes an administrator")
                    .help("name the roles in `Resource`, and the service in a condition on `iam:PassedToService`");
            }
        }
        policy.report_unread(cx);
    }
}
