//! Policies that allow on every resource what can be allowed on single ones.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    policy::{self, IDENTITY_TYPES, any, covers, is_every_action, is_everything, place},
    written::{listed_shortly, texts},
};

pub const RULE: Rule = Rule {
    id: "aws/wildcard-resource",
    level: Level::Off,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: IDENTITY_TYPES,
    summary: "A policy allows actions on every resource that can be allowed on single ones",
    page: include_str!("wildcard_resource.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R151"],
    check: Check::Project(check),
};

/// Actions that read or change data, or change who has it, and that can be allowed on single things.
const ACTIONS: &[&str] = &[
    "cloudformation:DeleteStack",
    "cloudformation:UpdateStack",
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:DeleteTable",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:UpdateItem",
    "ec2:StartInstances",
    "ec2:StopInstances",
    "ec2:TerminateInstances",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
    "ecr:PutImage",
    "ecs:RunTask",
    "ecs:UpdateService",
    "events:PutEvents",
    "firehose:PutRecord",
    "kinesis:GetRecords",
    "kinesis:PutRecord",
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:ScheduleKeyDeletion",
    "lambda:InvokeFunction",
    "lambda:UpdateFunctionCode",
    "logs:PutLogEvents",
    "rds:DeleteDBInstance",
    "s3:DeleteBucket",
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:PutBucketPolicy",
    "s3:PutObject",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "sns:Publish",
    "sqs:DeleteMessage",
    "sqs:ReceiveMessage",
    "sqs:SendMessage",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
    "ssm:PutParameter",
    "ssm:SendCommand",
    "ssm:StartSession",
    "states:StartExecution",
    "sts:AssumeRole",
];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for policy in policy::identity(view) {
        for statement in &policy.statements {
            let actions = statement.field("Action");
            if any(actions, is_every_action) == Answer::Yes {
                // Another rule reports these.
                continue;
            }
            let could = |pattern: &str| ACTIONS.iter().any(|action| covers(pattern, action));
            let answer = statement.allows_holder().and(any(actions, could)).and(statement.on_everything());
            let everything = place(statement.field("Resource"), is_everything).unwrap_or(statement.value);
            let what = match texts(actions, could).as_slice() {
                [] => "actions on data".to_owned(),
                names => listed_shortly(names),
            };
            let message = format!("`{}` allows {what} on every resource", policy.owner.address());
            if let Some(report) = policy.report(cx, statement, answer, everything, message) {
                report
                    .because("whoever takes over its holder reaches the data of everything else in the account, including what is created later")
                    .help("list the resources that are needed; put actions that support none, such as most of `Describe` and `List`, into a statement of their own");
            }
        }
        policy.report_unread(cx);
    }
}
