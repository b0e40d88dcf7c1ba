//! Backups, archives and file systems that everybody may use.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::policy::reject_public;

pub const RULE: Rule = Rule {
    id: "aws/vault-or-file-system-open-to-anyone",
    level: Level::Error,
    severity: 80,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_backup_vault_policy", "aws_efs_file_system_policy", "aws_glacier_vault"],
    summary: "A vault or a file system can be used by everybody",
    page: include_str!("vault_or_file_system_open_to_anyone.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, owner: Resource<'_>) {
    let (argument, because, help) = match owner.type_name() {
        "aws_efs_file_system_policy" => (
            "policy",
            "whoever reaches it over the network, from whichever account, may do what the statement allows, without proving who they are",
            "name the roles that mount it, or add the condition `elasticfilesystem:AccessedViaMountTarget` so that only clients within reach of a mount target can",
        ),
        "aws_glacier_vault" => (
            "access_policy",
            "as far as the actions allow, anyone can read the archives or delete them",
            "name the accounts or roles, or add the condition `aws:PrincipalOrgID`",
        ),
        _ => (
            "policy",
            "as far as the actions allow, anyone can copy your backups to an account of theirs, or delete what you would restore from",
            "name the accounts or roles, or add the condition `aws:PrincipalOrgID`",
        ),
    };
    reject_public(cx, owner, argument, "can be used by anyone", because, help);
}
