//! Tables that cannot be restored to an earlier state.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    when::{When, reject_when},
    written::is_off,
};

pub const RULE: Rule = Rule {
    id: "aws/table-without-point-in-time-recovery",
    level: Level::Warning,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_dynamodb_table"],
    summary: "A DynamoDB table cannot be restored to an earlier moment",
    page: include_str!("table_without_point_in_time_recovery.md"),
    options: "{}",
    fix: Fix::Safe,
    answers: &["R122"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, table: Resource<'_>) {
    if table.is_data() {
        return;
    }
    let recovery = table.setting("point_in_time_recovery.enabled");
    let is_lock = |key: &str| key == "LockID";
    // Nobody would restore the locks of Terraform. A key that is not known is hardly `LockID`.
    let when = When::ALWAYS.and(table.attr("hash_key"), |key| match key.string().test(is_lock) {
        Answer::Yes => Answer::No,
        _ => Answer::Yes,
    });
    let message = format!("`{}` cannot be restored to an earlier moment", table.address());
    if let Some(found) = reject_when(cx, when, &recovery, is_off, message) {
        found
            .because("if a faulty release overwrites items, or somebody with a stolen key deletes them, they are lost: DynamoDB keeps no other history")
            .help("set `enabled = true` in `point_in_time_recovery`; it is charged by the size of the table")
            .fix_setting(&recovery, true);
    }
}
