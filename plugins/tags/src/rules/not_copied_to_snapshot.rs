//! Databases whose snapshots carry no tags.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "tags/not-copied-to-snapshot",
    level: Level::Off,
    severity: 10,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_db_instance", "aws_rds_cluster"],
    summary: "Snapshots of a database get none of its tags",
    page: include_str!("not_copied_to_snapshot.md"),
    options: "{}",
    fix: Fix::Safe,
    answers: &["R113"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    if database.is_data() {
        return;
    }
    let value = database.attr("copy_tags_to_snapshot");
    let off = value.judge(|value| value.bool().or(false).test(|on| !on));
    match off {
        Answer::No => {}
        Answer::Unknown => cx.undecided(value),
        Answer::Yes | Answer::Possible => {
            let text = format!("snapshots of `{}` get none of its tags", database.address());
            let finding = if value.is_absent() {
                cx.report(database, text).fix_insert(database.body(), "copy_tags_to_snapshot", true)
            } else {
                cx.report(value, text).fix_set(value, true)
            };
            let finding = finding
                .because("snapshots outlive the database: without tags nobody knows whose they are, what they cost or when they may go, and access rules by tag do not cover them")
                .help("set `copy_tags_to_snapshot = true`; it applies without a restart");
            if off == Answer::Possible {
                finding.possible();
            }
        }
    }
}
