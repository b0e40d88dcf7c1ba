//! Tables that no key policy protects.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    keys::{self, explain, is_managed, reject_service_key},
    when::When,
    written::is_off,
};

pub const RULE: Rule = Rule {
    id: "aws/table-without-customer-key",
    level: Level::Off,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_dynamodb_table", keys::ALIASES[0], keys::ALIASES[1]],
    summary: "A DynamoDB table is not encrypted with a key of your own",
    page: include_str!("table_without_customer_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R098"],
    check: Check::Linked(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for table in view.of("aws_dynamodb_table").filter(|table| is_managed(*table)) {
        let encryption = table.block("server_side_encryption");
        // Switched off means: encrypted with a key that DynamoDB owns.
        let enabled = encryption.attr("enabled");
        if !enabled.is_unset() && enabled.judge(is_off) == Answer::Yes {
            let message = format!("the items of `{}` are not encrypted with a key of your own", table.address());
            explain(cx.report(enabled, message)).if_exists(table);
            continue;
        }
        let when = When::ALWAYS;
        reject_service_key(cx, when, table, &table.setting("server_side_encryption.kms_key_arn"), "the items");
    }
}
