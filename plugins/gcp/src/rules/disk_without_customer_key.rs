//! Disks that are encrypted with a key managed by Google.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::keys::is_none;

pub const RULE: Rule = Rule {
    id: "gcp/disk-without-customer-key",
    level: Level::Off,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &[
        "google_compute_disk",
        "google_compute_region_disk",
        "google_compute_instance",
        "google_compute_instance_template",
        "google_compute_region_instance_template",
    ],
    summary: "A disk is not encrypted with your own key",
    page: include_str!("disk_without_customer_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R108"],
    check: Check::Resource(check),
};

/// A key of Cloud KMS, or one that is supplied: of disks, and of the disk from which a machine boots.
const KEYS: &[&str] = &["kms_key_self_link", "raw_key", "rsa_encrypted_key"];
const BOOT_KEYS: &[&str] = &["kms_key_self_link", "disk_encryption_key_raw", "disk_encryption_key_rsa"];

fn check(cx: &mut Context<'_>, disk: Resource<'_>) {
    if disk.is_data() {
        return;
    }
    // What is made elsewhere is encrypted there, and what is lost with the machine needs no key.
    let is_made_here = |disk: &Value<'_>| {
        disk.attr("source").is_unset()
            && disk.attr("source_snapshot").is_unset()
            && disk.attr("type").string().known() != Some("SCRATCH")
    };
    match disk.type_name() {
        "google_compute_instance" => {
            for boot in disk.attr("boot_disk").each().filter(is_made_here) {
                judge(cx, disk, boot, BOOT_KEYS);
            }
        }
        "google_compute_disk" | "google_compute_region_disk" => {
            judge(cx, disk, disk.block("disk_encryption_key"), KEYS);
        }
        _ => {
            for one in disk.attr("disk").each().filter(is_made_here) {
                judge(cx, disk, one.block("disk_encryption_key"), KEYS);
            }
        }
    }
}

fn judge(cx: &mut Context<'_>, disk: Resource<'_>, block: Value<'_>, names: &[&str]) {
    let keys = names.iter().map(|name| block.attr(name));
    let key = keys.clone().find(|key| !key.is_unset()).unwrap_or(block.attr(names[0]));
    let missing = keys.map(|key| key.judge(is_none)).fold(Answer::Yes, Answer::and);
    let what = if disk.type_name().ends_with("_disk") { "" } else { "a disk of " };
    match missing {
        Answer::No => {}
        Answer::Unknown => cx.undecided(key),
        Answer::Yes | Answer::Possible => {
            let found = cx
                .report(key, format!("{what}`{}` is encrypted with a key managed by Google", disk.address()))
                .because("you cannot revoke such a key, and no log shows who used it")
                .help("set `kms_key_self_link` to a key of Cloud KMS");
            if missing == Answer::Possible {
                found.possible();
            }
        }
    }
}
