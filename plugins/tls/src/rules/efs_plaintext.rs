//! Containers that access EFS in clear text.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "tls/efs-plaintext",
    level: Level::Warning,
    severity: 48,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_ecs_task_definition", "aws_batch_job_definition"],
    summary: "A container mounts an EFS file system without encryption in transit",
    page: include_str!("efs_plaintext.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R069"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, definition: Resource<'_>) {
    if definition.is_data() {
        return;
    }
    let is_task = definition.type_name() == "aws_ecs_task_definition";
    let volumes = if is_task {
        definition.attr("volume")
    } else {
        definition.attr("container_properties").document().attr("volumes")
    };
    for volume in volumes.each() {
        let efs =
            if is_task { volume.block("efs_volume_configuration") } else { volume.attr("efsVolumeConfiguration") };
        if efs.is_unknown() {
            cx.undecided(efs);
        } else if !efs.is_unset() {
            mount(cx, definition, efs, is_task);
        }
    }
    if volumes.may_have_more() {
        cx.undecided(volumes);
    }
}

fn mount(cx: &mut Context<'_>, definition: Resource<'_>, efs: Value<'_>, is_task: bool) {
    let setting = efs.setting(if is_task { "transit_encryption" } else { "transitEncryption" });
    let off = |value: Value<'_>| -> Answer { value.string().or("DISABLED").test(|mode| mode != "ENABLED") };
    let message = format!("`{}` mounts an EFS file system without encryption in transit", definition.address());
    let Some(found) = cx.reject(&setting, off, message) else { return };
    let found = found
        .because("every file crosses the network in clear text: an attacker who can see the traffic reads and changes what the container stores")
        .help("set `transit_encryption = \"ENABLED\"`; IAM authorization and access points require it as well");
    // A document of a job definition is for its author to edit.
    if is_task {
        found.fix_setting(&setting, "ENABLED").fix_is_unsafe();
    }
}
