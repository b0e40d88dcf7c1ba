//! Keys that stay the same for years.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "gcp/key-without-rotation",
    level: Level::Info,
    severity: 35,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["google_kms_crypto_key"],
    summary: "A Cloud KMS key is rotated too rarely or never",
    page: include_str!("key_without_rotation.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"days":{"type":"integer","minimum":1,"default":90,"description":"After how many days at the latest a key must be rotated."}}}"#,
    fix: Fix::Safe,
    answers: &["R109"],
    check: Check::Resource(check),
};

const SECONDS_OF_DAY: i64 = 86_400;

fn check(cx: &mut Context<'_>, key: Resource<'_>) {
    if key.is_data() {
        return;
    }
    // Only symmetric keys that Google generates and keeps can be rotated automatically.
    let (purpose, imported) = (key.attr("purpose"), key.attr("import_only"));
    let protection = key.block("version_template").attr("protection_level");
    let rotates = purpose
        .judge(|value| value.string().or("ENCRYPT_DECRYPT").test(|purpose| purpose == "ENCRYPT_DECRYPT"))
        .and(imported.judge(|value| value.bool().or(false).test(|on| !on)))
        .and(protection.judge(|value| value.string().test(|level| level.starts_with("EXTERNAL"))).not());
    if rotates == Answer::No {
        return;
    }
    if rotates == Answer::Unknown {
        cx.undecided([purpose, imported, protection].into_iter().find(Value::is_unknown).unwrap_or(purpose));
        return;
    }
    let days = cx.options().attr("days").int().known().unwrap_or(90);
    let most = days.saturating_mul(SECONDS_OF_DAY);
    let period = key.setting("rotation_period");
    let message = if period.value().is_unset() {
        format!("`{}` is never rotated", key.address())
    } else {
        format!("`{}` is rotated less often than every {days} days", key.address())
    };
    let is_wrong = |value: Value<'_>| {
        let long = match value.string().or("") {
            // What is no duration is an error that Google reports.
            read if read.known() == Some("") => Answer::Yes,
            read => read.test(|text| seconds(text).is_some_and(|seconds| seconds > most)),
        };
        long.and(rotates)
    };
    if let Some(found) = cx.reject(&period, is_wrong, message) {
        found
            .because("one compromised key version exposes all that was ever encrypted with it; with rotation it exposes what was written in one period")
            .help(format!("set `rotation_period = \"{most}s\"` or less; data that is already encrypted stays readable"))
            .fix_setting(&period, format!("{most}s"));
    }
}

/// `7776000s`, perhaps with a fraction.
fn seconds(text: &str) -> Option<i64> {
    let number = text.strip_suffix('s')?;
    number.split('.').next()?.parse().ok()
}
