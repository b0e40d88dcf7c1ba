//! Tables that one wrong command deletes.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_off;

pub const RULE: Rule = Rule {
    id: "aws/table-without-deletion-protection",
    level: Level::Info,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_dynamodb_table"],
    summary: "A DynamoDB table can be deleted by one command",
    page: include_str!("table_without_deletion_protection.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R123"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, table: Resource<'_>) {
    if table.is_data() {
        return;
    }
    let protection = table.setting("deletion_protection_enabled");
    let message = format!("`{}` can be deleted by one command", table.address());
    if let Some(found) = cx.reject(&protection, is_off, message) {
        found
            .because("a plan that replaces the table, for example because its key was renamed, deletes all items")
            .help("set `deletion_protection_enabled = true`; to delete the table on purpose, switch it off first")
            .fix_setting(&protection, true)
            .fix_is_unsafe();
    }
}
