//! Buckets that keep the parts of unfinished uploads forever.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::bucket::BUCKET;

pub const RULE: Rule = Rule {
    id: "aws/unfinished-uploads-kept",
    level: Level::Off,
    severity: 10,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[BUCKET, "aws_s3_bucket_lifecycle_configuration"],
    summary: "A lifecycle configuration keeps the parts of unfinished uploads",
    page: include_str!("unfinished_uploads_kept.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R178"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    let inline = resource.type_name() == BUCKET;
    let rules = resource.attr(if inline { "lifecycle_rule" } else { "rule" });
    // A bucket without any lifecycle rule is not reported.
    let has_none = rules.each().next().is_none() && !rules.may_have_more();
    if resource.is_data() || (inline && has_none) {
        return;
    }
    let aborts = |rule: Value<'_>| if inline { aborts_inline(rule) } else { aborts(rule) };
    let any = rules.each().fold(Answer::No, |any, rule| any.or(aborts(rule)));
    match any {
        Answer::Yes => {}
        Answer::No if rules.may_have_more() => cx.undecided(rules),
        Answer::Unknown | Answer::Possible => {
            cx.undecided_because(rules, "whether a rule for the whole bucket aborts uploads is not known", "that rule");
        }
        Answer::No => {
            let message = format!("`{}` keeps the parts of unfinished uploads forever", resource.address());
            let _finding = cx
                .report(resource, message)
                .because("listings do not show the parts of interrupted uploads, and they cost as much as objects until somebody aborts the upload")
                .help("add a rule for the whole bucket with `abort_incomplete_multipart_upload { days_after_initiation = 7 }`");
        }
    }
}

/// Whether a rule of the separate resource aborts uploads in the whole bucket.
fn aborts(rule: Value<'_>) -> Answer {
    let enabled = rule.attr("status").judge(|value| value.string().test(|text| text == "Enabled"));
    let days = rule.block("abort_incomplete_multipart_upload");
    let filter = rule.block("filter");
    let narrow = ["tag", "and", "object_size_greater_than", "object_size_less_than"]
        .iter()
        .fold(has_prefix(rule).or(has_prefix(filter)), |narrow, name| narrow.or(is_written(filter, name)));
    enabled.and(is_set(days)).and(narrow.not())
}

fn aborts_inline(rule: Value<'_>) -> Answer {
    let enabled = rule.attr("enabled").judge(|value| value.bool().test(|on| on));
    let days = is_set(rule.attr("abort_incomplete_multipart_upload_days"));
    enabled.and(days).and(has_prefix(rule).or(is_written(rule, "tags")).not())
}

fn has_prefix(within: Value<'_>) -> Answer {
    within.attr("prefix").judge(|value| value.string().test(|text| !text.is_empty()))
}

fn is_set(value: Value<'_>) -> Answer {
    if value.is_unknown() { Answer::Unknown } else { Answer::from(!value.is_unset()) }
}

/// Whether a block or argument is written, and not empty.
fn is_written(within: Value<'_>, name: &str) -> Answer {
    let value = within.attr(name);
    let is_empty = value.string().known().is_none() && value.each().next().is_none();
    if value.is_unset() {
        Answer::No
    } else if value.may_have_more() && is_empty {
        Answer::Unknown
    } else {
        Answer::from(!is_empty)
    }
}
