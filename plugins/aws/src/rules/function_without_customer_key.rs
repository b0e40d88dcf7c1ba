//! Variables of functions that no key policy protects.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    keys::{self, is_managed, reject_service_key},
    when::When,
    written::is_given,
};

pub const RULE: Rule = Rule {
    id: "aws/function-without-customer-key",
    level: Level::Off,
    severity: 25,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_lambda_function", keys::ALIASES[0], keys::ALIASES[1]],
    summary: "The variables of a Lambda function are not encrypted with a key of your own",
    page: include_str!("function_without_customer_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Linked(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for function in view.of("aws_lambda_function").filter(|one| is_managed(*one)) {
        let when = When::ALWAYS.and(function.setting("environment.variables").value(), is_given);
        reject_service_key(cx, when, function, &function.setting("kms_key_arn"), "the variables");
    }
}
