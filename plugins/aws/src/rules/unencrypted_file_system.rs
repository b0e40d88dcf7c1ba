//! Shared file systems that are not encrypted.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_off;

pub const RULE: Rule = Rule {
    id: "aws/unencrypted-file-system",
    level: Level::Error,
    severity: 60,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_efs_file_system"],
    summary: "An EFS file system is not encrypted at rest",
    page: include_str!("unencrypted_file_system.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R093"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, files: Resource<'_>) {
    if files.is_data() {
        return;
    }
    let encrypted = files.setting("encrypted");
    if let Some(found) = cx.reject(&encrypted, is_off, format!("`{}` is not encrypted", files.address())) {
        found
            .because("its files are stored in clear text, and in an emergency there is no key to disable")
            .help("set `encrypted = true`; this replaces an existing file system, so copy its files to a new one first, before `prevent_destroy` forbids the replacement")
            .fix_setting(&encrypted, true)
            .fix_is_unsafe();
    }
}
