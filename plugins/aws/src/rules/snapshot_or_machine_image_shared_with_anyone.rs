//! Snapshots and machine images that everybody may copy.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "aws/snapshot-or-machine-image-shared-with-anyone",
    level: Level::Error,
    severity: 85,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "aws_ami_launch_permission",
        "aws_db_cluster_snapshot",
        "aws_db_snapshot",
        "aws_db_snapshot_copy",
        "aws_rds_cluster_snapshot_copy",
    ],
    summary: "A snapshot or a machine image is shared with everybody",
    page: include_str!("snapshot_or_machine_image_shared_with_anyone.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, shared: Resource<'_>) {
    if shared.is_data() {
        return;
    }
    let is_all = |value: Value<'_>| value.string().test(|text| text == "all");
    if shared.type_name() == "aws_ami_launch_permission" {
        let message = format!("`{}` shares the image with every AWS account", shared.address());
        if let Some(found) = cx.reject(&shared.setting("group"), is_all, message) {
            found
                .because("anybody can start a machine from it and read its disk, with all keys, passwords and code that were left there; scanners search public images for them")
                .help("name the accounts with `account_id`, or your organization with `organization_arn`");
        }
        return;
    }
    let accounts = shared.attr("shared_accounts");
    let all = accounts.possibilities().flat_map(|list| list.each()).find(|one| one.string().known() == Some("all"));
    if let Some(all) = all {
        let found = cx
            .report(all, format!("`{}` is shared with every AWS account", shared.address()))
            .because("anybody can restore it in an account of their own and read every row: scanners list public snapshots all the time")
            .help("name the accounts that need it; if the snapshot was public before, treat the data as leaked");
        if accounts.possibilities().count() > 1 {
            found.possible();
        }
    } else if accounts.may_have_more() || accounts.each().any(|one| one.is_unknown()) {
        cx.undecided(accounts);
    }
}
