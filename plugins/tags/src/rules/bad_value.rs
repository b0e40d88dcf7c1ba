//! Tags with values outside the agreed ones.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{names::lookalike, pattern};

pub const RULE: Rule = Rule {
    id: "tags/bad-value",
    level: Level::Error,
    severity: 20,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_*"],
    summary: "A tag has a value outside the allowed ones",
    page: include_str!("bad_value.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"allowed":{"type":"object","additionalProperties":{"type":"array","items":{"type":"string"}},"default":{},"description":"The values that a tag may have, by key."},"patterns":{"type":"object","additionalProperties":{"type":"string"},"default":{},"description":"A regular expression that the whole value of a tag must match, by key."}}}"#,
    fix: Fix::None,
    answers: &["R111"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    let tags = resource.attr("tags_all");
    if resource.is_data() || tags.is_absent() {
        return;
    }
    let certain = !tags.is_unknown();
    let mut unlisted = false;
    for (key, demand) in demands(cx.options()) {
        // Of tags that depend on a condition, every branch counts.
        for tags in tags.possibilities() {
            match tags.entries().find(|(name, _)| *name == key) {
                Some((_, value)) => judge(cx, resource, (key, value), demand, certain),
                None => unlisted |= tags.may_have_more(),
            }
        }
    }
    if unlisted {
        cx.undecided(tags);
    }
}

#[derive(Clone, Copy)]
enum Demand<'a> {
    OneOf(Value<'a>),
    Matches(&'a str),
}

fn demands(options: Value<'_>) -> impl Iterator<Item = (&str, Demand<'_>)> {
    let allowed = options.attr("allowed").entries().map(|(key, values)| (key, Demand::OneOf(values)));
    let patterns = options.attr("patterns").entries();
    allowed.chain(patterns.filter_map(|(key, pattern)| Some((key, Demand::Matches(pattern.string().known()?)))))
}

impl Demand<'_> {
    /// Null is not a value; a pattern that is none answers nothing.
    fn is_missed_by(self, value: Value<'_>) -> Answer {
        match (value.string(), self) {
            (Read::Absent | Read::Null, _) => Answer::No,
            (Read::Unknown, _) => Answer::Unknown,
            (Read::Known(text), Self::OneOf(values)) => {
                Answer::from(!values.each().any(|one| one.string() == Read::Known(text)))
            }
            (Read::Known(text), Self::Matches(pattern)) => {
                pattern::matches(pattern, text).map_or(Answer::Unknown, |matched| Answer::from(!matched))
            }
        }
    }

    fn describe(self) -> String {
        match self {
            Self::OneOf(values) => {
                let all: Vec<_> =
                    values.each().filter_map(|one| Some(format!("`{}`", one.string().known()?))).collect();
                format!("one of {}", all.join(", "))
            }
            Self::Matches(pattern) => format!("of the form `{pattern}`"),
        }
    }
}

fn judge(
    cx: &mut Context<'_>,
    resource: Resource<'_>,
    (key, value): (&str, Value<'_>),
    demand: Demand<'_>,
    certain: bool,
) {
    let answer = value.judge(|value| demand.is_missed_by(value));
    match (answer, demand) {
        (Answer::No, _) => {}
        (Answer::Unknown, Demand::Matches(pattern)) if value.string().known().is_some() => cx.undecided_because(
            value,
            format!("`{pattern}` is not a regular expression"),
            format!("`patterns.{key}` in the options of the rule"),
        ),
        (Answer::Unknown, _) => cx.undecided(value),
        (Answer::Yes | Answer::Possible, _) => {
            let bad = value.possibilities().find(|value| demand.is_missed_by(*value) == Answer::Yes).unwrap_or(value);
            let text = bad.string().known().unwrap_or("");
            let finding = cx
                .report(value, format!("`{}` has the tag `{key}` = `{text}`", resource.address()))
                .because("reports, budgets and clean-up jobs group by exact values: what is spelled differently is in none of the groups")
                .help(help(demand, text))
                .detail("key", key)
                .detail("value", text);
            if answer == Answer::Possible || !certain {
                finding.possible();
            }
        }
    }
}

fn help(demand: Demand<'_>, text: &str) -> String {
    if let Demand::OneOf(values) = demand {
        let known = values.each().filter_map(|one| one.string().known());
        if let Some(like) = lookalike(text, known) {
            return format!("write `{like}`: values are compared exactly");
        }
    }
    format!("use a value that is {}", demand.describe())
}
