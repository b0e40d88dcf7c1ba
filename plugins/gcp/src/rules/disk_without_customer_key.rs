//! Disks that are encrypted with a key managed by Google.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::iam::is_made;

pub const RULE: Rule = Rule {
    id: "gcp/disk-without-customer-key",
    level: Level::Off,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["google_compute_disk", "google_compute_region_disk"],
    summary: "A disk is not encrypted with your own key",
    page: include_str!("disk_without_customer_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R108"],
    check: Check::Resource(check),
};

/// A key of Cloud KMS, or one that is supplied.
const KEYS: &[&str] = &["kms_key_self_link", "raw_key", "rsa_encrypted_key"];

fn check(cx: &mut Context<'_>, disk: Resource<'_>) {
    if disk.is_data() {
        return;
    }
    let block = disk.block("disk_encryption_key");
    let keys = KEYS.iter().map(|name| block.attr(name));
    let key = keys.clone().find(|key| !key.is_unset()).unwrap_or(block.attr(KEYS[0]));
    let missing = keys.map(|key| key.judge(is_none)).fold(Answer::Yes, Answer::and);
    match missing {
        Answer::No => {}
        Answer::Unknown => cx.undecided(key),
        Answer::Yes | Answer::Possible => {
            let found = cx
                .report(key, format!("`{}` is encrypted with a key managed by Google", disk.address()))
                .because("you cannot revoke such a key, and no log shows who used it")
                .help("set `kms_key_self_link` in `disk_encryption_key` to a key of Cloud KMS");
            if missing == Answer::Possible {
                found.possible();
            }
        }
    }
}

/// Not set. A secret that is withheld, and the name of a key that is made in the same run, are set.
fn is_none(key: Value<'_>) -> Answer {
    if key.is_unset() {
        Answer::Yes
    } else if key.is_unknown() && !key.is_sensitive() && !is_made(key) {
        Answer::Unknown
    } else {
        Answer::No
    }
}
