//! Instances that accept the SSH keys of their project.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View};

use crate::metadata::{self, MACHINES, PROJECTS};

pub const RULE: Rule = Rule {
    id: "gcp/project-ssh-keys-accepted",
    level: Level::Off,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &[
        "google_compute_instance",
        "google_compute_instance_template",
        "google_compute_region_instance_template",
        "google_compute_instance_from_template",
        "google_compute_project_metadata",
        "google_compute_project_metadata_item",
    ],
    summary: "An instance accepts the SSH keys of the project",
    page: include_str!("project_ssh_keys_accepted.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let machines = MACHINES.iter().flat_map(|ty| view.of(ty));
    for machine in machines.filter(|one| !one.is_data() && one.exists() != Existence::No) {
        let blocks = machine.setting("metadata.block-project-ssh-keys").value();
        let accepted = blocks.judge(metadata::is_on).not();
        // With OS Login, no key in metadata counts.
        let login = machine.setting("metadata.enable-oslogin").value();
        let of_project = || has_login(view, machine);
        let without_login = if login.is_unset() { of_project().not() } else { login.judge(metadata::is_on).not() };
        match accepted.and(without_login) {
            Answer::No => {}
            Answer::Unknown => cx.undecided(if accepted == Answer::Unknown { blocks } else { login }),
            answer => {
                let found = cx
                    .report(blocks, format!("`{}` accepts the SSH keys of the project", machine.address()))
                    .because("one stolen key, or one person who may edit the metadata of the project, opens this instance together with all others")
                    .help("set `enable-oslogin = \"TRUE\"` in `metadata`, or `block-project-ssh-keys = \"TRUE\"` where keys are needed")
                    .if_exists(machine);
                if answer == Answer::Possible {
                    found.possible();
                }
            }
        }
    }
}

/// Whether the metadata of a project in the same configuration switches OS Login on.
fn has_login(view: View<'_>, machine: Resource<'_>) -> Answer {
    let projects = PROJECTS.iter().flat_map(|ty| view.of(ty));
    projects
        .filter(|one| one.root() == machine.root() && one.variant() == machine.variant() && !one.is_data())
        .filter_map(|one| metadata::entry(one, "metadata.enable-oslogin"))
        .map(|login| login.value().judge(metadata::is_on))
        .fold(Answer::No, Answer::or)
}
