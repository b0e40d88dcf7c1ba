//! Secrets that are seldom rotated.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "aws/slow-secret-rotation",
    level: Level::Off,
    severity: 20,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_secretsmanager_secret_rotation", "aws_secretsmanager_secret"],
    summary: "A secret is rotated too seldom",
    page: include_str!("slow_secret_rotation.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"max_days":{"type":"integer","minimum":1,"default":90,"description":"After how many days a secret must be rotated at the latest."}}}"#,
    fix: Fix::None,
    answers: &["R207"],
    check: Check::Resource(check),
};

const DEFAULT_DAYS: i64 = 90;

fn check(cx: &mut Context<'_>, rotation: Resource<'_>) {
    if rotation.is_data() {
        return;
    }
    let most = cx.options().attr("max_days").int().or(DEFAULT_DAYS).known().unwrap_or(DEFAULT_DAYS);
    let rules = rotation.block("rotation_rules");
    let (days, schedule) = (rules.setting("automatically_after_days"), rules.setting("schedule_expression"));
    let every = |days: i64| format!("`{}` rotates its secret only every {days} days", rotation.address());
    let message = match days.value().int().known() {
        Some(days) => every(days),
        None => format!("`{}` rotates its secret less often than every {most} days", rotation.address()),
    };
    let is_slow = |days: Value<'_>| days.int().test(|days| days > most);
    let found = if schedule.value().is_unset() {
        cx.reject(&days, is_slow, message)
    } else {
        let of_schedule = schedule.value().string().known().map(period);
        match of_schedule {
            Some(Period::Days(count)) => {
                let is_slow = |schedule: Value<'_>| schedule.string().test(|_| count > most);
                cx.reject(&schedule, is_slow, every(count))
            }
            Some(Period::AtLeastMonthly) if most >= 31 => None,
            _ => {
                let reason = "how often this schedule runs is not worked out";
                cx.undecided_because(schedule.value(), reason, "`schedule_expression`");
                None
            }
        }
    };
    if let Some(found) = found {
        found
            .because(format!("whoever has read the secret once can use it until then; at most {most} days are allowed"))
            .help(format!("set `automatically_after_days` to {most} or fewer"));
    }
}

enum Period {
    Days(i64),
    AtLeastMonthly,
    Unclear,
}

/// `rate(30 days)`, `rate(12 hours)`, `cron(0 8 1 * ? *)`.
fn period(schedule: &str) -> Period {
    let within = |name: &str| schedule.trim().strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(rate) = within("rate") {
        let mut words = rate.split_whitespace();
        let count = words.next().and_then(|count| count.parse::<i64>().ok());
        return match (count, words.next()) {
            (Some(count), Some("day" | "days")) => Period::Days(count),
            (Some(hours), Some("hour" | "hours")) => Period::Days(hours / 24),
            _ => Period::Unclear,
        };
    }
    let fields: Vec<&str> = within("cron").unwrap_or_default().split_whitespace().collect();
    match fields[..] {
        [_, _, _, "*" | "1/1" | "*/1", _, "*"] => Period::AtLeastMonthly,
        _ => Period::Unclear,
    }
}
